"""Which entry of a flow leads to a state, for a person who holds no case there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from engine.core.case import Case
from engine.language.model import Flow, Resume


class Entrance(NamedTuple):
    """
    An entry to go to.

    Attributes:
        why: the notice shown there, a key under "notices", where nothing is known of this browser; None: it is the page
            that was asked for.
    """

    entry: str
    why: Literal["anothers", "never_begun"] | None


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
            return Entrance(name, "anothers")
    for name, states in led.items():
        if state in states:
            return Entrance(name, "never_begun")
    for name, states in led.items():
        if state in _led_to(flow, _resumed(flow, states)):
            return Entrance(name, "anothers")
    return Entrance(next(iter(entries)), "never_begun")


def entrance_after(flow: Flow, state: str, why: str) -> str:
    """
    The entry to go to where the reason is known why no case stands behind `state` any more.

    Args:
        why: one of `core.endings`.
    """
    led = {entry.name: _led_to(flow, [entry.state.name]) for entry in flow.entries.values()}
    if why == "taken_over":
        # Its code is used: another way of finding the case is the first to try.
        ahead = _led_to(flow, [state], fired=True)
        for name, states in led.items():
            found = (resume for resume in _resumes(flow, states) if resume.register is not None)
            if any(not resume.states or ahead & {one.name for one in resume.states} for resume in found):
                return name
    if why in ("draft_erased", "expired", "closed"):
        # There is nothing to be found again: where such a case begins.
        for name, states in led.items():
            if state in states:
                return name
    return entrance_to(flow, state).entry


def begins_a_request(flow: Flow, entry: str) -> bool:
    """Whether a request is begun at this entry, rather than found again."""
    return not any(_resumes(flow, _led_to(flow, [flow.entries[entry].state.name])))


def signs_in_to(flow: Flow, state: str) -> bool:
    """Whether a case in this state is found again by a key of its register."""
    found = (resume for resume in _resumes(flow, flow.states) if resume.register is not None)
    return any(not resume.states or state in {one.name for one in resume.states} for resume in found)


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


def _led_to(flow: Flow, first: Iterable[str], *, fired: bool = False) -> set[str]:
    """Every state that can be reached from these by targets. `fired`: also by an event that only a resume fires."""
    leads = _leads(flow, fired=fired)
    found: set[str] = set()
    ahead = list(first)
    while ahead:
        name = ahead.pop()
        if name not in found and name in flow.states:
            found.add(name)
            ahead.extend(leads.get(name, ()))
    return found


@lru_cache(maxsize=64)
def _leads(flow: Flow, *, fired: bool) -> Mapping[str, list[str]]:
    """state -> the states that its buttons and timers lead to, and with `fired` the events of resumes."""
    found: dict[str, list[str]] = {}
    for edge in flow.edges():
        if fired or edge.event is None or edge.event.label:
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
