"""The developers' clock: how far it is ahead, shared by every process on one database."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, insert, select, update

from engine.store.tables import clock

MICROSECOND = timedelta(microseconds=1)


def offset(tx: Connection) -> timedelta:
    """How far it has been advanced."""
    ahead = tx.execute(select(clock.c.offset).where(clock.c.id == 1)).scalar_one_or_none()
    return (ahead or 0) * MICROSECOND


def advance(tx: Connection, delta: timedelta) -> None:
    """Moves it on."""
    moved = (offset(tx) + delta) // MICROSECOND
    if tx.execute(update(clock).where(clock.c.id == 1).values(offset=moved)).rowcount == 0:
        tx.execute(insert(clock).values(id=1, offset=moved))
