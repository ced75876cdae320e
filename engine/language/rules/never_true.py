"""
never-true: each guard, and each part of one, can be true.

Looked at: guards of branches, named guards, each `when` and `x-when`, checks of `x-rules`. A fact has its statuses, a
field the values that its form takes; what is compared is tried with all of them. A branch whose guard never holds is
never taken, a check that never holds lets nobody through. Where the values are too many to be tried, nothing is
reported; whether something is given may be asked once too often.

    # reported
    guards: {twenties: age < 20 and age >= 30}

    # fixed
    guards: {twenties: age >= 20 and age < 30}
"""

from __future__ import annotations

from engine.language.analysis.decided_words import problem_of
from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "never-true"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    return [problem_of(CODE, decided, subject) for decided in subject.verdicts.decided if not decided.truth]
