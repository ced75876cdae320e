"""
since-not-passed: a delay that counts since an earlier state has passed it on every way.

`since` counts from the entry of that state on the case's present trail, whether or not a step has sealed it. On a way
that does not go through it there is nothing to count from. A step back to a state that stands on the trail takes off
what came after it.

    # reported: a renewal comes to "paying" without "choice"
    entries: {order: {state: choice}, renewal: {state: paying}}
    states: {paying: {timeout: {after: 2 days, since: choice, target: expired}}}

    # fixed
    states: {paying: {timeout: {after: 2 days, target: expired}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.due import always_passed, way_around
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import listed
from engine.language.model import Named, State
from engine.problems import Problem

CODE = "since-not-passed"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    states = subject.flow.states
    timed = ((state, state.timeout.since) for state in states.values() if state.timeout and state.timeout.since)
    return [problem for state, since in timed if since.name in states for problem in _of(subject, state, since)]


def _of(subject: Subject, state: State, since: Named) -> Iterator[Problem]:
    if since.name == state.name:
        cause = "a delay counts from the entry of its own state by itself"
        yield Problem(CODE, f'`since` names state "{state.name}" itself', since.place, cause, 'take out "since"')
        return
    edges = subject.ways.edges
    way = way_around(subject.flow, edges, since.name, state.name)
    if way is None:
        return
    cause = f"a case comes here without it: {listed(way)}" if way[1:] else "an entry leads here"
    others = always_passed(subject.flow, edges, way)
    fix = f'take out "since"{f"; or write {chr(34)}{others[0]}{chr(34)}, which every way passes" if others else ""}'
    message = f'not every way to state "{state.name}" passes "{since.name}"'
    yield Problem(CODE, message, since.place, cause, fix)
