"""A figure or a day in a field: with its unit and its sign, and what is said of one that can be read in two ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from engine.language.forms import Fault, Form, typed_again, validate
from engine.language.schema.form import read_form
from engine.language.texts.locales import Locale
from engine.language.yaml import read_tree
from engine.registry import default_registry

FRENCH = Locale("fr", "Europe/Paris")
ENGLISH = Locale("en", "Europe/Paris")


@cache
def form(keywords: str) -> Form:
    """A form of one field, `f`."""
    node, problems = read_tree(f"properties:\n  f: {{title: Champ, {keywords}}}\n", "forms/f.yaml")
    assert node is not None, problems
    read, problems = read_form(node, "f", "forms/f.yaml", default_registry())
    assert read is not None
    assert [str(p) for p in problems] == []
    return read


def answered(keywords: str, typed: str, locale: Locale = FRENCH) -> Any:
    """The value; or the fault."""
    answers = validate(form(keywords), {"f": [typed]}, locale=locale)
    return answers.faults[0] if answers.faults else answers.values["f"]


INTEGER, NUMBER, CENTS, YEAR = "type: integer", "type: number", "type: number, multipleOf: 0.01", "x-grouping: false"

ANSWERED: list[tuple[Locale, str, str, Any, str]] = [
    # field, typed, value or key of the fault, why
    (FRENCH, INTEGER, "12 000", 12000, "grouped"),
    (FRENCH, INTEGER, "12.000", "type.unclear", "never 12"),
    (FRENCH, INTEGER, "12,000", "type.unclear", "never 12"),
    (FRENCH, INTEGER, "12.500", "type.thousands", "with decimals it is no integer"),
    (FRENCH, INTEGER, "12.000.000", "type.grouped", "another language's"),
    (FRENCH, INTEGER, "12,00", 12, "two zeros are no thousands"),
    (FRENCH, INTEGER, "12,5", "type.integer", "not whole"),
    (FRENCH, f"{INTEGER}, multipleOf: 5", "12.000", "type.unclear", "an integer's own decimals, none"),
    (FRENCH, NUMBER, "3,141", Decimal("3.141"), "any decimals"),
    (FRENCH, NUMBER, "3.141", "type.unclear", "a point"),
    (FRENCH, f"{NUMBER}, multipleOf: 0.001", "3,141", Decimal("3.141"), "three decimals"),
    (FRENCH, f"{NUMBER}, multipleOf: 0.5", "12,500", "type.unclear", "one decimal"),
    (FRENCH, f"{NUMBER}, multipleOf: 5", "12,500", "type.thousands", "no decimal"),
    (FRENCH, CENTS, "1.500", "type.unclear", "cents"),
    (FRENCH, CENTS, "1,505", "type.thousands", "cents, and three decimals"),
    (FRENCH, CENTS, "1.500,00", "type.grouped", "another language's"),
    (FRENCH, CENTS, "0,500", Decimal("0.500"), "no thousands begin with 0"),
    (FRENCH, CENTS, "1 250,125", "multipleOf", "clear, and no cents"),
    (FRENCH, f"{INTEGER}, {YEAR}", "1987", 1987, "a year"),
    (FRENCH, f"{INTEGER}, {YEAR}", "1 987", 1987, "a year, grouped all the same"),
    (FRENCH, f"{INTEGER}, {YEAR}", "1.987", "type.thousands", "a year is no exception"),
    (ENGLISH, INTEGER, "12,000", 12000, "its own sign"),
    (ENGLISH, INTEGER, "12.000", "type.unclear", "never 12"),
    (ENGLISH, NUMBER, "12.000", Decimal("12.000"), "its own point, any decimals"),
    (ENGLISH, CENTS, "1.500", "type.unclear", "cents"),
    (ENGLISH, CENTS, "12,50", "type.number", "a comma groups"),
    # A unit and a sign
    (FRENCH, f"{NUMBER}, x-unit: €", "12,50 €", Decimal("12.50"), "behind"),
    (FRENCH, f"{NUMBER}, x-unit: €", "12,50€", Decimal("12.50"), "without a space"),
    (FRENCH, f"{NUMBER}, x-unit: €", "12,50\u202f€", Decimal("12.50"), "a narrow space"),
    (FRENCH, f"{NUMBER}, x-unit: €", "€ 12,50", Decimal("12.50"), "before"),
    (FRENCH, f"{NUMBER}, x-unit: €", "-12,50 €", Decimal("-12.50"), "below 0"),
    (FRENCH, f"{NUMBER}, x-unit: €", "\u2212€12,50", Decimal("-12.50"), "the sign before the unit"),
    (FRENCH, f"{NUMBER}, x-unit: €", "€-12,50", Decimal("-12.50"), "the sign behind it"),
    (FRENCH, f"{NUMBER}, x-unit: €", "- € 12,50", Decimal("-12.50"), "spaces between"),
    (FRENCH, f"{NUMBER}, x-unit: €", "€", "type.number", "a unit alone"),
    (FRENCH, f"{NUMBER}, x-unit: €", "- €", "type.number", "a sign and a unit alone"),
    (FRENCH, f"{NUMBER}, x-unit: €", "12 € 50", "type.number", "the unit inside"),
    (FRENCH, f"{NUMBER}, x-unit: €", "12 €€", "type.number", "twice the unit"),
    (FRENCH, f"{NUMBER}, x-unit: €", "€ 12 €", "type.number", "twice the unit"),
    (FRENCH, f"{NUMBER}, x-unit: €", "12 $", "type.number", "another unit"),
    (FRENCH, f"{CENTS}, x-unit: €", "12.000 €", "type.unclear", "unclear behind its unit"),
    (FRENCH, f"{CENTS}, x-unit: €", "\u2212 12.000 €", "type.unclear", "and its sign"),
    (FRENCH, f"{INTEGER}, x-unit: km", "12.000 km", "type.unclear", "an integer with a unit"),
    (FRENCH, f"{INTEGER}, x-unit: km", "12000 KM", 12000, "in capitals"),
    (FRENCH, f"{INTEGER}, x-unit: m²", "120 m²", 120, "a raised digit in the unit"),
    (FRENCH, f"{INTEGER}, x-unit: m²", "120 m2", 120, "a unit on a keyboard"),
    (FRENCH, f"{INTEGER}, x-unit: kg", "3 ㎏", 3, "one sign for the unit"),
    (FRENCH, f"{INTEGER}, x-unit: l aux 100 km", "7 l aux 100 km", 7, "a unit with a figure"),
    (FRENCH, f"{INTEGER}, x-unit: €/mois", "1 200 €/mois", 1200, "a unit with a slash"),
    (FRENCH, f"{INTEGER}, x-unit: '%'", "%", "type.integer", "a unit alone"),
    # Days
    (FRENCH, "type: string, format: date", "12051980", date(1980, 5, 12), "a keypad of digits"),
    (FRENCH, "type: string, format: date", "1er février 2027", date(2027, 2, 1), "as the summary writes it"),
    (FRENCH, "type: string, format: date", "12/5/80", "format.date.year", "two digits"),
    (FRENCH, "type: string, format: date", "01/02/0026", "format.date.year", "not the year 26"),
    (FRENCH, "type: string, format: date", "20101105", "format.date.year", "another order"),
    (FRENCH, "type: string, format: date", "1205 1980", date(1980, 5, 12), "eight digits, and a space"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "keywords", "typed", "expected", "why"),
    ANSWERED,
    ids=[f"{one[0].language} {one[1]}, {one[2]}: {one[4]}" for one in ANSWERED],
)
def test_what_is_typed_is_that_value_or_is_refused(
    locale: Locale, keywords: str, typed: str, expected: Any, why: str
) -> None:
    found = answered(keywords, typed, locale)
    found = found.key if isinstance(found, Fault) else found
    assert (found, type(found)) == (expected, type(expected)), why


@pytest.mark.parametrize(
    ("keywords", "typed", "quoted"),
    [
        (INTEGER, "12.000", {"entry": "12.000", "thousands": "12 000", "decimal": "12"}),
        (INTEGER, "-12.000", {"entry": "-12.000", "thousands": "-12 000", "decimal": "-12"}),
        (NUMBER, "3.141", {"entry": "3.141", "thousands": "3 141", "decimal": "3,141"}),
        (CENTS, "1.500", {"entry": "1.500", "thousands": "1 500", "decimal": "1,5"}),
        (CENTS, "1.505", {"entry": "1.505", "thousands": "1 505"}),
        (f"{CENTS}, x-unit: €", "1.500 €", {"entry": "1.500 €", "thousands": "1 500", "decimal": "1,5"}),
        (CENTS, "12.500,50", {"entry": "12.500,50", "thousands": "12 500,50"}),
        (f"{INTEGER}, {YEAR}", "1.987", {"entry": "1.987", "thousands": "1987"}),
    ],
)
def test_a_refusal_quotes_what_was_typed_and_how_to_write_it_and_each_is_then_read(
    keywords: str, typed: str, quoted: dict[str, str]
) -> None:
    fault = answered(keywords, typed)
    found = {key: figure for key, figure in fault.figures.items() if key in ("entry", "thousands", "decimal")}
    assert {key: " ".join(figure.split()) for key, figure in found.items()} == quoted
    ways = [answered(keywords, found[key]) for key in ("thousands", "decimal") if key in found]
    assert not [way for way in ways if isinstance(way, Fault)]
    assert len(set(ways)) == len(ways), "each has another meaning"


def test_the_forms_own_words_for_a_figure_do_not_hide_how_to_write_it_and_those_for_a_day_stand() -> None:
    assert answered(f"{INTEGER}, x-messages: {{type: Un nombre.}}", "12.000").message is None
    assert answered(f"{INTEGER}, x-messages: {{type: Un nombre.}}", "douze").message.source == "Un nombre."
    assert answered("type: string, format: date, x-messages: {format: Un jour.}", "1/2/80").message.source == "Un jour."


@pytest.mark.parametrize(
    ("keywords", "value", "typed"),
    [
        (CENTS, Decimal("1.500"), "1,50"),
        (CENTS, Decimal("1.234"), "1,2340"),
        (NUMBER, Decimal("1.234"), "1,234"),
        (f"{INTEGER}, {YEAR}", 1987, "1987"),
        (INTEGER, 12000, "12000"),
    ],
)
def test_a_form_is_filled_in_with_what_it_would_read_as_the_same(keywords: str, value: Any, typed: str) -> None:
    assert typed_again(form(keywords).fields["f"], value, FRENCH) == (typed,)
