"""A node -> one plain value: a text's characters, true or false, one of some words."""

from __future__ import annotations

import re
from typing import Any

from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading
from engine.language.decoding.mistakes import described, in_quotes, not_yet, subject, wrong_type
from engine.language.decoding.suggestions import one_of_these
from engine.language.yaml.tree import Mapping as Map
from engine.language.yaml.tree import Node, Scalar

PLAIN_TYPES = ["string", "number", "boolean"]  # of a plain word, for an editor


def read_words(reading: Reading, node: Node, at: Scalar | None) -> Scalar | Broken:
    """A text's characters, whatever YAML would have taken them for."""
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
    keys = list(node.entries) if isinstance(node, Map) else []
    if keys and all(re.fullmatch("[a-z]{2}", key) for key in keys):
        return not_yet(reading, "a text in several languages", node.place, "write the text in the flow's language")
    return reading.report(
        "wrong-type",
        f"{subject(at)} must be a text, not {described(node)}",
        node.place,
        "a text that begins with a special character of YAML, or contains a colon and a space, needs quotes",
        in_quotes(node.place),
    )


def _read_string(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    words = read_words(reading, node, at)
    return BROKEN if words is BROKEN else words.text.strip()


def _read_flag(reading: Reading, node: Node, at: Scalar | None) -> bool | Broken:
    if isinstance(node, Scalar) and node.style == "plain" and node.text in ("true", "false"):
        return node.text == "true"
    key = at.text if at else "it"
    no = isinstance(node, Scalar) and node.text.lower() in ("no", "off", "non", "n", "false", "faux")
    return wrong_type(reading, node, at, "true or false", f"{key}: {'false' if no else 'true'}")


def string_schema(_: dict[str, Any]) -> dict[str, Any]:
    return {"type": PLAIN_TYPES}


STRING: Kind[str] = Kind(_read_string, string_schema)
FLAG: Kind[bool] = Kind(_read_flag, lambda _: {"type": "boolean"})


def _at(at: Scalar | None, value: str) -> str:
    """A key with its value, as they are written."""
    return f"{at.text}: {value}" if at else value


def one_of(*words: str) -> Kind[str]:
    """One of these words."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        if not isinstance(node, Scalar):
            return wrong_type(reading, node, at, f"one of {', '.join(words)}", _at(at, words[0]))
        return reading.report(
            "unknown-word",
            f'{subject(at)} cannot be "{node.text[:60]}"',
            node.place,
            f"it is one of: {', '.join(words)}" if words[1:] else f"only {words[0]} is possible",
            one_of_these(node.text, words),
        )

    return Kind(read, lambda _: {"enum": [int(word) if word.isdigit() else word for word in words]})


def matching(pattern: str, wanted: str, example: str) -> Kind[str]:
    """A text of one shape."""
    shape = re.compile(rf"(?:{pattern})\Z")

    def read(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
        if isinstance(node, Scalar) and shape.match(node.text):
            return node.text
        if not isinstance(node, Scalar):
            return wrong_type(reading, node, at, wanted, _at(at, example))
        return reading.report(
            "bad-value",
            f'{subject(at)} cannot be "{node.text[:60]}"',
            node.place,
            f"it must be {wanted}",
            f"write: {_at(at, example)}",
        )

    return Kind(read, lambda _: {"type": "string", "pattern": f"^(?:{pattern})$"})
