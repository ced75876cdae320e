"""
last-branch: the last branch of a list has no guard and no resume, so that one is always taken.

A guard may not hold and a resume may find no case: then the next branch is tried, and there must be one. Otherwise a
person could press a button and nothing could happen.

    # reported
    first_of:
      - {guard: age >= 18, target: adult}

    # fixed
    first_of:
      - {guard: age >= 18, target: adult}
      - {target: minor}
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "last-branch"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    found = []
    for listed in subject.flow.branch_lists():
        where, branches = listed.where, listed.branches
        if any(branch.guard is None and branch.resume is None for branch in branches):
            continue  # one is always taken; what follows it is another rule's
        last = branches[-1]
        after = "after it" if len(branches) > 1 else "after it, both under `first_of`"
        if where.endswith("automatic"):
            fix = f"add a last branch {after}: `- target: …`"
        else:
            fix = f"add a last branch {after}: `- refuse: {{message: …}}`, or `- target: …`"
        if last.resume:
            message, cause = "the last branch is a resume", "where it finds no case, no branch is left to take"
            place = last.resume.place
        else:
            assert last.guard
            message, cause = "the last branch has a guard", "where it does not hold, no branch is left to take"
            place = last.guard.place._replace(width=len(last.guard.source))
        found.append(Problem(CODE, f"{message} ({where})", place, cause, fix))
    return found
