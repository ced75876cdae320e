"""
unreachable-state: every state can be entered, from an entry through branches, timeouts and tries.

A resume enters no state: it finds cases that are there already. Of states that lead to one another only the first is
reported: with a way to it, the others are reached. While some target is misspelled, or a list lacks its last branch,
nothing is reported, since the state that it should lead to would be reported as well.

    # reported: no target leads to "summary"
    entries: {start: {state: form}}
    states:
      form: {title: Form, transitions: {next: {label: Next, target: done}}}
      summary: {title: Check, transitions: {next: {label: Next, target: done}}}
      done: {title: Done, final: true}

    # fixed
    entries: {start: {state: form}}
    states:
      form: {title: Form, transitions: {next: {label: Next, target: summary}}}
      summary: {title: Check, transitions: {next: {label: Next, target: done}}}
      done: {title: Done, final: true}
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.analysis.graph import components
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import closest
from engine.language.model import Branch
from engine.problems import Problem

CODE = "unreachable-state"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    states = subject.flow.states
    unknown = {use.name for use in subject.uses if use.kind == "state" and use.name not in states}
    if "states" in subject.unread.twice:
        unknown = set()  # these are the right names of those that are written twice
    if subject.unread.nowhere or any(closest(name, states) is None for name in unknown - subject.unread.names):
        return []  # any state may be meant
    lost = [name for name in states if name not in subject.ways.standing]
    first = _first(lost, subject) if lost else set()
    read = (state for state in states.values() if first and not subject.unread.ways(state.name))
    if len(first) <= sum(_lacks_a_target(one.where, one.branches) for state in read for one in state.branch_lists()):
        return []  # each may be what such a branch leads to
    return [
        Problem(
            CODE,
            f'no case ever enters state "{state.name}"',
            state.place,
            "no way leads here from an entry",
            f"write `target: {state.name}` where a case is to come here, or an entry, or remove the state",
        )
        for state in states.values()
        if state.name in first
    ]


def _lacks_a_target(where: str, branches: tuple[Branch, ...]) -> bool:
    """Whether a list has no branch that is always taken, or an automatic one that refuses or leaves: reported there."""
    if where.endswith("automatic") and any(branch.refuse or branch.leave for branch in branches):
        return True
    return bool(branches) and all(branch.guard or branch.resume for branch in branches)


def _first(lost: list[str], subject: Subject) -> set[str]:
    """Of the states that no way leads to, those that no other of them leads to; of a circle of them one."""
    order = {name: at for at, name in enumerate(lost)}
    ahead: Mapping[str, set[str]] = {name: set() for name in lost}
    for edge in subject.ways.possible:
        if edge.source in ahead and edge.target.name in ahead:
            ahead[edge.source].add(edge.target.name)
    found, led_to = set[str](), set[str]()
    for group in reversed(list(components(lost, ahead))):  # what leads on comes before what it leads to
        if not led_to & set(group):
            found.add(min(group, key=order.__getitem__))
        led_to.update(*(ahead[name] for name in group))
    return found
