"""The tables of keys of a form's field, one for each kind of answer, and the Field it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from engine.language.decoding import (
    BROKEN,
    FLAG,
    Broken,
    Found,
    Key,
    Kind,
    Named,
    Reading,
    Refused,
    list_of,
    near,
    one_of,
    record,
    wrong_type,
)
from engine.language.decoding.shapes import instead_of, written
from engine.language.decoding.synonyms import key_meant
from engine.language.forms import BOUNDS, Field, Pattern
from engine.language.guards.decoding import GUARD
from engine.language.schema import consistency, meant
from engine.language.schema.field_values import (
    AUTOCOMPLETED,
    BOUND,
    FIELD_NAME,
    FORMAT,
    NEVER,
    PATTERN,
    VALUES,
    figure,
    is_misspelt_date,
)
from engine.language.schema.json_words import REFUSED
from engine.language.schema.options import ALL_OF, ARRAY, CHOICES, ITEMS, MESSAGES, options_of
from engine.language.schema.shared_options import Options
from engine.language.schema.widgets import WIDGETS, widget_of, widgets
from engine.language.texts.decoding import TEXT
from engine.language.texts.figures import Style, decimals_of
from engine.language.texts.text import literal
from engine.language.yaml import Entry, Node, Scalar
from engine.language.yaml import Mapping as Map
from engine.registry import FEWEST_DIGITS, Format, short_tel, tel

# kind of answer -> its type in JSON Schema, and what such a field is called
TYPES = {
    "text": "string",
    "date": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "list": "array",
}
NOUNS = {
    "text": "text field",
    "date": "date field",
    "integer": "integer field",
    "number": "number field",
    "boolean": "boolean field",
    "list": "array field",
}
_KINDS = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean", "array": "list"}


class Draft(NamedTuple):
    """A field as far as it can be read by itself; `required` and the messages need the whole form."""

    field: Field
    found: Found
    sound: bool  # whether it had no problem
    listed: bool = True  # whether its options, where it has any, could be read


# Keys -----------------------------------------------------------------------------------------------------------------


def _any(kind: str) -> dict[str, Key]:
    return {
        "type": Key(one_of(TYPES[kind]), "what kind of answer is kept", need=True),
        "title": Key(TEXT, "the label that people read at the field", need=True),
        "description": Key(TEXT, "a hint below the label"),
        "default": Key(VALUES[kind], "the answer that is filled in at first"),
        "x-messages": Key(MESSAGES, "keyword: what is shown where it is not met", default={}),
        "x-when": Key(GUARD, "a guard: the field is asked, required and kept only where it holds"),
    }


def _typed(kind: str) -> dict[str, Key]:
    return {
        "examples": Key(list_of(VALUES[kind]), "answers such as people give", default=()),
        "const": Key(VALUES[kind], "the only answer that is accepted"),
        "x-confirms": Key(FIELD_NAME, "the field whose answer is typed here once more"),
        "x-hint": Key(NEVER, "false: no hint is built from the keywords"),
        "x-autocomplete": Key(AUTOCOMPLETED, "what a browser may fill in: words of HTML's autocomplete"),
    }


def _numeric(kind: str) -> dict[str, Key]:
    whole = kind == "integer"
    return {
        "minimum": Key(figure("minimum", whole=whole), "the least answer"),
        "maximum": Key(figure("maximum", whole=whole), "the greatest answer"),
        "multipleOf": Key(figure("multipleOf", whole=whole), "the answer is a multiple of this"),
        "x-unit": Key(TEXT, "the unit shown behind the field"),
        "x-grouping": Key(FLAG, "false: thousands do not stand apart, as in a year", default=True),
    }


# Editors distinguish a date field from a text field by its format.
_DATE_FORMAT = Kind(FORMAT.read, one_of("date").schema)
_OTHER_FORMAT = Kind(FORMAT.read, lambda _: {"type": "string", "not": {"const": "date"}})

FIELD_KEYS: dict[str, Mapping[str, Key]] = {
    "text": {
        **_any("text"),
        **_typed("text"),
        **CHOICES,
        "minLength": Key(figure("minLength"), "the fewest characters"),
        "maxLength": Key(figure("maxLength"), "the most characters"),
        "pattern": Key(PATTERN, "what the answer must match (RE2)"),
        "allOf": Key(ALL_OF, "patterns that all must match, each with its own message", default=()),
        "format": Key(_OTHER_FORMAT, "email, tel, uri, date, or a plug-in's"),
        "x-secret": Key(FLAG, "kept as a hash, and never shown", default=False),
        "x-widget": Key(one_of(*WIDGETS), "how it is filled in"),
        "x-ignore": Key(one_of("spaces"), "spaces: those that are typed are no part of the answer"),
    },
    "date": {
        **_any("date"),
        **_typed("date"),
        "format": Key(_DATE_FORMAT, "date: a day of the calendar", need=True),
        "formatMinimum": Key(BOUND, "the first day: a date, a setting that is one, or today"),
        "formatMaximum": Key(BOUND, "the last day: a date, a setting that is one, or today"),
    },
    "integer": {**_any("integer"), **_typed("integer"), **_numeric("integer")},
    "number": {**_any("number"), **_typed("number"), **_numeric("number")},
    "boolean": {**_any("boolean"), "const": Key(FLAG, "true: the box must be ticked")},
    "list": {
        **_any("list"),
        "items": ITEMS,
        "minItems": Key(figure("minItems"), "the fewest options that can be ticked, where any is"),
        "maxItems": Key(figure("maxItems"), "the most options that can be ticked"),
        "x-hint": Key(NEVER, "false: no hint is built from the keywords"),
    },
}
FIGURES = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "multipleOf", *BOUNDS)
_PLACED = ("minLength", "maxLength", "pattern", "allOf", "format", "default", "examples", "const", *BOUNDS)


# The field ------------------------------------------------------------------------------------------------------------


def _made(kind: str) -> Callable[[Reading, Found], Draft]:
    """How the keys of a field of this kind become one."""

    def make(reading: Reading, found: Found) -> Draft:
        given = {word: value for word, value in found.values.items() if value is not None}
        figures = _figures(reading, found, given)
        options = _options(reading, found, kind)
        format = given.get("format")
        secret = given.get("x-secret", False)
        named = given.get("x-confirms")
        field = Field(
            name=found.name,
            kind=kind,
            title=given.get("title") or literal(found.name, found.place),
            description=given.get("description"),
            required=figures.get("const") is True,
            default=given.get("default"),
            examples=given.get("examples", ()),
            options=options.all if options.whole else (),
            patterns=_patterns(given),
            format=format,
            figures=figures,
            confirms=named.name if named else None,
            secret=secret,
            widget=widget_of(reading, found, widgets(kind, options, secret)),
            unit=given.get("x-unit"),
            autocomplete=given.get("x-autocomplete"),
            messages={},
            place=found.place,
            checked=_checked(reading, format, figures),
            ignores_spaces=given.get("x-ignore") == "spaces",
            style=_style(kind, given),
            hinted=given.get("x-hint", True),
            when=given.get("x-when"),
            written={word: found.at(word) for word in _PLACED if word in given},
            shared=options.shared,
            sorted_after=options.sorted_after,
            bounds={word: given[word] for word in BOUNDS if isinstance(given.get(word), Named)},
        )
        consistency.figures(reading, field, found)
        consistency.unhinted(reading, field, found)
        return Draft(field, found, sound=options.whole, listed=options.whole)

    return make


def _options(reading: Reading, found: Found, kind: str) -> Options:
    if kind == "list":
        listed: Options | None = found["items"]
        return listed or Options(whole=False)
    return options_of(reading, found) if kind == "text" else Options()


def _checked(reading: Reading, format: str | None, figures: Mapping[str, Any]) -> Format | None:
    """What the field's format names; a phone number may be as short as the analyst's own `minLength`."""
    named = reading.registry.formats.get(format) if format else None
    least = figures.get("minLength", FEWEST_DIGITS)
    return short_tel(least) if named is tel and least < FEWEST_DIGITS else named


def _figures(reading: Reading, found: Found, given: Mapping[str, Any]) -> dict[str, Any]:
    figures = {word: given[word] for word in FIGURES if word in given and not isinstance(given[word], Named)}
    const = given.get("const")
    if const is False:
        reading.report(
            "contradiction",
            f"{found.name} is a box that must not be ticked",
            found.at("const"),
            "const: true asks for a tick; a box that must stay empty asks for nothing",
            "write const: true, or take const out",
        )
    elif const is not None:
        figures["const"] = const
    return figures


def _style(kind: str, given: Mapping[str, Any]) -> Style:
    step = 1 if kind == "integer" else given.get("multipleOf")
    return Style(None if step is None else decimals_of(step), grouped=given.get("x-grouping", True))


def _patterns(given: Mapping[str, Any]) -> tuple[Pattern, ...]:
    """The field's own pattern, then those of `allOf`, each with its own message."""
    own = (Pattern(given["pattern"], None),) if "pattern" in given else ()
    return (*own, *(Pattern(one["pattern"], one["x-messages"].get("pattern")) for one in given.get("allOf", ())))


