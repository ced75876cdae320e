"""When the timers of a state are due: fixed as it is entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.core.case import Case, Timer
from engine.language.guards import as_date
from engine.language.model import Amount, At, Flow, Reminder, Setting, State
from engine.language.values import YEARS, Duration, LastDay
from engine.language.workdays import Calendar, Delay

REMINDED_AT = time(9)  # the hour of a reminder that names a day, where the flow is
_DAY = timedelta(days=1)


class Clock(NamedTuple):
    """
    What a due time is reckoned by: values, handed to a step.

    Attributes:
        now: aware, UTC.
        calendar: the site's, as it is now.
    """

    now: datetime
    calendar: Calendar


def timers_of(flow: Flow, case: Case, clock: Clock) -> tuple[Timer, ...]:
    """The timers of the state that the case has just entered, by due time; none of a date that is not given."""
    state = flow.states[case.state]
    if state.timeout is None and not state.reminders:
        return ()
    timeout_at = _timeout_at(flow, state, case, clock)
    due = [(Timer("timeout", 0, timeout_at))] if timeout_at else []
    for which, reminder in enumerate(state.reminders):
        at = _reminder_at(flow, reminder, timeout_at, case, clock)
        if at:
            due.append(Timer("reminder", which, at))
    return tuple(sorted(due, key=lambda timer: timer.due_at))


def _timeout_at(flow: Flow, state: State, case: Case, clock: Clock) -> datetime | None:
    timeout = state.timeout
    if timeout is None:
        return None
    if timeout.at:
        day = day_of(timeout.at, flow.settings, case)
        return _first_instant(day + _DAY, flow.zone) if day else None
    since = next((step for step in case.trail[-2::-1] if timeout.since and step.state == timeout.since.name), None)
    start = since.entered_at if since and since.entered_at else clock.now
    assert timeout.after
    return Delay(delay_of(timeout.after), timeout.lands).after(start, flow.zone, clock.calendar)


def _reminder_at(
    flow: Flow, reminder: Reminder, timeout_at: datetime | None, case: Case, clock: Clock
) -> datetime | None:
    if reminder.at:
        day = day_of(reminder.at, flow.settings, case)
        return _local(day, REMINDED_AT, flow.zone) if day else None
    if reminder.after:
        return Delay(delay_of(reminder.after)).after(clock.now, flow.zone, clock.calendar)
    if reminder.before and timeout_at:
        return Delay(delay_of(reminder.before)).before(timeout_at, flow.zone, clock.calendar)
    return None


def day_of(at: At, settings: Mapping[str, Setting], case: Case) -> date | None:
    """The day that an `at` means for a case; None: it is not given, or is of a year that nobody can type."""
    if at.day or at.name is None:
        return at.day
    setting = settings.get(at.name.name)
    found = setting.value if setting else case.known().get(at.name.name)
    day = found if isinstance(found, date) else as_date(found)
    return day if day and day.year in YEARS else None


def follows_answers(state: State, timer: Timer) -> bool:
    """Whether a timer of this state is due at a day that an answer or a value says."""
    timeout = state.timeout
    reminder = state.reminders[timer.which] if timer.kind == "reminder" else None
    named = [reminder.at] if reminder else []
    if timeout and (reminder is None or reminder.before):
        named.append(timeout.at)
    return any(at and at.name for at in named)


def deadline(flow: Flow, case: Case) -> datetime | LastDay | None:
    """When the present state times out: an instant, or the last day that counts; None: it does not."""
    due_at = case.deadline
    timeout = flow.states[case.state].timeout
    if due_at is None or timeout is None or timeout.at is None:
        return due_at
    return LastDay((due_at.astimezone(ZoneInfo(flow.zone)) - _DAY).date())


def _first_instant(day: date, zone: str) -> datetime:
    return _local(day, time(0), zone)


def _local(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def delay_of(amount: Amount) -> Duration:
    """The duration an analyst wrote, or named a setting for."""
    assert isinstance(amount.value, Duration), "a flow that loads has a duration here"
    return amount.value


def figure_of(amount: Amount) -> int:
    """The whole number an analyst wrote, or named a setting for."""
    assert isinstance(amount.value, int), "a flow that loads has a whole number here"
    return amount.value
