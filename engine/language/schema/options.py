"""Tables of keys of what a field chooses from and what it must match: options, items and patterns."""

from __future__ import annotations

from engine.language import signs
from engine.language.decoding import (
    CHARACTERS,
    Broken,
    Found,
    Key,
    Kind,
    Meant,
    Reading,
    alone,
    list_of,
    map_of,
    one_of,
    record,
    subject,
    wrong_type,
)
from engine.language.decoding.shapes import as_items, instead_of, read_again, written
from engine.language.forms import Option
from engine.language.schema.field_values import PATTERN
from engine.language.schema.json_words import REFUSED
from engine.language.schema.shared_options import SHARED, Options
from engine.language.texts.decoding import TEXT
from engine.language.texts.text import Text, literal
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar, Sequence

MESSAGES: Kind[dict[str, Text]] = map_of(TEXT, names=False)
ARRAY = "an array holds the options that were ticked: its items are strings with enum, oneOf or x-options"
_ITEMS_EXAMPLE = "{type: string, enum: [one, other]}"


def _read_listed(reading: Reading, node: Node, at: Scalar | None) -> Option | Broken:
    if isinstance(node, Scalar):
        return Option(signs.one_form(node.text), literal(node.text, node.place))
    return wrong_type(reading, node, at or "option", "a text", fix="write one text for each option; with titles: oneOf")


OPTION_KEYS = {
    "const": Key(CHARACTERS, "what is kept", need=True),
    "title": Key(TEXT, "what people read", need=True),
}
OPTION = record(
    "option",
    OPTION_KEYS,
    lambda _, found: Option(found["const"], found["title"]),
    refused=REFUSED,
    meant=Meant(pair=("const", "title")),
)
LISTED: Kind[Option] = Kind(_read_listed, CHARACTERS.schema)
_PLAIN, _TITLED = list_of(LISTED), list_of(OPTION)
_PAIRS = Kind(OPTION.read, OPTION.schema, OPTION.shape)  # as what a map, or a list of maps, is written again


def _read_enum(reading: Reading, node: Node, at: Scalar | None) -> tuple[Option, ...] | Broken:
    """The options; those that have titles as those of `oneOf`."""
    if isinstance(node, Scalar) or (isinstance(node, Sequence) and any(isinstance(one, Scalar) for one in node.items)):
        return _PLAIN.read(reading, node, at)
    pairs = written(node) if _have_titles(node) else _as_pairs(node)
    if pairs is None:
        return _PLAIN.read(reading, node, at)
    return _other(reading, node, at, "texts alone", instead_of(node, at, "oneOf", pairs))


def _read_one_of(reading: Reading, node: Node, at: Scalar | None) -> tuple[Option, ...] | Broken:
    """The options; those that have no title as those of `enum`."""
    items = node.items if isinstance(node, Sequence) else (node,) if isinstance(node, Scalar) else ()
    if items and all(isinstance(item, Scalar) for item in items):
        plain = as_items(LISTED, node) if isinstance(node, Scalar) else [written(item) for item in items]
        listed = f"[{', '.join(word for word in plain or () if word)}]"
        _other(reading, node, at, "maps with keys (const, title)", instead_of(node, at, "enum", listed))
        return read_again(reading, _PLAIN, listed, node, at)
    pairs = _as_pairs(node) if isinstance(node, Sequence) and not _have_titles(node) else None
    if pairs is None:
        return _TITLED.read(reading, node, at)
    return _other(reading, node, at, "maps with keys (const, title)", instead_of(node, at, "oneOf", pairs))


def _other(reading: Reading, node: Node, at: Scalar | None, wanted: str, fix: str) -> Broken:
    cause = "enum lists texts, each kept and shown as it is written; oneOf lists what is kept with its title"
    return reading.report("wrong-type", f"{subject(at)} must list {wanted}", node.place, cause, fix)


def _have_titles(node: Node) -> bool:
    """Whether some item of a list has the keys of an option."""
    items = node.items if isinstance(node, Sequence) else ()
    return any(isinstance(item, Map) and item.entries.keys() & OPTION_KEYS.keys() for item in items)


