"""Working days: which days are, and delays that count them or end on one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.language.public_holidays import public_holidays
from engine.language.values import ELAPSED, WORKING_DAY, Duration

_DAY = timedelta(days=1)


class Calendar(NamedTuple):
    """
    Which days are worked: a value, as the time it is. Saturdays and Sundays never are.

    Attributes:
        country: whose public holidays are not either; "": none are known.
        region: of that country, for those that are kept there alone; "": none.
        closed: further days.
    """

    country: str = ""
    region: str = ""
    closed: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Whether a day is worked."""
        if day.weekday() >= 5 or day in self.closed:
            return False
        return not self.country or day not in public_holidays(self.country, self.region, day.year)

    def counted(self, day: date, amount: int) -> date:
        """
        The working day that is the `amount`-th after a day, which is not counted; before it, where negative.

        At most two days of seven and the days that are named – few, and of a list that ends – are passed over.
        """
        step, left = (_DAY if amount > 0 else -_DAY), abs(amount)
        while left:
            day += step
            left -= self.is_open(day)
        return day

    def landed(self, day: date) -> date:
        """The day itself where it is worked, else the next that is."""
        return day if self.is_open(day) else self.counted(day, 1)


WEEK = Calendar()  # of a site that has none


class Delay(NamedTuple):
    """
    A delay, and where it ends.

    Attributes:
        lands: on a working day: where it would end on another, it ends on the next, at the same hour.
    """

    duration: Duration
    lands: bool = False

    def after(self, when: datetime, zone: str, calendar: Calendar) -> datetime:
        """The instant this long after `when` (aware, UTC), in UTC: working days end at the same local hour."""
        unit = self.duration.unit
        if unit == WORKING_DAY:
            return _on(when, zone, calendar.counted(_day(when, zone), self.duration.amount))
        due = self.duration.after(when, zone)
        day = _day(due, zone)
        if not self.lands or calendar.is_open(day):
            return due
        # What goes by the calendar keeps the hour at which it began, also where summer time leaves that out between.
        return _on(due if unit in ELAPSED else when, zone, calendar.landed(day))

    def before(self, when: datetime, zone: str, calendar: Calendar) -> datetime:
        """The instant this long before `when`, by the same reckoning."""
        if self.duration.unit == WORKING_DAY:
            return _on(when, zone, calendar.counted(_day(when, zone), -self.duration.amount))
        return self.duration.before(when, zone)


def _day(when: datetime, zone: str) -> date:
    return when.astimezone(ZoneInfo(zone)).date()


def _on(when: datetime, zone: str, day: date) -> datetime:
    """The same local hour on another day; one that summer time leaves out, as much later as it takes."""
    local = when.astimezone(ZoneInfo(zone))
    return local.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)
