"""The values that answers, settings and guards are made of."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

# An answer or a value of a case: text, exact number, yes/no, date, list of texts; None is "not given".
Value = str | int | Decimal | bool | date | tuple[str, ...] | None

YEARS = range(1800, 2200)  # of a date: a year typed with two digits, or a month and day typed first, is none of them

ELAPSED = {"second": 1, "minute": 60, "hour": 3600}
WORKING_DAY = "working day"


class Duration(NamedTuple):
    """A delay as an analyst writes it: `48 hours`, `2 months`, `5 working days`."""

    amount: int
    unit: str  # singular: second minute hour day week month, or WORKING_DAY

    def after(self, when: datetime, zone: str) -> datetime:
        """
        The instant this long after `when` (aware, UTC), in UTC.

        Seconds, minutes and hours are elapsed time; days, weeks and months go by the calendar of `zone`, at the
        same local hour (a month: the same day, or the month's last). Working days are counted by `workdays`.
        """
        return self._moved(when, zone, 1)

    def before(self, when: datetime, zone: str) -> datetime:
        """The instant this long before `when`, by the same reckoning."""
        return self._moved(when, zone, -1)

    def _moved(self, when: datetime, zone: str, sign: int) -> datetime:
        assert self.unit != WORKING_DAY, "only a site's calendar says which these are"
        if self.unit in ELAPSED:
            return when.astimezone(UTC) + sign * timedelta(seconds=self.amount * ELAPSED[self.unit])
        local = when.astimezone(ZoneInfo(zone))
        if self.unit == "month":
            months = local.year * 12 + local.month - 1 + sign * self.amount
            year, month = divmod(months, 12)
            day = min(local.day, monthrange(year, month + 1)[1])
            moved = local.replace(year=year, month=month + 1, day=day)
        else:
            moved = local + sign * timedelta(days=self.amount * (7 if self.unit == "week" else 1))
        return moved.astimezone(UTC)

    @classmethod
    def of(cls, elapsed: timedelta) -> Duration:
        """The same in the largest unit of elapsed time that makes a whole number of it."""
        seconds = int(elapsed.total_seconds())
        unit = next(unit for unit in ("hour", "minute", "second") if seconds % ELAPSED[unit] == 0)
        return cls(seconds // ELAPSED[unit], unit)

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'s' if self.amount != 1 else ''}"


class LastDay(NamedTuple):
    """A deadline that is a whole day: its last instant still counts."""

    day: date


@dataclass(frozen=True, slots=True)
class TypedIn:
    """What was typed, as it was sent, in a field that a language reads in its own way: a figure, a day."""

    language: str
    texts: tuple[str, ...]


SettingValue = str | int | Decimal | bool | Duration
