"""Where a state stands among the phases of its flow, as its page may say it truly. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from engine.core.case import Case
from engine.language.model import Flow, State


class Standing(NamedTuple):
    """
    Attributes:
        number: of the state's phase, from 1.
        finished: how many phases are, from the first: the present one is not, unless the state is an end of the last.
        phase: the name of the state's phase.
        following: the name of the phase that comes next; None where none does, or where it is not known which.
    """

    number: int
    total: int
    finished: int
    phase: str
    following: str | None


def standing(flow: Flow, case: Case, state: State) -> Standing | None:
    """Where the page of `state` stands: of the case's own state, or of an earlier one; None: in no phase."""
    at = _phase_at(flow, state)
    if at is None:
        return None
    names = tuple(flow.phases)
    present = case.state == state.name
    reached = at if present else max(at, _phase_at(flow, flow.states[case.state]) or 0)
    ended = present and at == len(names) - 1 and (state.final or state.rest)
    following = _following(flow, case, state, at) if present else None
    return Standing(at + 1, len(names), len(names) if ended else reached, names[at], following)


def _following(flow: Flow, case: Case, state: State, at: int) -> str | None:
    """The later phase that every way on leads to first. What the case has passed is no way on: it is a way back."""
    trail = [step.state for step in case.trail]
    seen = {*trail[: trail.index(state.name)], state.name}
    todo, found = [state.name], set()
    while todo:
        for name in _ahead(flow).get(todo.pop(), ()):
            if name in seen:
                continue
            seen.add(name)
            phase = _phase_at(flow, flow.states[name])
            if phase is None or phase == at:
                todo.append(name)
            elif phase > at:
                found.add(phase)
    return [*flow.phases][found.pop()] if len(found) == 1 else None


@lru_cache(maxsize=32)
def _ahead(flow: Flow) -> Mapping[str, tuple[str, ...]]:
    """state -> the states that a step of any kind leads to, another case's that is resumed too."""
    ahead: dict[str, dict[str, None]] = {}
    for edge in flow.edges():
        ahead.setdefault(edge.source, {})[edge.target.name] = None
    for source, state in flow.states.items():
        for branch in state.branches():
            if branch.resume and flow.name in branch.resume.among(flow.name):
                ahead.setdefault(source, {}).update(dict.fromkeys(named.name for named in branch.resume.states))
    return {source: tuple(targets) for source, targets in ahead.items()}


@lru_cache(maxsize=1024)
def _phase_at(flow: Flow, state: State) -> int | None:
    names = tuple(flow.phases)
    return names.index(state.phase.name) if state.phase and state.phase.name in names else None
