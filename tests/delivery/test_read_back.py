"""What the engine shows or fills in is read back as the same value, whatever the field and its settings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.delivery.display import figures_of, words_of
from engine.language.forms import Field, answering, typed_again
from engine.language.schema.form import read_form
from engine.language.texts.locales import Locale
from engine.language.values import YEARS
from engine.language.yaml import read_tree
from engine.registry import default_registry

STEPS = (None, "1", "5", "0.5", "0.01", "0.25", "0.001", "0.0001")
UNITS = (None, "€", "km", "m²", "k€", "%", "€/mois", "l aux 100 km", "°C")
LANGUAGES = ("fr", "en", "fr-CH", "de", "de-CH", "sv", "es")


@cache
def field(kind: str, step: str | None, unit: str | None, grouped: bool) -> Field:
    keywords = [f"type: {kind}", "title: F", f"x-grouping: {'true' if grouped else 'false'}"]
    keywords += [f"multipleOf: {step}"] if step else []
    keywords += [f'x-unit: "{unit}"'] if unit else []
    node, _ = read_tree(f"properties: {{f: {{{', '.join(keywords)}}}}}", "forms/f.yaml")
    assert node is not None
    form, problems = read_form(node, "f", "forms/f.yaml", default_registry())
    assert problems == []
    assert form
    return form.fields["f"]


SMALL = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000)
LARGE = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**30), max_value=10**30)
NUMBERS = st.builds(field, st.just("number"), st.sampled_from(STEPS), st.sampled_from(UNITS), st.booleans())
INTEGERS = st.builds(field, st.just("integer"), st.sampled_from((None, "5")), st.sampled_from(UNITS), st.booleans())
# Also values that the field itself would refuse: another form's field of this name may have taken them.
ANSWERS = st.tuples(NUMBERS, SMALL | LARGE) | st.tuples(INTEGERS, st.integers(-(10**38), 10**38))


@pytest.mark.parametrize("language", LANGUAGES)
@given(answer=ANSWERS)
def test_a_figure_shown_or_filled_in_is_read_back_as_the_same(
    language: str, answer: tuple[Field, int | Decimal]
) -> None:
    field, value = answer
    locale = Locale(language, "Europe/Paris")
    shown = (words_of(field, value, locale), figures_of(field, {"maximum": value}, locale)["maximum"])
    for typed in (*typed_again(field, value, locale), *shown):
        assert answering.read(field, (typed,), locale) == answering.Entry(value)


@cache
def day_field() -> Field:
    node, _ = read_tree("properties: {f: {type: string, format: date, title: F}}", "forms/f.yaml")
    assert node is not None
    form, _ = read_form(node, "f", "forms/f.yaml", default_registry())
    assert form
    return form.fields["f"]


@pytest.mark.parametrize("language", LANGUAGES)
@given(day=st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)))
def test_a_day_shown_or_filled_in_is_read_back_as_the_same(language: str, day: date) -> None:
    locale = Locale(language, "Europe/Paris")
    for typed in (*typed_again(day_field(), day, locale), words_of(day_field(), day, locale)):
        assert answering.read(day_field(), (typed,), locale) == answering.Entry(day)
