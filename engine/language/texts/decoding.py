"""A node -> a text with its placeholders: the kind TEXT."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.language.decoding import BROKEN, PLAIN_TYPES, Broken, Kind, Reading, read_words
from engine.language.texts.locales import language_known, language_meant
from engine.language.texts.text import Text, in_languages, parse_text
from engine.language.yaml import Entry, Node, Scalar
from engine.language.yaml import Mapping as Map

LANGUAGE_CODE = re.compile("[a-z]{2}")


def by_language(reading: Reading, node: Node) -> Mapping[str, Entry] | None:
    """The texts of a map by their languages; a key that is none is reported. None: it is no such map."""
    if not isinstance(node, Map) or not node.entries:
        return None
    strange = {word: language_meant(word) for word in node.entries if not LANGUAGE_CODE.fullmatch(word)}
    if not any(word not in strange and language_known(word) for word in node.entries) and None in strange.values():
        return None
    found: dict[str, Entry] = {}
    for word, entry in node.entries.items():
        meant = strange.get(word, word)
        if word in strange:
            again = meant in node.entries or meant in found
            fix = "write the code of a language, of two letters, such as en"
            fix = "take it out: that language is there" if again else f'write "{meant}"' if meant else fix
            cause = "a text in several languages is a map with the code of each, of two letters"
            reading.report("unknown-word", f'"{word[:60]}" is no code of a language', entry.key.place, cause, fix)
        if meant:
            found.setdefault(meant, entry)
    return found


def _read_text(reading: Reading, node: Node, at: Scalar | None) -> Text | Broken:
    if (entries := by_language(reading, node)) is not None:
        read = {language: _read_one(reading, entry.value, entry.key) for language, entry in entries.items()}
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
