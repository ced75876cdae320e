"""
impossible-value: a fact or a choice is compared with a value that it can take.

Looked at: named guards, guards of branches, expressions of `set`, checks of `x-rules` that read settings.
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "impossible-value"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return [problem for problem in subject.guard_problems if problem.code == CODE]
