"""How long a browser holds a case, and in which order it holds several."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol

How = Literal["begun", "code", "register"]


class Hold(NamedTuple):
    """A case held by a browser."""

    case_id: str
    how: How  # it began the case, or was handed it by a code or a sign-in
    since: datetime
    seen_at: datetime  # the last look at the case


class HoldLimits(Protocol):
    """How long a hold lasts."""

    @property
    def begun_idle(self) -> timedelta:
        """Without a look at the case, for the browser that began it."""

    @property
    def resumed_idle(self) -> timedelta:
        """The same, where the case was handed over by a code or a sign-in."""

    @property
    def resumed_absolute(self) -> timedelta:
        """Since the case was handed over, however often it is looked at."""


def lasts(hold: Hold, at: datetime, limits: HoldLimits) -> bool:
    """Whether the browser still holds the case at `at`."""
    if hold.how == "begun":
        return at - hold.seen_at < limits.begun_idle
    return at - hold.seen_at < limits.resumed_idle and at - hold.since < limits.resumed_absolute


def recency(hold: Hold, touched_at: datetime | None) -> tuple[datetime, datetime, datetime]:
    """
    The key by which holds are sorted: the case last touched – by a step, or by getting hold of it – has the greatest.

    Args:
        touched_at: the case's last step.
    """
    return max(hold.since, touched_at or hold.since), hold.seen_at, hold.since
