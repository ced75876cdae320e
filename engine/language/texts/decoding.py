"""A node -> a text with its placeholders: the kind TEXT."""

from __future__ import annotations

from engine.language.decoding import BROKEN, PLAIN_TYPES, Broken, Kind, Reading, read_words
from engine.language.texts.text import Text, parse_text
from engine.language.yaml import Node, Scalar


def _read_text(reading: Reading, node: Node, at: Scalar | None) -> Text | Broken:
    words = read_words(reading, node, at)
    if words is BROKEN:
        return BROKEN
    parsed, problems = parse_text(words.text, words.place)
    reading.problems += problems
    return parsed


TEXT: Kind[Text] = Kind(_read_text, lambda _: {"type": PLAIN_TYPES, "description": "Markdown with {placeholders}"})
