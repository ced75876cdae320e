"""A node -> one plain value: a text's characters, true or false, one of some words."""

from __future__ import annotations

import re
from typing import Any

from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading
from engine.language.decoding.mistakes import described, in_quotes, not_yet, wrong_type
from engine.language.decoding.suggestions import near
from engine.language.yaml.tree import Mapping as Map
from engine.language.yaml.tree import Node, Scalar

PLAIN_TYPES = ["string", "number", "boolean"]  # what an editor takes a plain word for


def read_words(reading: Reading, node: Node, at: Scalar | None) -> Scalar | Broken:
    """A text's characters, whatever YAML would have taken them for."""
    if isinstance(node, Scalar):
        if node.text.strip():
            return node
        return reading.report(
            "empty-text",
            "an empty text",
            node.place,
            "a text that says nothing would be left without effect",
            "write the text, or take the key out",
        )
    keys = list(node.entries) if isinstance(node, Map) else []
    if keys and all(re.fullmatch("[a-z]{2}", key) for key in keys):
        return not_yet(reading, "a text in several languages", node.place, "write the text in the flow's language")
    return reading.report(
        "wrong-type",
        f"{described(node)} where a text should stand",
        node.place,
        "a text that begins with a sign of YAML, or holds a colon followed by a space, needs quotes",
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
    return wrong_type(reading, node, "true or false, without quotes,", f"{key}: {'false' if no else 'true'}")


def string_schema(_: dict[str, Any]) -> dict[str, Any]:
    return {"type": PLAIN_TYPES}


STRING: Kind[str] = Kind(_read_string, string_schema)
FLAG: Kind[bool] = Kind(_read_flag, lambda _: {"type": "boolean"})


def one_of(*words: str) -> Kind[str]:
    """One of these words."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        if not isinstance(node, Scalar):
            return wrong_type(reading, node, f"one of {', '.join(words)}", words[0])
        return reading.report(
            "unknown-word",
            f'"{node.text[:60]}" means nothing here',
            node.place,
            f"what may stand here: {', '.join(words)}",
            f'write "{near(node.text, words) or words[0]}"',
        )

    return Kind(read, lambda _: {"enum": [int(word) if word.isdigit() else word for word in words]})


def matching(pattern: str, wanted: str, example: str) -> Kind[str]:
    """A text of one shape."""
    shape = re.compile(rf"(?:{pattern})\Z")

    def read(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
        if isinstance(node, Scalar) and shape.match(node.text):
            return node.text
        if not isinstance(node, Scalar):
            return wrong_type(reading, node, wanted, example)
        return reading.report(
            "bad-value", f'"{node.text[:60]}" cannot stand here', node.place, f"{wanted} is wanted", f"write: {example}"
        )

    return Kind(read, lambda _: {"type": "string", "pattern": f"^(?:{pattern})$"})
