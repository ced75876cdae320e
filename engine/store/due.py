"""What is due over all cases: those with a timer, and when a worker must look again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, func, select

from engine.store.tables import cases, outbox
from engine.store.transaction import Transaction

_DUE = select(cases.c.id).where(cases.c.due_at <= bindparam("now")).order_by(cases.c.due_at).limit(bindparam("limit"))
_NEXT = (
    select(func.min(cases.c.due_at)),
    select(func.min(cases.c.erase_at)),
    select(func.min(outbox.c.next_at)),
)
Kind = Literal["timer", "erasure", "mail"]
_COLUMNS: Mapping[Kind, Any] = {"timer": cases.c.due_at, "erasure": cases.c.erase_at, "mail": outbox.c.next_at}
_NEXT_AFTER = {kind: select(func.min(at)).where(at > bindparam("after")) for kind, at in _COLUMNS.items()}


class Coming(NamedTuple):
    """What is due next of all cases: a timer, an erasure, or the next attempt of a mail."""

    kind: Kind
    at: datetime


def due_cases(tx: Transaction, at: datetime, limit: int) -> list[str]:
    """The ids of at most `limit` cases with a timer due at `at`, the longest due first."""
    return list(tx.execute(_DUE, {"now": at, "limit": limit}).scalars())


def next_at(tx: Transaction) -> datetime | None:
    """When the next timer, mail or erasure is due; None: nothing waits."""
    times: list[datetime] = [found for query in _NEXT if (found := tx.execute(query).scalar()) is not None]
    return min(times, default=None)


def next_after(tx: Transaction, at: datetime) -> Coming | None:
    """What is due next after `at`; None: nothing is. What is due already is at work."""
    found = [(tx.execute(query, {"after": at}).scalar(), kind) for kind, query in _NEXT_AFTER.items()]
    return min((Coming(kind, when) for when, kind in found if when), key=lambda coming: coming.at, default=None)
