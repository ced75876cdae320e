"""What the rules about unknown names share: one problem for each name that nothing declares."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.analysis.subject import Subject
from engine.language.analysis.suggestions import nearest
from engine.problems import Place, Problem


def missing(
    subject: Subject, kind: str, code: str, noun: str, known: Mapping[str, Place | None], where: str
) -> list[Problem]:
    """
    Every use of this kind whose name is not known.

    Args:
        noun: what the name should be, e.g. "target", "mail".
        where: under which keys it is declared, in words.
    """
    found = []
    for use in subject.uses:
        if use.kind == kind and use.name not in known:
            fix = nearest(use.name, known, use.place, f"declare it {where}")
            cause = f"no {noun} of this name is declared {where}"
            found.append(Problem(code, f'unknown {noun} "{use.name}"', use.place, cause, fix))
    return found
