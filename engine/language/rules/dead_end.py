"""
dead-end: a state is an end (`final` or `rest`) or has a way out.

Ways out are a target elsewhere, a resume that hands the browser over, a timeout, `tries` with a target, a refusal to an
earlier state, and `back`. `leave` is not one: the case itself would stay for ever. Nor is a timeout `at` a day that may
not be given: without the day there is no timeout.

    # reported
    states: {thanks: {title: Thank you}}

    # fixed: "final" if cases end here, "rest" if they stay and may be resumed
    states: {thanks: {title: Thank you, final: true}}
"""

from __future__ import annotations

from engine.language.analysis.due import surely_times_out
from engine.language.analysis.subject import Extent, Subject
from engine.language.model import State
from engine.problems import Problem

CODE = "dead-end"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    return [
        Problem(
            CODE,
            f'state "{state.name}" is a dead end',
            state.place,
            f"it is not an end (`final` or `rest`), and {_lacking(state)}",
            "write `final: true` if cases end here, `rest: true` if they stay, or a way on: a target, a timeout",
        )
        for state in subject.flow.states.values()
        if not (state.final or state.rest or _goes_on(subject, state) or subject.unread.ways(state.name))
    ]


def _lacking(state: State) -> str:
    at = state.timeout.at if state.timeout else None
    if at and at.name:
        return f'only its timeout leads out of it: there is none where "{at.name.name}" is not given'
    return "nothing leads out of it"


def _goes_on(subject: Subject, state: State) -> bool:
    if surely_times_out(subject.flow, subject.ways, state) or state.back or (state.tries and state.tries.target):
        return True
    for branch in state.branches():
        if branch.target and branch.target.name != state.name:
            return True
        if branch.resume and not branch.target:
            return True
        if branch.refuse and branch.refuse.state:
            return True
    return False
