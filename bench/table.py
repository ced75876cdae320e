"""A row of the table, and the table."""

from __future__ import annotations

import math
from typing import NamedTuple


class Row(NamedTuple):
    """
    One thing measured, beside its floor.

    Attributes:
        engine, floor: in `unit`; NaN: what it takes to measure them is not there.
        ratio: engine / floor where less is better, so that 1.0 is the floor; of rates the other way round.
        most: the aim for the ratio; None: it has none.
        bound: the aim for the figure itself, in `unit`: at most, of a rate at least.
        told: what stands in the table instead of the two figures.
    """

    what: str
    engine: float
    floor: float
    ratio: float
    unit: str
    most: float | None = None
    bound: float | None = None
    rate: bool = False
    told: tuple[str, str] | None = None

    @property
    def measured(self) -> bool:
        return not math.isnan(self.engine)

    @property
    def aim(self) -> str:
        aims = [f"≤ {self.most:g}×"] if self.most else []
        if self.bound is not None:
            aims.append(f"{'≥' if self.rate else '≤'} {self.bound:g} {self.unit}")
        return ", ".join(aims)

    @property
    def met(self) -> bool | None:
        """Whether every aim is; None: there is none, or nothing was measured."""
        if not self.measured or (self.most is None and self.bound is None):
            return None
        near = self.most is None or self.ratio <= self.most
        good = self.bound is None or (self.engine >= self.bound if self.rate else self.engine <= self.bound)
        return near and good


HEAD = ("what", "Parcours", "floor", "ratio", "aim", "")


def line(row: Row) -> tuple[str, ...]:
    told = {None: "", True: "met", False: "missed"}[row.met] if row.measured else "not measured"
    engine, floor = row.told or (_figure(row.engine, row.unit), _figure(row.floor, row.unit))
    return (row.what, engine, floor, "–" if math.isnan(row.ratio) else f"{row.ratio:.2f}×", row.aim, told)


def table(rows: list[Row]) -> str:
    """As Markdown, in columns."""
    lines = [HEAD, *map(line, rows)]
    widths = [max(len(cells[i]) for cells in lines) for i in range(len(HEAD))]
    dashes = ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:4]), *("-" * w for w in widths[4:])]
    shown = [_laid_out(cells, widths) for cells in lines]
    return "\n".join([shown[0], f"| {' | '.join(dashes)} |", *shown[1:]])


def _laid_out(cells: tuple[str, ...], widths: list[int]) -> str:
    right = range(1, 4)
    laid = [cell.rjust(widths[i]) if i in right else cell.ljust(widths[i]) for i, cell in enumerate(cells)]
    return f"| {' | '.join(laid)} |"


def _figure(value: float, unit: str) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
