"""
open-beside: a note, which refuses nothing: what stands behind a door with `open` can be reached by another entry too.

`open` closes its own entry, and nothing else. Where a branch, a timeout or a limit of tries leads from another entry to
a state behind that door, a case goes on there on any day. That is right for people who come back, and a slip where the
whole is to close. Ends are not looked at, nor what a resume finds: it finds cases that have begun.

    # reported: who begins at "again" goes on at "copies" on any day
    entries:
      request: {state: reader, open: {until: 2026-10-15}}
      again: {state: copies}

    # fixed
    entries:
      request: {state: reader, open: {until: 2026-10-15}}
      again: {state: copies, open: {until: 2026-10-15}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.analysis.subject import Extent, Subject
from engine.language.model import Entry, Opening
from engine.problems import NOTE, Problem

CODE = "open-beside"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    if subject.unread or not any(entry.opening for entry in flow.entries.values()):
        return []  # where something could not be read, it may be a day
    ahead: dict[str, list[str]] = {}
    for edge in subject.ways.edges:
        ahead.setdefault(edge.source, []).append(edge.target.name)
    behind = {name: _reached(entry.state.name, ahead) for name, entry in flow.entries.items()}
    doors = [entry for entry in flow.entries.values() if entry.opening]
    return [problem for door in doors for problem in _beside(subject, door, behind)]


def _beside(subject: Subject, door: Entry, behind: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    flow, opening = subject.flow, door.opening
    waiting = [name for name, state in flow.states.items() if name in behind[door.name] and not state.final]
    names = list(flow.entries)
    found: dict[str, str] = {}  # other entry -> the first state that it leads to behind the door
    for other in flow.entries.values():
        said = other.opening and names.index(other.name) < names.index(door.name)  # at that door
        if other is door or said or _days(other.opening) == _days(opening):
            continue
        if both := [name for name in waiting if name in behind[other.name]]:
            found[other.name] = both[0]
    if found and opening:
        first, state = next(iter(found.items()))
        others = ", ".join(f'"{name}" (line {flow.entries[name].place.line})' for name in found)
        yield Problem(
            CODE,
            f'state "{state}" is behind the door "{door.name}", and entry "{first}" leads there on other days too',
            opening.place,
            "`open` closes its own entry alone: what stands behind it is closed where no other entry leads there",
            f"write the same `open` at {others}; or leave it as it is, where people may come back",
            NOTE,
        )


def _reached(start: str, ahead: Mapping[str, list[str]]) -> frozenset[str]:
    """The states that a case may come to from this one, itself among them."""
    found, todo = {start}, [start]
    while todo:
        more = [name for name in ahead.get(todo.pop(), ()) if name not in found]
        found.update(more)
        todo += more
    return frozenset(found)


def _days(opening: Opening | None) -> tuple[object, ...]:
    bounds = (opening.since, opening.until) if opening else ()
    return tuple(bound and bound.value for bound in bounds)
