"""What one step means: an event arrives at a case, and a decision comes out. Pure: no clock, no disk, no network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from engine.core.case import (
    BACK,
    BEGIN,
    KEEP,
    MODIFY,
    REMINDER,
    TIMEOUT,
    Actor,
    Case,
    ClearTries,
    CountTry,
    Decision,
    DropSecrets,
    Effect,
    Event,
    Facts,
    Needs,
    PauseQuestion,
    Refusal,
    Resumed,
    Step,
    Taken,
    Waiting,
    WaitingQuestion,
)
from engine.core.context import Ask, Names, World
from engine.core.effects import carry_out, spent
from engine.core.machine import AUTOMATIC, ON_TIMEOUT, ON_TRIES, Machine, Way
from engine.core.trail import By, back_to, delay_of, entered, figure_of, keep_draft, modifiable, taken_back
from engine.language import model
from engine.language.model import Branch
from engine.language.values import Value
from engine.problems import EngineError

# A circle of automatic states is a load error; this stops one that a race of facts would make at run time.
MOST_AUTOMATIC = 50


class ForeignCase(EngineError):
    """The case belongs to another flow or version than the machine."""


class NoWay(EngineError):
    """No branch holds: the rules forbid a flow in which that can be, so the step fails whole."""


def begin(machine: Machine, entry: str, case_id: str, facts: Facts, now: datetime) -> Decision | Needs:
    """
    A new case behind `entry`, its first state entered. Nothing is kept until its first event is.

    Args:
        case_id: the id it will have.
        now: aware, UTC.
    """
    flow = machine.flow
    case = Case(case_id, flow.name, flow.digest, entry, 0, (), begun_at=now, touched_at=now)
    try:
        return _Making(World(machine, facts, now), case, "usager").enter(flow.entries[entry].state.name, (), BEGIN)
    except Ask as ask:
        return Needs((ask.question,))


def decide(machine: Machine, case: Case, event: Event, facts: Facts, now: datetime) -> Decision | Refusal | Needs:
    """
    What happens to `case` when `event` arrives at `now`. Nothing is kept or sent.

    Branches are tried in the order written; the first whose guard holds is taken. A timer's event is decided as of
    its due time: the caller gives that as `now`.

    Args:
        facts: question -> answer, for whatever was asked before.
        now: aware, UTC.

    Returns:
        A Decision with its effects in the order to be committed; a Refusal with the verdicts of the guards looked at
        and the events that are open; or Needs, when something must be looked up first.

    Raises:
        ForeignCase: the case is not of this flow and version.
        GuardFailed, MissingKey, NoWay: the flow is at fault; nothing may be kept.
    """
    if (case.flow, case.version) != (machine.flow.name, machine.flow.digest):
        raise ForeignCase(f"case {case.id} is of {case.flow} {case.version[:12]}, not of {machine.flow.digest[:12]}")
    try:
        return _dispatch(World(machine, facts, now), case, event)
    except Ask as ask:
        return Needs((ask.question,))


def _dispatch(world: World, case: Case, event: Event) -> Decision | Refusal:
    making = _Making(world, case, event.actor)
    if event.name == BACK:
        return making.back(event)
    if event.name == MODIFY:
        return _modify(world, case, event)
    if event.name == KEEP:
        return making.keep(event)
    if event.actor == "timer":
        return making.timeout() if event.name == TIMEOUT else making.remind(event.at or 0)
    transition = world.machine.events(case.state).get(event.name)
    # From a browser only events with a label are accepted; one without is fired by a resume alone.
    if transition is None or (event.actor == "usager" and transition.label is None):
        return _not_open(world, case)
    return making.take(event)


def _modify(world: World, case: Case, event: Event) -> Decision | Refusal:
    """« Modifier »: an earlier form is filled in again, then the old trail is followed as far as it still holds."""
    at = event.at if event.at is not None else -1
    if at not in modifiable(world.flow, case).values() or not event.inner:
        return _not_open(world, case)
    transition = world.machine.events(case.trail[at].state).get(event.inner)
    if transition is None or transition.label is None:
        return _not_open(world, case)
    old = case.trail
    first = _Making(world, taken_back(world.flow, case, at), event.actor).take(event._replace(name=event.inner))
    if isinstance(first, Refusal):
        # The way behind is untouched: the form is shown again with the message.
        return first._replace(case=case)
    decision, stood = first, at
    while (step := _same_step(decision, old, stood)) is not None:
        stood = len(decision.case.trail) - 1
        again = Event(step.event or "", event.actor, step.answers, step.secrets, gate=True)
        more = _Making(world, decision.case, event.actor).take(again)
        if isinstance(more, Refusal):
            return decision._replace(stopped=more)
        decision = more._replace(
            taken=decision.taken + more.taken,
            effects=decision.effects + more.effects,
            sealing=decision.sealing or more.sealing,
        )
    return decision


def _same_step(decision: Decision, old: tuple[Step, ...], stood: int) -> Step | None:
    """
    The old step that stands where the case stands now, if the new trail led here by the same branches.

    Args:
        stood: where the case stood before, as an index into its trail: a step that led no further – one that stays,
            leaves or hands over, or leads back – is the last.
    """
    trail = decision.case.trail
    here = len(trail) - 1
    if (
        here <= stood
        or decision.resumed
        or here >= len(old)
        or old[here].event is None
        or old[here].state != trail[here].state
    ):
        return None
    same = all(new.transition == was.transition for new, was in zip(trail[:here], old[:here], strict=True))
    kept = set(old[here].secrets) <= set(decision.case.kept_secrets)
    return old[here] if same and kept else None


class _Tries(NamedTuple):
    """Refusals counted across cases by a field's value: what is known before, and what is to be kept after."""

    paused_until: datetime | None = None
    counted: tuple[Effect, ...] = ()
    cleared: tuple[Effect, ...] = ()


