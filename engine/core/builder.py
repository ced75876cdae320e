"""Builds one step of one case: the branch taken, the case afterwards, and what is kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from engine.core import pending
from engine.core.asking import asked
from engine.core.attempts import UNCOUNTED, Attempts, attempts_of, count_refusal, exhausted, left_in_case, settled
from engine.core.case import (
    BACK,
    KEEP,
    REMINDER,
    TIMEOUT,
    Actor,
    Case,
    Decision,
    Draft,
    DropSecrets,
    Effect,
    Event,
    Refusal,
    Resumed,
    Taken,
)
from engine.core.context import EvaluationContext, Names
from engine.core.effects import carry_out, spent, written
from engine.core.machine import AUTOMATIC, ON_TIMEOUT, ON_TRIES, Choice, own_id
from engine.core.resume import find_waiting, taken_along
from engine.core.trail import By, back_to, entered, keep_draft, modifiable, taken_back
from engine.language import model
from engine.language.forms import Form
from engine.language.model import Branch, State
from engine.language.values import Value
from engine.problems import EngineError

# A circle of automatic states is a load error; this stops one that facts which change meanwhile would make.
MOST_AUTOMATIC = 50


class NoBranch(EngineError):
    """No branch holds. The rules refuse a flow in which that can happen, so the whole step fails."""


def not_open(context: EvaluationContext, case: Case) -> Refusal:
    """The refusal of an event that the state of the case does not accept."""
    return Refusal(case, "not-open", open_events=_open(context, case))


class StepBuilder:
    """
    Builds the decision of one step. Made for one event and thrown away; nothing but itself is changed.

    Args:
        case: before the step.
        actor: who fires the event; the history says so.
    """

    taken: tuple[Taken, ...] = ()
    effects: tuple[Effect, ...] = ()
    sealing = False
    resumed: Resumed | None = None
    _named: Case | None = None
    _names: Names | None = None
    _carried: Mapping[str, Value] = {}

    def __init__(self, context: EvaluationContext, case: Case, actor: Actor) -> None:
        self.context = context
        self.flow = context.flow
        self.case = case
        self.actor: Actor = actor
        context.heard = {}

    # -- the ways a case can go

    def take(self, event: Event) -> Decision | Refusal:
        """The decision of one of the state's own transitions."""
        state = self.flow.states[self.case.state]
        transition = state.transitions[event.name]
        self._carried = event.carried
        answered = state.form is not None and transition.label is not None and not transition.skip_form
        unasked: Draft = {}
        if transition.skip_form:
            self.case = keep_draft(self.flow, self.case, state.name, event.typed)
            event = event._replace(answers={}, secrets=())
        elif answered:
            event, unasked = self._asked(state, event)
        kept = self.case.kept_secrets
        if event.secrets:
            kept = tuple(dict.fromkeys((*kept, *event.secrets)))
        before, present = self.case, self.case.present
        given = (event.answers, event.secrets, event.gate, unasked)
        if given != (present.answers, present.secrets, present.gate, present.unasked):
            # A button alone gives nothing: no copy is made.
            posted = present._replace(answers=event.answers, secrets=event.secrets, gate=event.gate, unasked=unasked)
            self.case = before._replace(trail=(*before.trail[:-1], posted), kept_secrets=kept)
        tries = state.tries and not all(branch.leave for branch in transition.branches)  # letting go is no attempt
        attempts = attempts_of(self.context, self.case, state.tries) if tries else UNCOUNTED
        if attempts.paused_until:
            return Refusal(before, "paused", until=attempts.paused_until, open_events=_open(self.context, before))
        branch, name, destination = self._choose(event.name)
        assert branch
        attempts = settled(self.context, self.case, attempts, transition, branch)
        if branch.refuse:
            if branch.refuse.state:
                before = keep_draft(self.flow, before, state.name, event.typed)
            return self._refuse(before, branch.refuse, By(event.name, name), attempts)
        if answered and self.case.pending_secrets:
            self.case, self.effects = pending.settled(self.flow, self.case, state.name, event)
        if self.resumed and self.resumed.hand_over:
            self._took(event.name, name, "resumed")
            ended = before._replace(closed_at=self.context.now)
            return self._decision(attempts, case=ended)
        if destination:
            self._took(event.name, name, "moved")
            self._arrive(destination, branch.effects, By(event.name, name, answered))
        else:
            self._took(event.name, name, "left" if branch.leave else "stayed")
            self._stay(branch.effects)
        return self._decision(attempts, leave=branch.leave)

    def _asked(self, state: State, event: Event) -> tuple[Event, Draft]:
        """The event with an answer for each field of its form, null for one that is not asked; what those hold."""
        assert state.form
        form = self.flow.forms[state.form.name]
        answers = {**_blank_answers(form), **event.answers}
        if not form.conditional:
            return event._replace(answers=answers), {}
        step = self.case.present._replace(answers=answers, secrets=event.secrets, unasked=event.typed or {})
        found = asked(self.flow, self.case, form, step, self.context.today)
        return event._replace(answers=found.answers, secrets=found.secrets), found.unasked

    def enter(self, state: str, effects: tuple[model.Effect, ...], event: str) -> Decision:
        """The decision that begins a case in its first state."""
        self._arrive(state, effects, None)
        return self._decision()

    def back(self, event: Event) -> Decision | Refusal:
        """The decision to return to the last step that had a screen; what was typed is kept, unchecked."""
        at = back_to(self.flow, self.case)
        state = self.flow.states[self.case.state]
        if state.back is None or at is None:
            return not_open(self.context, self.case)
        self._took(BACK, own_id(state.name, BACK), "back")
        self.case = keep_draft(self.flow, self.case, state.name, event.typed)
        self.case = taken_back(self.flow, self.case, at)
        return self._decision()

    def keep(self, event: Event) -> Decision:
        """The decision to keep what was typed in a form that was not accepted: it fills that form again."""
        assert event.inner
        self._took(KEEP, f"{event.inner}.{KEEP}", "stayed")
        self.case = keep_draft(self.flow, self.case, event.inner, event.typed)
        if event.secrets:
            self.case, self.effects = pending.kept(self.flow, self.case, event.inner, event)
        return self._decision()

    def time_out(self) -> Decision | Refusal:
        """The decision of the state's timeout."""
        state = self.flow.states[self.case.state]
        if state.timeout is None:
            return not_open(self.context, self.case)
        name, destination = self._choose_target(ON_TIMEOUT)
        self._took(TIMEOUT, name, "moved")
        self._arrive(destination, state.timeout.effects, By(TIMEOUT, name))
        return self._decision()

    def remind(self, which: int) -> Decision | Refusal:
        """The decision of a reminder: its effects are done, and the reminders due before it are dropped."""
        step = self.case.present
        timer = next((t for t in step.timers if t.kind == "reminder" and t.which == which), None)
        if timer is None:
            return not_open(self.context, self.case)
        left = tuple(t for t in step.timers if t.kind == "timeout" or t.due_at > timer.due_at)
        self.case = self.case._replace(trail=(*self.case.trail[:-1], step._replace(timers=left)))
        self._took(REMINDER, own_id(step.state, f"{REMINDER} {which + 1}"), "sent")
        self._stay(self.flow.states[step.state].reminders[which].effects)
        return self._decision()

    # -- conditions, evaluated by the transition table

    def holds(self, branch: Branch) -> bool:
        """Whether the branch's guard holds for the case as it is now."""
        assert branch.guard
        return self.context.holds(branch.guard, self._known())

    def resumes(self, branch: Branch) -> bool:
        """Whether the branch's resume finds a case, and that case accepts its event."""
        assert branch.resume
        return self._resumed_by(branch.resume) is not None

    def _known(self) -> Names:
        """The case's names, for every guard evaluated before the case changes."""
        if self._names is None or self._named is not self.case:
            self._named, self._names = self.case, Names(self.context, written(self.case, self._carried))
        return self._names

    # -- how the case changes

    def _choose(self, trigger: str) -> Choice:
        choice = self.context.machine.choose(self.case.state, trigger, self)
        if choice is None:
            raise NoBranch(f"no branch of {self.case.state}.{trigger} holds")
        if self.context.heard:
            self._hear()
        if choice.branch and choice.branch.resume:
            resumed = self._resumed_by(choice.branch.resume)
            assert resumed, "the table has chosen the branch, so its condition holds"
            self.resumed = resumed._replace(hand_over=choice.destination is None)
        return choice

    def _choose_target(self, trigger: str) -> tuple[str, str]:
        """The name in the history of an edge that must lead to a state, and that state."""
        _, name, destination = self._choose(trigger)
        if destination is None:
            raise NoBranch(f"{name} leads to no state")
        return name, destination

    def _resumed_by(self, resume: model.Resume) -> Resumed | None:
        """The case that a resume finds, with its event decided there; None: the next branch is tried."""
        waiting = find_waiting(self.context, self.case, resume)
        if waiting is None:
            return None
        found = waiting.case._replace(touched_at=self.context.now)
        found, effects = spent(found, resume.code.name) if resume.code else (found, ())
        by: Literal["code", "register"] = "code" if resume.code else "register"
        if resume.event is None:
            opened = Decision(found, (), effects) if effects else None
            return Resumed(waiting.case, opened, by, secret=bool(resume.secret))
        context = EvaluationContext(waiting.machine, self.context.facts, *self.context.clock)
        if resume.event.name not in waiting.machine.events(found.state):
            return None
        carried = taken_along(resume, self.case, waiting.machine.flow)
        decision = StepBuilder(context, found, "resume").take(Event(resume.event.name, "resume", carried=carried))
        if isinstance(decision, Refusal):
            return None
        decision = decision._replace(effects=effects + decision.effects)
        return Resumed(waiting.case, decision, by, secret=bool(resume.secret))

    def _arrive(self, target: str, effects: tuple[model.Effect, ...], by: By | None) -> None:
        """Enters `target` and does the branch's effects, then `on_enter`; goes on through automatic states."""
        for _ in range(MOST_AUTOMATIC):
            state = self.flow.states[target]
            effects = (*effects, *state.on_enter)
            sealing = _seals(effects)
            self.case = entered(self.flow, self.case, target, by, self.context.clock, sealing=sealing)
            self._bring_along()
            self._carry_out(effects, sealing, entering=True)
            if state.final:
                self.case = self.case._replace(closed_at=self.context.now)
                self._drop_secrets()
            if not state.automatic:
                return
            branch, name, destination = self._choose(AUTOMATIC)
            if branch is None or destination is None:
                raise NoBranch(f"{name} leads to no state")
            self._took(AUTOMATIC, name, "moved")
            target, effects, by = destination, branch.effects, By(AUTOMATIC, name)
        raise NoBranch(f"the automatic states around {target} lead in a circle")

    def _stay(self, effects: tuple[model.Effect, ...]) -> None:
        sealing = _seals(effects)
        self._bring_along()
        if sealing:
            self.case = self.case._replace(sealed=len(self.case.trail) - 1, bound=True)
        self._carry_out(effects, sealing, entering=False)

    def _bring_along(self) -> None:
        """What a resume has brought along is written before anything else that the step does."""
        if not self._carried:
            return
        self.case = written(self.case, self._carried)
        step = self.case.present._replace(carried=tuple(self._carried))
        self.case, self._carried = self.case._replace(trail=(*self.case.trail[:-1], step)), {}

    def _carry_out(self, effects: tuple[model.Effect, ...], sealing: bool, *, entering: bool) -> None:
        if not effects:
            return
        self.case, asked = carry_out(self.context, self.case, effects, entering=entering)
        if self.context.heard:
            self._hear()  # `set` may have asked
        self.effects += asked
        self.sealing = self.sealing or sealing
        if sealing:
            self._drop_secrets()

    def _drop_secrets(self) -> None:
        """A secret whose step a seal or an end has left off the trail is not kept."""
        given = self.case.secrets_given()
        off = tuple(name for name in self.case.kept_secrets if name not in given)
        if off:
            self.case = self.case._replace(kept_secrets=tuple(n for n in self.case.kept_secrets if n in given))
            self.effects += (DropSecrets(off),)
        self.case, dropped = pending.sealed_off(self.flow, self.case)
        self.effects += dropped

    def _refuse(self, before: Case, refuse: model.Refuse, by: By, attempts: Attempts) -> Decision | Refusal:
        state = self.flow.states[before.state]
        self.case = before
        self._took(by.event, by.transition, "refused")
        self.case = count_refusal(before, state)
        if exhausted(self.case, state):
            name, destination = self._choose_target(ON_TRIES)
            self._took(by.event, name, "moved")
            self._arrive(destination, (), By(by.event, name))
            return self._decision()
        if refuse.state:
            at = modifiable(self.flow, self.case).get(refuse.state.name)
            if at is not None:
                self.case = taken_back(self.flow, self.case, at)
        return Refusal(
            self._touched(self.case),
            "refused",
            self.taken,
            self.effects + attempts.counted,
            refuse.field.name if refuse.field else None,
            refuse.message,
            verdicts=tuple(self.context.verdicts),
            open_events=_open(self.context, self.case),
            tries_left=attempts.left if attempts.left is not None else left_in_case(self.case, state),
        )

    def _hear(self) -> None:
        """What services have said is kept with the step that they were asked for; a refusal keeps none."""
        heard = {**self.case.present.heard, **self.context.heard}
        if heard != self.case.present.heard:
            self.case = self.case._replace(trail=(*self.case.trail[:-1], self.case.present._replace(heard=heard)))

    def _took(self, event: str, name: str, outcome: str) -> None:
        self.taken += (Taken(self.case.state, event, self.actor, name, outcome),)

    def _decision(
        self, attempts: Attempts = UNCOUNTED, case: Case | None = None, leave: model.Leave | None = None
    ) -> Decision:
        case = self._touched(case or self.case)
        return Decision(case, self.taken, self.effects + attempts.cleared, self.sealing, self.resumed, leave)

    def _touched(self, case: Case) -> Case:
        return case if case.touched_at == self.context.now else case._replace(touched_at=self.context.now)


def _open(context: EvaluationContext, case: Case) -> tuple[str, ...]:
    return context.machine.open_events[case.state]


def _seals(effects: tuple[model.Effect, ...]) -> bool:
    return any(isinstance(effect, model.SEALING) for effect in effects) if effects else False


def _blank_answers(form: Form) -> dict[str, Value]:
    """A posted form gives every field: one left blank must not read as an earlier form's answer. No secret."""
    return {field.name: None for field in form.fields.values() if not field.secret}
