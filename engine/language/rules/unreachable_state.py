"""
unreachable-state: every state can be entered, from an entry through branches, timeouts and tries.

A resume enters no state: it finds cases that are there already. While some target is misspelled nothing is reported,
since the state that it should lead to would be reported as well.

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

from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import closest
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
    return [
        Problem(
            CODE,
            f'no case ever enters state "{state.name}"',
            state.place,
            "no way leads here from an entry",
            f"write `target: {state.name}` where a case is to come here, or an entry, or remove the state",
        )
        for state in states.values()
        if state.name not in subject.ways.standing
    ]
