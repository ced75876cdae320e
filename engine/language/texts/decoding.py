"""A node -> a text with its placeholders: the kind TEXT."""

from __future__ import annotations

import re

from engine.language.decoding import BROKEN, PLAIN_TYPES, Broken, Kind, Reading, read_words
from engine.language.texts.text import Text, in_languages, parse_text
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar

LANGUAGE_CODE = re.compile("[a-z]{2}")


def _read_text(reading: Reading, node: Node, at: Scalar | None) -> Text | Broken:
    if isinstance(node, Map) and node.entries and all(map(LANGUAGE_CODE.fullmatch, node.entries)):
        read = {language: _read_one(reading, entry.value, entry.key) for language, entry in node.entries.items()}
        texts = {language: text for language, text in read.items() if text is not BROKEN}
        return in_languages(texts, node.place) if len(texts) == len(read) else BROKEN
    return _read_one(reading, node, at)


def _read_one(reading: Reading, node: Node, at: Scalar | None) -> Text | Broken:
    words = read_words(reading, node, at)
    if words is BROKEN:
        return BROKEN
    parsed, problems = parse_text(words.text, words.place)
    reading.problems += problems
    return parsed


TEXT: Kind[Text] = Kind(
    _read_text,
    lambda _: {
        "type": [*PLAIN_TYPES, "object"],
        "minProperties": 1,
        "propertyNames": {"pattern": f"^{LANGUAGE_CODE.pattern}$"},
        "additionalProperties": {"type": PLAIN_TYPES},
        "description": "Markdown with {placeholders}; in several languages {fr: …, en: …}",
    },
)
