"""How a trail grows, is cut and is taken back; what leaves it is kept to fill its form again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from engine.core.case import Case, Draft, Step, Timer
from engine.core.timers import Clock, timers_of
from engine.language.model import Flow
from engine.language.values import TypedIn, Value


def next_due(case: Case, now: datetime) -> Timer | None:
    """
    The timer to fire first at `now`, if one is due: the timeout, else the last reminder.

    A reminder due together with the timeout or with a later reminder is not sent.
    """
    due = [timer for timer in case.present.timers if timer.due_at <= now]
    return next((timer for timer in due if timer.kind == "timeout"), due[-1] if due else None)


def fires_at(case: Case, timer: Timer) -> datetime:
    """The instant as of which a timer fires: when it is due, but not before its state was entered."""
    return max(timer.due_at, case.present.entered_at or timer.due_at)


class By(NamedTuple):
    """How a step is passed."""

    event: str
    transition: str
    answered: bool = True  # the form was posted with it: what was typed before and not sent is dropped


def entered(flow: Flow, case: Case, state: str, by: By | None, clock: Clock, *, sealing: bool) -> Case:
    """
    The present step, with the answers it holds, is passed, and the case enters `state` by a target, which touches it:
    the trail is cut back to that state if its unsealed part has it, else grows. Its timers are fixed.

    Args:
        by: None: there is no step yet.
        sealing: the step seals the trail before it, so that nothing of it can be cut.
    """
    trail, drafts = case.trail, case.drafts
    if by:
        left = trail[-1]
        trail = (*trail[:-1], left._replace(event=by.event, transition=by.transition))
        drafts = _without(drafts, left.state) if by.answered else drafts
    visits = case.visits + 1
    fresh = Step(state, visits, entered_at=clock.now)
    sealed = len(trail) if sealing else case.sealed
    for at in range(sealed, len(trail)):
        if trail[at].state == state:
            cut = _cut(flow, case._replace(trail=trail, drafts=drafts), at)
            trail, drafts = cut.trail[:at], cut.drafts
            break
    case = case._replace(
        trail=(*trail, fresh),
        drafts=drafts,
        visits=visits,
        sealed=sealed,
        bound=sealing or case.bound,
        touched_at=clock.now,
    )
    return timed(case, timers_of(flow, case, clock))


def timed(case: Case, timers: tuple[Timer, ...]) -> Case:
    """The case with these timers of its present state."""
    if timers == case.present.timers:
        return case
    return case._replace(trail=(*case.trail[:-1], case.present._replace(timers=timers)))


def taken_back(flow: Flow, case: Case, at: int) -> Case:
    """The case taken back to its step `at`. What was answered from there on only fills forms."""
    case = _cut(flow, case, at)
    step = case.trail[at]
    again = step._replace(event=None, transition=None, answers={}, secrets=(), gate=False, unasked={}, heard={})
    return case._replace(trail=(*case.trail[:at], again))


def back_to(flow: Flow, case: Case) -> int | None:
    """The index of the step that `back` returns to: the last unsealed one that had a screen."""
    steps = range(len(case.trail) - 2, case.sealed - 1, -1)
    return next((i for i in steps if not flow.states[case.trail[i].state].automatic), None)


def modifiable(flow: Flow, case: Case) -> dict[str, int]:
    """
    state -> index of its step, for every passed step that « Modifier » reaches: nothing after it is sealed.

    A case that has ended is not changed any more.
    """
    found: dict[str, int] = {}
    if case.closed_at:
        return found
    for i in range(case.sealed, len(case.trail) - 1):
        if flow.states[case.trail[i].state].form:
            found[case.trail[i].state] = i
    return found


def to_fill(flow: Flow, case: Case, state: str, at: int | None = None) -> dict[str, Value | TypedIn]:
    """
    What fills the form of `state`: what it held when it was left or passed, blank fields too; a form filled in for the
    first time begins with the same field's answer elsewhere on the trail, else its default. Never a secret or code.

    Returns:
        field -> a tuple of what was typed, as it was; or a value. Nothing of a field that nothing fills.
    """
    named = flow.states[state].form
    if named is None:
        return {}
    left = case.drafts.get(state)
    if left is None and at is not None and (case.trail[at].answers or case.trail[at].event is not None):
        left = {**case.trail[at].answers, **case.trail[at].unasked}
    known = case.known()
    hidden = flow.code_fields()
    filled: dict[str, Value | TypedIn] = {}
    for field in flow.forms[named.name].fields.values():
        if field.secret or field.name in hidden:
            continue
        value = known.get(field.name, field.default) if left is None else left.get(field.name)
        if value is not None:
            filled[field.name] = value
    return filled


def keep_draft(flow: Flow, case: Case, state: str, typed: Draft | None) -> Case:
    """
    The case with what was typed in the form of `state`, unchecked, to fill it again: no secret, no code, no other
    form's field.

    Args:
        typed: a field that it lacks was left blank. None: the form was not posted.
    """
    named = flow.states[state].form
    if named is None or typed is None:
        return case
    hidden = flow.code_fields()
    fields = flow.forms[named.name].fields
    kept = {n: t for n, t in typed.items() if n in fields and not fields[n].secret and n not in hidden}
    return case._replace(drafts={**case.drafts, state: kept})


def _cut(flow: Flow, case: Case, at: int) -> Case:
    """The steps from `at` on will leave the trail: their answers become what fills their forms."""
    for i in range(at, len(case.trail)):
        step = case.trail[i]
        if step.event is not None and flow.states[step.state].form:
            case = keep_draft(flow, case, step.state, to_fill(flow, case, step.state, i))
    return case._replace(trail=case.trail[: at + 1])


def _without(drafts: Mapping[str, Draft], state: str) -> Mapping[str, Draft]:
    return {name: typed for name, typed in drafts.items() if name != state} if state in drafts else drafts
