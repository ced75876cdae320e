"""Figures and dates as people write them, read as what they mean: so that a fix says theirs, and never another."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from decimal import Decimal

_SPACES = "[ \u00a0\u202f]"  # between groups of digits
_FIGURE = re.compile(rf"[+]?(-?)([0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+|[0-9]+)(?:([.,])([0-9]+))?")
_DOTTED = re.compile(r"[+]?(-?)([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)")  # 1.000,50
_DOTS = re.compile(r"[+]?-?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")  # 1.000.000
_UNIT = re.compile(rf"(?<=[0-9]){_SPACES}*(?:[%€]|[^\W\d_]+)\Z")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:er)?([-/. ])([0-9]{1,2}|[a-z]+)\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/. ])([0-9]{1,2})\2([0-9]{1,2})")
_MONTHS = {
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}


def figure(text: str) -> str | None:
    """
    A figure as the language writes it: `1 000` -> `1000`, `1,5` -> `1.5`, `40 %` -> `40`.

    None where it is none, or may be two: `1,000` is a thousand to some, and one to others.
    """
    words = _UNIT.sub("", text.strip())
    if _DOTS.fullmatch(words):
        words = words.replace(".", "")
    if found := _DOTTED.fullmatch(words):
        sign, whole, rest, mark = found[1], found[2].replace(".", ""), found[3], ","
    elif found := _FIGURE.fullmatch(words):
        sign, whole, mark, rest = found[1], re.sub(_SPACES, "", found[2]), found[3], found[4]
    else:
        return None
    if mark == "," and len(rest) == 3 and found[2] == whole and len(whole) < 4 and whole != "0":
        return None
    whole = whole.lstrip("0") or "0"
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def share(text: str) -> str:
    """A percentage as the figure to multiply with: `20`, `20 %` -> `0.2`; `5,5` -> `0.055`."""
    given = Decimal(figure(text) or "20")
    return format((given / 100).normalize(), "f")


def two_readings(text: str, *, whole: bool = False) -> tuple[str, str] | None:
    """
    A figure whose point stands before exactly three digits, read as thousands and as decimals: `23.000`, `1.500`.

    None where it is no such figure, or is clear: `0.125` has nothing before the point, and nobody ends decimals with a
    0 that says nothing, so `1.125` is one and an eighth – unless it is of whole numbers.
    """
    found = re.fullmatch(r"(-?)([1-9][0-9]{0,2})\.([0-9]{3})", text)
    if found is None or not (whole or text.endswith("0")):
        return None
    decimals = found[3].rstrip("0")
    return f"{found[1]}{found[2]}{found[3]}", f"{found[1]}{found[2]}" + (f".{decimals}" if decimals else "")


def day(text: str) -> str | None:
    """
    A date as year-month-day: `31/01/2025`, `31 janvier 2025` -> `2025-01-31`. None where it is none.

    A day that its month does not have is that month's last: `2026-02-30` -> `2026-02-28`.
    """
    numbers = _numbers(text)
    try:
        return date(*numbers[:2], days_of_month(text) or numbers[2]).isoformat() if numbers else None
    except ValueError:
        return None


def days_of_month(text: str) -> int | None:
    """How many days the month has of a date that is not in it: `30/02/2026` -> 28. None of any other text."""
    year, month, last = _numbers(text) or (0, 0, 0)
    if not (year >= 1 and 1 <= month <= 12 and last <= 31):
        return None
    there = monthrange(year, month)[1]
    return there if last > there else None


def _numbers(text: str) -> tuple[int, int, int] | None:
    """Year, month and day, whether or not there is such a day."""
    plain = unicodedata.normalize("NFKD", text.strip().lower()).encode("ascii", "ignore").decode()
    if found := _DAY_FIRST.fullmatch(plain):
        return int(found[4]), _MONTHS.get(found[3]) or (int(found[3]) if found[3].isdigit() else 0), int(found[1])
    if found := _YEAR_FIRST.fullmatch(plain):
        return int(found[1]), int(found[3]), int(found[4])
    return None


def truth(text: str) -> str | None:
    """`oui` -> `true`, `Non` -> `false`."""
    word = text.strip().lower()
    if word in ("true", "yes", "on", "y", "oui", "o", "vrai"):
        return "true"
    return "false" if word in ("false", "no", "off", "n", "non", "faux") else None
