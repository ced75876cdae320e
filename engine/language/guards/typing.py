"""A guard, or a part of it, as it is typed where the guard stands in YAML: with the quotes that are possible there."""

from __future__ import annotations

import re

from engine.language.yaml import repair
from engine.problems import Place


def whole(source: str, place: Place) -> str:
    """The fix that replaces a whole guard."""
    around = quote_around(place)
    if not around and not place.source[: place.column - 1].strip(" -"):
        return f"write the whole as `{source}`"  # a line of a block
    if not around and needs_quotes(source, place):
        source = repair.quoted(source)
    return as_typed(f"write the whole as `{source}`", place)


def as_typed(fix: str, place: Place) -> str:
    """The fix with the other sign around its texts, where the guard itself stands between double quotes."""
    if quote_around(place) != '"':
        return fix
    return re.sub(r"`[^`]*`", lambda part: part[0] if "'" in part[0] else part[0].replace('"', "'"), fix)


def quote_around(place: Place) -> str:
    """The sign before the guard, if it is a quote; "" of a guard without quotes."""
    before = place.source[place.column - 2 : place.column - 1] if place.column > 1 else ""
    return before if before in ('"', "'") else ""


def is_plain(place: Place) -> bool:
    """Whether the guard stands after its key, without quotes."""
    return not quote_around(place) and bool(place.source[: place.column - 1].strip(" -"))


def needs_quotes(source: str, place: Place) -> bool:
    """Whether YAML reads these words as a guard only within quotes, where the guard has none."""
    before = place.source[: place.column - 1]
    braces = before.count("{") > before.count("}")
    return source[0] in "\"'[{!&*%@`|>" or bool(re.search(r"[,\[\]{}?]" if braces else r": | #", source))
