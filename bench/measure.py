"""
How two ways of doing one thing are timed on a machine that does other things too: by the processor's time, which does
not count what others take.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

Side = Callable[[], float]  # does it once or more, returns the seconds of one


class Measured(NamedTuple):
    engine: float  # seconds of one
    floor: float
    ratio: float


def compare(engine: Side, floor: Side, *, rounds: int = 15, of: int = 5) -> Measured:
    """
    Both by turns, one after the other, so that neither has the processor's caches for itself: a service answers now one
    page and now another. In each round the best of a few of either, so that a moment in which the machine did something
    else counts for neither; over the rounds the median, of the ratios too.
    """
    engine(), floor()  # what is made once is made before
    pairs = []
    for number in range(rounds):
        order = (engine, floor) if number % 2 else (floor, engine)
        taken = [[side() for side in order] for _ in range(of)]
        best = dict(zip(order, map(min, zip(*taken, strict=True)), strict=True))
        pairs.append((best[engine], best[floor]))
    return Measured(median(e for e, _ in pairs), median(f for _, f in pairs), median(e / f for e, f in pairs))


def batch(do: Callable[[], object], calls: int) -> Side:
    """So many calls, as one side: the time of one of them."""

    def side() -> float:
        start = now()
        for _ in range(calls):
            do()
        return (now() - start) / calls

    return side


def now() -> float:
    """Seconds of the processor that this process has taken."""
    return time.process_time()


def percentile(times: list[float], share: float) -> float:
    """The time within which this share of them lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
