"""SQLite opened as safely as the engine opens it, and nothing more."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, Engine, create_engine, event


def opened(url: str) -> Engine:
    """Transactions that write: `.begin()`. Those that read: `.execution_options(begin="BEGIN").begin()`."""
    engine = create_engine(url, connect_args={"timeout": 5, "check_same_thread": False}, pool_size=32)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"))
