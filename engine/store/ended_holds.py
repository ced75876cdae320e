"""Holds that have ended, without the case: why, and when. No value that a person gave is among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from engine.core.endings import REMEMBERED_FOR, Ended, Ending
from engine.store.database import upsert
from engine.store.tables import ended_holds
from engine.store.transaction import Transaction

_NOTE = upsert(ended_holds, ("family", "flow", "reason"), ("at",))
_OF = select(ended_holds.c.reason, ended_holds.c.at).where(
    ended_holds.c.family == bindparam("by_family"),
    ended_holds.c.flow == bindparam("by_flow"),
    ended_holds.c.at > bindparam("long_ago"),
)
_MOVE = (
    update(ended_holds).where(ended_holds.c.family == bindparam("old_family")).values(family=bindparam("new_family"))
)
_FORGET = delete(ended_holds).where(ended_holds.c.at <= bindparam("long_ago"))


def note(tx: Transaction, families: Iterable[str], flow: str, ended: Ended) -> None:
    """Holds of these families on a case of this flow have ended. Of one reason the last instant is kept."""
    rows = [{"family": family, "flow": flow, "reason": ended.reason, "at": ended.at} for family in families]
    if rows:
        tx.execute(_NOTE, rows)


def of(tx: Transaction, family: str, flow: str, at: datetime) -> list[Ended]:
    """What is remembered at `at`."""
    by: dict[str, object] = {"by_family": family, "by_flow": flow, "long_ago": at - REMEMBERED_FOR}
    found: list[tuple[Ending, datetime]] = [(row.reason, row.at) for row in tx.execute(_OF, by).all()]
    return [Ended(*one) for one in found]


def move(tx: Transaction, old_family: str, new_family: str) -> None:
    """All that is remembered of a family is the new one's, of which nothing is remembered yet."""
    tx.execute(_MOVE, {"old_family": old_family, "new_family": new_family})


def forget(tx: Transaction, at: datetime) -> None:
    """Deletes what is remembered no longer."""
    tx.execute(_FORGET, {"long_ago": at - REMEMBERED_FOR})
