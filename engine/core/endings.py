"""Why a browser does not hold a case any more, and which of these reasons is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, get_args

from engine.core.case import TIMEOUT, Case
from engine.core.holds import Hold, HoldLimits, How
from engine.core.retention import is_past

# Each is a key of the engine's own words, under "notices".
Ending = Literal[
    "left_before",  # let go by its button, by the browser that began the case
    "signed_out_before",  # the same, where a code or a sign-in had opened it
    "taken_over",  # a code has opened it in another browser
    "unused",  # begun here, and not looked at for too long
    "idle",  # opened by a code or a sign-in, and not looked at for too long
    "open_all_day",  # the same, and opened too long ago
    "draft_erased",  # retention has erased it before anything was sent
    "attempt_erased",  # the same, of a case that only looked for another: that one is as it was
    "expired",  # retention has erased it: a deadline had ended it
    "closed",  # retention has erased it after another end
]
ENDINGS: tuple[Ending, ...] = get_args(Ending)
# A reason where none is known.
Unknown = Literal["anothers", "never_begun", "open_too_long"]

# How long an ending is remembered.
REMEMBERED_FOR = timedelta(days=30)

# Those of a case that was opened by a code or a sign-in.
OF_AN_ACCOUNT = ("signed_out_before", "idle", "open_all_day")


class Ended(NamedTuple):
    reason: Ending
    at: datetime


def let_go(how: How) -> Ending:
    """The reason where a person lets a case go."""
    return "left_before" if how == "begun" else "signed_out_before"


def erased(*, closed: bool, timed_out: bool) -> Ending:
    """The reason where retention erases a case. timed_out: its last step was a timeout."""
    if not closed:
        return "draft_erased"
    return "expired" if timed_out else "closed"


def ended(hold: Hold, case: Case, erase_at: datetime | None, at: datetime, limits: HoldLimits) -> Ended | None:
    """Why and when a hold has ended; None: it lasts. That its case is erased comes before anything else."""
    if erase_at is not None and is_past(erase_at, at):
        timed_out = len(case.trail) > 1 and case.trail[-2].event == TIMEOUT
        return Ended(erased(closed=case.closed_at is not None, timed_out=timed_out), erase_at)
    if hold.how == "begun":
        ends: tuple[Ended, ...] = (Ended("unused", hold.seen_at + limits.begun_idle),)
    else:
        idle = Ended("idle", hold.seen_at + limits.resumed_idle)
        ends = (idle, Ended("open_all_day", hold.since + limits.resumed_absolute))
    first = min(ends, key=lambda end: end.at)
    return first if first.at <= at else None


def why(found: Iterable[Ended], at: datetime, *, account: bool, posted: bool) -> Ending | Unknown:
    """
    The reason that is said for a page that no case of this browser stands behind.

    Args:
        found: what is known of the holds that the browser had on cases of the flow.
        account: the page is one of a case that is found again by a code or a sign-in.
        posted: its form was posted, so that it was open here once.
    """
    known = sorted((end for end in found if at - end.at < REMEMBERED_FOR), key=lambda end: end.at, reverse=True)
    # Of several, the one that can be meant: who asks for a page of their account does not mean an old draft.
    meant = [end for end in known if (end.reason in OF_AN_ACCOUNT) == account]
    for end in (*meant, *known):
        return end.reason
    if posted:
        return "open_too_long"
    return "anothers" if account else "never_begun"
