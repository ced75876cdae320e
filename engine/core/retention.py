"""When a case is erased."""

from __future__ import annotations

from datetime import datetime

from engine.core.case import Case
from engine.language.model import Flow


def erase_at(flow: Flow, case: Case) -> datetime | None:
    """
    When the case is erased: some time after its end, or as a draft after its last step; None: never, or not yet.

    A case that has sealed something, holds a register key, rests or waits for a timer is no draft.
    """
    if case.closed_at:
        return flow.retention.closed.after(case.closed_at, flow.zone)
    if case.bound or case.held or flow.states[case.state].rest or case.touched_at is None:
        return None
    if case.present.timers:
        return None  # its page has promised what the timer does
    return flow.retention.draft.after(case.touched_at, flow.zone)


def is_past(erase_at: datetime | None, at: datetime) -> bool:
    """Whether a case is past its time at `at`: it is treated as erased, even before a worker erases it."""
    return erase_at is not None and erase_at <= at
