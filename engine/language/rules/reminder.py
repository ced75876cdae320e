"""
reminder: a reminder is due before the timeout.

`before` counts back from the timeout, so the state has one. A reminder that is due as late as the timeout itself is
never sent: the case has left the state. Nothing is said where it depends on how many days are worked.

    # reported
    timeout: {after: 2 days, target: expired}
    reminders: [{after: 48 hours, effects: [{mail: reminder}]}, {after: 3 days, effects: [{mail: last}]}]

    # fixed
    timeout: {after: 2 days, target: expired}
    reminders: [{before: 24 hours, effects: [{mail: reminder}]}]
"""

from __future__ import annotations

from engine.language.analysis.delays import of_timeout, surely_as_long
from engine.language.analysis.due import day_known
from engine.language.analysis.subject import Extent, Subject
from engine.language.model import Flow, Reminder, State
from engine.language.values import Duration
from engine.language.workdays import Delay
from engine.problems import Problem

CODE = "reminder"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    states = (state for state in flow.states.values() if not subject.unread.ways(state.name))
    return [p for state in states for reminder in state.reminders for p in _of_reminder(flow, state, reminder)]


def _of_reminder(flow: Flow, state: State, reminder: Reminder) -> list[Problem]:
    amount = reminder.before or reminder.after
    if amount is None:
        return _of_day(flow, state, reminder)
    if state.timeout is None:
        if reminder.before is None:
            return []
        cause = f'`before` counts from the timeout, and state "{state.name}" has none'
        fix = "write `after`, which counts from the entry, or give the state a timeout"
        return [Problem(CODE, "a reminder `before` a timeout that the state does not have", amount.place, cause, fix)]
    delay, limit = amount.value, of_timeout(state.timeout)
    if not isinstance(delay, Duration) or limit is None or not surely_as_long(Delay(delay), limit):
        return []
    since = "before it" if reminder.before else "after the entry"
    cause = f"the timeout comes after {limit.duration}, the reminder {delay} {since}"
    return [Problem(CODE, "a reminder that is never sent", amount.place, cause, f"write less than {limit.duration}")]


def _of_day(flow: Flow, state: State, reminder: Reminder) -> list[Problem]:
    """A reminder on a day, of a state that is left at the end of an earlier one."""
    until = day_known(flow, state.timeout.at) if state.timeout and state.timeout.at else None
    day = day_known(flow, reminder.at) if reminder.at else None
    if reminder.at is None or until is None or day is None or day <= until:
        return []
    cause = f"the state is left at the end of {until.isoformat()}, the reminder is due on {day.isoformat()}"
    fix = f"write: at: {until.isoformat()}" if reminder.at.day else f"write a day up to {until.isoformat()}"
    return [Problem(CODE, "a reminder that is never sent", reminder.at.place, cause, fix)]
