"""
always-true: no guard, and no part of one, is true whatever is asked.

Looked at: guards of branches, named guards, each `when` and `x-when`, checks of `x-rules`. A fact has its statuses, a
field the values that its form takes; what is compared is tried with all of them. A guard that always holds asks
nothing: the branch is always taken, and those after it never are. Where the values are too many to be tried, nothing is
reported; whether something is given may be asked once too often.

    # reported: in form "person", "age" has `minimum: 18`
    first_of:
      - {guard: age >= 18, target: adult}
      - {target: minor}

    # fixed
    first_of:
      - {guard: age >= 21, target: adult}
      - {target: minor}
"""

from __future__ import annotations

from engine.language.analysis.decided_words import problem_of
from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "always-true"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    return [problem_of(CODE, decided, subject) for decided in subject.verdicts.decided if decided.truth]
