"""Which messages a form's field may have, and which figures a message may quote."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.language.decoding import Found, Reading
from engine.language.forms import FIGURES, SIGN, Field
from engine.language.texts.text import Text
from engine.language.yaml import Mapping as Map


def messages_of(reading: Reading, field: Field, found: Found, able: Collection[str] | None) -> dict[str, Text]:
    """
    keyword -> message, of those the field can show; the others are reported.

    Args:
        able: the keywords that the field has; None where it is not known which.
    """
    for one in found.values.get("allOf") or ():
        _known(reading, one, ("pattern",), (*field.figures, *field.bounds))
    return _known(reading, found, able, (*field.figures, *field.bounds))


def keywords_of(field: Field) -> tuple[str, ...]:
    """The keywords that an answer to this field can fail."""
    found = [key for key in (*field.figures, *field.bounds) if key in FIGURES]
    if field.required:
        found.append("required")
    if field.kind in ("integer", "number"):
        found.append("type")
    if any(pattern.message is None for pattern in field.patterns):
        found.append("pattern")
    if field.format:
        found.append("format")
    if field.options:
        found.append("enum")
    if field.confirms:
        found.append("x-confirms")
    return tuple(found)


def _known(reading: Reading, found: Found, able: Collection[str] | None, figures: tuple[str, ...]) -> dict[str, Text]:
    written: Mapping[str, Text] = found["x-messages"]
    node = found.node.entries["x-messages"].value if written else None
    entries = node.entries if isinstance(node, Map) else {}
    messages: dict[str, Text] = {}
    for key, message in written.items():
        keyword = "enum" if key == "oneOf" else key
        if able is not None and keyword not in able:
            reading.report(
                "message-for-nothing",
                f'a message for "{key[:60]}", which this field does not have',
                entries[key].key.place,
                "a message is shown where its keyword is not met",
                f"take it out, or write it for one of: {', '.join(able)}" if able else "take it out",
            )
            continue
        messages[keyword] = message
        for words in message.each():
            if able is not None:
                _figures_named(reading, words, figures)
            _sign_named(reading, words, keyword)
    return messages


def _sign_named(reading: Reading, message: Text, keyword: str) -> None:
    for placeholder in message.placeholders:
        if (placeholder.name, placeholder.figure) == (SIGN, None) and keyword != "pattern":
            reading.report(
                "unknown-placeholder",
                f'"{{{SIGN}}}" names nothing in a message for "{keyword}"',
                placeholder.place,
                "it is the sign that a `pattern` does not take, and stands in a message for `pattern` alone",
                "take the placeholder out, or write the message for pattern",
            )


def _figures_named(reading: Reading, message: Text, own: tuple[str, ...]) -> None:
    """Reports a placeholder such as `{minLength}` for a figure that the message's own field does not have."""
    for placeholder in message.placeholders:
        if placeholder.name in FIGURES and placeholder.figure is None and placeholder.name not in own:
            reading.report(
                "unknown-placeholder",
                f'"{{{placeholder.name}}}" names no figure of this field',
                placeholder.place,
                "a message may quote the figures of its own field: " + (", ".join(own) or "it has none"),
                f"give the field a {placeholder.name}, or take the placeholder out",
            )
