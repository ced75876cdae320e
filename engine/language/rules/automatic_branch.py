"""
automatic-branch: an automatic state has no screen, so each of its branches goes on to a target.
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "automatic-branch"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    return [
        Problem(
            CODE,
            f'a branch of the automatic state "{state.name}" has no target',
            branch.place,
            "nobody sees this state: a case cannot stay in it, be refused or leave there",
            "write `target: …`, and say the message on the screen it leads to",
        )
        for state in subject.flow.states.values()
        for branch in state.automatic
        if branch.target is None and branch.resume is None  # a resume has a rule of its own
    ]
