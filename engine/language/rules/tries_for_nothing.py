"""
tries-for-nothing: `tries` counts refusals, so some branch of its state refuses.
"""

from __future__ import annotations

from engine.language.rules.declared import branches_of
from engine.language.rules.subject import Subject
from engine.problems import Problem

CODE = "tries-for-nothing"


def check(subject: Subject) -> list[Problem]:
    return [
        Problem(
            CODE,
            f'state "{state.name}" counts tries and never refuses',
            state.tries.place,
            "a try is a branch that refuses, and none of this state does",
            "write `refuse: {message: …}` in a branch, or remove `tries`",
        )
        for state in subject.flow.states.values()
        if state.tries and not any(branch.refuse for branch in branches_of(state))
    ]
