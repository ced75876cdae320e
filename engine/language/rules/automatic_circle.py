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

from engine.language.analysis.graph import ancestors
from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "automatic-circle"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    states = subject.flow.states
    behind: dict[str, set[str]] = {}
    for edge in subject.ways.edges:
        if edge.how == "automatic" and states[edge.target.name].automatic:
            behind.setdefault(edge.target.name, set()).add(edge.source)
    found = []
    for state in states.values():
        before = ancestors(behind, state.name)
        if state.name in before:
            circle = ", ".join(name for name in states if name in before and state.name in ancestors(behind, name))
            message = f'automatic state "{state.name}" leads back to itself'
            cause = f"a circle without a screen: {circle}"
            fix = "let one of its branches lead to a state with a screen instead"
            found.append(Problem(CODE, message, state.place, cause, fix))
    return found
