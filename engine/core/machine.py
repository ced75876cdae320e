"""Flow -> transition table, in which `transitions` chooses the branch taken. Only this module imports it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from transitions import EventData, Transition
from transitions import Machine as Table

from engine.language import model
from engine.language.model import Branch, Flow, State

# Triggers no analyst can name: their names hold a sign that a name may not.
AUTOMATIC, ON_TIMEOUT, ON_TRIES = "@automatic", "@timeout", "@tries"


class Choice(NamedTuple):
    """The edge that the table chose."""

    branch: Branch | None  # None: of a timeout, or of `tries`
    name: str  # what the history calls it
    destination: str | None  # the state it leads to; None: the state is kept


class Conditions(Protocol):
    """The conditions of branches, evaluated for one case. Asking changes nothing: the table may ask twice."""

    def holds(self, branch: Branch) -> bool:
        """Whether the branch's guard holds."""

    def resumes(self, branch: Branch) -> bool:
        """Whether the branch's resume finds its case."""


class Subject:
    """One look-up's throw-away model: the state it is in, and the edge that was chosen."""

    __slots__ = ("choice", "conditions", "state")

    def __init__(self, state: str, conditions: Conditions) -> None:
        self.state = state
        self.conditions = conditions
        self.choice: Choice | None = None


class _Edge(Transition):
    """
    A branch in the library's table: taken where its conditions hold. That is all that is asked – the subject is thrown
    away, so no state is left or entered, and none of the library's callbacks is called.
    """

    branch: Branch | None = None
    name: str

    def execute(self, event_data: EventData) -> bool:
        for condition in self.conditions:
            if not condition.check(event_data):
                return False
        subject: Any = event_data.model
        subject.choice = Choice(self.branch, self.name, self.dest)
        return True


class _Table(Table):
    transition_cls = _Edge


class Machine:
    """A flow version's transition table, built once and shared by all threads: it holds no case."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.zone = ZoneInfo(flow.zone)  # held, so that no step reads it from the disk
        self.kinds = _kinds(flow)
        self.open_events = {
            state.name: tuple(button.name for button in state.buttons()) for state in flow.states.values()
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
            for _, event, branches in state.branch_lists():
                trigger = event.name if event else AUTOMATIC
                for branch in branches:
                    target = branch.target.name if branch.target else None  # None: internal, the state is kept
                    self._add(trigger, state.name, target, transition_id(state.name, trigger, branch), branch)
            if state.timeout:
                target = state.timeout.target.name
                self._add(ON_TIMEOUT, state.name, target, own_id(state.name, "timeout", target))
            if state.tries and state.tries.target:
                target = state.tries.target.name
                self._add(ON_TRIES, state.name, target, own_id(state.name, "tries", target))

    def events(self, state: str) -> Mapping[str, model.Transition]:
        """The transitions open in a state, by name."""
        return self.flow.states[state].transitions

    def choose(self, state: str, trigger: str, conditions: Conditions) -> Choice | None:
        """
        The first edge out of `state` on `trigger`, in the order written, whose conditions hold; None: there is none.

        What the conditions raise passes through.
        """
        subject = Subject(state, conditions)
        self._table.events[trigger].trigger(subject)
        return subject.choice

    def _add(self, trigger: str, source: str, target: str | None, name: str, branch: Branch | None = None) -> None:
        conditions = _conditions(branch) if branch else []
        self._table.add_transition(trigger, source, target, conditions=conditions)
        edge = self._table.events[trigger].transitions[source][-1]
        assert isinstance(edge, _Edge)
        edge.branch, edge.name = branch, name


def _conditions(branch: Branch) -> list[Any]:
    """In order; each asks the conditions that the subject carries."""
    found: list[Callable[[Any], bool]] = []
    if branch.guard:
        found.append(lambda event: event.model.conditions.holds(branch))
    if branch.resume:
        found.append(lambda event: event.model.conditions.resumes(branch))
    return found


def transition_id(state: str, event: str, branch: Branch) -> str:
    """What the history calls a branch taken: stable over order, titles and data."""
    return f"{state}.{event} {branch.key}"


def own_id(state: str, what: str, target: str | None = None) -> str:
    """What the history calls what a state does without a branch: `s.timeout -> t`, `s.reminder 1`, `s.back`."""
    return f"{state}.{what} -> {target}" if target else f"{state}.{what}"


def branch_of(state: State, event: str, transition: str) -> Branch | None:
    """The branch that the history calls so; None: this version of the state has none."""
    listed = state.transitions[event].branches if event in state.transitions else ()
    return next((branch for branch in listed if transition_id(state.name, event, branch) == transition), None)


def _kinds(flow: Flow) -> Mapping[str, str]:
    """The flat name space of guards: name -> what it names."""
    kinds = dict.fromkeys(flow.settings, "setting")
    kinds |= dict.fromkeys(flow.values, "value")
    kinds |= dict.fromkeys(flow.facts, "fact")
    kinds |= dict.fromkeys(flow.guards, "guard")
    for form in flow.forms.values():
        kinds |= {field.name: "secret" if field.secret else "field" for field in form.fields.values()}
    kinds |= dict.fromkeys(flow.codes(), "code")
    return kinds