# Which table ----------------------------------------------------------------------------------------------------------

_NUMERIC = {
    **dict.fromkeys(("enum", "oneOf"), Refused(instead=meant.options)),
    "x-options": Refused(instead=meant.of_a_list),
    **dict.fromkeys(("minLength", "maxLength", "pattern"), Refused(instead=meant.of_a_text)),
    **dict.fromkeys(
        ("exclusiveMinimum", "exclusiveMaximum"), REFUSED["exclusiveMinimum"]._replace(instead=meant.strict_bound)
    ),
}
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
# kind of answer -> words that its table refuses, each with the fix for where it stands
_REFUSED = {
    "text": {
        **dict.fromkeys(("minimum", "maximum", "multipleOf"), Refused(instead=meant.of_a_figure)),
        **dict.fromkeys(BOUNDS, Refused(instead=meant.of_a_date)),
    },
    "integer": _NUMERIC,
    "number": _NUMERIC,
    "date": dict.fromkeys(_BOUNDS, Refused(instead=meant.day_bound)),
}
_OF_THE_FORM = {"required": REFUSED["required"]._replace(instead=meant.required)}
_TABLES = {
    kind: record(
        NOUNS[kind],
        keys,
        _made(kind),
        refused={**REFUSED, **_OF_THE_FORM, **_REFUSED.get(kind, {})},
        partly=True,
    )
    for kind, keys in FIELD_KEYS.items()
}
_ANYTHING: Kind[Node] = Kind(lambda _reading, node, _at: node, lambda _: {})


