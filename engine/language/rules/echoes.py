"""Left out of what is found: what another problem explains, which has its own cause and fix."""

from __future__ import annotations

from engine.language.model import Flow
from engine.problems import Problem

_OF_BRANCHES = {"branch-twice", "branch-shadowed", "branch-after-open", "last-branch"}


def without_echoes(flow: Flow, problems: list[Problem]) -> list[Problem]:
    """
    The problems without guards that are only unused because of a branch that is reported.

    A branch that has the guard of another, or is never tried, or is missing, most often lost its own guard: one that
    reads what the guards of that list read. So has a claim that nothing asks about.
    """
    unused = [problem for problem in problems if problem.code == "unused-guard"]
    if not unused:
        return problems
    wrong = {(p.place.line, p.place.file) for p in problems if p.code in _OF_BRANCHES}
    about: set[str] = set()
    for listed in flow.branch_lists():
        guards = [branch.guard for branch in listed.branches if branch.guard]
        places = [branch.place for branch in listed.branches] + [guard.place for guard in guards]
        if wrong & {(place.line, place.file) for place in places}:
            about = about.union(*(_reads(flow, guard.names) for guard in guards))
    if any(problem.code == "claim-not-guarded" for problem in problems):
        about |= {name for name, fact in flow.facts.items() if fact.register}
    names = {guard.place.key(name): name for name, guard in flow.guards.items()}
    explained = {p.place for p in unused if _reads(flow, flow.guards[names[p.place]].names) & about}
    return [problem for problem in problems if problem.code != "unused-guard" or problem.place not in explained]


def _reads(flow: Flow, names: frozenset[str]) -> set[str]:
    """The fields, values and facts that guards of these names come down to."""
    found: set[str] = set()
    todo = list(names)
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in flow.guards:
            todo += flow.guards[name].names
        else:
            found.add(name)
    return found
