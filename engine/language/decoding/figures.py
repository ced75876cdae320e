"""A node -> a number or a day written out, and what a text that is neither was meant to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from engine.language import spellings
from engine.language.decoding.kinds import Broken, Kind, Reading
from engine.language.decoding.mistakes import at_key, subject, wrong_type
from engine.language.values import YEARS
from engine.language.yaml import Node, Scalar

T = TypeVar("T")

MOST_DIGITS = 15  # of a figure an analyst writes
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,999})\Z")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]{1,999})?\Z")


def whole_number(text: str) -> int | None:
    """A whole number of at most MOST_DIGITS; None for any other text."""
    return int(text) if re.fullmatch(rf"0|-?[1-9][0-9]{{0,{MOST_DIGITS - 1}}}", text) else None


def _integer(node: Scalar) -> int | None:
    return int(node.text) if node.style == "plain" and INTEGER.match(node.text) else None


def _decimal(node: Scalar) -> Decimal | None:
    return Decimal(node.text) if node.style == "plain" and NUMBER.match(node.text) else None


def _day(node: Scalar) -> date | None:
    try:
        return date.fromisoformat(node.text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", node.text) else None
    except ValueError:
        return None


def _meant_integer(text: str) -> str | None:
    given = spellings.figure(text)
    return given if given and "." not in given else None


def unclear_figure(reading: Reading, node: Node, at: Scalar | None, *, whole: bool = False) -> Broken | None:
    """Reports a figure that is a thousand to some and one to others, with both; None: it is clear, or is none."""
    found = (
        spellings.two_readings(node.text, whole=whole) if isinstance(node, Scalar) and node.style == "plain" else None
    )
    if found is None or reading.stored or not isinstance(node, Scalar):
        return None
    thousands, decimals = found
    fix = f"write {at_key(at, thousands)}"
    if not (whole and "." in decimals):
        fix += f", or {at_key(at, decimals)}"
    message = f"{subject(at)} can be read in two ways: {node.text}"
    cause = f"a point begins decimals, so this is {decimals}; to many it is {thousands}"
    return reading.report("unclear-number", message, node.place, cause, fix)


def _written_as(
    value: Callable[[Scalar], T | None], wanted: str, otherwise: str, meant_by: Callable[[str], str | None]
) -> Callable[[Reading, Node, Scalar | None], T | Broken]:
    """Returns a reader of values with one spelling. `otherwise`: the fix where it is unknown what was meant."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> T | Broken:
        unclear = unclear_figure(reading, node, at, whole=wanted == "a whole number") if "number" in wanted else None
        if unclear is not None:
            return unclear
        if isinstance(node, Scalar) and (found := value(node)) is not None:
            return found
        given = meant_by(node.text) if isinstance(node, Scalar) else None
        if given and isinstance(node, Scalar) and value(node._replace(text=given, style="plain")) is None:
            given = None
        fix = f"write: {at_key(at, given)}" if given else otherwise
        if given and isinstance(node, Scalar) and node.style == "quoted" and given == node.text:
            fix = f"write without quotes: {at_key(at, given)}"
        return wrong_type(reading, node, at, wanted, fix=fix)

    return read


WHOLE: Kind[int] = Kind(
    _written_as(_integer, "a whole number", "write a whole number, in digits, without quotes", _meant_integer),
    lambda _: {"type": "integer"},
)
DECIMAL: Kind[Decimal] = Kind(
    _written_as(
        _decimal, "a number", "write a number, in digits, without quotes; decimals after a point", spellings.figure
    ),
    lambda _: {"type": "number"},
)
_ANY_DAY = _written_as(_day, "a date", "write it as year-month-day, in digits", spellings.day)


def _read_day(reading: Reading, node: Node, at: Scalar | None) -> date | Broken:
    found = _ANY_DAY(reading, node, at)
    if not isinstance(found, date) or found.year in YEARS or reading.stored:
        return found
    return reading.report(
        "out-of-bounds",
        f"{subject(at)} cannot be of the year {found.year:04}",
        node.place,
        f"nobody can type such a date: a year is {YEARS[0]} to {YEARS[-1]}",
        f"write a date of {YEARS[0]} to {YEARS[-1]}",
    )


DAY: Kind[date] = Kind(
    _read_day,
    lambda _: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
)
