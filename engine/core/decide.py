"""What one step means: an event arrives at a case, and a decision comes out. Pure: no clock, no disk, no network."""

from __future__ import annotations

from datetime import datetime

from engine.core.builder import StepBuilder, not_open
from engine.core.case import BACK, BEGIN, KEEP, MODIFY, TIMEOUT, Case, Decision, Event, Facts, Needs, Refusal
from engine.core.context import EvaluationContext, Unanswered
from engine.core.machine import Machine
from engine.core.modify import modify
from engine.language.workdays import WEEK, Calendar
from engine.problems import EngineError


class ForeignCase(EngineError):
    """The case belongs to another flow or version than the machine."""


def begin(
    machine: Machine, entry: str, case_id: str, facts: Facts, now: datetime, calendar: Calendar = WEEK
) -> Decision | Needs:
    """
    A new case at `entry`, its first state entered. Nothing is kept before its first event is.

    Args:
        case_id: the id it will have.
        now: aware, UTC.
        calendar: the site's, by which working days are counted; as the time, it is handed in.
    """
    flow = machine.flow
    case = Case(case_id, flow.name, flow.digest, entry, 0, (), begun_at=now, touched_at=now, language=flow.language)
    try:
        builder = StepBuilder(EvaluationContext(machine, facts, now, calendar), case, "usager")
        return builder.enter(flow.entries[entry].state.name, (), BEGIN)
    except Unanswered as unanswered:
        return Needs((unanswered.question,))


def decide(
    machine: Machine, case: Case, event: Event, facts: Facts, now: datetime, calendar: Calendar = WEEK
) -> Decision | Refusal | Needs:
    """
    What happens to `case` when `event` arrives at `now`. Nothing is kept or sent.

    Branches are tried in the order written; the first whose guard holds is taken. A timer's event is decided as of
    its due time: the caller passes that as `now`.

    Args:
        facts: question -> answer, of everything asked before.
        calendar: the site's, by which working days are counted; as the time, it is handed in.
        now: aware, UTC.

    Returns:
        A Decision with its effects in the order to be committed; a Refusal with the verdicts of the guards evaluated
        and the events that are open; or Needs, when something must be looked up first.

    Raises:
        ForeignCase: the case is not of this flow and version.
        GuardFailed, MissingKey, NoBranch: the flow is at fault; nothing may be kept.
    """
    if (case.flow, case.version) != (machine.flow.name, machine.flow.digest):
        raise ForeignCase(f"case {case.id} is of {case.flow} {case.version[:12]}, not of {machine.flow.digest[:12]}")
    try:
        return _dispatch(EvaluationContext(machine, facts, now, calendar), case, event)
    except Unanswered as unanswered:
        return Needs((unanswered.question,))


def _dispatch(context: EvaluationContext, case: Case, event: Event) -> Decision | Refusal:
    if event.name == MODIFY:
        return modify(context, case, event)
    builder = StepBuilder(context, case, event.actor)
    if event.name == BACK:
        return builder.back(event)
    if event.name == KEEP:
        return builder.keep(event)
    if event.actor == "timer":
        return builder.time_out() if event.name == TIMEOUT else builder.remind(event.at or 0)
    transition = context.machine.events(case.state).get(event.name)
    # A browser fires only events with a label; one without a label is fired by a resume alone.
    if transition is None or transition.label is None:
        return not_open(context, case)
    return builder.take(event)
