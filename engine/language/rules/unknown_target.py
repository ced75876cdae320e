"""
unknown-target: a case can only go to a state that the flow has.

Looked at: `target` of branches, timeouts and tries; `state` of entries, of `refuse` and of a `resume` of this flow.
"""

from __future__ import annotations

from engine.language.rules.declared import places
from engine.language.rules.mend import nearest
from engine.language.rules.subject import Subject
from engine.problems import Problem

CODE = "unknown-target"


def check(subject: Subject) -> list[Problem]:
    known = places(subject.flow.states)
    found = []
    for use in subject.uses:
        if use.kind == "state" and use.name not in known:
            mend = nearest(use.name, known, use.place, "declare it")
            cause = 'no state of this name is declared under "states"'
            found.append(Problem(CODE, f'unknown target "{use.name}"', use.place, cause, mend))
    return found
