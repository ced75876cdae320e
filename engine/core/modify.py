"""« Modifier »: an earlier form is filled in again, then the old trail is followed as far as it still holds."""

from __future__ import annotations

from engine.core.asking import still_answers
from engine.core.builder import StepBuilder, not_open
from engine.core.case import Case, Decision, Event, Refusal, Step
from engine.core.context import EvaluationContext
from engine.core.timers import follows_answers, timers_of
from engine.core.trail import modifiable, taken_back, timed


def modify(context: EvaluationContext, case: Case, event: Event) -> Decision | Refusal:
    """
    The decision of the earlier step `event.at` with new answers, and of the later steps that are taken again.

    A refusal leaves the trail as it is: the form is shown again with the message. Where a step taken again is refused,
    the case stays at its form, and `Decision.stopped` is that refusal.
    """
    at = event.at if event.at is not None else -1
    if at not in modifiable(context.flow, case).values() or not event.inner:
        return not_open(context, case)
    transition = context.machine.events(case.trail[at].state).get(event.inner)
    if transition is None or transition.label is None:
        return not_open(context, case)
    old = case.trail
    first = StepBuilder(context, taken_back(context.flow, case, at), event.actor).take(event._replace(name=event.inner))
    if isinstance(first, Refusal):
        return first._replace(case=case)
    decision, before = _at_its_time(context, first, old, at), at
    while (step := _old_step(decision, old, before)) is not None:
        if not still_answers(context.flow, decision.case, step, context.today):
            return decision  # its form has a question that was not asked
        before = len(decision.case.trail) - 1
        entered = old[before + 1]  # what a resume brought along then is there again
        carried = {name: entered.values.get(name) for name in entered.carried}
        again = Event(step.event or "", event.actor, step.answers, step.secrets, gate=True, carried=carried)
        more = StepBuilder(context, decision.case, event.actor).take(again)
        if isinstance(more, Refusal):
            return decision._replace(stopped=more)
        more = _at_its_time(context, more, old, before)
        decision = more._replace(
            taken=decision.taken + more.taken,
            effects=decision.effects + more.effects,
            sealing=decision.sealing or more.sealing,
        )
    return decision


def _at_its_time(context: EvaluationContext, decision: Decision, old: tuple[Step, ...], before: int) -> Decision:
    """
    The decision. Where its case came by the same branches to a state of the old trail, that was entered when it was,
    and its timers are due when they were, but those at a day that an answer says. What was sent is not sent again.
    """
    case = decision.case
    here = len(case.trail) - 1
    if here <= before or decision.resumed or not _led_here(case.trail, old):
        return decision
    entered_at = old[here].entered_at or context.now
    clock = context.clock._replace(now=entered_at)
    state = context.flow.states[case.state]
    first = timers_of(context.flow, case._replace(trail=old[: here + 1]), clock)
    case = case._replace(trail=(*case.trail[:-1], case.present._replace(entered_at=entered_at)))
    said = (timer for timer in timers_of(context.flow, case, clock) if follows_answers(state, timer))
    timers = [timer for timer in said if timer not in first or timer in old[here].timers]
    timers += (timer for timer in old[here].timers if not follows_answers(state, timer))
    return decision._replace(case=timed(case, tuple(sorted(timers, key=lambda timer: timer.due_at))))


def _led_here(trail: tuple[Step, ...], old: tuple[Step, ...]) -> bool:
    """Whether the case stands at a step of the old trail, and came there by the same branches."""
    here = len(trail) - 1
    if here >= len(old) or old[here].state != trail[here].state:
        return False
    return all(new.transition == was.transition for new, was in zip(trail[:here], old[:here], strict=True))


def _old_step(decision: Decision, old: tuple[Step, ...], before: int) -> Step | None:
    """
    The step of the old trail where the case is now, if the new trail led here by the same branches; else None.

    Args:
        before: where the case was, as an index into its trail: a step that led no further – one that stays,
            leaves or hands over, or leads back – is the last.
    """
    trail = decision.case.trail
    here = len(trail) - 1
    if here <= before or decision.resumed or not _led_here(trail, old) or old[here].event is None:
        return None
    kept = set(old[here].secrets) <= set(decision.case.kept_secrets)
    return old[here] if kept else None
