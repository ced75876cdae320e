"""SQLite opened as safely as the engine opens it, and nothing more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event


def opened(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 5, "check_same_thread": False}, pool_size=32)
    event.listen(engine, "connect", _prepare)
    return engine


@contextmanager
def begun(engine: Engine, begin: str = "BEGIN IMMEDIATE") -> Iterator[Connection]:
    """A transaction, begun as it is said; kept at the end of the block."""
    with engine.connect() as tx, tx.begin():
        driver = tx.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute(begin)
        yield tx


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
