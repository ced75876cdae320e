"""Refusals counted across cases by what was typed, and the pauses they lead to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select

from engine.core.case import ClearTries, CountTry
from engine.core.keeping import TRIES_FORGOTTEN_AFTER, counted_at, one_more
from engine.core.kept import Counted
from engine.store.database import upsert
from engine.store.tables import tries
from engine.store.transaction import Transaction

_this = (
    tries.c.flow == bindparam("by_flow"),
    tries.c.state == bindparam("by_state"),
    tries.c.key == bindparam("by_key"),
)
_FIND = select(tries.c.count.label("counted"), tries.c.paused_until).where(*_this)
_PUT = upsert(tries, ("flow", "state", "key"), ("count", "paused_until", "seen_at"))
_CLEAR = delete(tries).where(*_this)
_FORGET = delete(tries).where(
    tries.c.seen_at <= bindparam("long_ago"),
    or_(tries.c.paused_until.is_(None), tries.c.paused_until <= bindparam("now")),
)


def counted(tx: Transaction, flow: str, state: str, key: str, at: datetime) -> Counted:
    """The tries by `key` at `at`: after a pause none counts any more."""
    found = tx.execute(_FIND, {"by_flow": flow, "by_state": state, "by_key": key}).first()
    return counted_at(Counted(found.counted, found.paused_until) if found else None, at)


def count(tx: Transaction, refused: CountTry, at: datetime) -> None:
    """Counts one more refusal; the `max`-th begins the pause. After a pause the count starts again."""
    before = counted(tx, refused.flow, refused.state, refused.key, at)
    now = one_more(before, refused)
    tx.execute(
        _PUT,
        {
            "flow": refused.flow,
            "state": refused.state,
            "key": refused.key,
            "count": now.refused,
            "paused_until": now.paused_until,
            "seen_at": at,
        },
    )


def clear(tx: Transaction, passed: ClearTries) -> None:
    """A try was right: earlier ones do not count any more."""
    tx.execute(_CLEAR, {"by_flow": passed.flow, "by_state": passed.state, "by_key": passed.key})


def forget(tx: Transaction, at: datetime) -> None:
    """Deletes counts that have started again by now."""
    tx.execute(_FORGET, {"long_ago": at - TRIES_FORGOTTEN_AFTER, "now": at})
