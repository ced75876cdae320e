"""
automatic-circle: automatic states do not lead back to one another.

An automatic state is left as soon as it is entered. A circle of them would go round without ever showing a screen.

    # reported
    states:
      sort: {title: Sort, automatic: {target: check}}
      check: {title: Check, automatic: {target: sort}}

    # fixed: state "waiting" has a screen
    states:
      sort: {title: Sort, automatic: {target: check}}
      check: {title: Check, automatic: {target: waiting}}
"""

from __future__ import annotations

from engine.language.analysis.graph import circles
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import listed
from engine.problems import Problem

CODE = "automatic-circle"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    states = subject.flow.states
    ahead: dict[str, list[str]] = {}
    for edge in subject.ways.edges:
        if edge.how == "automatic" and states[edge.target.name].automatic:
            ahead.setdefault(edge.source, []).append(edge.target.name)
    found = []
    for circle in circles(states, ahead):
        cause = f"a circle without a screen: {listed(circle)}"
        for name in circle:
            message = f'automatic state "{name}" leads back to itself'
            fix = "let one of its branches lead to a state with a screen instead"
            found.append(Problem(CODE, message, states[name].place, cause, fix))
    return found
