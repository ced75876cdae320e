"""The values that a name can have where a guard is read, cut into regions in each of which a guard has one verdict."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from engine.language.values import Value

Figure = int | Decimal | Fraction
NO_TEXT = ""


class Domain(NamedTuple):
    """
    What a name can stand for.

    Attributes:
        kind: as Slot.kind.
        nullable: it may be null.
        closed: the only texts that there are; of a list, those that may stand in it.
        only: the only answer that is taken, of a box that must be ticked.
        least, most, step: of a number.
        lengths: of a text or list: the least and the greatest.
        may_be_empty: it may be a text without a character, which is not given.
        setting: its value, where it is one.
        subject: two names of one subject have one value; empty: it is its own.
        until_today: a day that is never after today's, on whichever day it is read.
        asks: the name without which it is null, and with which it is not.
    """

    kind: str
    nullable: bool = True
    closed: tuple[str, ...] = ()
    only: bool | None = None
    least: Figure | None = None
    most: Figure | None = None
    step: Figure | None = None
    lengths: tuple[int | None, int | None] = (None, None)
    may_be_empty: bool = False
    setting: object = None
    subject: str = ""
    asks: str = ""
    until_today: bool = False


Domains = Mapping[str, Domain]


def as_figure(value: object) -> Fraction:
    """A value of which it is known that it is a figure."""
    assert isinstance(value, int | Decimal | Fraction)
    return Fraction(value)


class Choice:
    """The regions of what is equal to something or not: each value that is named, then all others together."""

    def __init__(self, values: Iterable[Value], *, others: bool) -> None:
        self._at: dict[object, int] = {value: at for at, value in enumerate(dict.fromkeys(values))}
        self.count = len(self._at) + others

    def values(self) -> dict[object, int]:
        """The values that have a region of their own, and where."""
        return self._at

    def at(self, value: object) -> int | None:
        return self._at.get(value)


class Scale:
    """The regions of what has an order: each figure that is named, and what lies between two of them."""

    def __init__(self, cuts: Iterable[Figure], least: Figure | None, most: Figure | None, step: Figure | None) -> None:
        self._cuts = sorted(set(cuts))
        # Region 2i lies below the figure i, region 2i + 1 is that figure; those in which nothing can lie are left out.
        self._regions = [
            region for region in range(2 * len(self._cuts) + 1) if self._holds_one(region, least, most, step)
        ]
        self.count = len(self._regions)

    def below(self, figure: Figure) -> int:
        """How many regions lie below a figure that was named."""
        return bisect_left(self._regions, 2 * bisect_left(self._cuts, figure) + 1)

    def up_to(self, figure: Figure) -> int:
        """How many regions lie below a figure that was named, or are it."""
        return bisect_left(self._regions, 2 * bisect_left(self._cuts, figure) + 2)

    def _holds_one(self, region: int, least: Figure | None, most: Figure | None, step: Figure | None) -> bool:
        at, is_figure = divmod(region, 2)
        if is_figure:
            figure = Fraction(self._cuts[at])
            inside = (least is None or figure >= least) and (most is None or figure <= most)
            return inside and (step is None or figure % Fraction(step) == 0)
        low, low_counts = (Fraction(self._cuts[at - 1]), False) if at else (None, False)
        high, high_counts = (Fraction(self._cuts[at]), False) if at < len(self._cuts) else (None, False)
        if least is not None and (low is None or least > low):
            low, low_counts = Fraction(least), True
        if most is not None and (high is None or most < high):
            high, high_counts = Fraction(most), True
        if low is None or high is None:
            return True
        if step is not None:
            low, low_counts = _next(low, Fraction(step), itself=low_counts), True
        return low < high or (low == high and low_counts and high_counts)


def _next(figure: Fraction, step: Fraction, *, itself: bool) -> Fraction:
    """The least multiple of a step above a figure, or at it."""
    above = -(-figure // step) * step
    return above if itself or above > figure else above + step


def day(value: date) -> int:
    """A date as a figure."""
    return value.toordinal()


def bits(stride: int, count: int, first: int, end: int, size: int) -> int:
    """The numbers below `size` whose digit of this stride and count lies from `first` on and before `end`."""
    if end <= first:
        return 0
    block = ((1 << (stride * (end - first))) - 1) << (stride * first)
    return block * (((1 << size) - 1) // ((1 << (stride * count)) - 1))
