"""
guard-type: each guard reads names as what they are.

`==`, `<` and the like compare equal types, `in` wants a list, a bare name must be true or false. Looked at: named
guards, guards of branches, expressions of `set`, checks of `x-rules` that read settings. What is compared with a value
of another type is never equal to it: the branch would never be taken, or always. A setting that is a text in several
languages is compared with nothing: what it holds would depend on the language of a page.

    # reported: "age" is a whole number
    - {guard: age == "18", target: adult}

    # fixed
    - {guard: age == 18, target: adult}
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "guard-type"
NEEDS = Extent.FORMS


def check(subject: Subject) -> list[Problem]:
    return [problem for problem in subject.guard_problems if problem.code == CODE]
