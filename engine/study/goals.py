"""What a set of paths is to reach in a flow: each goal by an id that is stable over order, titles and data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from engine.core.machine import AUTOMATIC, transition_id
from engine.language.model import Flow, State
from engine.problems import Place

Kind = Literal["states", "transitions", "timers"]
KINDS: tuple[Kind, ...] = ("states", "transitions", "timers")


class Goal(NamedTuple):
    """
    One thing to be seen.

    Attributes:
        id: of a transition what the history calls it; of a state its name; of an entry `entry NAME`.
        place: where the flow says it.
    """

    kind: Kind
    flow: str
    id: str
    place: Place


def goals_of(flow: Flow, kinds: Sequence[Kind] = ("transitions", "timers")) -> tuple[Goal, ...]:
    """The goals of these kinds, in the order written."""
    found: list[Goal] = []
    if "transitions" in kinds:
        found += [Goal("transitions", flow.name, f"entry {name}", one.place) for name, one in flow.entries.items()]
    for state in flow.states.values():
        if "states" in kinds:
            found.append(Goal("states", flow.name, state.name, state.place))
        if "transitions" in kinds:
            found += [Goal("transitions", flow.name, name, place) for name, place in _transitions(state)]
        if "timers" in kinds:
            found += [Goal("timers", flow.name, name, place) for name, place in _timers(state)]
    return tuple(dict.fromkeys(found))


def _transitions(state: State) -> Iterator[tuple[str, Place]]:
    for _, event, branches in state.branch_lists():
        for branch in branches:
            yield transition_id(state.name, event.name if event else AUTOMATIC, branch), branch.place
    if state.tries and state.tries.target:
        yield f"{state.name}.tries -> {state.tries.target.name}", state.tries.place
    if state.back:
        yield f"{state.name}.back", state.back.place


def _timers(state: State) -> Iterator[tuple[str, Place]]:
    if state.timeout:
        yield f"{state.name}.timeout -> {state.timeout.target.name}", state.timeout.place
    for number, reminder in enumerate(state.reminders, 1):
        yield f"{state.name}.reminder {number}", reminder.place
