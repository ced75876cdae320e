"""The problems that several kinds share, and how a node is named in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.language import spellings
from engine.language.decoding.kinds import Broken, Reading
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar, Sequence, repair
from engine.problems import Place

# Words of later versions, which are understood nowhere yet: no misspelt keys, and never without effect.
LATER: Mapping[str, str] = {
    "in_flight": "what becomes of running cases when a new version is published",
    "properties": "properties to be proved",
    "requirements": "requirements to be traced",
    "actors": "steps of other people than the one who asks",
    "faces": "several faces of one page",
    "by": "steps of other people than the one who asks",
    "clocks": "delays that stand still while somebody else has to act",
    "words": "words shared by several texts",
}


def described(node: Node) -> str:
    """Returns a node in words, for a message."""
    if isinstance(node, Scalar):
        words = f'"{node.text[:40]}"' if node.text.strip() else "an empty text"
        return f"{words} in quotes" if node.style == "quoted" else words
    return "a map" if isinstance(node, Map) else "a list"


def subject(at: Scalar | str | None) -> str:
    """Returns what a problem is about, in words: the key, or a noun where there is no key."""
    return f'"{at.text[:60]}"' if isinstance(at, Scalar) else f"this {at or 'value'}"


def at_key(at: Scalar | None, value: str) -> str:
    """Returns a value as it is written after its key; alone in a list."""
    return f"{at.text}: {value}" if at else value


def wrong_type(
    reading: Reading, node: Node, at: Scalar | str | None, wanted: str, example: str = "", *, fix: str | None = None
) -> Broken:
    """
    Reports a node of another type.

    Args:
        at: the key, or a noun for the whole where there is no key.
        wanted: the right type in words, with its article.
        fix: instead of `write: <example>`.
    """
    cause = _why_other(node, wanted)
    if not fix and isinstance(node, Scalar) and (glued := re.match(r"[A-Za-z_]\w*:(?=[^ \n])", node.text)):
        unseen = node.text[glued.end()] in repair.ODD_SPACES
        cause = f"only a colon with a space after it ends a key{', and this one is a no-break space' if unseen else ''}"
        example = f"{dash(node)}{glued[0]} {node.text[glued.end() :].lstrip()}"
    message = f"{subject(at)} must be {wanted}, not {described(node)}"
    return reading.report("wrong-type", message, node.place, cause, fix or f"write: {example}")


def _why_other(node: Node, wanted: str) -> str:
    """Returns how the wanted type is written, or else what makes the node another."""
    if wanted.startswith("a list"):
        return "a list is written in brackets, or with a dash before each item"
    if wanted.startswith("a map"):
        return "a map has keys, each followed by a colon, a space and its value"
    if isinstance(node, Scalar):
        if "date" in wanted and (last := spellings.days_of_month(node.text)):
            return f"that month has {last} days"
        return "quotes make it a text" if node.style == "quoted" else "the value is of another type"
    if isinstance(node, Map):
        return "a colon with a space after it makes a map"
    return "brackets, or dashes at the beginning of lines, make a list"


def dash(node: Scalar) -> str:
    """Returns the dash of an item on a line of its own."""
    return "- " if node.place.source[: node.place.column - 1].strip() == "-" else ""


def in_quotes(place: Place) -> str:
    """Returns `write: …` with the text at the place in quotes."""
    begin, end = place.column - 1, place.column - 1 + place.width
    if place.source[end : end + 1] not in ("]", "}", ","):
        return repair.quoted_fix(place.source, begin)
    return f"write: {(place.source[:begin] + repair.quoted(place.source[begin:end]) + place.source[end:]).strip()}"


def not_yet(reading: Reading, thing: str, place: Place, fix: str = "take it out") -> Broken:
    """Reports what a later version will understand, and this one refuses by name."""
    cause = "it is reserved for a later version of the language"
    return reading.report("not-yet", f"not yet supported: {thing}", place, cause, fix)


def empty(reading: Reading, node: Node, at: Scalar | str | None) -> Broken:
    """Reports a list or map that holds nothing."""
    cause = f"an empty {'list' if isinstance(node, Sequence) else 'map'} would have no effect"
    fix = "write what belongs in it, or take the key out"
    return reading.report("empty-value", f"{subject(at)} is empty", node.place, cause, fix)
