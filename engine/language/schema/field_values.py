"""Kinds of a field's keywords that hold one value: figures, values of its own kind, patterns, names of fields."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from engine.language import patterns, signs, spellings
from engine.language.decoding import (
    BROKEN,
    CHARACTERS,
    DAY,
    DECIMAL,
    FLAG,
    INTEGER,
    NAME,
    NUMBER,
    WHOLE,
    Broken,
    Kind,
    Named,
    Reading,
    at_key,
    list_of,
    near,
    one_of_these,
    slug,
    string_schema,
    unclear_figure,
    wrong_type,
)
from engine.language.forms import TODAY
from engine.language.schema.json_words import AUTOCOMPLETE
from engine.language.schema.meant import keys_of_format, write_keys
from engine.language.yaml import Entry, Node, Scalar, Sequence, repair

LONGEST_PATTERN = 500

# kind of a field -> the kind of its default, const and examples
VALUES: dict[str, Kind[Any]] = {
    "text": CHARACTERS,
    "date": DAY,
    "integer": WHOLE,
    "number": DECIMAL,
    "boolean": FLAG,
    "list": list_of(CHARACTERS),
}


def _read_never(reading: Reading, node: Node, at: Scalar | None) -> bool | Broken:
    given = FLAG.read(reading, node, at)
    if given is not True:
        return given
    key = at.text if at else "it"
    cause = f"only false is possible: without {key} it is so already"
    return reading.report("unknown-word", f'"{key}" cannot be "true"', node.place, cause, f"take {key} out")


NEVER: Kind[bool] = Kind(_read_never, lambda _: {"const": False})  # a key that only takes away what there is anyway


def figure(key: str, *, whole: bool = False) -> Kind[int | Decimal]:
    """
    The figure of one keyword: minLength, maxLength, minimum, maximum or multipleOf.

    Args:
        whole: the field's answers are whole numbers, so a fix is one too.
    """
    items = key.endswith("Items")
    length = items or key.endswith("Length")

    def read(reading: Reading, node: Node, at: Scalar | None) -> int | Decimal | Broken:
        unclear = unclear_figure(reading, node, at, whole=length or (whole and key != "multipleOf"))
        if unclear is not None:
            return unclear
        if (
            not isinstance(node, Scalar)
            or node.style != "plain"
            or not (INTEGER if length else NUMBER).match(node.text)
        ):
            wanted = "a whole number" if length else "a number above 0" if key == "multipleOf" else "a number"
            text = node.text if isinstance(node, Scalar) else ""
            return wrong_type(reading, node, at, wanted, fix=_figure_fix(key, text, length or whole))
        value = int(node.text) if INTEGER.match(node.text) else Decimal(node.text)
        if (length and value >= items) or (not length and (key != "multipleOf" or value > 0)):
            return value
        least = "1 or more" if items else "0 or more" if length else "above 0"
        return reading.report(
            "out-of-bounds",
            f'"{key}" must be {least}, not {node.text[:40]}',
            node.place,
            _WHY_LEAST["Items" if items else "Length" if length else ""],
            f"write after {key}: a {'whole number of' if length else 'number'} {least}, or take {key} out",
        )

    least = {"minimum": int(items)} if length else {"exclusiveMinimum": 0} if key == "multipleOf" else {}
    return Kind(read, lambda _: {"type": "integer" if length else "number", **least})


_WHY_LEAST = {
    "Items": "an answer in which no box is ticked is not given",
    "Length": "no text has fewer characters than none",
    "": "nothing is a multiple of such a number",
}


def _figure_fix(key: str, text: str, whole: bool) -> str:
    """What was typed, as a figure of the language; no figure of ours, which would be another rule."""
    given = spellings.figure(text)
    value = Decimal(given) if given else None
    if value is not None and whole and key != "multipleOf":
        # Of whole answers, those of 1.5 or more are those of 2 or more.
        value = value.to_integral_value(ROUND_CEILING if key.startswith("min") else ROUND_FLOOR)
    below = {"minLength": 0, "maxLength": 0, "minItems": 1, "maxItems": 1}.get(key)
    if value is None or (key == "multipleOf" and value <= 0) or (below is not None and value < below):
        kinds = "a number above 0" if key == "multipleOf" else "a whole number" if whole else "a number"
        return f"write after {key}: {kinds}, in digits, without quotes; decimals after a point, or take {key} out"
    return f"write {key}: {value}, a whole number" if whole and "." in str(given) else f"write {key}: {value}"


def _read_bound(reading: Reading, node: Node, at: Scalar | None) -> date | Named | Broken:
    """A day; or the name of a setting that is one, or of today."""
    if isinstance(node, Scalar) and NAME.match(node.text) and slug(node.text) not in _TODAY[1:]:
        return Named(node.text, node.place)
    if isinstance(node, Scalar) and spellings.day(node.text):
        return DAY.read(reading, node, at)
    fix = "write a date as year-month-day, in digits; or the name of a setting that is one, or today"
    if isinstance(node, Scalar) and slug(node.text) in _TODAY:
        fix = f"write: {at_key(at, TODAY)}"
    return wrong_type(reading, node, at, "a date, a setting or today", fix=fix)


_TODAY = (TODAY, "aujourd_hui", "aujourdhui", "now", "maintenant")
BOUND: Kind[date | Named] = Kind(
    _read_bound, lambda _: {"type": "string", "pattern": "^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[a-z][a-z0-9_]*)$"}
)


def _read_pattern(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    if not isinstance(node, Scalar):
        bracket = node.place.source[node.place.column - 1 :][: node.place.width] if isinstance(node, Sequence) else ""
        quoted = repair.quoted(bracket) if bracket.startswith("[") else '"^[a-z]*$"'
        return wrong_type(reading, node, at, "a text", f"pattern: {quoted}")
    if found := re.search(r"(?<!\\)\(\?[a-zA-Z]*m[a-zA-Z-]*[:)]", node.text):
        why = f"{found.group()} makes ^ and $ match inside the value, which then is not checked whole"
    elif len(node.text) > LONGEST_PATTERN:
        why = f"it has more than {LONGEST_PATTERN} characters"
    else:
        why = patterns.why_not(node.text) or ""
    if not why and not reading.stored and (slip := patterns.slip_in(node.text)):
        fix = f"write pattern: {repair.quoted(slip.better)}" if slip.better else "write what is meant"
        message = f"{slip.written} in this pattern is not what it seems"
        return reading.report("misread-pattern", message, node.place, slip.cause, fix)
    if not why:
        return signs.one_form(node.text)  # that of the entries it is met by
    cause = f"patterns run in linear time (RE2): {why}"
    return reading.report("bad-pattern", "this pattern cannot be used", node.place, cause, _pattern_fix(node.text))


def _pattern_fix(source: str) -> str:
    """What to write instead of a pattern that RE2 refuses."""
    if better := patterns.runnable(source):
        return f"write pattern: {repair.quoted(better)}"
    if re.search(r"\(\?<?[=!]", source):
        return 'write one pattern for each condition under allOf: [{pattern: "[0-9]"}, {pattern: "[A-Za-z]"}]'
    if re.search(r"\\[1-9]", source):
        return "write the pattern without a reference such as \\1"
    return "write it in RE2's syntax: https://github.com/google/re2/wiki/Syntax"


def _read_format(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    known = tuple(sorted(reading.registry.formats))
    if not isinstance(node, Scalar):
        return wrong_type(reading, node, at, "the name of a format", fix="write one name, such as email")
    if node.text in known:
        return node.text
    cause = "no format of this name is registered: a plug-in adds its own"
    message = f'unknown format "{node.text[:60]}"'
    keys = keys_of_format(node.text)
    fix = f'write "{keys["format"]}"' if "format" in keys else one_of_these(node.text, known)
    if keys and at and "format" not in keys:
        fix = write_keys(keys, Entry(at, node))
    return reading.report("unknown-format", message, node.place, cause, fix)


def is_misspelt_date(word: str) -> bool:
    """Whether a format that is none was meant to be `date`: the field is read as a date."""
    return "date" in (keys_of_format(word).get("format"), near(word, ("date", "email", "tel", "uri")))


def _read_autocomplete(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    if not isinstance(node, Scalar):
        return wrong_type(reading, node, at, "a text", fix="write the words on this line, with spaces between them")
    if unknown := [word for word in node.text.split() if word not in AUTOCOMPLETE]:
        return reading.report(
            "unknown-autocomplete",
            f'browsers complete nothing called "{unknown[0][:60]}"',
            node.place,
            "the words are those of HTML's autocomplete attribute",
            one_of_these(unknown[0], AUTOCOMPLETE),
        )
    return node.text


def _read_field_name(reading: Reading, node: Node, at: Scalar | None) -> Named | Broken:
    """The name of a field of this form; an invalid one as the name in its declaration's fix."""
    if not isinstance(node, Scalar):
        names = [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
        fix = f"write: {at_key(at, names[0])}" if len(names) == 1 else "write one name"
        return wrong_type(reading, node, at or "item", "the name of a field", fix=fix)
    if node.text in reading.fields:
        return Named(reading.fields[node.text], node.place)
    if node.text in reading.broken or not reading.fields:
        return BROKEN
    return reading.report(
        "unknown-field",
        f'unknown field "{node.text[:60]}"',
        node.place,
        "this form has no field of this name",
        one_of_these(node.text, tuple(dict.fromkeys(reading.fields.values()))),
    )


def _read_field_names(reading: Reading, node: Node, at: Scalar | None) -> tuple[Named, ...] | Broken:
    """A list of names; one text that holds them is reported, and read as that list."""
    listed = _names_in_text(node, reading.fields) if isinstance(node, Scalar) else []
    if not listed or at is None:
        if isinstance(node, Sequence) or at is None:
            return _NAMES.read(reading, node, at)
        return wrong_type(reading, node, at, "a list of fields", fix=f"write {at.text}: [ … ], or one name a line")
    fix = f"write {at.text}: [{', '.join(word.text for word in listed)}]"
    wrong_type(reading, node, at, "a list of fields", fix=fix)
    read = (FIELD_NAME.read(reading, word, None) for word in listed)
    return tuple(name for name in read if name is not BROKEN)


def _names_in_text(text: Scalar, names: dict[str, str]) -> list[Scalar]:
    """Returns the words of a text, if one of them at least is the name of a field."""
    if text.style == "block" or len(text.text) > repair.LONGEST:
        return []
    words = [found for found in re.finditer(r"[^\s,;]+", text.text) if found[0] not in ("et", "and")]
    listed = [Scalar(word[0], "plain", text.place.inside(word.start(), len(word[0]))) for word in words]
    return listed if any(word.text in names for word in listed) else []


PATTERN: Kind[str] = Kind(_read_pattern, lambda _: {"type": "string", "maxLength": LONGEST_PATTERN})
FORMAT: Kind[str] = Kind(_read_format, string_schema)
AUTOCOMPLETED: Kind[str] = Kind(_read_autocomplete, string_schema)
FIELD_NAME: Kind[Named] = Kind(_read_field_name, string_schema)
_NAMES = list_of(FIELD_NAME)
FIELD_NAMES: Kind[tuple[Named, ...]] = Kind(_read_field_names, _NAMES.schema, many="list")
