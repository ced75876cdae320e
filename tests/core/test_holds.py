"""How long a browser holds a case, and in which order it holds several."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.core.holds import Hold, How, lasts, recency
from engine.core.limits import Limits
from tests.support.stage import NOW

MINUTE = timedelta(minutes=1)
LIMITS = Limits(begun_idle=60 * MINUTE, resumed_idle=10 * MINUTE, resumed_absolute=30 * MINUTE)


@pytest.mark.parametrize(
    ("how", "since", "seen", "held", "why"),
    [
        ("begun", 500, 59, True, "looked at in time, however long ago it began"),
        ("begun", 60, 60, False, "the limit itself is past"),
        ("code", 20, 9, True, "looked at in time, and handed over not long ago"),
        ("code", 20, 10, False, "not looked at for too long, though one that it began would last"),
        ("code", 29, 0, True, "a moment before the absolute limit"),
        ("code", 30, 0, False, "however busy: since the code was given it was too long"),
        ("register", 20, 9, True, "a sign-in lasts as a code does"),
        ("register", 20, 10, False, "and ends as one"),
        ("register", 30, 0, False, "in both ways"),
    ],
)
def test_how_long_a_hold_lasts(how: How, since: int, seen: int, held: bool, why: str) -> None:
    hold = Hold("a", how, NOW - since * MINUTE, NOW - seen * MINUTE)
    assert lasts(hold, NOW, LIMITS) is held, why


def at(minute: int) -> datetime:
    return NOW + minute * MINUTE


@pytest.mark.parametrize(
    ("later", "earlier", "why"),
    [
        ((0, 0, 5), (0, 9, 4), "the later step counts, not the later look"),
        ((6, 6, 1), (0, 0, 5), "getting hold of it counts as a step"),
        ((0, 2, 5), (0, 1, 5), "of two steps at once, the one looked at last"),
        ((3, 3, None), (0, 3, 2), "one of which no step is known: when it was got hold of"),
    ],
)
def test_the_case_last_touched_comes_first(
    later: tuple[int, int, int | None], earlier: tuple[int, int, int | None], why: str
) -> None:
    """(got hold of, looked at, touched)"""

    def key(since: int, seen: int, touched: int | None) -> tuple[datetime, datetime, datetime]:
        return recency(Hold("a", "begun", at(since), at(seen)), None if touched is None else at(touched))

    assert key(*later) > key(*earlier), why
