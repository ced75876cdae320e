"""
back-to-nothing: a state with `back` comes after a step with a screen that can be taken back.

A step that seals, with a claim, a code, a number or a mail, is not taken back, nor is anything before it. A button that
goes back to nothing would only show the same page again.

    # reported: "start" is where cases begin
    states: {start: {title: Start, back: {label: Back}}}

    # fixed: a link to a page, or no way back
    states: {start: {title: Start, links: [{label: Home, page: home}]}}
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.analysis.graph import unsealed_behind
from engine.language.analysis.subject import Extent, Subject
from engine.language.model import Flow
from engine.problems import Problem

CODE = "back-to-nothing"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    behind = unsealed_behind(flow, subject.ways.possible)
    entered = {edge.target.name for edge in subject.ways.edges}
    found = []
    for state in flow.states.values():
        if state.back is None or state.name not in subject.ways.standing or _screen_before(flow, behind, state.name):
            continue
        cause = (
            "every step into this state seals what is before it" if state.name in entered else "no step comes before"
        )
        message = f'nothing to go back to from state "{state.name}"'
        found.append(Problem(CODE, message, state.back.place, cause, "remove `back`, or link to a page or an entry"))
    return found


def _screen_before(flow: Flow, behind: Mapping[str, set[str]], state: str) -> bool:
    """Whether some step before it shows a screen; automatic states show none."""
    seen: set[str] = set()
    todo = [state]
    while todo:
        for before in behind.get(todo.pop(), ()):
            if before == state or before in seen:
                continue
            if not flow.states[before].automatic:
                return True
            seen.add(before)
            todo.append(before)
    return False
