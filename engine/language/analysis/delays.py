"""
Whether one delay is surely as long as another, or longer: the calendar makes days and months of several lengths, and
nobody knows how many days a site will be closed.
"""

from __future__ import annotations

from math import inf

from engine.language.model import MakeCode, Timeout
from engine.language.values import ELAPSED, WORKING_DAY, Duration
from engine.language.workdays import Delay

# How short and how long a unit can be, in seconds: a day has 23 to 25 hours, a month 28 to 31 days.
_SECONDS = {
    "second": (1, 1),
    "minute": (60, 60),
    "hour": (3600, 3600),
    "day": (82_800, 90_000),
    "week": (601_200, 608_400),
    "month": (2_415_600, 2_682_000),
}


def of_timeout(timeout: Timeout) -> Delay | None:
    """How long a state waits at most; None: until a day, or it could not be read."""
    value = timeout.after.value if timeout.after else None
    return Delay(value, timeout.lands) if isinstance(value, Duration) else None


def of_code(made: MakeCode) -> Delay | None:
    """How long a code lives; None: it could not be read."""
    return Delay(made.lives.value, made.lands) if isinstance(made.lives.value, Duration) else None


def surely_as_long(delay: Delay, limit: Delay) -> bool:
    """Whether a delay is as long as a limit or longer, whenever both begin."""
    (amount, unit), (most, unit_of_limit) = delay.duration, limit.duration
    # Two that land keep their order where both end at the hour at which they begin.
    in_order = not limit.lands or (delay.lands and unit not in ELAPSED)
    if unit == unit_of_limit and in_order:
        return amount >= most
    return _shortest(delay) >= _longest(limit)


def surely_longer(delay: Delay, limit: Delay) -> bool:
    """Whether a delay is longer than a limit, whenever both begin."""
    (amount, unit), (most, unit_of_limit) = delay.duration, limit.duration
    if unit == unit_of_limit and not limit.lands:
        return amount > most
    return _shortest(delay) > _longest(limit)


def _shortest(delay: Delay) -> float:
    amount, unit = delay.duration
    if unit == WORKING_DAY:
        return (amount + 2 * ((amount - 1) // 5)) * _SECONDS["day"][0]  # between six of them lies a weekend
    return amount * _SECONDS[unit][0]


def _longest(delay: Delay) -> float:
    amount, unit = delay.duration
    return inf if delay.lands or unit == WORKING_DAY else amount * _SECONDS[unit][1]
