"""
dead-end: a state is an end (`final`, `rest`) or has a way out.

Ways out are a target elsewhere, a resume that hands the browser over, a timeout, `tries` with a target, a refusal to
an earlier state, and `back`. `leave` is none: the case would stand there for ever.
"""

from __future__ import annotations

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
            "it is no end (`final` or `rest`), and nothing leads out of it",
            "write `final: true` if cases end here, `rest: true` if they stay, or a way on: a target, a timeout",
        )
        for state in subject.flow.states.values()
        if not (state.final or state.rest or _goes_on(state))
    ]


def _goes_on(state: State) -> bool:
    if state.timeout or state.back or (state.tries and state.tries.target):
        return True
    for branch in state.branches():
        if branch.target and branch.target.name != state.name:
            return True
        if branch.resume and not branch.target:
            return True
        if branch.refuse and branch.refuse.state:
            return True
    return False
