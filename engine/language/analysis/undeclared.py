"""Names that nothing declares, each as a problem with the nearest name that something does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.language.analysis.effects import Use
from engine.language.analysis.suggestions import nearest
from engine.problems import Place, Problem


def undeclared(code: str, uses: Iterable[Use], known: Mapping[str, Place | None], where: str) -> list[Problem]:
    """
    A problem for every use of this kind whose name is not known.

    Args:
        code: `unknown-` and the kind of use, e.g. "unknown-mail".
        known: what is declared, and where.
        where: under which keys it is declared, in words.
    """
    kind = code.removeprefix("unknown-")
    cause = f"no {kind} of this name is declared {where}"
    return [
        Problem(
            code,
            f'unknown {kind} "{use.name}"',
            use.place,
            cause,
            nearest(use.name, known, use.place, f"declare it {where}"),
        )
        for use in uses
        if use.kind == kind and use.name not in known
    ]
