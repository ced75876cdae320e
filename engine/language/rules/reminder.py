"""
reminder: a reminder is due before the timeout.

`before` counts back from the timeout, so the state has one. A reminder that is due as late as the timeout itself is
never sent: the case has left the state.

    # reported
    timeout: {after: 2 days, target: expired}
    reminders: [{after: 48 hours, effects: [{mail: reminder}]}, {after: 3 days, effects: [{mail: last}]}]

    # fixed
    timeout: {after: 2 days, target: expired}
    reminders: [{before: 24 hours, effects: [{mail: reminder}]}]
"""

from __future__ import annotations

from engine.language.analysis.delays import surely_as_long
from engine.language.analysis.subject import Extent, Subject
from engine.language.model import Reminder, State
from engine.language.values import Duration
from engine.problems import Problem

CODE = "reminder"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    states = (state for state in subject.flow.states.values() if not subject.unread.ways(state.name))
    return [p for state in states for reminder in state.reminders for p in _of_reminder(state, reminder)]


def _of_reminder(state: State, reminder: Reminder) -> list[Problem]:
    amount = reminder.before or reminder.after
    if amount is None:
        return []
    if state.timeout is None:
        if reminder.before is None:
            return []
        cause = f'`before` counts from the timeout, and state "{state.name}" has none'
        fix = "write `after`, which counts from the entry, or give the state a timeout"
        return [Problem(CODE, "a reminder `before` a timeout that the state does not have", amount.place, cause, fix)]
    delay, limit = amount.value, state.timeout.after.value
    if not isinstance(delay, Duration) or not isinstance(limit, Duration) or not surely_as_long(delay, limit):
        return []
    cause = (
        f"the timeout comes after {limit}, the reminder {delay} {'before it' if reminder.before else 'after the entry'}"
    )
    return [Problem(CODE, "a reminder that is never sent", amount.place, cause, f"write less than {limit}")]
