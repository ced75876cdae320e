"""How often something happened recently, by a keyed hash of whom it concerns: a sliding window, soon forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from engine.store.tables import lately
from engine.store.transaction import Transaction

_LAST = (
    select(lately.c.at)
    .where(lately.c.key == bindparam("by_key"), lately.c.at > bindparam("since"))
    .order_by(lately.c.at.desc())
    .limit(bindparam("limit"))
)
_NOTE = lately.insert()
_FORGET = delete(lately).where(lately.c.forget_at <= bindparam("now"))


def full_until(tx: Transaction, key: str, most: int, within: timedelta, at: datetime) -> datetime | None:
    """When there is room again for one more of `most` in any stretch of time this long; None: there is, at `at`."""
    times = tx.execute(_LAST, {"by_key": key, "since": at - within, "limit": most}).scalars().all()
    oldest: datetime | None = times[-1] if len(times) == most else None
    return None if oldest is None else oldest + within


def note(tx: Transaction, key: str, within: timedelta, at: datetime) -> None:
    """It has happened once more. Forgotten when it counts for nothing any more."""
    tx.execute(_NOTE, {"key": key, "at": at, "forget_at": at + within})


def forget(tx: Transaction, at: datetime) -> None:
    """What counts for nothing any more."""
    tx.execute(_FORGET, {"now": at})
