"""The problems that several kinds share, and how a node is named in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.language.decoding.kinds import Broken, Reading
from engine.language.yaml import repair
from engine.language.yaml.tree import Mapping as Map
from engine.language.yaml.tree import Node, Scalar
from engine.problems import Place

# Words of later versions, understood nowhere yet: told apart from slips, and never left without effect.
LATER: Mapping[str, str] = {
    "extends": "variants of another flow",
    "in_flight": "what becomes of running cases when a new version is published",
    "properties": "properties to be proved",
    "requirements": "requirements to be traced",
    "call": "effects of plug-ins",
    "carry": "answers taken along by a resume",
    "service": "facts of plug-ins",
    "actors": "steps of other people than the one who asks",
    "faces": "several faces of one page",
    "by": "steps of other people than the one who asks",
    "clocks": "calendars of one's own",
    "lookups": "lists of choices kept elsewhere",
    "words": "words shared by several texts",
    "x-when": "fields asked only sometimes",
    "x-after": "the place of a field in a variant",
}


def described(node: Node) -> str:
    """A node in words."""
    if isinstance(node, Scalar):
        return f'the text "{node.text[:40]}"' if node.text else "nothing"
    return "keys with values" if isinstance(node, Map) else "a list"


def wrong_type(reading: Reading, node: Node, wanted: str, example: str = "", *, fix: str | None = None) -> Broken:
    """Another kind of node than wanted. `fix`: where `write: <example>` does not say it."""
    cause = f"{wanted} is wanted here"
    if fix:
        return reading.report("wrong-type", f"{described(node)} stands here", node.place, cause, fix)
    if isinstance(node, Scalar) and (glued := re.match(r"[A-Za-z_]\w*:(?=[^ \n])", node.text)):
        unseen = node.text[glued.end()] in repair.ODD_SPACES
        cause = f"only a colon with a space after it ends a key{', and here stands a no-break space' if unseen else ''}"
        example = f"{dash(node)}{glued[0]} {node.text[glued.end() :].lstrip()}"
    return reading.report("wrong-type", f"{described(node)} stands here", node.place, cause, f"write: {example}")


def dash(node: Scalar) -> str:
    """The dash of an item that has its own line."""
    return "- " if node.place.source[: node.place.column - 1].strip() == "-" else ""


def in_quotes(place: Place) -> str:
    """`write: …` with what stands at the place in quotes."""
    begin, end = place.column - 1, place.column - 1 + place.width
    if place.source[end : end + 1] not in ("]", "}", ","):
        return repair.quoted_fix(place.source, begin)
    return f"write: {(place.source[:begin] + repair.quoted(place.source[begin:end]) + place.source[end:]).strip()}"


def not_yet(reading: Reading, thing: str, place: Place, fix: str = "take it out") -> Broken:
    """What a later version will understand, and this one refuses by name."""
    return reading.report(
        "not-yet", f"{thing}: not yet in this version", place, "the word is kept for a later version", fix
    )


def empty(reading: Reading, node: Node, kind: str) -> Broken:
    """Something that holds nothing."""
    return reading.report(
        "empty-value",
        f"an empty {kind}",
        node.place,
        "it says nothing, so it would be left without effect",
        "write what belongs in it, or take the key out",
    )
