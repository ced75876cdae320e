"""
branch-after-open: a branch behind one without a guard is never taken.

A resume without a guard is no such: where it finds no case, the next branch is tried.
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.problems import Problem

CODE = "branch-after-open"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    found = []
    for listed in subject.flow.branch_lists():
        where, branches = listed.where, listed.branches
        opened = None
        for branch in branches:
            if opened is not None:
                line = line_of(opened.place, branch.place)
                cause = f"the branch before it{line} has no guard, so it is always taken"
                fix = "give that branch a guard, or move it to the end, or remove this one"
                found.append(Problem(CODE, f"a branch that is never tried ({where})", branch.place, cause, fix))
            elif branch.guard is None and branch.resume is None:
                opened = branch
    return found
