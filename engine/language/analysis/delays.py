"""Whether one delay is surely as long as another, or longer: the calendar makes days and months of several lengths."""

from __future__ import annotations

from engine.language.values import Duration

# How short and how long a unit can be, in seconds: a day has 23 to 25 hours, a month 28 to 31 days.
_SECONDS = {
    "second": (1, 1),
    "minute": (60, 60),
    "hour": (3600, 3600),
    "day": (82_800, 90_000),
    "week": (601_200, 608_400),
    "month": (2_415_600, 2_682_000),
}


def surely_as_long(delay: Duration, limit: Duration) -> bool:
    """Whether a delay is as long as a limit or longer, whenever both begin."""
    if delay.unit == limit.unit:
        return delay.amount >= limit.amount
    return delay.amount * _SECONDS[delay.unit][0] >= limit.amount * _SECONDS[limit.unit][1]


def surely_longer(delay: Duration, limit: Duration) -> bool:
    """Whether a delay is longer than a limit, whenever both begin."""
    if delay.unit == limit.unit:
        return delay.amount > limit.amount
    return delay.amount * _SECONDS[delay.unit][0] > limit.amount * _SECONDS[limit.unit][1]
