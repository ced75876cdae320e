"""Figures as a language writes them, and as people type them: read exactly, or not at all."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from engine.language.texts.typed import plain_signs

MOST_DIGITS = 40  # of a typed figure: more is no figure, and long ones are slow to read
GROUP = 3  # digits between two signs


class Signs(NamedTuple):
    """What a language puts between the digits of a figure, and before one below 0."""

    decimal: str
    group: str
    minus: str


class Style(NamedTuple):
    """
    How the figures of one field or value are written.

    Args:
        most: the decimals that it takes; None: any.
        least: the decimals that are always written.
        grouped: thousands stand apart; a year's do not.
    """

    most: int | None = None
    least: int = 0
    grouped: bool = True


PLAIN = Style()


class Unclear(NamedTuple):
    """
    A figure that is not read, because its signs have two meanings, or another language's alone.

    Args:
        thousands: what it is if its sign groups.
        decimal: what it is if its sign begins the decimals; None where it cannot.
    """

    thousands: Decimal
    decimal: Decimal | None


def decimals_of(step: int | Decimal) -> int:
    """The decimals of the multiples of a figure: 2 of 0.01, 1 of 0.5, none of 10."""
    return len(format(Decimal(step), "f").partition(".")[2].rstrip("0"))


def read(typed: str, signs: Signs, most: int | None = None) -> Decimal | Unclear | None:
    """
    The exact figure typed, in the signs of a language; None where it is none.

    Spaces of any width, apostrophes and the language's own sign group by three digits. Comma and point both begin
    decimals, unless the language groups with them. One sign before exactly three digits, behind one to three of which
    the first is not 0, is unclear where it is not the language's, and where it is its decimal sign but there are no
    three decimals to be typed: to many, 12.000 is twelve thousand.

    Args:
        most: the decimals that may be typed; None: any.
    """
    text = plain_signs(typed)
    found = re.fullmatch(r"([+-]?) ?([0-9].*)", text)
    if found is None or sum(map(str.isdigit, text)) > MOST_DIGITS:
        return None
    sign, digits = found.groups()
    group = plain_signs(signs.group) or " "  # a space alone is stripped
    if unclear := _unclear(sign, digits, group, signs.decimal, most):
        return unclear
    points = re.escape("".join({signs.decimal, ".", ","} - {group}))
    whole = rf"[1-9][0-9]{{0,2}}([ '{re.escape(group)}])[0-9]{{3}}(?:\2[0-9]{{3}})*|[0-9]+"
    shape = re.fullmatch(rf"({whole})(?:[{points}]([0-9]+))?", digits)
    return _exact(sign, shape[1], shape[3]) if shape else None


def _unclear(sign: str, digits: str, group: str, decimal: str, most: int | None) -> Unclear | None:
    found = re.fullmatch(r"([1-9][0-9]{0,2}([.,])[0-9]{3}(?:\2[0-9]{3})*)(?:([.,])([0-9]+))?", digits)
    if found is None or found[2] == group or found[3] == found[2]:
        return None
    thousands = _exact(sign, found[1], found[4])
    if found[3] or found[1].count(found[2]) > 1:
        return Unclear(thousands, None)  # two signs, or one twice: it can only group
    if found[2] == decimal and (most is None or most >= GROUP):
        return None
    return Unclear(thousands, _exact(sign, *found[1].split(found[2])))


def _exact(sign: str, whole: str, cents: str | None) -> Decimal:
    figure = re.sub("[^0-9]", "", whole) + (f".{cents}" if cents else "")
    return Decimal(f"{sign}{figure}" if figure.strip("0.") else figure)  # there is one zero


def write(value: int | Decimal, signs: Signs, style: Style = PLAIN) -> str:
    """
    A figure with exactly the decimals it has: no cent lost, none added but those of the style.

    One that would be unclear when it is typed so is written with fewer zeros, or a fourth decimal.
    """
    text = _written(value, signs, style)
    if style.most is None or signs.decimal not in text or not isinstance(read(text, signs, style.most), Unclear):
        return text
    exact = format(Decimal(value), "f").rstrip("0")
    short = _written(Decimal(exact), signs, style._replace(least=max(style.least, style.most)))
    if not isinstance(read(short, signs, style.most), Unclear):
        return short
    return _written(value, signs, style._replace(least=GROUP + 1))


def _written(value: int | Decimal, signs: Signs, style: Style) -> str:
    whole, _, cents = format(Decimal(value).copy_abs(), "f").partition(".")
    if style.grouped:
        first = len(whole) % GROUP or GROUP
        whole = signs.group.join((whole[:first], *(whole[at : at + GROUP] for at in range(first, len(whole), GROUP))))
    cents = cents.ljust(style.least, "0")
    return (signs.minus if value < 0 else "") + whole + (signs.decimal + cents if cents else "")
