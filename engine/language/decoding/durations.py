"""A node -> a delay written out, and what a text that is not one was meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.language.decoding.figures import MOST_DIGITS
from engine.language.decoding.kinds import Broken, Reading
from engine.language.decoding.suggestions import near
from engine.language.values import WORKING_DAY, Duration
from engine.language.yaml import Scalar
from engine.problems import Place

_UNITS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 7 * 86400,
    "month": 31 * 86400,
    WORKING_DAY: 2 * 86400,  # with the days between: of seven at least two are none
}
_DURATION = re.compile(rf"([0-9]+) ({'|'.join(_UNITS)})s?")
_LONGEST = 100 * 366 * 86400  # seconds: a hundred years
_LIKE_DURATION = re.compile(r"([0-9]+)\s*(?:([a-zA-Zé]+)\.?|(.*))")
_OTHER_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "seconde", "secondes"), "seconds"),
    **dict.fromkeys(("m", "mn", "min", "mins"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs", "heure", "heures"), "hours"),
    **dict.fromkeys(("d", "j", "jour", "jours"), "days"),
    **dict.fromkeys(("w", "semaine", "semaines"), "weeks"),
    **dict.fromkeys(("mois",), "months"),
}


def duration_in(text: str) -> Duration | None:
    """`48 hours` -> Duration; None for any other text, for zero and for more than a hundred years."""
    found = _DURATION.fullmatch(text)
    if not found or len(found[1]) > MOST_DIGITS or not 0 < int(found[1]) * _UNITS[found[2]] <= _LONGEST:
        return None
    return Duration(int(found[1]), found[2])


# « Jours ouvrables » are other days: Saturdays are among them.
_WORKING_DAYS = re.compile(
    r"([0-9]+)\s*(?:(?:working|business|work|open)[\s_-]*days?|workdays?|jours?\s+(?:ouvr[ée]s?|travaill[ée]s?))",
    re.IGNORECASE,
)
_WITH_SATURDAYS = re.compile(r"([0-9]+)\s*jours?\s+ouvrables?", re.IGNORECASE)


def meant_delay(text: str) -> str | None:
    """`48h`, `48 heures` -> `48 hours`; None where the unit is missing or unknown."""
    if (working := _WORKING_DAYS.fullmatch(text.strip())) and (figure := working[1].lstrip("0")):
        better = f"{figure} working day{'s' if figure != '1' else ''}"
        return better if duration_in(better) else None
    found = _LIKE_DURATION.fullmatch(text.strip())
    if not found or not found[1].lstrip("0"):
        return None
    figure, unit = found[1].lstrip("0"), (found[2] or "").lower()
    if unit in ("an", "ans", "year", "years", "y") and len(figure) < 4:
        better = f"{int(figure) * 12} months"
    elif word := _OTHER_UNITS.get(unit) or near(unit, [f"{name}s" for name in _UNITS]):
        better = f"{figure} {word}"
    else:
        return None
    return better if duration_in(better) else None


def not_duration(reading: Reading, node: Scalar) -> Broken:
    """Reports a text that is not a delay."""
    text = node.text.strip()
    cause = (
        "a delay is a number and a unit: seconds, minutes, hours, days, working days, weeks or months; "
        "at most a hundred years"
    )
    fix = "write a delay such as 48 hours"
    if saturdays := _WITH_SATURDAYS.fullmatch(text):
        cause = "« jours ouvrables » are counted with the Saturdays, and nothing here counts so"
        fix = f"write {saturdays[1]} working days if Saturdays do not count, else as many days as they are"
    elif found := _LIKE_DURATION.fullmatch(text):
        figure, unit = found[1].lstrip("0"), (found[2] or "").lower()
        if not figure:
            cause = "a delay is longer than zero"
        elif _DURATION.fullmatch(text):
            cause, fix = "it is longer than a hundred years", "write a shorter one: 1200 months at most"
        elif not unit and not found[3]:
            cause, fix = "a number needs a unit", f"write the unit: {figure} hours"
        elif better := meant_delay(text):
            fix = f"write: {better}"
    return reading.report("bad-duration", f'"{text[:60]}" is not a delay', node.place, cause, fix)


def not_in_working_days(reading: Reading, found: Duration, place: Place, at: Scalar | None) -> Broken:
    """Reports a delay in working days where nobody waits."""
    what = at.text if at else "it"
    cause = "what nobody waits for goes by the calendar: seconds, minutes, hours, days, weeks or months"
    weeks = f"{what}: {-(-found.amount // 5)} week{'s' if found.amount > 5 else ''}"
    return reading.report("bad-duration", f'"{what}" is not counted in working days', place, cause, f"write: {weeks}")


def _pattern(units: Iterable[str]) -> str:
    return rf"[0-9]+ (?:{'|'.join(units)})s?"


DURATION_PATTERN = _pattern(_UNITS)
PLAIN_DURATION_PATTERN = _pattern(unit for unit in _UNITS if unit != WORKING_DAY)
