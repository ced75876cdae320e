"""A figure is read as what it means, in either language, or not at all: nothing typed becomes another figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.texts import figures
from engine.language.texts.figures import Style, Unclear
from engine.language.texts.locales import Locale

FRENCH = Locale("fr", "Europe/Paris")
ENGLISH = Locale("en", "Europe/Paris")
GERMAN = Locale("de", "Europe/Paris")
SWISS = Locale("de-CH", "Europe/Zurich")
ANY, CENTS, WHOLE = None, 2, 0

TWELVE_THOUSAND = Unclear(Decimal("12000"), Decimal("12.000"))

# locale, decimals that the field takes, typed, read as (None: no figure), why
READ: list[tuple[Locale, int | None, str, str | Unclear | None, str]] = [
    # French: one sign before exactly three digits
    (FRENCH, WHOLE, "12.000", TWELVE_THOUSAND, "a point groups for many"),
    (FRENCH, WHOLE, "12,000", TWELVE_THOUSAND, "an integer has no decimals that its comma could begin"),
    (FRENCH, CENTS, "12.000", TWELVE_THOUSAND, "nor have cents three"),
    (FRENCH, CENTS, "12,500", Unclear(Decimal("12500"), Decimal("12.500")), "nor have cents three"),
    (FRENCH, ANY, "12.000", TWELVE_THOUSAND, "a point is not the language's, whatever the field takes"),
    (FRENCH, ANY, "1.500", Unclear(Decimal("1500"), Decimal("1.500")), "one digit before it"),
    (FRENCH, ANY, "999.999", Unclear(Decimal("999999"), Decimal("999.999")), "three digits before it"),
    (FRENCH, ANY, "3,141", "3.141", "the comma begins decimals where three are taken"),
    (FRENCH, 3, "3,141", "3.141", "exactly three"),
    (FRENCH, 3, "3.141", Unclear(Decimal("3141"), Decimal("3.141")), "and a point is still unclear"),
    (FRENCH, ANY, "0,500", "0.500", "no thousands begin with 0"),
    (FRENCH, ANY, "0.500", "0.500", "nor with a point"),
    (FRENCH, CENTS, "0,500", "0.500", "so that cents are clear too"),
    (FRENCH, CENTS, "1250,125", "1250.125", "four digits are no group"),
    (FRENCH, WHOLE, "1250.125", "1250.125", "four digits are no group"),
    (FRENCH, CENTS, "1 250,125", "1250.125", "what is grouped already groups no more"),
    (FRENCH, CENTS, "1 250.125", "1250.125", "what is grouped already groups no more"),
    (FRENCH, CENTS, "12,50", "12.50", "two digits are no thousands"),
    (FRENCH, CENTS, "12.50", "12.50", "a point may begin decimals"),
    (FRENCH, CENTS, "12,5000", "12.5000", "four digits are no thousands"),
    (FRENCH, WHOLE, "12,0", "12.0", "one digit is no thousand"),
    # French: a sign that can only group, or two signs
    (FRENCH, WHOLE, "12.000.000", Unclear(Decimal("12000000"), None), "two groups"),
    (FRENCH, ANY, "12,000,000", Unclear(Decimal("12000000"), None), "two groups by the comma"),
    (FRENCH, CENTS, "1.500,00", Unclear(Decimal("1500.00"), None), "as Germany writes it"),
    (FRENCH, ANY, "12,500.50", Unclear(Decimal("12500.50"), None), "as England writes it"),
    (FRENCH, ANY, "1.234.56", None, "neither groups nor decimals"),
    (FRENCH, ANY, "1,2,3", None, "no figure"),
    # English: a comma groups, a point begins decimals
    (ENGLISH, WHOLE, "12,000", "12000", "its own sign groups"),
    (ENGLISH, CENTS, "12,000.50", "12000.50", "and its point begins decimals"),
    (ENGLISH, ANY, "12,000,000", "12000000", "several groups"),
    (ENGLISH, ANY, "12.000", "12.000", "where three decimals are taken its point begins them"),
    (ENGLISH, WHOLE, "12.000", TWELVE_THOUSAND, "an integer has none: a visitor's twelve thousand"),
    (ENGLISH, CENTS, "1.500", Unclear(Decimal("1500"), Decimal("1.500")), "nor have cents three"),
    (ENGLISH, CENTS, "12,50", None, "a comma begins no decimals"),
    (ENGLISH, ANY, "0,500", None, "and groups nothing behind 0: half, or nothing"),
    (ENGLISH, ANY, "1.500,00", Unclear(Decimal("1500.00"), None), "as France's neighbours write it"),
    (ENGLISH, ANY, "12 500.50", "12500.50", "a space groups everywhere"),
    (ENGLISH, ANY, "0.500", "0.500", "half"),
    # Other languages, by their own signs
    (GERMAN, WHOLE, "12.000", "12000", "a point groups"),
    (GERMAN, WHOLE, "12,000", TWELVE_THOUSAND, "an integer has no decimals"),
    (GERMAN, ANY, "12.500,50", "12500.50", "groups and decimals"),
    (SWISS, ANY, "12’000.50", "12000.50", "an apostrophe groups"),
    (SWISS, ANY, "12,000", TWELVE_THOUSAND, "a comma is neither"),
    # Groups
    (FRENCH, ANY, "12 000", "12000", "a space"),
    (FRENCH, ANY, "12\u00a0000", "12000", "a no-break space"),
    (FRENCH, ANY, "12\u202f000", "12000", "a narrow one"),
    (FRENCH, ANY, "12\u2009000", "12000", "a thin one"),
    (FRENCH, ANY, "12\u3000000", "12000", "a wide one"),
    (FRENCH, ANY, "12  000", "12000", "two"),
    (FRENCH, ANY, "1\u00a0234 567", "1234567", "two kinds"),
    (FRENCH, ANY, "12'000", "12000", "an apostrophe"),
    (FRENCH, ANY, "12’000", "12000", "a curved one"),
    (FRENCH, ANY, "12 000'000", None, "two signs for one thing"),
    (FRENCH, ANY, "12 0000", None, "four digits are no group"),
    (FRENCH, ANY, "12 00", None, "nor are two"),
    (FRENCH, ANY, "1234 567", None, "nor are four before one"),
    (FRENCH, ANY, "0 500", None, "no thousands begin with 0: a comma was meant"),
    # Signs before it
    (FRENCH, ANY, "+3", "3", "plus"),
    (FRENCH, ANY, "-3", "-3", "a hyphen"),
    (FRENCH, ANY, "\u22123", "-3", "the minus sign"),
    (FRENCH, ANY, "\u20103", "-3", "the hyphen"),
    (FRENCH, ANY, "\u20113", "-3", "the no-break hyphen"),
    (FRENCH, ANY, "\u20123", "-3", "the figure dash"),
    (FRENCH, ANY, "\u20133", "-3", "an en dash, which phones write"),
    (FRENCH, ANY, "\u20143", "-3", "an em dash"),
    (FRENCH, ANY, "\uff0d3", "-3", "a wide one"),
    (FRENCH, ANY, "- 3", "-3", "a space behind it"),
    (FRENCH, WHOLE, "-12.000", Unclear(Decimal("-12000"), Decimal("-12.000")), "unclear below 0 too"),
    (FRENCH, ANY, "\u2212 12.000", Unclear(Decimal("-12000"), Decimal("-12.000")), "unclear below 0 too"),
    (FRENCH, ANY, "-", None, "a sign alone"),
    (FRENCH, ANY, "+", None, "a sign alone"),
    (FRENCH, ANY, ",", None, "a sign alone"),
    (FRENCH, ANY, "--1", None, "two signs"),
    (FRENCH, ANY, "+-1", None, "two signs"),
    (FRENCH, ANY, "3-", None, "a sign behind it"),
    (FRENCH, ANY, "-0,0", "0.0", "there is one zero"),
    # Leading zeros, exponents, other digits, long ones
    (FRENCH, ANY, "007", "7", "leading zeros"),
    (FRENCH, ANY, "0012,500", "12.500", "leading zeros"),
    (FRENCH, ANY, "1e5", None, "an exponent"),
    (FRENCH, ANY, "1E5", None, "an exponent"),
    (FRENCH, ANY, "0x1", None, "hexadecimal"),
    (FRENCH, ANY, "1_000", None, "Python's"),
    (FRENCH, ANY, "NaN", None, "a word"),
    (FRENCH, ANY, "inf", None, "a word"),
    (FRENCH, ANY, "", None, "nothing"),
    (FRENCH, ANY, ",5", None, "nothing before the comma"),
    (FRENCH, ANY, "5,", None, "nothing behind it"),
    (FRENCH, ANY, "5²", None, "a square is not 52"),
    (FRENCH, ANY, "½", None, "a fraction is not 12"),
    (FRENCH, ANY, "1½", None, "nor 112"),
    (FRENCH, ANY, "①", None, "a digit in a circle"),
    (FRENCH, ANY, "٣", None, "a digit of another script"),
    (FRENCH, ANY, "１２", "12", "digits in the width of an ideograph"),
    (FRENCH, ANY, "\u200e12\u200b,\u20605\ufeff", "12.5", "what cannot be seen is not there"),
    (FRENCH, ANY, "1" * 40, "1" * 40, "as long as can be"),
    (FRENCH, ANY, "1" * 41, None, "longer"),
    (FRENCH, ANY, "0," + "1" * 39, "0." + "1" * 39, "as long as can be"),
]


@pytest.mark.parametrize(
    ("locale", "most", "typed", "read", "why"), READ, ids=[f"{one[0].language} {one[2][:20]}: {one[4]}" for one in READ]
)
def test_a_figure_is_read_as_what_it_means(
    locale: Locale, most: int | None, typed: str, read: str | Unclear | None, why: str
) -> None:
    found = locale.read_number(typed, most)
    assert found == (Decimal(read) if isinstance(read, str) else read), why
    assert str(found) == str(Decimal(read) if isinstance(read, str) else read), "with the decimals that were typed"


# locale, style, value, shown, typed
WRITTEN: list[tuple[Locale, Style, str, str, str, str]] = [
    (FRENCH, Style(), "12500.50", "12\u202f500,50", "12500,50", "every decimal it has"),
    (FRENCH, Style(grouped=False), "1987", "1987", "1987", "a year"),
    (FRENCH, Style(WHOLE, grouped=False), "-12000", "-12000", "-12000", "below 0"),
    (FRENCH, Style(), "1.234", "1,234", "1,234", "a field that takes three decimals"),
    (FRENCH, Style(CENTS), "1.500", "1,50", "1,50", "1,500 would be unclear: fewer zeros"),
    (FRENCH, Style(WHOLE), "12.000", "12", "12", "12,000 would be unclear: fewer zeros"),
    (FRENCH, Style(CENTS), "1.234", "1,2340", "1,2340", "1,234 would be unclear: a fourth decimal"),
    (FRENCH, Style(CENTS), "-999.999", "-999,9990", "-999,9990", "below 0"),
    (FRENCH, Style(CENTS), "1234.567", "1\u202f234,567", "1234,567", "four digits before it: clear"),
    (FRENCH, Style(CENTS), "0.125", "0,125", "0,125", "0 before it: clear"),
    (FRENCH, Style(CENTS, least=2), "12.5", "12,50", "12,50", "always two decimals"),
    (FRENCH, Style(CENTS, least=2), "12", "12,00", "12,00", "always two decimals"),
    (FRENCH, Style(CENTS, least=2), "12.345", "12,3450", "12,3450", "no cent lost"),
    (FRENCH, Style(), "1E+3", "1\u202f000", "1000", "no exponent"),
    (FRENCH, Style(), "-0.0", "0,0", "0,0", "there is one zero"),
    (ENGLISH, Style(), "12500.50", "12,500.50", "12500.50", "English"),
    (ENGLISH, Style(), "1.234", "1.234", "1.234", "a field that takes three decimals"),
    (ENGLISH, Style(CENTS), "1.234", "1.2340", "1.2340", "1.234 would be unclear"),
    (GERMAN, Style(CENTS), "12500.50", "12.500,50", "12500,50", "German"),
    (Locale("sv", "UTC"), Style(), "-3", "\u22123", "-3", "its own minus is shown, a hyphen is typed"),
]


@pytest.mark.parametrize(
    ("locale", "style", "value", "shown", "typed", "why"), WRITTEN, ids=[f"{w[0].language} {w[2]}" for w in WRITTEN]
)
def test_a_figure_is_written_so_that_it_is_read_as_the_same(
    locale: Locale, style: Style, value: str, shown: str, typed: str, why: str
) -> None:
    assert (locale.show(Decimal(value), style), locale.type_number(Decimal(value), style)) == (shown, typed), why


@pytest.mark.parametrize(
    ("step", "decimals"),
    [("1", 0), ("10", 0), ("0.5", 1), ("0.01", 2), ("0.10", 1), ("0.125", 3), ("1E+3", 0), ("1." + "1" * 40, 40)],
)
def test_a_step_says_how_many_decimals_are_taken(step: str, decimals: int) -> None:
    assert figures.decimals_of(Decimal(step)) == decimals


SMALL = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000)
LARGE = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**30), max_value=10**30)
STYLES = st.builds(Style, st.none() | st.integers(0, 5), st.integers(0, 3), st.booleans())


@pytest.mark.parametrize("language", ["fr", "en", "de", "de-CH", "sv", "fa", "es"])
@given(value=SMALL | LARGE | st.integers(-(10**36), 10**36), style=STYLES)
def test_whatever_is_written_is_read_as_the_same(language: str, value: Decimal | int, style: Style) -> None:
    locale = Locale(language, "UTC")
    assert locale.read_number(locale.show(value, style), style.most) == value
    assert locale.read_number(locale.type_number(value, style), style.most) == value


@given(st.from_regex(r"[1-9][0-9]{0,2}[.,][0-9]{3}", fullmatch=True))
def test_no_field_with_fewer_than_three_decimals_reads_three_digits_behind_one_sign_as_decimals(typed: str) -> None:
    assert isinstance(FRENCH.read_number(typed, CENTS), Unclear)
    assert isinstance(FRENCH.read_number(f"-{typed}", WHOLE), Unclear)
    assert ENGLISH.read_number(typed, WHOLE) != Decimal(typed.replace(",", "."))


@given(st.text(st.sampled_from("0123456789.,' -+\u00a0\u202f\u2212"), max_size=12))
def test_a_figure_has_the_digits_that_were_typed(typed: str) -> None:
    for locale in (FRENCH, ENGLISH):
        found = locale.read_number(typed)
        if isinstance(found, Decimal):
            assert (
                "".join(map(str, found.as_tuple().digits)) == "".join(filter(str.isdigit, typed)).lstrip("0")
                or not found
            )
