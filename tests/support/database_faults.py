"""Every call that is made of SQLite, open to a test: it may fail, end the process, or let somebody else go first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple
from weakref import WeakSet

import sqlalchemy as sa
from sqlalchemy import event

BEGIN, COMMIT, ROLLBACK = "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"


class Fault(NamedTuple):
    """How SQLite fails: its words, its code, and whether it undoes the open transaction by itself."""

    words: str
    code: int
    undoes: bool

    def error(self) -> sqlite3.OperationalError:
        error = sqlite3.OperationalError(self.words)
        error.sqlite_errorcode = self.code
        return error


FAULTS = {
    "locked": Fault("database is locked", sqlite3.SQLITE_BUSY, undoes=False),
    "full": Fault("database or disk is full", sqlite3.SQLITE_FULL, undoes=True),
    "read-only": Fault("attempt to write a readonly database", sqlite3.SQLITE_READONLY, undoes=False),
    "I/O error": Fault("disk I/O error", sqlite3.SQLITE_IOERR, undoes=True),
}


class Failing(Exception):
    """Raised by whoever looks at a call: it is to fail like this, not to be made."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words)
        self.fault = fault


class Driver:
    """
    Attributes:
        before: called with a call's words before it is made; may raise Failing, or whatever ends the process.
        after: called with them once it is made.
        writing: how many transactions hold the write lock: while one does, nobody else can write.
    """

    def __init__(self) -> None:
        self.before: Callable[[str], None] = _nothing
        self.after: Callable[[str], None] = _nothing
        self.writing = 0
        self._open: list[sqlite3.Connection] = []
        self._made = _connections_of(self)

    def at_ease(self) -> None:
        """Nobody looks at the calls any more."""
        self.before = self.after = _nothing

    def end(self) -> None:
        """The process is gone: every connection with what was open in it."""
        self.at_ease()
        for connection in self._open:
            with suppress(sqlite3.ProgrammingError):  # closed already
                connection.close()
        self._open.clear()
        self.writing = 0

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Within the block every database is opened through this driver."""

        def connect(dialect: sa.Dialect, _record: object, given: Sequence[Any], named: dict[str, Any]) -> Any:
            connection = dialect.connect(*given, **{**named, "factory": self._made})
            self._open.append(connection)
            return connection

        event.listen(sa.Engine, "do_connect", connect)
        try:
            yield
        finally:
            event.remove(sa.Engine, "do_connect", connect)
            self.end()

    @contextmanager
    def call(self, connection: sqlite3.Connection, words: str) -> Iterator[None]:
        try:
            self.before(words)
        except Failing as failing:
            if failing.fault.undoes and connection.in_transaction:
                sqlite3.Connection.rollback(connection)
            raise failing.fault.error() from None
        yield
        self.after(words)


def _connections_of(driver: Driver) -> type[sqlite3.Connection]:
    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
            with driver.call(self.connection, sql):
                done = super().execute(sql, parameters)
                if sql == BEGIN:
                    driver.writing += 1
                    self.connection.writes = True
            return done

        def executemany(self, sql: str, parameters: Any) -> sqlite3.Cursor:
            with driver.call(self.connection, sql):
                return super().executemany(sql, parameters)

    class Connection(sqlite3.Connection):
        writes = False

        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

        def cursor(self, factory: Any = Cursor) -> Any:
            cursor = super().cursor(factory)
            self._cursors.add(cursor)
            return cursor

        def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
            return self.cursor().execute(sql, parameters)

        def commit(self) -> None:
            if self.in_transaction:
                with driver.call(self, COMMIT):
                    super().commit()
                    self._ended()

        def rollback(self) -> None:
            if self.in_transaction:
                with driver.call(self, ROLLBACK):
                    super().rollback()
            self._ended()

        def close(self) -> None:
            self._ended()
            for cursor in self._cursors:  # a result half read would keep its locks, closed or not
                cursor.close()
            super().close()

        def _ended(self) -> None:
            if self.writes:
                self.writes = False
                driver.writing -= 1

    return Connection


def _nothing(_words: str) -> None: ...
