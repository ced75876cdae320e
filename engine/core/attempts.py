"""Refused attempts: counted in the case, or across cases by what was typed, and what follows the last allowed one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from engine.core.case import Case, ClearTries, Count, CountTry, Effect, PauseQuestion, WaitingQuestion
from engine.core.context import EvaluationContext
from engine.core.resume import account_tried
from engine.core.timers import delay_of, figure_of
from engine.language.model import Branch, Resume, State, Transition, Tries
from engine.language.workdays import Delay


class Key(NamedTuple):
    """
    What attempts are counted under: their state; those at a secret or a code also by what they would open, so that
    every sign-in to the same accounts, in whichever flow, shares one count. What a state allows holds there, however
    much another flow allows.
    """

    flow: str
    state: str
    value: str  # that was typed, normalised


class Attempts(NamedTuple):
    """Attempts counted across cases by a field's value."""

    paused_until: datetime | None = None  # no attempt is made before
    counted: tuple[Effect, ...] = ()  # kept with a refusal
    cleared: tuple[ClearTries, ...] = ()  # kept with a success
    left: int | None = None  # after one refusal more


UNCOUNTED = Attempts()


def attempts_of(context: EvaluationContext, case: Case, limit: Tries | None) -> Attempts:
    """
    The attempts at the value that `limit` counts by; UNCOUNTED where it counts none across cases. Those of a browser
    that has opened the account before are counted apart: what strangers try neither pauses it nor is forgotten by it.

    Raises:
        Unanswered: whether they are paused has to be looked up first.
    """
    if limit is None or limit.per is None or limit.pause is None or case.known().get(limit.per.name) is None:
        return UNCOUNTED
    pause_until = Delay(delay_of(limit.pause)).after(context.now, context.flow.zone, context.clock.calendar)
    most = figure_of(limit.max)
    counts: dict[Key, Count] = {}
    for key, accounts in _tried(context, case, limit.per.name).items():
        counts[key] = context.answer(PauseQuestion(*key, accounts))
    return Attempts(
        max((count.paused_until for count in counts.values() if count.paused_until), default=None),
        tuple(CountTry(*key, most, pause_until, count.browser) for key, count in counts.items()),
        tuple(ClearTries(*key, count.browser) for key, count in counts.items()),
        max(0, most - max(count.refused for count in counts.values()) - 1),
    )


def _tried(context: EvaluationContext, case: Case, per: str) -> dict[Key, tuple[WaitingQuestion, ...]]:
    """What an attempt is counted under -> the accounts that it may open."""
    found: dict[Key, tuple[WaitingQuestion, ...]] = {}
    for branch in context.flow.states[case.state].branches():
        if branch.resume:
            account = account_tried(context, case, branch.resume)
            for key in _keys(context, case, branch.resume, per):
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), *account)))
    accounts = tuple(dict.fromkeys(one for some in found.values() for one in some))
    value = next((key.value for key in found), None) or _typed(context, case, per)
    return {**found, Key(context.flow.name, case.state, value): accounts}


def _keys(context: EvaluationContext, case: Case, resume: Resume, per: str) -> tuple[Key, ...]:
    """
    What an attempt at this resume is counted under: by register, that and the secrets, or where there are none what is
    compared; by code, each flow that has it. All spellings of a register's key lead to one account and have one count,
    whatever the field would tell apart: else each other spelling would have tries of its own.
    """
    if resume.code:
        flows = resume.among(context.flow.name)
        return tuple(Key(flow, f"@code {resume.code.name}", _typed(context, case, per)) for flow in flows)
    assert resume.register
    assert resume.key
    compared = " ".join((resume.register.name, *sorted(resume.secret or resume.where)))
    value = context.key(resume.register.name, case.known()[per]) if resume.key.name == per else None
    return (Key("@register", compared, value or _typed(context, case, per)),)


def _typed(context: EvaluationContext, case: Case, per: str) -> str:
    return str(context.comparable(per, case.known()[per]))


def settled(
    context: EvaluationContext, case: Case, attempts: Attempts, transition: Transition, taken: Branch
) -> Attempts:
    """The attempts once a branch is taken: a right one forgets those made at the same thing, and no others."""
    state = context.flow.states[case.state]
    if not is_right(state, transition, taken):
        return attempts._replace(cleared=())
    if taken.resume is None or state.tries is None or state.tries.per is None or not attempts.cleared:
        return attempts
    opened = _keys(context, case, taken.resume, state.tries.per.name)
    here = (context.flow.name, case.state)
    return attempts._replace(
        cleared=tuple(count for count in attempts.cleared if Key(*count[:3]) in opened or count[:2] == here)
    )


def is_right(state: State, transition: Transition, taken: Branch) -> bool:
    """
    Whether a branch taken shows that the attempt was right. In a state that resumes, one that resumes does, and no
    other: the button beside it would forget what strangers have tried. Elsewhere one of an event that may refuse.
    """
    if any(branch.resume for branch in state.branches()):
        return taken.resume is not None
    return any(branch.refuse for branch in transition.branches)


def count_refusal(case: Case, state: State) -> Case:
    """The case with one refusal more in `state`, where these are counted in the case."""
    if state.tries is None or state.tries.per is not None:
        return case
    return case._replace(tries={**case.tries, state.name: case.tries.get(state.name, 0) + 1})


def left_in_case(case: Case, state: State) -> int | None:
    """How many tries the case has left in `state`; None: none was refused yet, or they are not counted in the case."""
    limit, refused = state.tries, case.tries.get(state.name, 0)
    if limit is None or limit.per is not None or not refused:
        return None
    return max(0, figure_of(limit.max) - refused)


def exhausted(case: Case, state: State) -> bool:
    """Whether the last allowed attempt in `state` has been refused: the case goes to the target of `tries`."""
    limit = state.tries
    if limit is None or limit.per is not None:
        return False
    return case.tries.get(state.name, 0) >= figure_of(limit.max)
