"""A day is read however people write it, on a keypad of digits too, and shown with the first of a month as « 1er »."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.texts.locales import Locale
from engine.language.values import YEARS

FRENCH = Locale("fr", "Europe/Paris")
ENGLISH = Locale("en", "Europe/Paris")
BIRTH = date(1980, 5, 12)
FIRST = date(2027, 2, 1)
NONE, YEAR = "none", "year"  # no date; a date but for its year

# locale, typed, read, why
READ: list[tuple[Locale, str, date | str, str]] = [
    (FRENCH, "12/05/1980", BIRTH, "day, month, year"),
    (FRENCH, "12/5/1980", BIRTH, "no zero"),
    (FRENCH, "12.05.1980", BIRTH, "points"),
    (FRENCH, "12-05-1980", BIRTH, "hyphens"),
    (FRENCH, "12\u201305\u20131980", BIRTH, "dashes, which phones write"),
    (FRENCH, "12 05 1980", BIRTH, "spaces"),
    (FRENCH, "12\u00a005\u202f1980", BIRTH, "no-break ones"),
    (FRENCH, "12 / 05 / 1980", BIRTH, "spaces around"),
    (FRENCH, "１２／０５／１９８０", BIRTH, "in the width of an ideograph"),
    (FRENCH, "\u200e12/05/1980\u200b", BIRTH, "what cannot be seen is not there"),
    (FRENCH, "12051980", BIRTH, "eight digits, as a keypad of digits writes it"),
    (FRENCH, "01022027", FIRST, "eight digits"),
    (FRENCH, "1205 1980", BIRTH, "eight digits, and a space"),
    (FRENCH, "12 051980", BIRTH, "wherever it stands"),
    (FRENCH, "1980-05-12", BIRTH, "ISO 8601"),
    (FRENCH, "1980-5-12", BIRTH, "ISO 8601 without zeros"),
    (ENGLISH, "12/05/1980", BIRTH, "day, month, year in English too"),
    (ENGLISH, "12051980", BIRTH, "eight digits in English too"),
    # With the name of the month
    (FRENCH, "1er février 2027", FIRST, "as the summary writes it"),
    (FRENCH, "1 février 2027", FIRST, "plainly"),
    (FRENCH, "01 février 2027", FIRST, "with a zero"),
    (FRENCH, "1ER FÉVRIER 2027", FIRST, "in capitals"),
    (FRENCH, "1er fevrier 2027", FIRST, "without accents"),
    (FRENCH, "1er fe\u0301vrier 2027", FIRST, "accents in two characters"),
    (FRENCH, "1ᵉʳ février 2027", FIRST, "raised"),
    (FRENCH, "1er\u00a0février\u202f2027", FIRST, "no-break spaces"),
    (FRENCH, "  1er   février  2027 ", FIRST, "spaces"),
    (FRENCH, "1er/02/2027", NONE, "half in words"),
    (FRENCH, "12 mai 1980", BIRTH, "another day"),
    (FRENCH, "1 aout 2026", date(2026, 8, 1), "without accents"),
    (FRENCH, "31 décembre 2199", date(2199, 12, 31), "the last"),
    (FRENCH, "February 1, 2027", NONE, "another language's"),
    (FRENCH, "2er février 2027", NONE, "only the first is one"),
    (FRENCH, "1er fevrie 2027", NONE, "no month"),
    (FRENCH, "1er 2027", NONE, "no month"),
    (FRENCH, "février 2027", NONE, "no day"),
    (FRENCH, "31 février 2027", NONE, "no such day"),
    (ENGLISH, "February 1, 2027", FIRST, "the month first"),
    (ENGLISH, "february 1 2027", FIRST, "without the comma"),
    (ENGLISH, "1 February 2027", FIRST, "as the summary writes it"),
    (ENGLISH, "1er février 2027", NONE, "another language's"),
    # The year
    (FRENCH, "01/01/1800", date(1800, 1, 1), "the first"),
    (FRENCH, "31/12/2199", date(2199, 12, 31), "the last"),
    (FRENCH, "31121799", YEAR, "before the first"),
    (FRENCH, "01/01/2200", YEAR, "behind the last"),
    (FRENCH, "01/02/0026", YEAR, "not the year 26"),
    (FRENCH, "0026-02-01", YEAR, "not the year 26"),
    (FRENCH, "20101105", YEAR, "year, month, day together: not 20 October 1105"),
    (FRENCH, "19991231", YEAR, "nor 19 September 1231"),
    (FRENCH, "12/5/80", YEAR, "two digits"),
    (FRENCH, "120580", YEAR, "two digits"),
    (FRENCH, "2010 1105", YEAR, "the other order, with a space"),
    (FRENCH, "1205 80", YEAR, "two digits behind a space"),
    (FRENCH, "12/05/980", YEAR, "three"),
    (FRENCH, "12/05/19800", YEAR, "five"),
    (FRENCH, "12 mai 80", YEAR, "two digits"),
    (FRENCH, "1er mai 80", YEAR, "two digits"),
    (ENGLISH, "May 12, 80", YEAR, "two digits"),
    # No date
    (FRENCH, "1 2 0 5 1980", NONE, "digits one by one"),
    (FRENCH, "1205 198", NONE, "seven digits"),
    (FRENCH, "1205/1980", NONE, "half together, and a sign"),
    (FRENCH, "12/05-1980", NONE, "two signs"),
    (FRENCH, "12//05//1980", NONE, "twice the sign"),
    (FRENCH, "29/02/2025", NONE, "no such day"),
    (FRENCH, "29022025", NONE, "no such day"),
    (FRENCH, "31/04/2026", NONE, "no such day"),
    (FRENCH, "05/24/1980", NONE, "the month first"),
    (FRENCH, "00/00/1980", NONE, "no such day"),
    (FRENCH, "2010/11/05", NONE, "the year first has hyphens"),
    (FRENCH, "1²/05/1980", NONE, "a square is not 12"),
    (FRENCH, "١٢/٠٥/١٩٨٠", NONE, "digits of another script"),
    (FRENCH, "1205198", NONE, "seven digits"),
    (FRENCH, "120519800", NONE, "nine"),
    (FRENCH, "demain", NONE, "a word"),
    (FRENCH, "", NONE, "nothing"),
    (FRENCH, "1 février 2027" + " " * 9999 + "x", NONE, "a long one"),
]


@pytest.mark.parametrize(
    ("locale", "typed", "read", "why"), READ, ids=[f"{one[0].language} {one[1][:20]}: {one[3]}" for one in READ]
)
def test_a_day_is_read_however_it_is_written(locale: Locale, typed: str, read: date | str, why: str) -> None:
    assert locale.read_date(typed) == (read if isinstance(read, date) else None), why
    assert locale.year_at_fault(typed) is (read == YEAR), why


def test_no_year_month_and_day_together_are_read_in_the_other_order() -> None:
    days = [
        date.fromordinal(n) for n in range(date(YEARS[0], 1, 1).toordinal(), date(YEARS[-1], 12, 31).toordinal(), 5)
    ]
    assert not [day for day in days if FRENCH.read_date(f"{day:%Y%m%d}")]


@pytest.mark.parametrize("language", ["fr", "fr-CH", "fr-CA", "en", "de", "es", "sv"])
@given(day=st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)))
def test_a_day_that_is_shown_or_filled_in_is_read_as_the_same(language: str, day: date) -> None:
    locale = Locale(language, "Europe/Paris")
    assert locale.read_date(locale.type_date(day)) == day
    assert locale.read_date(locale.show(day)) == day
    assert locale.read_date(f"{day:%d%m%Y}") == day
    assert locale.read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2027, 2, 1), "1er février 2027"),
        (date(2027, 2, 11), "11 février 2027"),
        (date(2027, 2, 21), "21 février 2027"),
        (datetime(2027, 11, 1, 8, 0, tzinfo=UTC), "lundi 1er novembre 2027 à\u00a09\u00a0h, heure de\u00a0Paris"),
        (datetime(2027, 11, 2, 8, 5, tzinfo=UTC), "mardi 2 novembre 2027 à\u00a09\u00a0h\u00a005, heure de\u00a0Paris"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french_and_no_other_day(value: date, shown: str) -> None:
    assert FRENCH.show(value) == shown


def test_another_language_has_no_ordinal() -> None:
    assert ENGLISH.show(date(2027, 2, 1)) == "1 February 2027"
    assert Locale("de", "Europe/Paris").show(date(2027, 2, 1)) == "1. Februar 2027"
