"""The hint under a field's label, from its schema: keys of the engine's words, with their figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.language.forms.nouns import TODAY, Field

# Every key that `hint` gives. A plug-in's format may add `format.NAME`, shown where words for it exist.
HINT_KEYS = (
    "length.exact", "length.between", "length.min", "length.max",
    "number.integer", "number.decimal", "number.between", "number.min", "number.max", "number.multiple",
    "format.email", "format.date", "format.tel", "format.uri", "code", "spaces", "example",
    "date.min", "date.max", "date.min_today", "date.max_today", "items.exact", "items.exactly_one",
    "items.between", "items.min", "items.min_one", "items.max", "items.max_one",
)  # fmt: skip

# Every key under which default words for a fault are looked up (`Fault.key`).
FAULT_KEYS = (
    "required", "required.choice", "type", "type.integer", "type.number", "type.unclear", "type.thousands",
    "type.grouped", "characters", "characters.space", "minLength", "maxLength", "minimum", "maximum",
    "multipleOf", "pattern", "pattern.sign", "format",
    "format.email", "format.date", "format.date.year", "format.tel", "format.uri", "enum", "const", "const.box",
    "x-confirms", "x-confirms.space", "formatMinimum", "formatMaximum", "minItems", "maxItems", "maxItems.one",
)  # fmt: skip


# Characters of one line that an ordinary entry reaches: a double name with both first names, no more.
ONE_LINE = 40


class Hint(NamedTuple):
    key: str
    figures: Mapping[str, Any]  # raw values, for Locale.show


def hint(field: Field) -> tuple[Hint, ...]:
    """
    Returns the hints of a field without `description`, most useful first; of boxes how many may be ticked, of other
    options none, nor where `x-hint: false` says so.

    Shown joined, e.g. « 20 caractères au minimum, 128 au plus ». Figures: `minLength`, `maxLength`, `length`,
    `minimum`, `maximum`, `formatMinimum`, `formatMaximum`, `minItems`, `maxItems`, `multipleOf`, `example`.
    """
    if not field.hinted or field.description or field.confirms or field.kind == "boolean":
        return ()
    if field.kind == "list":
        return _items(field)
    if field.options:
        return ()
    return (*_format(field), *_days(field), *_length(field), *_number(field), *_example(field))


def _format(field: Field) -> tuple[Hint, ...]:
    if field.widget == "code":
        return (Hint("code", {}),)
    spaces = (Hint("spaces", {}),) if field.ignores_spaces else ()
    return (Hint(f"format.{field.format}", {}), *spaces) if field.format else spaces


def _items(field: Field) -> tuple[Hint, ...]:
    """How many boxes may be ticked; one at least where the field is required."""
    if not field.figures.keys() & {"minItems", "maxItems"}:
        return ()
    least, most = field.figures.get("minItems", 1 if field.required else 0), field.figures.get("maxItems")
    figures = {"minItems": least, "maxItems": most}
    if most is None:
        return (Hint("items.min_one" if least == 1 else "items.min", {"minItems": least}),)
    if least == most:
        return (Hint("items.exactly_one" if most == 1 else "items.exact", {"maxItems": most}),)
    if least:
        return (Hint("items.between", figures),)
    return (Hint("items.max_one" if most == 1 else "items.max", {"maxItems": most}),)


def _days(field: Field) -> tuple[Hint, ...]:
    """The first and the last day; `today` in words, which stay right on the page."""
    found = []
    for key, word in (("formatMinimum", "date.min"), ("formatMaximum", "date.max")):
        if key in field.bounds and field.bounds[key].name == TODAY:
            found.append(Hint(f"{word}_today", {}))
        elif key in field.figures:
            found.append(Hint(word, {key: field.figures[key]}))
    return tuple(found)


def _length(field: Field) -> tuple[Hint, ...]:
    least, most = field.figures.get("minLength"), field.figures.get("maxLength")
    if least is not None and least == most:
        return (Hint("length.exact", {"length": least}),)
    if most is not None and not _reached(field, most):
        most = None
    if least and most is not None and least > 1:
        return (Hint("length.between", {"minLength": least, "maxLength": most}),)
    if least and least > 1:
        return (Hint("length.min", {"minLength": least}),)
    return (Hint("length.max", {"maxLength": most}),) if most is not None else ()


def _reached(field: Field, most: int) -> bool:
    """
    Whether an ordinary entry can reach that many characters: of one line, where they are few; a text of several lines
    can reach any number, and so can a password, whose length a manager is told. Else the number would only be one more
    thing to read: it is said where it is exceeded.
    """
    return most <= ONE_LINE or field.widget in ("textarea", "password")


def _number(field: Field) -> tuple[Hint, ...]:
    if field.kind not in ("integer", "number"):
        return ()
    least, most, step = (field.figures.get(key) for key in ("minimum", "maximum", "multipleOf"))
    hints = [Hint("number.integer" if field.kind == "integer" else "number.decimal", {})]
    if least is not None and most is not None:
        hints.append(Hint("number.between", {"minimum": least, "maximum": most}))
    elif least is not None or most is not None:
        key, figure = ("minimum", least) if least is not None else ("maximum", most)
        hints.append(Hint("number.min" if least is not None else "number.max", {key: figure}))
    return (*hints, *((Hint("number.multiple", {"multipleOf": step}),) if step is not None else ()))


def _example(field: Field) -> tuple[Hint, ...]:
    return (Hint("example", {"example": field.examples[0]}),) if field.examples else ()
