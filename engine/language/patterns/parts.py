"""What a pattern is made of: the sign of a text that none of its parts takes, the one class that it repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import assert_never

from engine.language.patterns.parsing import CLASS, Atom, Choice, Mark, Part, Repeat, Sequence, parsed
from engine.language.patterns.running import anchored, matches


def foreign(source: str, text: str) -> int | None:
    """
    Where the first character stands that no accepted text can hold, because no part of the pattern takes it; None:
    there is none, or it is not certain – the pattern does not look at the whole text.
    """
    if not anchored(source):
        return None
    atoms = _atoms(source)
    if atoms is None:
        return None
    taken: dict[str, bool] = {}
    for at, character in enumerate(text):
        if character not in taken:
            taken[character] = any(matches(atom, character) for atom in atoms)
        if not taken[character]:
            return at
    return None


def repeated_class(source: str) -> str | None:
    """The one class of which a pattern takes nothing else, from beginning to end (`^[a-z]*$`); None: it is no such."""
    found = _REPEATED.fullmatch(source)
    return found[1] if found and anchored(source) else None


def one_class(source: str) -> str | None:
    """The class of which a pattern wants one character, anywhere (`[0-9]`); None: it is no such."""
    return source if CLASS.fullmatch(source) else None


@lru_cache(maxsize=1024)
def _atoms(source: str) -> tuple[str, ...] | None:
    """The parts of a pattern that take one character each, with their flags; None: it was not read to its end."""
    part = parsed(source)
    return None if part is None else tuple(dict.fromkeys(atom.source for atom in atoms_in(part)))


def atoms_in(part: Part) -> Iterator[Atom]:
    """Every part that takes one character, in the order written."""
    match part:
        case Atom():
            yield part
        case Mark():
            pass
        case Sequence():
            for one in part.parts:
                yield from atoms_in(one)
        case Choice():
            for one in part.branches:
                yield from atoms_in(one)
        case Repeat():
            yield from atoms_in(part.part)
        case _:
            assert_never(part)


_REPEATED = re.compile(rf"\^({CLASS.pattern})(?:[*+]|\{{[0-9]+(?:,[0-9]*)?\}})\$", re.S)
