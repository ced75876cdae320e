"""
branch-shadowed: each branch is taken for some values, after the branches before it.

Branches are tried in the order written. Where a guard holds only for values that branches before it take, its branch is
never taken, and neither may be the state that it leads to. Earlier branches are looked at together; a resume may find
no case, so it takes nothing away. A last branch without a guard may have nothing left: it must be there.

    # reported: the first branch takes every address that is not free
    first_of:
      - {guard: address != "free", refuse: {field: email, message: This address is taken.}}
      - {guard: address == "pending", target: pending}
      - {target: summary}

    # fixed
    first_of:
      - {guard: address == "pending", target: pending}
      - {guard: address != "free", refuse: {field: email, message: This address is taken.}}
      - {target: summary}
"""

from __future__ import annotations

from engine.language.analysis.decided_words import MOST_NAMES, lost_with, quoted, values_of
from engine.language.analysis.shadows import Shadow
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.decoding import listed
from engine.language.guards import Guard
from engine.language.model import Branch
from engine.problems import Problem

CODE = "branch-shadowed"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    return [_problem(shadow, subject) for shadow in subject.untaken.shadows]


def _problem(shadow: Shadow, subject: Subject) -> Problem:
    guard = shadow.guard
    takes = "together take" if len(shadow.by) > 1 else "takes"
    what = "every case" if shadow.exhausted else f"every case of {quoted(guard)}"
    known = values_of([*(one.guard for one in shadow.by if one.guard), guard], shadow.domains, subject)
    before = listed([_words(one, guard) for one in shadow.by], MOST_NAMES)
    cause = f"{before} before it {takes} {what}{f'; {known}' if known else ''}{lost_with(guard, subject)}"
    fix = "correct the guard, or take the branch out"
    if shadow.swap:
        first = shadow.by[0].guard
        fix = f"move it before the branch of {quoted(first) if first else ''}, or correct the guard"
    return Problem(
        CODE,
        f"a branch that is never taken ({shadow.where})",
        guard.place._replace(width=len(guard.source)),
        cause,
        fix,
    )


def _words(branch: Branch, beside: Guard) -> str:
    assert branch.guard
    return f"{quoted(branch.guard)}{line_of(branch.guard.place, beside.place)}"
