"""
unknown-name: each guard reads names that are declared.

A guard may name fields, values, facts, settings, other guards and codes. Looked at: named guards, guards of branches,
expressions of `set`, checks of `x-rules` that read settings. A word that is meant as a text needs quotes.

    # reported
    - {guard: countri == "FR", target: domestic}
    - {guard: country == FR, target: domestic}

    # fixed
    - {guard: country == "FR", target: domestic}
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "unknown-name"
NEEDS = Extent.FORMS


def check(subject: Subject) -> list[Problem]:
    return [problem for problem in subject.guard_problems if problem.code == CODE]
