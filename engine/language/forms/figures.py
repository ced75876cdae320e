"""Figures and days typed into a form -> their values, or why they cannot be read; and what fills the form again."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

from engine.language.forms.nouns import Entry, Field
from engine.language.texts.figures import Unclear
from engine.language.texts.text import Locale
from engine.language.texts.typed import plain_signs
from engine.language.values import YEARS


def read_figure(field: Field, typed: str, locale: Locale) -> Entry:
    """The entry of an integer or number field, with or without a sign and the field's unit, before it or behind."""
    found = locale.read_number(_without_unit(typed, unit_of(field)), field.style.most)
    if isinstance(found, Unclear):
        return _asked_about(field, typed, found, locale)
    if found is None or (field.kind == "integer" and found != found.to_integral_value()):
        return Entry(None, "type")
    return Entry(int(found) if field.kind == "integer" else found)


def read_day(typed: str, locale: Locale) -> Entry:
    """The entry of a date field."""
    day = locale.read_date(typed)
    if day:
        return Entry(day)
    if not locale.year_at_fault(typed):
        return Entry(None, "format")
    return Entry(None, "format", "date.year", {"first": str(YEARS[0]), "last": str(YEARS[-1])})


def as_typed(field: Field, value: int | Decimal | date, locale: Locale) -> str:
    """A figure or day as a person would type it: `read_figure` and `read_day` read it as the same."""
    return locale.type_date(value) if isinstance(value, date) else locale.type_number(value, field.style)


def unit_of(field: Field) -> str:
    """The field's unit as plain text; "" where it has none."""
    return field.unit.plain({}, _nowhere) if field.unit else ""


def _asked_about(field: Field, typed: str, found: Unclear, locale: Locale) -> Entry:
    """How to write what may be meant: only what the field takes is proposed."""
    quoted = {"entry": plain_signs(typed), "thousands": locale.show(found.thousands, field.style)}
    if found.decimal is None:
        return Entry(None, "type", "grouped", quoted)
    if not _taken(field, found.decimal):
        return Entry(None, "type", "thousands", quoted)
    shortest = Decimal(format(found.decimal, "f").rstrip("0"))
    return Entry(None, "type", "unclear", quoted | {"decimal": locale.show(shortest, field.style)})


def _taken(field: Field, value: Decimal) -> bool:
    """Whether the field takes a value with these decimals."""
    text = format(value, "f").rstrip("0")
    return field.style.most is None or len(text.partition(".")[2]) <= field.style.most


def _without_unit(typed: str, unit: str) -> str:
    text = plain_signs(typed)
    if not unit:
        return text
    sign = text[:1] if text[:1] in ("+", "-") else ""
    rest = text.removeprefix(sign).lstrip()
    for length in range(1, len(_letters(unit)) + 1):
        if _same(rest[-length:], unit):
            return sign + rest[:-length].rstrip()
        if _same(rest[:length], unit):
            return sign + rest[length:].lstrip()
    return text


def _same(text: str, unit: str) -> bool:
    return _letters(text) == _letters(unit)


def _letters(unit: str) -> str:
    """In one case and one Unicode form: an m² is an m2, a KG a kg."""
    return unicodedata.normalize("NFKC", plain_signs(unit)).casefold()


def _nowhere(kind: str, target: str) -> tuple[str, bool]:
    return ("", False)
