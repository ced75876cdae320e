"""Tables of keys of what a field chooses from and what it must match: options, items and patterns."""

from __future__ import annotations

from engine.language import signs
from engine.language.decoding import (
    CHARACTERS,
    Broken,
    Found,
    Key,
    Kind,
    Reading,
    list_of,
    map_of,
    one_of,
    record,
    wrong_type,
)
from engine.language.forms import Option
from engine.language.schema.field_values import PATTERN
from engine.language.schema.json_words import REFUSED
from engine.language.texts.decoding import TEXT
from engine.language.texts.text import Text, literal
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar

MESSAGES: Kind[dict[str, Text]] = map_of(TEXT, names=False)
_ARRAY = "an array holds the options that were ticked: its items are strings with enum or oneOf"
_ITEMS_EXAMPLE = "{type: string, enum: [one, other]}"


def _read_listed(reading: Reading, node: Node, at: Scalar | None) -> Option | Broken:
    if isinstance(node, Scalar):
        return Option(signs.one_form(node.text), literal(node.text, node.place))
    return wrong_type(reading, node, at or "option", "a text", fix="write one text for each option; with titles: oneOf")


OPTION_KEYS = {
    "const": Key(CHARACTERS, "what is kept", need=True),
    "title": Key(TEXT, "what people read", need=True),
}
OPTION = record("option", OPTION_KEYS, lambda _, found: Option(found["const"], found["title"]), refused=REFUSED)
LISTED: Kind[Option] = Kind(_read_listed, CHARACTERS.schema)
CHOICES = {
    "enum": Key(list_of(LISTED), "the options, each kept and shown as it is written", default=()),
    "oneOf": Key(list_of(OPTION), "the options, each with a title", default=()),
}


def options_of(reading: Reading, found: Found) -> tuple[Option, ...]:
    """The options of a field or of an array's items, each once."""
    if found.has("enum") and found.has("oneOf"):
        reading.report(
            "contradiction",
            '"enum" and "oneOf" cannot be used together',
            found.at("oneOf"),
            "both list the options of the field",
            "keep oneOf, which gives each option a title, and take enum out",
        )
    options = (*found["enum"], *found["oneOf"])
    seen = set[str]()
    for option in options:
        if option.const in seen:
            reading.report(
                "duplicate-item",
                f'the option "{option.const[:60]}" is listed twice',
                option.title.place,
                "each option of a field is kept under a text of its own",
                "take one of the two out, or give it another const",
            )
        seen.add(option.const)
    return options


def _items(reading: Reading, found: Found) -> tuple[Option, ...] | Broken:
    if found.has("enum") or found.has("oneOf"):
        return options_of(reading, found)
    place = found.key.place if found.key else found.place
    return reading.report("missing-key", "an array without options", place, _ARRAY, f"write items: {_ITEMS_EXAMPLE}")


ITEMS_KEYS = {"type": Key(one_of("string"), "string: options are texts"), **CHOICES}
_ITEMS = record("item list", ITEMS_KEYS, _items, refused=REFUSED)


def _read_items(reading: Reading, node: Node, at: Scalar | None) -> tuple[Option, ...] | Broken:
    """The options of an array; items of another type than string are refused as a whole."""
    typed = node.entries["type"].value if isinstance(node, Map) and "type" in node.entries else None
    if not isinstance(typed, Scalar) or typed.text == "string":
        return _ITEMS.read(reading, node, at)
    later = typed.text == "object"
    what = f"an array of {typed.text[:60]}s"
    message = f"not yet supported: {what}" if later else f"{what} is not supported"
    return reading.report(
        "not-yet" if later else "unknown-word", message, typed.place, _ARRAY, f"write items: {_ITEMS_EXAMPLE}"
    )


ITEMS = Key(Kind(_read_items, _ITEMS.schema), "the options that can be ticked", need=True, example=_ITEMS_EXAMPLE)

PATTERN_KEYS = {
    "pattern": Key(PATTERN, "what the answer must match", need=True, example='"^[a-z]*$"'),
    "x-messages": Key(MESSAGES, "pattern: what is shown where it does not match", default={}),
}
ALL_OF: Kind[tuple[Found, ...]] = list_of(record("pattern", PATTERN_KEYS, lambda _, found: found, refused=REFUSED))
