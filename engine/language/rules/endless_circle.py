"""
endless-circle: from every state a case can come to an end.

States that lead to one another and nowhere else keep a case for ever: nobody who is in them can finish, and no timer
takes them out. An end is a state that is `final` or `rest`; a resume that hands the browser over, `leave` and a timeout
end a circle too, and so does a way back to a state before it.

    # reported
    states:
      form: {title: Form, transitions: {next: {label: Next, target: check}}}
      check: {title: Check, transitions: {change: {label: Change, target: form}}}

    # fixed
    states:
      form: {title: Form, transitions: {next: {label: Next, target: check}}}
      check: {title: Check, transitions: {change: {label: Change, target: form}, send: {label: Send, target: sent}}}
      sent: {title: Sent, final: true}
"""

from __future__ import annotations

from engine.language.analysis.due import surely_times_out
from engine.language.analysis.graph import endless
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import listed
from engine.language.model import Flow
from engine.problems import Problem

CODE = "endless-circle"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    states, reached = flow.states, subject.ways.standing
    if len(reached) < len(states):
        return []  # the end stands among those that nothing leads to: reported there
    timed = (state for state in states.values() if state.timeout)
    untimed = {state.name for state in timed if not surely_times_out(flow, subject.ways, state)}
    return [
        Problem(
            CODE,
            f'state "{circle[0]}" leads to no end',
            states[circle[0]].place,
            _why(circle, untimed),
            "let one of them lead to a state that is `final` or `rest`, or give one a timeout",
        )
        for circle in endless(flow, subject.ways.edges, untimed)
        # Of one alone it is reported that it is a dead end, of automatic ones that they are a circle; what could not be
        # read of one, or names no state, may well lead out.
        if len(circle) > 1 and not all(states[name].automatic for name in circle)
        if not any(subject.unread.ways(name) or _leads_nowhere(flow, name) for name in circle)
    ]


def _why(circle: list[str], untimed: set[str]) -> str:
    cause = f"a circle that nothing leads out of: {listed(circle)}"
    return f"{cause}; a timeout at a day that may not be given is not one" if untimed & set(circle) else cause


def _leads_nowhere(flow: Flow, name: str) -> bool:
    return any(branch.target and branch.target.name not in flow.states for branch in flow.states[name].branches())
