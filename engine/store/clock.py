"""How far developer mode's clock has been advanced; the same for every process on the database."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.store.database import upsert
from engine.store.tables import clock
from engine.store.transaction import Transaction

_TICK = timedelta(microseconds=1)
_FIND = select(clock.c.ahead).where(clock.c.id == 1)
_PUT = upsert(clock, ("id",), ("ahead",))


def offset(tx: Transaction) -> timedelta:
    """What is to be added to the system's time."""
    return (tx.execute(_FIND).scalar() or 0) * _TICK


def advance(tx: Transaction, delta: timedelta) -> timedelta:
    """The clock goes forward by `delta`; how far ahead it is now."""
    ahead = offset(tx) + delta
    tx.execute(_PUT, {"id": 1, "ahead": ahead // _TICK})
    return ahead
