"""Days as people type them: in figures, or with the name of the month as a language writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from engine.language.texts.typed import folded, plain_signs
from engine.language.values import YEARS

LONGEST = 80  # characters of a date

# Day, month, year; or year, month, day with hyphens. A year of other than four digits is known as a date with a fault.
_LOCAL = re.compile(r"([0-9]{1,2})([ ]?[/.-][ ]?| )([0-9]{1,2})\2([0-9]+)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
# On a keypad of digits, with or without a space. No year of YEARS begins with a month and a day: the other order is
# never read as this one.
_TOGETHER = re.compile(r"([0-9]{2}) ?([0-9]{2}) ?([0-9]{4}|[0-9]{2})")
# With the name of a month, before the day or behind it.
_NAMED = re.compile(r"(?:[0-9]{1,2}[^\W\d_]{0,2}\.? [^\W\d_]{3,}\.?|[^\W\d_]{3,}\.? [0-9]{1,2},?) ([0-9]+)")


def read(typed: str, spellings: Callable[[date], tuple[str, ...]]) -> date | None:
    """
    The day typed; None where it is none, or not of `YEARS`.

    Args:
        spellings: how the language writes a day.
    """
    if len(typed) > LONGEST:
        return None
    if found := in_figures(typed):
        day, month, year = found
        return _day(day, month, year) if len(year) == 4 else None
    words = _words(typed)
    return next((day for day in _meant(words) if words in map(_words, spellings(day))), None)


def in_figures(typed: str) -> tuple[str, str, str] | None:
    """Day, month and year of what has the shape of a date in figures, whether or not there is such a day."""
    text = plain_signs(typed)
    if iso := _ISO.fullmatch(text):
        return iso[3], iso[2], iso[1]
    if local := _LOCAL.fullmatch(text):
        return local[1], local[3], local[4]
    together = _TOGETHER.fullmatch(text)
    return (together[1], together[2], together[3]) if together else None


def year_at_fault(typed: str) -> bool:
    """Whether what is typed has the shape of a date whose year is not one of `YEARS` in four digits."""
    if len(typed) > LONGEST:
        return False
    if found := in_figures(typed):
        return len(found[2]) != 4 or int(found[2]) not in YEARS
    named = _NAMED.fullmatch(folded(typed))
    return named is not None and (len(named[1]) != 4 or int(named[1]) not in YEARS)


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if int(year) in YEARS else None
    except ValueError:
        return None


def _words(text: str) -> str:
    """Without accents, points and commas, and the zero before a day of one digit."""
    return re.sub(r"(?<![0-9])0(?=[1-9](?![0-9]))|[.,]", "", folded(text))


def _meant(words: str) -> Iterator[date]:
    """The days of every month that have the figures of these words."""
    figures = re.findall("[0-9]+", words)
    years = [one for one in figures if len(one) == 4]
    days = [one for one in figures if len(one) < 3]
    if len(years) == 1 and days:
        found = (_day(days[-1], str(month), years[0]) for month in range(1, 13))
        yield from (day for day in found if day)
