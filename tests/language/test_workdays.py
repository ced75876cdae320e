"""
Working days, against the law: the days of France and of Alsace written by hand, Easter by its own formula.

The fixed days and those that follow Easter: Code du travail, article L3133-1; in Alsace (and in Moselle) Good Friday
and 26 December as well: article L3134-13.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.language.public_holidays import countries, country_known, public_holidays, regions
from engine.language.values import Duration
from engine.language.workdays import WEEK, Calendar, Delay

PARIS = ZoneInfo("Europe/Paris")
YEARS = range(2000, 2040)
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension Day, Whit Monday: days after Easter Sunday
# Whit Monday was the day of solidarity, which is worked: loi 2004-626, article 2, until loi 2008-351 left the day open.
SOLIDARITY = range(2005, 2008)


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def by_law(region: str, year: int) -> frozenset[date]:
    found = {date(year, *day) for day in FIXED} | {easter(year) + timedelta(days=days) for days in AFTER_EASTER}
    if year in SOLIDARITY:
        found -= {easter(year) + timedelta(days=50)}
    if region == "Alsace":
        found |= {easter(year) - timedelta(days=2), date(year, 12, 26)}
    return frozenset(found)


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize(("year", "day"), [(2000, (4, 23)), (2008, (3, 23)), (2011, (4, 24)), (2024, (3, 31)),
                                           (2026, (4, 5)), (2038, (4, 25))])  # fmt: skip
def test_the_formula_gives_the_easters_that_are_printed(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize("region", ["", "Alsace"])
@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_the_public_holidays_of_the_law(year: int, region: str) -> None:
    assert public_holidays("FR", region, year) == by_law(region, year)


@pytest.mark.parametrize("region", ["", "Alsace"])
@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_year_is_worked_or_not(year: int, region: str) -> None:
    calendar = Calendar("FR", region, frozenset({date(year, 12, 24)}))
    off = by_law(region, year) | {date(year, 12, 24)}
    for day in days_of(year):
        assert calendar.is_open(day) == (day.isoweekday() <= 5 and day not in off), day


@pytest.mark.parametrize("region", ["", "Alsace"])
def test_five_working_days_from_every_day_of_forty_years(region: str) -> None:
    """Counted by hand: the list of all days that are worked, and the fifth behind each day."""
    off = frozenset().union(*(by_law(region, year) for year in range(2000, 2041)))
    worked = [day for year in range(2000, 2041) for day in days_of(year) if day.isoweekday() <= 5 and day not in off]
    calendar, at = Calendar("FR", region), 0
    for year in YEARS:
        for day in days_of(year):
            while worked[at] <= day:
                at += 1
            assert calendar.counted(day, 5) == worked[at + 4], day
            assert calendar.landed(day) == (worked[at - 1] if at and worked[at - 1] == day else worked[at]), day
            if at > 5:
                behind = at - 1 if worked[at - 1] < day else at - 2
                assert calendar.counted(day, -2) == worked[behind - 1], day


FRANCE, ALSACE = Calendar("FR"), Calendar("FR", "Alsace")
CLOSED = Calendar("FR", "", frozenset({date(2026, 12, 24), date(2026, 12, 28)}))
DUE = [
    # from, in Paris; how much; lands; the calendar; due, in Paris; why
    ("2026-11-23 10:32", "1 working day", False, FRANCE, "2026-11-24 10:32", "the day after"),
    ("2026-11-23 10:32", "5 working days", False, FRANCE, "2026-11-30 10:32", "a weekend between"),
    ("2026-11-21 10:32", "1 working day", False, FRANCE, "2026-11-23 10:32", "from a Saturday: Monday is the first"),
    ("2026-11-22 23:59", "1 working day", False, FRANCE, "2026-11-23 23:59", "from a Sunday"),
    ("2026-11-20 00:00", "1 working day", False, FRANCE, "2026-11-23 00:00", "midnight is of its own day"),
    ("2026-12-24 09:00", "1 working day", False, FRANCE, "2026-12-28 09:00", "Christmas is a Friday"),
    ("2026-12-23 09:00", "1 working day", False, CLOSED, "2026-12-29 09:00", "closed on the 24th and the 28th"),
    ("2026-12-24 09:00", "2 working days", False, ALSACE, "2026-12-29 09:00", "the 26th is a Saturday that year"),
    ("2025-12-24 09:00", "1 working day", False, ALSACE, "2025-12-29 09:00", "the 26th is a Friday"),
    ("2025-12-24 09:00", "1 working day", False, FRANCE, "2025-12-26 09:00", "and is worked elsewhere"),
    ("2026-04-02 09:00", "1 working day", False, ALSACE, "2026-04-07 09:00", "Good Friday, weekend, Easter Monday"),
    ("2026-04-02 09:00", "1 working day", False, FRANCE, "2026-04-03 09:00", "Good Friday is worked elsewhere"),
    ("2024-05-07 09:00", "1 working day", False, FRANCE, "2024-05-10 09:00", "the 8th, then Ascension on the 9th"),
    ("2008-04-30 09:00", "1 working day", False, FRANCE, "2008-05-02 09:00", "1 May and Ascension on one day"),
    ("2026-03-27 02:30", "1 working day", False, FRANCE, "2026-03-30 02:30", "over the Sunday of summer time"),
    ("2026-10-23 02:30", "1 working day", False, FRANCE, "2026-10-26 02:30", "over the Sunday it ends"),
    ("2028-02-28 09:00", "1 working day", False, FRANCE, "2028-02-29 09:00", "29 February is worked"),
    ("2028-02-29 09:00", "1 working day", False, FRANCE, "2028-03-01 09:00", "and counted from"),
    ("2026-12-31 09:00", "1 working day", False, FRANCE, "2027-01-04 09:00", "over the year's end: 1 January, weekend"),
    ("2026-11-20 10:00", "48 hours", True, FRANCE, "2026-11-23 10:00", "a Sunday moves to Monday, same hour"),
    ("2026-11-23 10:00", "48 hours", True, FRANCE, "2026-11-25 10:00", "a day that is worked stays"),
    ("2026-11-21 23:00", "90 seconds", True, FRANCE, "2026-11-23 23:01:30", "any duration: still Saturday"),
    ("2026-11-14 10:00", "1 week", True, FRANCE, "2026-11-23 10:00", "a week on is a Saturday"),
    ("2026-01-31 10:00", "1 month", True, FRANCE, "2026-03-02 10:00", "the month's last is a Saturday"),
    ("2024-01-31 10:00", "1 month", True, FRANCE, "2024-02-29 10:00", "29 February, a Thursday"),
    ("2026-03-28 02:30", "1 day", True, FRANCE, "2026-03-30 02:30", "not the half hour that there is not"),
    ("2026-03-28 02:30", "1 day", False, FRANCE, "2026-03-29 03:30", "which is an hour later without"),
    ("2026-10-24 02:30", "1 day", True, FRANCE, "2026-10-26 02:30", "on to Monday, 25 October having it twice"),
    ("2026-10-24 12:00", "24 hours", True, FRANCE, "2026-10-26 11:00", "24 hours end an hour earlier by the clock"),
    ("2026-07-14 00:00", "1 second", True, FRANCE, "2026-07-15 00:00:01", "a holiday from its first instant"),
    ("2026-11-20 10:00", "1 day", True, WEEK, "2026-11-23 10:00", "without a country: the weekend alone"),
    ("2026-12-24 10:00", "1 working day", False, WEEK, "2026-12-25 10:00", "which knows no holiday"),
]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def duration(text: str) -> Duration:
    amount, _, unit = text.partition(" ")
    return Duration(int(amount), unit.removesuffix("s"))


@pytest.mark.parametrize(("begun", "amount", "lands", "calendar", "due", "why"), DUE, ids=[row[5] for row in DUE])
def test_when_a_delay_is_due(begun: str, amount: str, lands: bool, calendar: Calendar, due: str, why: str) -> None:
    found = Delay(duration(amount), lands).after(local(begun).astimezone(UTC), "Europe/Paris", calendar)
    assert found.tzinfo is UTC
    assert found.astimezone(PARIS) == local(due), why


BACK = [
    ("2026-11-30 10:00", "2 working days", "2026-11-26 10:00", "over a weekend"),
    ("2026-11-29 10:00", "1 working day", "2026-11-27 10:00", "from a Sunday"),
    ("2026-12-28 09:00", "1 working day", "2026-12-24 09:00", "over Christmas"),
    ("2026-03-30 02:30", "1 working day", "2026-03-27 02:30", "over the Sunday of summer time"),
    ("2028-03-01 09:00", "1 working day", "2028-02-29 09:00", "to 29 February"),
    ("2026-11-30 10:00", "2 days", "2026-11-28 10:00", "days are counted as ever"),
]


@pytest.mark.parametrize(("when", "amount", "due", "why"), BACK, ids=[row[3] for row in BACK])
def test_a_delay_that_counts_back(when: str, amount: str, due: str, why: str) -> None:
    found = Delay(duration(amount)).before(local(when).astimezone(UTC), "Europe/Paris", FRANCE)
    assert found.astimezone(PARIS) == local(due), why


def test_where_summer_time_leaves_the_hour_out_it_is_due_as_much_later() -> None:
    """In a zone whose clocks change on a working day: Friday 27 March 2026 has no 02:30 in Jerusalem."""
    zone = ZoneInfo("Asia/Jerusalem")
    begun = datetime(2026, 3, 26, 2, 30, tzinfo=zone).astimezone(UTC)
    due = Delay(Duration(1, "working day")).after(begun, "Asia/Jerusalem", WEEK)
    assert due.astimezone(zone).replace(tzinfo=None) == datetime(2026, 3, 27, 3, 30)


def test_the_longest_count_ends_soon() -> None:
    begun = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert Delay(Duration(18_300, "working day")).after(begun, "Europe/Paris", FRANCE).year < 2120


def test_regions_are_those_that_the_law_still_knows() -> None:
    assert {"Alsace", "Moselle", "Guadeloupe", "57", "6AE"} <= set(regions("FR"))
    assert "Alsace-Moselle" not in regions("FR"), "the library has given it up, and would warn in the log"
    assert regions("MC") == ()
    assert (country_known("FR"), country_known("fr"), country_known("France"), country_known("XX")) == (
        True, False, False, False,
    )  # fmt: skip
    assert countries()["FR"] == "France"


def test_who_counts_no_working_days_does_not_load_the_holidays() -> None:
    loaded = "import sys, engine.application, engine.language.load; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
