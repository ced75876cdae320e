"""Refused attempts: counted in the case, or across cases by what was typed, and what follows the last allowed one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from engine.core.case import Case, ClearTries, Count, CountTry, Effect, PauseQuestion
from engine.core.context import EvaluationContext
from engine.core.resume import accounts_tried
from engine.core.timers import delay_of, figure_of
from engine.language.model import Branch, State, Transition, Tries
from engine.language.values import Value
from engine.language.workdays import Delay


class Attempts(NamedTuple):
    """Attempts counted across cases by a field's value."""

    paused_until: datetime | None = None  # no attempt is made before
    counted: tuple[Effect, ...] = ()  # kept with a refusal
    cleared: tuple[Effect, ...] = ()  # kept with a success
    left: int | None = None  # after one refusal more


UNCOUNTED = Attempts()


def attempts_of(context: EvaluationContext, case: Case, limit: Tries | None) -> Attempts:
    """
    The attempts at the value that `limit` counts by; UNCOUNTED where it counts none across cases. Those of a browser
    that has opened the account before are counted apart: what strangers try neither pauses it nor is forgotten by it.

    Raises:
        Unanswered: whether they are paused has to be looked up first.
    """
    if limit is None or limit.per is None or limit.pause is None:
        return UNCOUNTED
    value = _counted_by(context, context.flow.states[case.state], limit.per.name, case.known().get(limit.per.name))
    if value is None:
        return UNCOUNTED
    key = (context.flow.name, case.state, str(value))
    pause_until = Delay(delay_of(limit.pause)).after(context.now, context.flow.zone, context.clock.calendar)
    count: Count = context.answer(PauseQuestion(*key, accounts_tried(context, case)))
    most = figure_of(limit.max)
    return Attempts(
        count.paused_until,
        (CountTry(*key, most, pause_until, count.browser),),
        (ClearTries(*key, count.browser),),
        max(0, most - count.refused - 1),
    )


def _counted_by(context: EvaluationContext, state: State, name: str, value: Value) -> Value:
    """
    A value in the form in which attempts at it are counted. All spellings of a register's key lead to one account and
    have one count, whatever the field would tell apart: else each other spelling would have tries of its own.
    """
    value = context.comparable(name, value)
    for resume in (branch.resume for branch in state.branches() if branch.resume):
        if resume.register and resume.key and resume.key.name == name:
            value = context.key(resume.register.name, value)
    return value


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
