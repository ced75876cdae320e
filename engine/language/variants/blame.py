"""Which problems of a variant are its own, and how they are said where they show in a file of its base."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.language.analysis.unread import name_at
from engine.language.variants.chain import Whole
from engine.problems import Place, Problem

# What of its base a variant leaves unused, or never takes, is no mistake in it.
_LEFT_UNUSED = frozenset(
    (
        "unreachable-state", "value-never-written", "branch-shadowed", "never-true", "always-true", "impossible-value",
        "event-never-fired", "code-not-asked", "tries-for-nothing",
    )
)  # fmt: skip


def is_left_unused(problem: Problem) -> bool:
    """Whether the problem says that something is not used."""
    return problem.code.startswith("unused-") or problem.code in _LEFT_UNUSED


def own_problems(whole: Whole, found: Iterable[Problem], of_bases: Collection[Problem]) -> list[Problem]:
    """
    The problems that are the variant's own: neither one of its bases, nor what it leaves unused of them.

    Args:
        of_bases: every problem of its bases, each loaded by itself.
    """
    lines = {(problem.place.file, problem.place.line) for problem in of_bases}
    kept = []
    for problem in found:
        place = problem.place
        if place.file == whole.file:
            kept.append(problem)
        elif (place.file, place.line) not in lines and not is_left_unused(problem):
            kept.append(_through(whole, problem))
    return kept


def _through(whole: Whole, problem: Problem) -> Problem:
    """The problem as one of the variant: what it takes out there is at fault, else what it writes elsewhere."""
    place = problem.place
    where = f"{place.file}, line {place.line}"
    name = name_at(place)
    if (out := whole.removed.get(name)) and out.file == whole.file:
        return problem._replace(
            message=f"{problem.message} ({where})",
            place=_whole_name(out, name),
            cause=f'the variant "{whole.name}" takes it out here, and inherits what names it',
            fix=f'take out "{name}", or change in this file what {where} says',
        )
    return problem._replace(
        message=f'{problem.message}, in the variant "{whole.name}"',
        cause=f"{problem.cause}; as {whole.file} changes it",
        fix=f"in {whole.file}, write what this line should be there: {problem.fix}",
    )


def _whole_name(place: Place, name: str) -> Place:
    return place._replace(width=max(1, len(name)))
