"""What differs between database engines: connecting, beginning, locking, and telling one failure from another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any, Literal

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool

from engine.problems import EngineError
from engine.store.tables import SCHEMA_VERSION, metadata

BUSY_SECONDS = 5.0


class Unavailable(EngineError):
    """The database is locked, full, read-only or gone: nothing was done, it may be tried again."""


class Conflict(EngineError):
    """Another step was faster: decide again with fresh facts."""

    def __init__(self, what: Literal["revision", "claim", "number", "token"]) -> None:
        super().__init__(f"lost to another step: {what}")
        self.what = what


class Database:
    """
    One database, shared by all threads of a process.

    Args:
        url: SQLAlchemy's: `sqlite:///path/to/file.db`, or `sqlite://` for one in memory that ends with the process.
    """

    def __init__(self, url: str) -> None:
        self._memory = url in {"sqlite://", "sqlite:///:memory:"}
        # One connection cannot serve two threads at once: in memory they take turns.
        self._turns = RLock() if self._memory else None
        options: dict[str, Any] = {"poolclass": StaticPool} if self._memory else {}
        self._engine = create_engine(
            url,
            # Transactions are begun by us, not by the driver: a deferred BEGIN fails most racers with "busy".
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
            **options,
        )
        event.listen(self._engine, "connect", _prepare)

    def create(self) -> None:
        """
        Makes the tables that are not there.

        Raises:
            EngineError: the database is of a newer version of this program.
            Unavailable: it cannot be written.
        """
        with self.write() as tx:
            version = tx.execute(text("PRAGMA user_version")).scalar_one()
            if version > SCHEMA_VERSION:
                raise EngineError(
                    f"the database is of schema {version}, this program knows {SCHEMA_VERSION}: update it"
                )
            metadata.create_all(tx)
            tx.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """
        One transaction that may write: the only one at a time. Kept whole at the end, or not at all.

        Raises:
            Unavailable: nothing was kept.
        """
        with self._connection("BEGIN IMMEDIATE") as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """
        One consistent view.

        Raises:
            Unavailable.
        """
        with self._connection("BEGIN") as tx:
            yield tx

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _connection(self, begin: str) -> Iterator[Connection]:
        if self._turns:
            self._turns.acquire()
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql(begin)
                try:
                    yield connection
                except BaseException:
                    _end(connection, "ROLLBACK")
                    raise
                connection.exec_driver_sql("COMMIT")
        except IntegrityError:
            raise
        except DBAPIError as fault:
            raise Unavailable(str(fault.orig)) from fault
        finally:
            if self._turns:
                self._turns.release()


@contextmanager
def losing(connection: Connection, what: Literal["revision", "claim", "number", "token"]) -> Iterator[None]:
    """A row that another step has put there already is a conflict over `what`."""
    try:
        yield
    except IntegrityError as lost:
        raise Conflict(what) from lost


def _end(connection: Connection, word: str) -> None:
    """A failed statement may have ended the transaction itself."""
    if getattr(connection.connection.driver_connection, "in_transaction", False):
        connection.exec_driver_sql(word)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # a page that said done is durable
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
