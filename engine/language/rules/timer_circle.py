"""
timer-circle: timers do not lead back to one another.

A timeout fires whether or not anybody looks. Timeouts that lead in a circle, through automatic states too, would move a
case for ever in which nobody does anything: a case left for a month would catch up with a month of them. A way that a
person takes, a refusal's `tries` or a reminder is part of no such circle; a guard on the way does not end it surely.

    # reported
    states:
      waiting: {title: Waiting, timeout: {after: 2 days, target: late}}
      late: {title: Late, timeout: {after: 2 days, target: waiting}}

    # fixed: reminders repeat what is to be repeated, and the timeout ends it
    states:
      waiting:
        title: Waiting
        reminders: [{after: 2 days, effects: [{mail: hurry}]}, {after: 4 days, effects: [{mail: hurry}]}]
        timeout: {after: 6 days, target: expired}
"""

from __future__ import annotations

from engine.language.analysis.graph import circles
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import listed
from engine.problems import Problem

CODE = "timer-circle"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    states = subject.flow.states
    ahead: dict[str, list[str]] = {}
    for edge in subject.ways.edges:
        if edge.how in ("timeout", "automatic"):
            ahead.setdefault(edge.source, []).append(edge.target.name)
    found = []
    for circle in circles(states, ahead):
        among = set(circle)
        cause = f"a circle in which nobody has to act: {listed(circle)}"
        for name in circle:
            timeout = states[name].timeout
            if timeout and timeout.target.name in among:
                message = f'the timeout of state "{name}" leads back to it'
                fix = "let one of these timeouts lead out of the circle; what is to be repeated, write as `reminders`"
                found.append(Problem(CODE, message, timeout.target.place, cause, fix))
    return found
