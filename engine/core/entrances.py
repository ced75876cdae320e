"""Which entry of a flow leads to a state, for a person who holds no case there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from engine.core.case import Case
from engine.language.model import Flow, Resume


class Entrance(NamedTuple):
    """
    An entry to go to.

    Attributes:
        why: the notice shown there, a key under "notices"; None: it is the page that was asked for.
    """

    entry: str
    why: str | None


def entrance_to(flow: Flow, state: str) -> Entrance:
    """
    The entry whose first state is `state`; else one that leads to where cases in that state are found again; else one
    that leads there; else the first.
    """
    entries = {entry.name: entry.state.name for entry in flow.entries.values()}
    for name, first in entries.items():
        if first == state:
            return Entrance(name, None)
    led = {name: _led_to(flow, [first]) for name, first in entries.items()}
    for name, states in led.items():
        if any(state == found.name for resume in _resumes(flow, states) for found in resume.states):
            return Entrance(name, "come_back")
    for name, states in led.items():
        if state in states:
            return Entrance(name, "no_case")
    for name, states in led.items():
        if state in _led_to(flow, _resumed(flow, states)):
            return Entrance(name, "come_back")
    return Entrance(next(iter(entries)), "no_case")


def may_be_meant(flow: Flow, case: Case, state: str) -> bool:
    """
    Whether a person who asks for `state` may mean this case. Where cases are found again by a code or a sign-in, that
    is only one that has been there, or whose buttons lead there: who asks for a page of their account does not mean a
    request just begun.

    Args:
        flow: in the case's version.
    """
    found_again = any(state == found.name for resume in _resumes(flow, flow.states) for found in resume.states)
    been_there = any(step.state == state for step in case.trail)
    return not found_again or been_there or state in _led_to(flow, [case.state])


def _led_to(flow: Flow, first: Iterable[str]) -> set[str]:
    """Every state that can be reached from these by targets."""
    leads = _leads(flow)
    found: set[str] = set()
    ahead = list(first)
    while ahead:
        name = ahead.pop()
        if name not in found and name in flow.states:
            found.add(name)
            ahead.extend(leads.get(name, ()))
    return found


@lru_cache(maxsize=64)
def _leads(flow: Flow) -> Mapping[str, list[str]]:
    """state -> the states that its buttons and timers lead to."""
    found: dict[str, list[str]] = {}
    for edge in flow.edges():
        if edge.event is None or edge.event.label:  # not an event that only a resume fires
            found.setdefault(edge.source, []).append(edge.target.name)
    return found


def _resumes(flow: Flow, states: Iterable[str]) -> Iterator[Resume]:
    """The resumes in these states that hand the browser over to a case of this flow."""
    for name in states:
        for _, event, branches in flow.states[name].branch_lists():
            if event is None or event.label:
                found = (branch.resume for branch in branches if branch.hands_over)
                yield from (resume for resume in found if resume and resume.flow in (None, flow.name))


def _resumed(flow: Flow, states: Iterable[str]) -> Iterator[str]:
    """The state of a case after one of them: where it was found, or where the event takes it."""
    for resume in _resumes(flow, states):
        fired = resume.event.name if resume.event else None
        for found in resume.states:
            yield found.name
            ways = (edge for edge in flow.edges() if edge.source == found.name)
            yield from (edge.target.name for edge in ways if edge.event and edge.event.name == fired)
