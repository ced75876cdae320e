"""
unknown-event: a resume fires an event that the states it looks in have.

Of a resume of this flow, each state listed must have the event; where none is listed, some state must. A case found
in a state without the event could not take it, and the person would get an error instead of their case.

    # reported: state "waiting" has no transition "open"
    - {resume: {states: [waiting], code: pickup, typed: typed_code, event: open}}

    # fixed
    states: {waiting: {title: Waiting, transitions: {open: {target: active}}}}
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of, nearest
from engine.language.analysis.unread import Unread
from engine.language.model import Flow, Resume, State
from engine.problems import Place, Problem

CODE = "unknown-event"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    return [
        problem
        for branch in flow.branches()
        if branch.resume and flow.name in branch.resume.among(flow.name)
        for problem in events_missing(flow, branch.resume, subject.unread)
    ]


def events_missing(flow: Flow, resume: Resume, unread: Unread) -> list[Problem]:
    """The event of a resume that the cases of `flow` it looks for cannot take."""
    event = resume.event
    if event is None:
        return []
    if any(event.name in unread.of_ways(name) for name in flow.states):
        return []  # that may be the transition
    listed = [flow.states[named.name] for named in resume.states if named.name in flow.states]
    known = _events(flow.states.values() if not resume.states else listed)
    if not resume.states:
        lacking = [] if event.name in known else ["any state"]
    else:
        lacking = [f'state "{state.name}"' for state in listed if event.name not in state.transitions]
    problems = []
    for where in lacking:
        place = next((s.place for s in listed if f'state "{s.name}"' == where), None)
        cause = f"{where}{line_of(place, event.place)} has no transition of this name" if place else "no state has it"
        others = {name: place for name, place in known.items() if name != event.name}
        fix = nearest(event.name, others, event.place, f'declare it under "transitions" of {where}')
        if event.name in known:
            fix = f'declare it under "transitions" of {where}, or remove that state from the list'
        problems.append(Problem(CODE, f'unknown event "{event.name}" in {where}', event.place, cause, fix))
    return problems


def _events(states: Iterable[State]) -> dict[str, Place | None]:
    found: dict[str, Place | None] = {}
    for state in states:
        for name, transition in state.transitions.items():
            found.setdefault(name, transition.place)
    return found
