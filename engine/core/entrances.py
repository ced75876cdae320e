"""Which entry of a flow leads to a state, for a person who holds no case there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from engine.core.case import Case
from engine.language.model import Claim, Effect, Flow, MakeCode, Resume


class Entrance(NamedTuple):
    """
    An entry to go to.

    Attributes:
        why: the notice shown there, a key under "notices", where nothing is known of this browser; None: it is the page
            that was asked for.
    """

    flow: str
    entry: str
    why: Literal["anothers", "never_begun"] | None


def entrance_to(flow: Flow, page: str) -> Entrance:
    """
    The entry whose first state is `page`; else one that leads to where cases that show it are found again; else one
    that leads there; else the first.

    Args:
        page: a state or a view.
    """
    shown_in = standing_for(flow, page)
    entries = {entry.name: entry.state.name for entry in flow.entries.values()}
    for name, first in entries.items():
        if first == page:
            return Entrance(flow.name, name, None)
    led = {name: _led_to(flow, [first]) for name, first in entries.items()}
    for name, states in led.items():
        if any(not shown_in.isdisjoint(found_in(flow, resume)) for resume in _resumes(flow, states)):
            return Entrance(flow.name, name, "anothers")
    for name, states in led.items():
        if not shown_in.isdisjoint(states):
            return Entrance(flow.name, name, "never_begun")
    for name, states in led.items():
        if not shown_in.isdisjoint(_led_to(flow, _resumed(flow, states))):
            return Entrance(flow.name, name, "anothers")
    return Entrance(flow.name, next(iter(entries)), "never_begun")


def entrance_after(flow: Flow, page: str, why: str) -> str | None:
    """
    The entry to go to where the reason is known why no case stands behind `page` any more; None: as where it is not.

    Args:
        page: a state or a view.
        why: one of `core.endings`.
    """
    shown_in = standing_for(flow, page)
    led = {entry.name: _led_to(flow, [entry.state.name]) for entry in flow.entries.values()}
    if why == "taken_over":
        # Its code is used: another way of finding the case is the first to try.
        ahead = _led_to(flow, shown_in, fired=True)
        for name, states in led.items():
            found = (resume for resume in _resumes(flow, states) if resume.register is not None)
            if any(ahead & found_in(flow, resume) for resume in found):
                return name
    if why in ("draft_erased", "expired", "closed"):
        # There is nothing to be found again: where such a case begins.
        for name, states in led.items():
            if not shown_in.isdisjoint(states):
                return name
    return None


def begins_a_request(flow: Flow, entry: str) -> bool:
    """Whether a request is begun at this entry, rather than found again."""
    return not any(_resumes(flow, _led_to(flow, [flow.entries[entry].state.name])))


def finds_again(flow: Flow, entry: str) -> bool:
    """Whether a case under way can be found again from this entry, be it only to fire an event on it."""
    states = _led_to(flow, [flow.entries[entry].state.name])
    return any(branch.resume for name in states for branch in flow.states[name].branches())


def signs_in_to(flow: Flow, state: str) -> bool:
    """Whether a case in this state is found again by a key of its register."""
    found = (resume for resume in _resumes(flow, flow.states) if resume.register is not None)
    return any(state in found_in(flow, resume) for resume in found)


def standing_for(flow: Flow, page: str) -> frozenset[str]:
    """The states in which a case shows a page: those in which the view is open; a state's own."""
    view = flow.views.get(page)
    return frozenset(named.name for named in view.states) if view else frozenset((page,))


def may_be_meant(flow: Flow, case: Case, page: str) -> bool:
    """
    Whether a person who asks for `page`, a state or a view, may mean this case. Where cases are found again by a code
    or a sign-in, that is only one that has been there, or whose buttons lead there: who asks for a page of their
    account does not mean a request just begun.

    Args:
        flow: in the case's version.
    """
    shown_in = standing_for(flow, page)
    found_again = any(not shown_in.isdisjoint(found_in(flow, resume)) for resume in _resumes(flow, flow.states))
    been_there = any(step.state in shown_in for step in case.trail)
    return not found_again or been_there or not shown_in.isdisjoint(_led_to(flow, [case.state]))


def found_in(flow: Flow, resume: Resume) -> frozenset[str]:
    """
    The states in which this resume finds cases of its flow. Where it names none: those that accept its event; without
    one, those where a case may rest once it has claimed the key, or may wait once it has made the code.
    """
    if resume.states:
        return frozenset(named.name for named in resume.states)
    if resume.event:
        return frozenset(state.name for state in flow.states.values() if resume.event.name in state.transitions)
    if resume.register:
        return frozenset(name for name in _having(flow, resume.register.name) if flow.states[name].rest)
    made = _having(flow, resume.code.name) if resume.code else frozenset()
    return frozenset(name for name in made if not (flow.states[name].final or flow.states[name].automatic))


@lru_cache(maxsize=256)
def _having(flow: Flow, held: str) -> frozenset[str]:
    """The states that stand behind a step that claims a key of this register, or makes this code."""
    onward: dict[str, list[str]] = {}
    gained: list[str] = []
    for edge in flow.edges():
        if edge.target.name in flow.states:
            onward.setdefault(edge.source, []).append(edge.target.name)
            done = (*edge.effects, *flow.states[edge.target.name].on_enter)
            if any(_gains(effect, held) for effect in done):
                gained.append(edge.target.name)
    gained += [state.name for state in flow.states.values() if any(_gains(effect, held) for effect in state.effects())]
    found: set[str] = set()
    while gained:
        name = gained.pop()
        if name not in found:
            found.add(name)
            gained.extend(onward.get(name, ()))
    return frozenset(found)


def _gains(effect: Effect, held: str) -> bool:
    return (isinstance(effect, Claim) and effect.register.name == held) or (
        isinstance(effect, MakeCode) and effect.name == held
    )


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
                yield from (resume for resume in found if resume and flow.name in resume.among(flow.name))


def _resumed(flow: Flow, states: Iterable[str]) -> Iterator[str]:
    """The state of a case after one of them: where it was found, or where the event takes it."""
    for resume in _resumes(flow, states):
        fired = resume.event.name if resume.event else None
        for found in sorted(found_in(flow, resume)):
            yield found
            ways = (edge for edge in flow.edges() if edge.source == found)
            yield from (edge.target.name for edge in ways if edge.event and edge.event.name == fired)
