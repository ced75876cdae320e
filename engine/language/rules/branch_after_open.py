"""
branch-after-open: a branch after one without a guard is never taken.

Branches are tried in the order written, and one without a guard is always taken. A resume without a guard is different:
where it finds no case, the next branch is tried.

    # reported
    first_of:
      - {target: minor}
      - {guard: age >= 18, target: adult}

    # fixed
    first_of:
      - {guard: age >= 18, target: adult}
      - {target: minor}
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
                break  # it hides those that follow as well: one mistake
            if branch.guard is None and branch.resume is None:
                opened = branch
    return found
