"""The database as a whole: developer mode counts what is kept, and empties it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, func, select

from engine.store import tables
from engine.store.transaction import Transaction

_HOW_MANY = tuple(select(func.count()).select_from(one) for one in (tables.cases, tables.outbox, tables.register_rows))
# A table that refers to another comes before it. Which version the tables are of stays written down.
_EMPTY = tuple(delete(table) for table in reversed(tables.metadata.sorted_tables) if table is not tables.before_alembic)


class HowMany(NamedTuple):
    cases: int
    mails: int  # sent or not
    keys: int  # of registers: imported ones too


def how_many(tx: Transaction) -> HowMany:
    """How much is kept."""
    return HowMany(*(tx.execute(query).scalar() or 0 for query in _HOW_MANY))


def empty(tx: Transaction) -> None:
    """Erases every row: the tables are as when they were made. Versions of flows are rows too."""
    for statement in _EMPTY:
        tx.execute(statement)
