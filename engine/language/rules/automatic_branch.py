"""
automatic-branch: each branch of an automatic state goes on to a target.

An automatic state has no screen: nobody could read a refusal there, and a case that stays would stay for ever.

    # reported
    automatic: {first_of: [{guard: age >= 18, target: adult}, {refuse: {message: Too young.}}]}

    # fixed: state "minor" has a screen that says it
    automatic: {first_of: [{guard: age >= 18, target: adult}, {target: minor}]}
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
            "write `target: …`, and show the message on the screen it leads to",
        )
        for state in subject.flow.states.values()
        for branch in state.automatic
        if branch.target is None and branch.resume is None  # a resume has a rule of its own
    ]
