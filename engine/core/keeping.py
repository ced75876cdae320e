"""What is kept of a step, and how long it counts: codes, register keys, tries, holds. Pure, whatever keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from engine.core.case import ClaimKey, CountTry
from engine.core.kept import CodeStatus, Conflict, Counted

CodeState = Literal["live", "spent", "killed"]

# language.md, Retention: a dead or used code is known as such this much longer.
CODES_KNOWN_FOR = timedelta(days=90)
# A count of tries that has not grown for this long starts again.
TRIES_FORGOTTEN_AFTER = timedelta(hours=24)
# A family is forgotten, whole, when it holds nothing, no hold of it that ended is remembered, and it has been given no
# id for this long.
FAMILIES_FORGOTTEN_AFTER = timedelta(days=30)
# A hold unused for this long is dropped, regardless of the limits.
HOLD_ENDS_AFTER = timedelta(days=90)
# A browser holds so many cases: each of its requests looks at all of them.
MOST_HELD = 20
# The answer to a post that led into a new family can be asked for again as long as this.
CHANGE_KNOWN_FOR = timedelta(hours=1)
# So long after an account was opened in it a browser is known; its cookie lasts no longer.
BROWSERS_KNOWN_FOR = timedelta(days=365)
# So many of an account are known: those in which it was opened last.
MOST_KNOWN = 10


class Key(NamedTuple):
    """A key of a register. `before`: its status as it was imported, where a case has taken it over."""

    status: str
    case_id: str | None = None
    before: str | None = None


def code_is_worth(state: CodeState, expires_at: datetime, at: datetime) -> CodeStatus:
    """
    What a code is worth at `at`. From its `expires_at` on it is expired; so is one whose case made a newer one of that
    name, has ended or was erased: it was never used.
    """
    if state == "spent":
        return "used"
    return "valid" if state == "live" and at < expires_at else "expired"


def claimed(found: Key | None, wanted: ClaimKey, case_id: str) -> Key:
    """
    The key once the case has claimed it. One it holds already only changes its status; an imported one in one of the
    statuses `over` is taken over, and remembers what it was.

    Args:
        found: None: it is free.

    Raises:
        Conflict: "claim": it is held by another case, or imported with another status.
    """
    if found is None:
        return Key(wanted.status, case_id)
    if found.case_id == case_id:
        return found._replace(status=wanted.status)
    if found.case_id is None and found.status in wanted.over:
        return Key(wanted.status, case_id, found.status)
    raise Conflict("claim", f"a key of {wanted.register} is held by another")


def released(found: Key) -> Key | None:
    """The key that its case holds no more: an imported one is as it was; None: any other is gone."""
    return Key(found.before) if found.before is not None else None


def counted_at(count: Counted | None, at: datetime) -> Counted:
    """The tries at `at`: after a pause none counts any more. `count`: as kept; None: nothing is."""
    if count is None or (count.paused_until and count.paused_until <= at):
        return Counted()
    return count


def one_more(before: Counted, refused: CountTry) -> Counted:
    """The tries with one refusal more; the `max`-th begins the pause. `before`: as they count now."""
    refusals = before.refused + 1
    pause = refused.pause_until if refusals >= refused.max else None
    return Counted(refusals, before.paused_until or pause)
