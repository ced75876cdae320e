"""A node -> one plain value: a text's characters, true or false, one of some words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.language import signs, spellings
from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading
from engine.language.decoding.mistakes import at_key, described, in_quotes, subject, wrong_type
from engine.language.decoding.suggestions import one_of_these
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar, repair
from engine.language.yaml import Sequence as List
from engine.problems import Place

PLAIN_TYPES = ["string", "number", "boolean"]  # of a plain word, for an editor


def read_words(reading: Reading, node: Node, at: Scalar | None) -> Scalar | Broken:
    """Returns a text as its characters, also where YAML would read a number or a truth value."""
    if isinstance(node, Scalar):
        if node.text.strip():
            return node
        return reading.report(
            "empty-text",
            f"{subject(at)} is empty",
            node.place,
            "an empty text would have no effect",
            "write the text, or take the key out",
        )
    return reading.report(
        "wrong-type",
        f"{subject(at)} must be a text, not {described(node)}",
        node.place,
        "a text that begins with a special character of YAML, or contains a colon and a space, needs quotes",
        _without_braces(node.place) if isinstance(node, Map) and _has_values(node) else in_quotes(node.place),
    )


def _without_braces(place: Place) -> str:
    """The fix that makes one text of a map in braces: within a text they would be a placeholder's."""
    begin, end = place.column - 1, place.column - 1 + place.width
    words = place.source[begin:end]
    if not (words.startswith("{") and words.endswith("}")) or set("{}") & set(words[1:-1]):
        return "write one text there, in double quotes"
    text = repair.quoted(words[1:-1].strip())
    return f"write: {(place.source[:begin] + text + place.source[end:]).strip()}"


def _has_values(node: Map) -> bool:
    """Whether it is a map that was meant as one: `{email}` is a text without its quotes."""
    return any(not isinstance(entry.value, Scalar) or entry.value.text for entry in node.entries.values())


def _read_string(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    words = read_words(reading, node, at)
    return BROKEN if words is BROKEN else words.text.strip()


def _read_flag(reading: Reading, node: Node, at: Scalar | None) -> bool | Broken:
    if isinstance(node, Scalar) and node.style == "plain" and node.text in ("true", "false"):
        return node.text == "true"
    meant = spellings.truth(node.text) if isinstance(node, Scalar) else None
    return wrong_type(reading, node, at, "true or false", at_key(at, meant or "true"))


def string_schema(_: dict[str, Any]) -> dict[str, Any]:
    return {"type": PLAIN_TYPES}


def _read_characters(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    if isinstance(node, Scalar):
        return signs.one_form(node.text)
    items = [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, List) else []
    if items and isinstance(node, List) and len(items) == len(node.items):
        first = items[0].text if items[0].style == "plain" else repair.quoted(items[0].text)
        return wrong_type(reading, node, at, "a text", at_key(at, first))
    return wrong_type(reading, node, at, "a text", fix=in_quotes(node.place))


CHARACTERS: Kind[str] = Kind(_read_characters, string_schema)  # as written, even where they are blank, in one form
STRING: Kind[str] = Kind(_read_string, string_schema)
FLAG: Kind[bool] = Kind(_read_flag, lambda _: {"type": "boolean"})


def one_of(*words: str) -> Kind[str]:
    """One of these words."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        if not isinstance(node, Scalar):
            return wrong_type(reading, node, at, f"one of {', '.join(words)}", at_key(at, words[0]))
        return reading.report(
            "unknown-word",
            f'{subject(at)} cannot be "{node.text[:60]}"',
            node.place,
            f"it is one of: {', '.join(words)}" if words[1:] else f"only {words[0]} is possible",
            one_of_these(node.text, words),
        )

    return Kind(read, lambda _: {"enum": [int(word) if word.isdigit() else word for word in words]})


def matching(pattern: str, wanted: str, example: str, meant: Callable[[str], str] | None = None) -> Kind[str]:
    """A text of one shape. `meant`: a text of another shape -> the one that was meant."""
    shape = re.compile(rf"(?:{pattern})\Z")

    def read(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
        if isinstance(node, Scalar) and shape.match(node.text):
            return node.text
        if not isinstance(node, Scalar):
            return wrong_type(reading, node, at, wanted, at_key(at, example))
        better = meant(node.text) if meant else ""
        return reading.report(
            "bad-value",
            f'{subject(at)} cannot be "{node.text[:60]}"',
            node.place,
            f"it must be {wanted}",
            f"write: {at_key(at, better if shape.match(better) else example)}",
        )

    return Kind(read, lambda _: {"type": "string", "pattern": f"^(?:{pattern})$"})
