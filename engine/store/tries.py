"""Refusals counted across cases, and the pause that follows too many."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from engine.core.case import ClearTries, CountTry
from engine.store.tables import tries

FORGOTTEN_AFTER = timedelta(days=1)


def pause_until(tx: Connection, flow: str, state: str, key: str, at: datetime) -> datetime | None:
    """Until when tries at this value are paused; None: they are not."""
    here = tries.c.flow == flow, tries.c.state == state, tries.c.key == key
    paused: datetime | None = tx.execute(select(tries.c.paused_until).where(*here)).scalar_one_or_none()
    return paused if paused and paused > at else None


def do(tx: Connection, effect: CountTry | ClearTries, at: datetime) -> None:
    """Counts a refusal – from one again after a pause or a day – or forgets them all after a success."""
    here = tries.c.flow == effect.flow, tries.c.state == effect.state, tries.c.key == effect.key
    if isinstance(effect, ClearTries):
        tx.execute(delete(tries).where(*here))
        return
    row = tx.execute(select(tries.c["count"].label("refused"), tries.c.paused_until, tries.c.seen_at).where(*here)).first()
    stale = row is not None and (
        (row.paused_until is not None and row.paused_until <= at) or row.seen_at <= at - FORGOTTEN_AFTER
    )
    count = 1 if row is None or stale else row.refused + 1
    values = {"count": count, "paused_until": effect.pause_until if count >= effect.max else None, "seen_at": at}
    if row is None:
        tx.execute(insert(tries).values(flow=effect.flow, state=effect.state, key=effect.key, **values))
    else:
        tx.execute(update(tries).where(*here).values(**values))


def prune(tx: Connection, at: datetime) -> None:
    old = tries.c.seen_at <= at - FORGOTTEN_AFTER
    tx.execute(delete(tries).where(old, (tries.c.paused_until.is_(None)) | (tries.c.paused_until <= at)))
