"""Timers that name a day or an earlier state: which of them may be missing, and which states are surely passed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice

from engine.language.analysis.dataflow import Ways
from engine.language.decoding import MOST_LISTED
from engine.language.guards import as_date
from engine.language.model import At, Edge, Flow, State


def day_known(flow: Flow, at: At) -> date | None:
    """The day that an `at` means in every case; None: an answer or a value says it, or nothing does."""
    setting = flow.settings.get(at.name.name) if at.name else None
    return as_date(setting.value) if setting else at.day


def surely_times_out(flow: Flow, ways: Ways, state: State) -> bool:
    """Whether every case in this state has a timeout: one at a day that is not given has none."""
    timeout = state.timeout
    if timeout is None or timeout.at is None or timeout.at.name is None:
        return timeout is not None
    name = timeout.at.name.name
    field, value = flow.field(name), flow.values.get(name)
    given = (field and field.kind == "date") or (value and value.type == "date")
    if state.name not in ways.standing or not given:
        return True  # a setting; else never entered, or not a date: reported by other rules
    return name in ways.standing[state.name].given


def way_around(flow: Flow, edges: Iterable[Edge], passed: str, state: str) -> tuple[str, ...] | None:
    """The states on a way from an entry to `state` that does not go through `passed`; None: every way does."""
    ahead: dict[str, list[str]] = {}
    for edge in edges:
        ahead.setdefault(edge.source, []).append(edge.target.name)
    before: dict[str, str | None] = {}
    todo = [entry.state.name for entry in flow.entries.values() if entry.state.name != passed]
    before.update(dict.fromkeys(todo))
    while todo and state not in before:
        later: list[str] = []
        for name in todo:
            for after in ahead.get(name, ()):
                if after not in before and after != passed:
                    before[after] = name
                    later.append(after)
        todo = later
    if state not in before:
        return None
    way = [state]
    while (one := before[way[-1]]) is not None:
        way.append(one)
    return tuple(way[::-1])


def always_passed(flow: Flow, edges: tuple[Edge, ...], way: tuple[str, ...]) -> list[str]:
    """Of the states on a way, those that every way to its end goes through; the nearest to the end first."""
    before = islice(reversed(way[:-1]), MOST_LISTED)
    return [name for name in before if way_around(flow, edges, name, way[-1]) is None]