_NO_TRIES = _Tries()


class _Making:
    """A step in the making, for one case: what is taken, and how the case stands after."""

    taken: tuple[Taken, ...] = ()
    effects: tuple[Effect, ...] = ()
    sealing = False
    resumed: Resumed | None = None
    _named: Case | None = None
    _names: Names | None = None

    def __init__(self, world: World, case: Case, actor: Actor) -> None:
        self.world = world
        self.flow = world.flow
        self.case = case
        self.actor: Actor = actor

    # -- the ways a case can go

    def take(self, event: Event) -> Decision | Refusal:
        """One of the state's own transitions."""
        state = self.flow.states[self.case.state]
        transition = state.transitions[event.name]
        if transition.skip_form:
            self.case = keep_draft(self.flow, self.case, state.name, event.typed)
            event = event._replace(answers={}, secrets=())
        kept = self.case.kept_secrets
        if event.secrets:
            kept = tuple(dict.fromkeys((*kept, *event.secrets)))
        before, present = self.case, self.case.present
        given = (event.answers, event.secrets, event.gate)
        if given != (present.answers, present.secrets, present.gate):  # a button alone gives nothing: no copy is made
            posted = present._replace(answers=event.answers, secrets=event.secrets, gate=event.gate)
            self.case = before._replace(trail=(*before.trail[:-1], posted), kept_secrets=kept)
        tries = _tries(self.world, self.case, state.tries) if state.tries else _NO_TRIES
        if tries.paused_until:
            return Refusal(before, "paused", until=tries.paused_until, open_events=_open(self.world, before))
        branch, name, destination = self._choose(event.name)
        assert branch
        if branch.refuse:
            return self._refuse(before, branch.refuse, event.name, name, tries)
        if self.resumed and self.resumed.hand_over:
            self._took(event.name, name, "resumed")
            ended = before._replace(closed_at=self.world.now)
            return self._decision(tries, case=ended)
        if destination:
            self._took(event.name, name, "moved")
            self._arrive(destination, branch.effects, By(event.name, name))
        else:
            self._took(event.name, name, "left" if branch.leave else "stayed")
            self._stay(branch.effects)
        return self._decision(tries, leave=branch.leave.name if branch.leave else None)

    def enter(self, state: str, effects: tuple[model.Effect, ...], event: str) -> Decision:
        """The first state of a case."""
        self._arrive(state, effects, None)
        return self._decision()

    def back(self, event: Event) -> Decision | Refusal:
        """The last step that had a screen is taken off; what was typed is kept, unchecked."""
        at = back_to(self.flow, self.case)
        state = self.flow.states[self.case.state]
        if state.back is None or at is None:
            return _not_open(self.world, self.case)
        self._took(BACK, f"{state.name}.back", "back")
        self.case = keep_draft(self.flow, self.case, state.name, event.typed)
        self.case = taken_back(self.flow, self.case, at)
        return self._decision()

    def keep(self, event: Event) -> Decision:
        """What was typed in a form that is off the trail by now fills it again, should the person come back."""
        assert event.inner
        self._took(KEEP, f"{event.inner}.{KEEP}", "stayed")
        self.case = keep_draft(self.flow, self.case, event.inner, event.typed)
        return self._decision()

    def timeout(self) -> Decision | Refusal:
        state = self.flow.states[self.case.state]
        if state.timeout is None:
            return _not_open(self.world, self.case)
        name, destination = self._led(ON_TIMEOUT)
        self._took(TIMEOUT, name, "moved")
        self._arrive(destination, state.timeout.effects, By(TIMEOUT, name))
        return self._decision()

    def remind(self, which: int) -> Decision | Refusal:
        """The reminder's effects; it and those due before it are done with."""
        step = self.case.present
        timer = next((t for t in step.timers if t.kind == "reminder" and t.which == which), None)
        if timer is None:
            return _not_open(self.world, self.case)
        left = tuple(t for t in step.timers if t.kind == "timeout" or t.due_at > timer.due_at)
        self.case = self.case._replace(trail=(*self.case.trail[:-1], step._replace(timers=left)))
        self._took(REMINDER, f"{step.state}.reminder {which + 1}", "sent")
        self._stay(self.flow.states[step.state].reminders[which].effects)
        return self._decision()

    # -- asked by the transition table while it looks for a way

    def holds(self, branch: Branch) -> bool:
        assert branch.guard
        return self.world.holds(branch.guard, self._known())

    def found(self, branch: Branch) -> bool:
        """Whether a resume finds its case, and its event is taken there."""
        assert branch.resume
        self.resumed = _resume(self.world, self.case, branch.resume)
        return self.resumed is not None

    def _known(self) -> Names:
        """The case's names: asked for by each guard in turn, while the case stays as it is."""
        if self._names is None or self._named is not self.case:
            self._named, self._names = self.case, Names(self.world, self.case)
        return self._names

    # -- how the case changes

    def _choose(self, trigger: str) -> Way:
        way = self.world.machine.choose(self.case.state, trigger, self)
        if way is None:
            raise NoWay(f"no branch of {self.case.state}.{trigger} holds")
        if self.resumed:
            self.resumed = self.resumed._replace(hand_over=way.destination is None)
        return way

    def _led(self, trigger: str) -> tuple[str, str]:
        """A way that must lead into a state: its name in the history, and that state."""
        _, name, destination = self._choose(trigger)
        if destination is None:
            raise NoWay(f"{name} leads into no state")
        return name, destination

    def _arrive(self, target: str, effects: tuple[model.Effect, ...], by: By | None) -> None:
        """Enters `target` and does the branch's effects, then `on_enter`; goes on through automatic states."""
        for _ in range(MOST_AUTOMATIC):
            state = self.flow.states[target]
            effects = (*effects, *state.on_enter)
            sealing = _seals(effects)
            self.case = entered(self.flow, self.case, target, by, self.world.now, sealing=sealing)
            self._carry_out(effects, sealing)
            if state.final:
                self.case = self.case._replace(closed_at=self.world.now)
                self._drop_secrets()
            if not state.automatic:
                return
            branch, name, destination = self._choose(AUTOMATIC)
            if branch is None or destination is None:
                raise NoWay(f"{name} leads into no state")
            self._took(AUTOMATIC, name, "moved")
            target, effects, by = destination, branch.effects, By(AUTOMATIC, name)
        raise NoWay(f"the automatic states around {target} lead in a circle")

    def _stay(self, effects: tuple[model.Effect, ...]) -> None:
        sealing = _seals(effects)
        if sealing:
            self.case = self.case._replace(sealed=len(self.case.trail) - 1, bound=True)
        self._carry_out(effects, sealing)

    def _carry_out(self, effects: tuple[model.Effect, ...], sealing: bool) -> None:
        if not effects:
            return
        self.case, asked = carry_out(self.world, self.case, effects)
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

    def _refuse(self, before: Case, refuse: model.Refuse, event: str, name: str, tries: _Tries) -> Decision | Refusal:
        state = self.flow.states[before.state]
        self.case = before
        self._took(event, name, "refused")
        limit = state.tries
        if limit and limit.per is None:
            count = before.tries.get(state.name, 0) + 1
            self.case = before._replace(tries={**before.tries, state.name: count})
            if count >= figure_of(limit.max):
                led, destination = self._led(ON_TRIES)
                self._took(event, led, "moved")
                self._arrive(destination, (), By(event, name))
                return self._decision()
        if refuse.state:
            at = modifiable(self.flow, self.case).get(refuse.state.name)
            if at is not None:
                self.case = taken_back(self.flow, self.case, at)
        return Refusal(
            self._touched(self.case),
            "refused",
            self.taken,
            self.effects + tries.counted,
            refuse.field.name if refuse.field else None,
            refuse.message,
            verdicts=tuple(self.world.verdicts),
            open_events=_open(self.world, self.case),
        )

    def _took(self, event: str, name: str, outcome: str) -> None:
        self.taken += (Taken(self.case.state, event, self.actor, name, outcome),)

    def _decision(self, tries: _Tries = _NO_TRIES, case: Case | None = None, leave: str | None = None) -> Decision:
        case = self._touched(case or self.case)
        return Decision(case, self.taken, self.effects + tries.cleared, self.sealing, self.resumed, leave)

    def _touched(self, case: Case) -> Case:
        return case if case.touched_at == self.world.now else case._replace(touched_at=self.world.now)


