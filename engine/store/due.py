"""What is due over all cases: those with a timer, and when a worker must look again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from engine.store.tables import cases, outbox
from engine.store.transaction import Transaction

_DUE = select(cases.c.id).where(cases.c.due_at <= bindparam("now")).order_by(cases.c.due_at).limit(bindparam("limit"))
_NEXT = (
    select(func.min(cases.c.due_at)),
    select(func.min(cases.c.erase_at)),
    select(func.min(outbox.c.next_at)),
)


def due_cases(tx: Transaction, at: datetime, limit: int) -> list[str]:
    """The ids of at most `limit` cases with a timer due at `at`, the longest due first."""
    return list(tx.execute(_DUE, {"now": at, "limit": limit}).scalars())


def next_at(tx: Transaction) -> datetime | None:
    """When the next timer, mail or erasure is due; None: nothing waits."""
    times: list[datetime] = [found for query in _NEXT if (found := tx.execute(query).scalar()) is not None]
    return min(times, default=None)
