"""Numbers, dates and delays as a language writes them, and as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.texts.locales import Locale, language_known, zone_known, zone_near
from engine.language.values import Duration, LastDay

FRENCH = Locale("fr", "Europe/Paris")
ENGLISH = Locale("en", "Europe/Paris")
GERMAN = Locale("de", "Europe/Paris")
WHEN = datetime(2026, 11, 24, 9, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (WHEN, "mardi 24 novembre 2026 à\u00a010\u00a0h\u00a032, heure de\u00a0Paris"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "jeudi 2 juillet 2026 à\u00a00\u00a0h\u00a030, heure de\u00a0Paris"),
        (datetime(2026, 7, 2, 8, 0, tzinfo=UTC), "jeudi 2 juillet 2026 à\u00a010\u00a0h, heure de\u00a0Paris"),
        (date(2026, 8, 1), "1er août 2026"),
        (Decimal("12500.50"), "12\u202f500,50"),
        (Decimal("-0.001"), "-0,001"),
        (Decimal("1E+3"), "1\u202f000"),
        (10**20, "100\u202f000\u202f000\u202f000\u202f000\u202f000\u202f000"),
        (20, "20"),
        (Duration(48, "hour"), "48\u00a0heures"),
        (Duration(1, "hour"), "1\u00a0heure"),
        (Duration(2, "month"), "2\u00a0mois"),
        (Duration(5, "working day"), "5\u00a0jours ouvrés"),
        (Duration(1, "working day"), "1\u00a0jour ouvré"),
        (Duration(1000, "working day"), "1\u202f000\u00a0jours ouvrés"),
        (LastDay(date(2026, 11, 24)), "mardi 24 novembre 2026 inclus"),
        (LastDay(date(2027, 1, 1)), "vendredi 1er janvier 2027 inclus"),
        (("a",), "a"),
        (("a", "b", "c"), "a, b et c"),
        ((), ""),
        ("Texte", "Texte"),
        (None, ""),
        (True, ""),
        (False, ""),
    ],
)
def test_a_value_is_shown_as_french_writes_it(value: object, shown: str) -> None:
    assert FRENCH.show(value) == shown  # type: ignore[arg-type]


def test_another_language_has_its_own_words_and_figures() -> None:
    assert ENGLISH.show(WHEN) == "Tuesday 24 November 2026 at\u00a010:32, Paris\u00a0time"
    assert (ENGLISH.show(Decimal("12500.50")), GERMAN.show(Decimal("12500.50"))) == ("12,500.50", "12.500,50")
    assert ENGLISH.show(LastDay(date(2026, 11, 24))) == "Tuesday 24 November 2026 inclusive"
    five, one = Duration(5, "working day"), Duration(1, "working day")
    assert (ENGLISH.show(five), ENGLISH.show(one)) == ("5 working days", "1 working day")
    assert GERMAN.show(five) == "5 working days", "a language without words of ours has the English ones"
    assert FRENCH.units(five) == ("jour ouvré", "jours ouvrés")
    assert (ENGLISH.show(("a", "b")), ENGLISH.show(Duration(48, "hour"))) == ("a and b", "48 hours")


def test_english_writes_the_day_first_as_it_is_typed() -> None:
    """01/02/2027 is typed day, month, year: shown as February 1 it would look read the other way round."""
    assert ENGLISH.show(date(2027, 2, 1)) == "1 February 2027"
    assert ENGLISH.show(datetime(2026, 11, 24, 8, 0, tzinfo=UTC)).endswith("at\u00a09:00, Paris\u00a0time")


def test_an_hour_is_that_of_the_flows_zone_and_says_so() -> None:
    reunion, athens = Locale("fr", "Indian/Reunion").show(WHEN), Locale("fr", "Europe/Athens").show(WHEN)
    assert reunion == "mardi 24 novembre 2026 à\u00a013\u00a0h\u00a032, heure de\u00a0La Réunion"
    assert athens.endswith("à\u00a011\u00a0h\u00a032, heure d'Athènes")


@given(st.text(max_size=60))
def test_nothing_typed_makes_reading_raise(typed: str) -> None:
    FRENCH.read_number(typed)
    FRENCH.read_date(typed)
    FRENCH.year_at_fault(typed)


def test_languages_and_zones_are_known_or_not() -> None:
    assert [language_known(language) for language in ("fr", "pt-BR", "xx", "../x", "")] == [True, True] + [False] * 3
    known = [zone_known(zone) for zone in ("Europe/Paris", "UTC", "Paris", "../../etc/passwd", "", "Europe")]
    assert known == [True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("zone", "near", "why"),
    [
        ("localtime", None, "whatever this machine's is"),
        ("posixrules", None, "a file of some systems"),
        ("Factory", None, "of a machine that nobody has set"),
        ("right/Europe/Paris", "Europe/Paris", "with leap seconds, where a system has it"),
        ("posix/Europe/Paris", "Europe/Paris", "where a system has it"),
        ("europe/paris", "Europe/Paris", "found where the disk has no case"),
        ("EUROPE/PARIS", "Europe/Paris", "the same"),
        ("Paris", "Europe/Paris", "a city alone"),
        ("new york", "America/New_York", "a city with a space"),
        ("Réunion", "Indian/Reunion", "accents"),
        ("Europe/Parsi", "Europe/Paris", "a slip"),
        ("Europe/ Paris", "Europe/Paris", "a space"),
        ("Europe/Paris\n", "Europe/Paris", "a line break"),
        ("/etc/localtime", None, "a path"),
        ("/usr/share/zoneinfo/Europe/Paris", None, "a path"),
        ("../Europe/Paris", None, "a path"),
        ("a\0b", None, "no name of a file"),
        ("x" * 5000, None, "too long for one"),
        ("CEST", None, "of half a year"),
    ],
)
def test_a_zone_is_one_that_every_machine_understands_alike(zone: str, near: str | None, why: str) -> None:
    assert not zone_known(zone), why
    if near:
        assert zone_near(zone) == near
    assert zone_near(zone) is None or zone_known(str(zone_near(zone)))


@pytest.mark.parametrize("zone", ["Europe/Paris", "UTC", "Etc/UTC", "America/Argentina/Buenos_Aires", "Asia/Calcutta"])
def test_the_names_of_the_iana_are_known(zone: str) -> None:
    assert zone_known(zone)
