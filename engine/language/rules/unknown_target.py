"""
unknown-target: a case can only go to a state that the flow declares.

Looked at: `target` of branches, timeouts and `tries`; `state` of entries and of `refuse`; the states of a `resume` of
this flow, and those in which a view is open. A case that is sent to a state that does not exist could not be shown to
anybody, so the flow is not loaded.

    # reported
    states:
      form: {title: Your name, transitions: {next: {label: Next, target: sumary}}}
      summary: {title: Check, final: true}

    # fixed
    states:
      form: {title: Your name, transitions: {next: {label: Next, target: summary}}}
      summary: {title: Check, final: true}
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import why_and_fix
from engine.problems import Problem

CODE = "unknown-target"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    known = places(subject.flow.states)
    found = []
    for use in subject.uses:
        if use.kind == "state" and use.name not in known:
            declare = ('no state of this name is declared under "states"', "declare it")
            cause, fix = why_and_fix(subject, use, known, declare)
            found.append(Problem(CODE, f'unknown target "{use.name}"', use.place, cause, fix))
    return found