def _read_type(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    if isinstance(node, Scalar) and node.text == "object":
        cause = "a form is flat: a field has no fields of its own"
        return reading.report(
            "unknown-word", '"type" cannot be "object"', node.place, cause, f"write one of: {', '.join(_KINDS)}"
        )
    return one_of(*_KINDS).read(reading, node, at)


# A field without a known type may have each keyword of any field.
_UNTYPED: Kind[Draft] = record(
    "field",
    {
        **{word: Key(_ANYTHING, "") for keys in FIELD_KEYS.values() for word in keys},
        "type": Key(
            Kind(_read_type, one_of(*_KINDS).schema), "what kind of answer is kept", need=True, example="string"
        ),
    },
    lambda _reading, _found: BROKEN,
    refused=REFUSED,
)


def _read_field(reading: Reading, node: Node, at: Scalar | None) -> Draft | Broken:
    """Returns one property of a form; BROKEN where its kind of answer is unknown."""
    if not isinstance(node, Map):
        return wrong_type(reading, node, at, "a map with keys (type, title …)", fix=_whole_field(node, at))
    before = len(reading.problems)
    node = _with_items(reading, _with_type(reading, node))
    draft = _table_of(node).read(reading, node, at)
    if draft is BROKEN:
        return BROKEN
    return draft._replace(sound=draft.sound and len(reading.problems) == before)


def _whole_field(node: Node, at: Scalar | None) -> str:
    """The fix for a text in a field's place: its type, or its title."""
    if not isinstance(node, Scalar) or at is None:
        return "write its type and title: {type: string, title: …}"
    keys = {"string": {"type": "string"}}.get(node.text) or meant.keys_of_type(node.text)
    title = written(node) if not keys else "…"
    body = ", ".join(f"{key}: {value}" for key, value in (keys or {"type": "string"}).items())
    return f"write: {at.text}: {{{body}, title: {title or '…'}}}"


def _with_type(reading: Reading, node: Map) -> Map:
    """The field with the type that was meant: one problem, and nothing else is wrong for it."""
    typed = _entry(node, "type")
    word = typed.value if typed else None
    if not typed or not isinstance(word, Scalar) or word.text in (*_KINDS, "object", "null"):
        return node
    keys = {key: value for key, value in meant.keys_of_type(word.text).items() if key not in node.entries}
    keys = {"type": meant.keys_of_type(word.text).get("type", ""), **keys}
    if not keys["type"]:
        return node
    cause = f"it is one of: {', '.join(_KINDS)}; what else is asked of a text is its format"
    fix = meant.write_keys(keys, typed) if len(keys) > 1 else f'write "{keys["type"]}"'
    reading.report("unknown-word", f'"type" cannot be "{word.text[:60]}"', word.place, cause, fix)
    read = {key: Entry(typed.key._replace(text=key), Scalar(value, "plain", word.place)) for key, value in keys.items()}
    return node._replace(entries={**node.entries, **read})


def _with_items(reading: Reading, node: Map) -> Map:
    """The field with the options of an array where they belong: its items have them."""
    typed = _entry(node, "type")
    if "items" in node.entries or not typed or not isinstance(typed.value, Scalar) or typed.value.text != "array":
        return node
    listed = next((entry for word, entry in node.entries.items() if word in CHOICES or _are_options(word)), None)
    if listed is None:
        return node
    word = listed.key.text if listed.key.text in CHOICES else "enum"
    options = written(listed.value)
    example = f"{{type: string, {word}: {options}}}" if options else ITEMS.example
    what = f'"{listed.key.text[:60]}" is not supported in an array field'
    fix = instead_of(listed.value, listed.key, "items", example)
    reading.report("unsupported-keyword", what, listed.key.place, ARRAY, fix)
    inner = Map({word: listed._replace(key=listed.key._replace(text=word))}, listed.value.place)
    entries = {key: entry for key, entry in node.entries.items() if entry is not listed}
    return node._replace(entries={**entries, "items": Entry(listed.key._replace(text="items"), inner)})


def _are_options(word: str) -> bool:
    return word not in FIELD_KEYS["list"] and key_meant(word, CHOICES, ()) is not None


def _table_of(node: Map) -> Kind[Draft]:
    typed, format = _entry(node, "type"), _entry(node, "format")
    kind = _KINDS.get(typed.value.text) if typed and isinstance(typed.value, Scalar) else None
    word = format.value.text if format and isinstance(format.value, Scalar) else ""
    if kind == "text" and word and (word == "date" or is_misspelt_date(word)):
        kind = "date"
    return _TABLES[kind] if kind else _UNTYPED


def _entry(node: Map, key: str) -> Entry | None:
    """Returns the entry of a key, or of a misspelt one where the key is missing."""
    if key in node.entries:
        return node.entries[key]
    slips = (entry for word, entry in node.entries.items() if word not in REFUSED and near(word, (key,)))
    return next(slips, None)


FIELD: Kind[Draft] = Kind(
    _read_field,
    lambda definitions: {"anyOf": [table.schema(definitions) for table in _TABLES.values()]},
    _UNTYPED.shape,
)
