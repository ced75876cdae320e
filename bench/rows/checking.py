"""Checking flows of thousands of states, branches, guards and fields: what is twice as large takes twice as long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

from bench.measure import now
from bench.table import Row
from engine.language.load import load_catalogue
from tests.support.shapes import SHAPES, written

# In each step from n / 4 to n / 2 to n; a little is above 2, for what does not fit the processor's caches any more.
MOST_GROWTH = 2.6
LARGE = ("line", "ring", "branches", "many guards", "unknown names")


def rows(folder: Path) -> Iterator[Row]:
    for name in LARGE:
        make, size = SHAPES[name]
        quarter, half, whole = (_seconds(folder, make(size // part)) for part in (4, 2, 1))
        growth = max(whole / half, half / quarter)
        told = (f"{whole:.2f} s", f"{half:.2f} s, {quarter:.2f} s")
        what = f"check: {name}, {size:,} / half / quarter"
        yield Row(what, whole, half, growth, "s", most=MOST_GROWTH, bound=10, told=told)
    make, size = SHAPES["doubling guards"]
    whole, half = (_seconds(folder, make(count)) for count in (size, size // 2))
    yield Row(f"check: {size} guards that double / half", whole, half, whole / half, "s", bound=10)


def _seconds(folder: Path, files: dict[str, str]) -> float:
    """From the files to the problems, once: a second or more is long enough."""
    written(folder / "big", files)
    began = now()
    load_catalogue(folder / "big")
    taken = now() - began
    rmtree(folder / "big")
    return taken