def _as_pairs(node: Node) -> str | None:
    """A map of titles, or a list of such maps, as `oneOf` has it; None where it is none, or is so already."""
    items = node.items if isinstance(node, Sequence) else (node,)
    entries = [entry for item in items if isinstance(item, Map) for entry in item.entries.values()]
    if not entries or not all(isinstance(entry.value, Scalar) for entry in entries):
        return None
    if isinstance(node, Sequence) and any(len(item.entries) != 1 for item in items if isinstance(item, Map)):
        return None
    whole = Map({entry.key.text: entry for entry in entries}, node.place)
    pairs = as_items(_PAIRS, whole)
    return f"[{', '.join(pairs)}]" if pairs else None


CHOICES = {
    "enum": Key(
        Kind(_read_enum, _PLAIN.schema, many="list"), "the options, each kept and shown as it is written", default=()
    ),
    "oneOf": Key(
        Kind(_read_one_of, _TITLED.schema, OPTION.shape, "list"), "the options, each with a title", default=()
    ),
    "x-options": Key(SHARED, "the options of a file in forms/lists/: its name, or a part of it"),
}


def options_of(reading: Reading, found: Found) -> Options:
    """The options of a field or of an array's items."""
    shared: Options | None = found["x-options"]
    if found.has("enum") and found.has("oneOf"):
        reading.report(
            "contradiction",
            '"enum" and "oneOf" cannot be used together',
            found.at("oneOf"),
            "both list the options of the field",
            "keep oneOf, which gives each option a title, and take enum out",
        )
    for key in ("enum", "oneOf") if found.has("x-options") else ():
        if found.has(key):
            reading.report(
                "contradiction",
                f'"{key}" and "x-options" cannot be used together',
                found.at(key),
                "both list the options of the field",
                f"take {key} out, or take x-options out",
            )
            return Options((), shared.shared if shared else "", whole=False)
    if found.has("x-options"):
        return shared or Options(whole=False)
    options = (*found["enum"], *found["oneOf"])
    each_once(reading, options)
    return Options(options)


def each_once(reading: Reading, options: tuple[Option, ...]) -> None:
    """Reports the options that are kept under the text of another."""
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


def _items(reading: Reading, found: Found) -> Options | Broken:
    if any(found.has(key) for key in CHOICES):
        return options_of(reading, found)
    place = found.key.place if found.key else found.place
    return reading.report("missing-key", "an array without options", place, ARRAY, f"write items: {_ITEMS_EXAMPLE}")


ITEMS_KEYS = {"type": Key(one_of("string"), "string: options are texts"), **CHOICES}
_ITEMS = record("item list", ITEMS_KEYS, _items, refused=REFUSED)


def _read_items(reading: Reading, node: Node, at: Scalar | None) -> Options | Broken:
    """The options of an array; items of another type than string are refused as a whole."""
    typed = node.entries["type"].value if isinstance(node, Map) and "type" in node.entries else None
    if not isinstance(node, Map):
        options = as_items(LISTED, node) if isinstance(node, Scalar) else [written(item) for item in node.items]
        texts = [option for option in options or () if option]
        key = "oneOf" if any(option.startswith("{") for option in texts) else "enum"
        fix = f"{{type: string, {key}: [{', '.join(texts)}]}}"
        fix = instead_of(node, at, "items", fix)
        return wrong_type(reading, node, at, "a map with keys (type, enum, oneOf)", fix=fix)
    if not isinstance(typed, Scalar) or typed.text == "string":
        return _ITEMS.read(reading, node, at)
    later = typed.text == "object"
    what = f"an array of {typed.text[:60]}s"
    message = f"not yet supported: {what}" if later else f"{what} is not supported"
    return reading.report(
        "not-yet" if later else "unknown-word", message, typed.place, ARRAY, f"write items: {_ITEMS_EXAMPLE}"
    )


ITEMS = Key(Kind(_read_items, _ITEMS.schema), "the options that can be ticked", need=True, example=_ITEMS_EXAMPLE)

PATTERN_KEYS = {
    "pattern": Key(PATTERN, "what the answer must match", need=True, example='"^[a-z]*$"'),
    "x-messages": Key(MESSAGES, "pattern: what is shown where it does not match", default={}),
}
ALL_OF: Kind[tuple[Found, ...]] = list_of(
    record("pattern", PATTERN_KEYS, lambda _, found: found, refused=REFUSED, meant=Meant(alone("pattern")))
)