def _tries(world: World, case: Case, limit: model.Tries) -> _Tries:
    if limit.per is None or limit.pause is None:
        return _NO_TRIES
    value = world.comparable(limit.per.name, case.known().get(limit.per.name))
    if value is None:
        return _NO_TRIES
    place = (world.flow.name, case.state, str(value))
    pause_until = delay_of(limit.pause).after(world.now, world.flow.zone)
    return _Tries(
        world.answer(PauseQuestion(*place)),
        (CountTry(*place, figure_of(limit.max), pause_until),),
        (ClearTries(*place),),
    )


class _Key(NamedTuple):
    """How a resume looks for its case."""

    code: str | None
    hash: str | None
    register: str | None
    key: str | None


def _resume(world: World, case: Case, resume: model.Resume) -> Resumed | None:
    """The case a resume finds, and its event decided there; None: the next branch is tried."""
    known = case.known()
    key = _resume_key(world, resume, known)
    if key is None:
        return None
    states = tuple(state.name for state in resume.states)
    secrets = tuple((theirs, mine.name) for theirs, mine in resume.secret.items())
    question = WaitingQuestion(resume.flow or world.flow.name, states, *key, secrets)
    waiting: Waiting | None = world.answer(question)
    if waiting is None or waiting.case.id == case.id:
        return None
    found = waiting.case._replace(touched_at=world.now)
    there = World(waiting.machine, world.facts, world.now)
    theirs_known = found.known()
    for theirs, mine in resume.where.items():
        value = there.comparable(theirs, theirs_known.get(theirs))
        if value is None or value != world.comparable(mine.name, known.get(mine.name)):
            return None
    free, first = spent(found, resume.code.name) if resume.code else (found, ())
    by: Literal["code", "register"] = "code" if resume.code else "register"
    if resume.event is None:
        if not first:
            return Resumed(waiting.case, None, by)
        return Resumed(waiting.case, Decision(free, (), first), by)
    decision = _dispatch(there, free, Event(resume.event.name, "resume"))
    if isinstance(decision, Refusal):
        return None
    return Resumed(waiting.case, decision._replace(effects=first + decision.effects), by)


def _resume_key(world: World, resume: model.Resume, known: Mapping[str, Value]) -> _Key | None:
    if resume.code and resume.typed:
        typed = known.get(resume.typed.name)
        return None if typed is None else _Key(resume.code.name, str(typed), None, None)
    assert resume.register
    assert resume.key
    key = world.key(resume.register.name, known.get(resume.key.name))
    return None if key is None else _Key(None, None, resume.register.name, key)


def _not_open(world: World, case: Case) -> Refusal:
    return Refusal(case, "not-open", open_events=_open(world, case))


def _open(world: World, case: Case) -> tuple[str, ...]:
    return world.machine.open_events[case.state]


def _seals(effects: tuple[model.Effect, ...]) -> bool:
    return any(isinstance(effect, model.SEALING) for effect in effects) if effects else False
