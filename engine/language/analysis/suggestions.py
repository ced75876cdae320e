"""Fixes in words: the nearest name that is declared, with its line."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.language.decoding import closest
from engine.problems import Place


def meant(name: str, known: Collection[str]) -> str:
    """The name, or the one of those known that it is a slip of: it is reported where it stands."""
    return name if name in known else closest(name, known) or name


def nearest(name: str, known: Mapping[str, Place | None], beside: Place, declare: str) -> str:
    """
    What to write in place of a name that is unknown.

    Args:
        known: what is declared, and where.
        beside: the place of the name: a line of the same file is given without the file.
        declare: how it would be declared, e.g. `declare it under "states"`.
    """
    near = closest(name, known)
    if near:
        return f'write "{near}"{line_of(known[near], beside)}, or {declare}'
    if 0 < len(known) <= 8:
        return f"write one of {', '.join(known)}; or {declare}"
    return declare


def line_of(place: Place | None, beside: Place) -> str:
    """` (line 61)`, with the file where it is another."""
    if place is None or not place.file:
        return ""
    return f" (line {place.line})" if place.file == beside.file else f" ({place.file}, line {place.line})"
