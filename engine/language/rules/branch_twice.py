"""
branch-twice: no two branches of a list have the same guard or the same id.

Of two branches with one guard the second is never taken. An `id` names the branch in the history of cases, where two
of one name could not be told apart. After a resume that found no case the same guard may be tried again.

    # reported
    first_of:
      - {guard: age >= 18, target: adult}
      - {guard: age >= 18, target: senior}
      - {target: minor}

    # fixed
    first_of:
      - {guard: age >= 65, target: senior}
      - {guard: age >= 18, target: adult}
      - {target: minor}
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.model import Branch
from engine.problems import Problem

CODE = "branch-twice"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    found = []
    for listed in subject.flow.branch_lists():
        where, branches = listed.where, listed.branches
        guards: dict[str, Branch] = {}
        ids: dict[str, Branch] = {}
        for branch in branches:
            if branch.guard:
                words = " ".join(branch.guard.source.split())
                first = guards.get(words)
                if first:
                    place = branch.guard.place._replace(width=len(branch.guard.source))
                    cause = f"the branch before it{line_of(first.place, branch.place)} has the same guard and is taken"
                    found.append(
                        Problem(CODE, f"the guard of an earlier branch ({where})", place, cause, "change one of them")
                    )
                elif branch.resume is None:  # after a resume that finds no case, the same guard may be tried again
                    guards[words] = branch
            if branch.id is not None and branch.id in ids:
                line = line_of(ids[branch.id].place, branch.place)
                cause = f"the branch before it{line} has this id"
                found.append(
                    Problem(
                        CODE, f'id "{branch.id}" twice ({where})', branch.place.value("id"), cause, "change one of them"
                    )
                )
            elif branch.id is not None:
                ids[branch.id] = branch
    return found
