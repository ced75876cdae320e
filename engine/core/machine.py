"""Flow -> transition table: which branch is taken is chosen by `transitions`. The only room with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from transitions import EventData, Transition
from transitions import Machine as Table

from engine.language import model
from engine.language.model import Branch, Flow, MakeCode, State

# Triggers no analyst can name: their names hold a sign that a name may not.
AUTOMATIC, ON_TIMEOUT = "@automatic", "@timeout"


class Way(NamedTuple):
    """A branch as it stands in the table, with what the history calls it."""

    branch: Branch
    name: str


class Judge(Protocol):
    """Who knows the case: asked for the verdict of a branch's conditions while the table looks for a way."""

    def holds(self, branch: Branch) -> bool: ...
    def found(self, branch: Branch) -> bool: ...


class Subject:
    """One look-up's throw-away model: the state it stands in, and the way that was taken."""

    __slots__ = ("judge", "state", "way")

    def __init__(self, state: str, judge: Judge) -> None:
        self.state = state
        self.judge = judge
        self.way: Way | None = None


class _Edge(Transition):
    """
    A branch in the library's table: taken where its conditions hold. That is all that is asked – the subject is thrown
    away, so no state is left or entered, and none of the library's callbacks is called.
    """

    way: Way | None = None  # of a timeout there is but one

    def execute(self, event_data: EventData) -> bool:
        for condition in self.conditions:
            if not condition.check(event_data):
                return False
        subject: Any = event_data.model
        subject.way = self.way
        return True


class _Table(Table):
    transition_cls = _Edge


class Machine:
    """A flow version's transition table, built once and shared by all threads: it holds no case."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.kinds = _kinds(flow)
        self.open_events = {
            s.name: tuple(t.name for t in s.transitions.values() if t.label) for s in flow.states.values()
        }
        self._table = _Table(
            model=None,
            states=list(flow.states),
            initial=next(iter(flow.states)),
            auto_transitions=False,
            queued=False,
            send_event=True,
        )
        for state in flow.states.values():
            for transition in state.transitions.values():
                self._add(transition.name, state, transition.branches)
            self._add(AUTOMATIC, state, state.automatic)
            if state.timeout:
                self._table.add_transition(ON_TIMEOUT, state.name, state.timeout.target.name)

    def events(self, state: str) -> Mapping[str, model.Transition]:
        """The transitions open in a state, by name."""
        return self.flow.states[state].transitions

    def choose(self, state: str, trigger: str, judge: Judge) -> Way | None:
        """
        The way taken out of `state` on `trigger`: the first, in the order written, all of whose conditions hold.

        Whatever the judge raises passes through.
        """
        subject = Subject(state, judge)
        self._table.events[trigger].trigger(subject)
        return subject.way

    def _add(self, trigger: str, state: State, branches: tuple[Branch, ...]) -> None:
        for branch in branches:
            self._table.add_transition(
                trigger,
                state.name,
                branch.target.name if branch.target else None,  # None: internal, the state is kept
                conditions=_conditions(branch),
            )
            edge = self._table.events[trigger].transitions[state.name][-1]
            assert isinstance(edge, _Edge)
            edge.way = Way(branch, transition_id(state.name, trigger, branch))


def _conditions(branch: Branch) -> list[Any]:
    """In order; each asks the judge that the subject brings along."""
    found: list[Callable[[Any], bool]] = []
    if branch.guard:
        found.append(lambda event: event.model.judge.holds(branch))
    if branch.resume:
        found.append(lambda event: event.model.judge.found(branch))
    return found


def transition_id(state: str, event: str, branch: Branch) -> str:
    """What the history calls a branch taken: stable over order, titles and data."""
    return f"{state}.{event} {branch.key}"


def _kinds(flow: Flow) -> Mapping[str, str]:
    """The flat name space of guards: name -> what it names."""
    kinds = dict.fromkeys(flow.settings, "setting")
    kinds |= dict.fromkeys(flow.values, "value")
    kinds |= dict.fromkeys(flow.facts, "fact")
    kinds |= dict.fromkeys(flow.guards, "guard")
    for form in flow.forms.values():
        kinds |= {field.name: "secret" if field.secret else "field" for field in form.fields.values()}
    for state in flow.states.values():
        effects = [e for t in state.transitions.values() for b in t.branches for e in b.effects]
        effects += [e for b in state.automatic for e in b.effects] + list(state.on_enter)
        effects += state.timeout.effects if state.timeout else ()
        kinds |= {effect.name: "code" for effect in effects if isinstance(effect, MakeCode)}
    return kinds
