"""Hides what one database does otherwise than another: opening, beginning a transaction, what its faults mean."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Dialect, Engine, Table, event, exc
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool, PoolProxiedConnection, StaticPool

from engine.problems import EngineError
from engine.store.connections import Connections
from engine.store.tables import cases, metadata
from engine.store.transaction import Transaction, Unavailable, first_line

# Seconds that a transaction waits for another one's lock before it gives up.
PATIENCE = 5.0
# Seconds between two looks at it, from and to.
LOOKS_AGAIN = (0.001, 0.02)
# Transactions open at once in one process: a thread needs one, or two while it reads an older version of a flow.
CONNECTIONS = 32

_MEMORY = {None, "", ":memory:"}


class Conflict(EngineError):
    """
    Another was faster: nothing may be kept, decide again with fresh facts.

    Args:
        what: "revision": the case has moved; "claim": the key is held by another; "number": somebody has it;
            "token": this step token was kept already.
    """

    def __init__(self, what: Literal["revision", "claim", "number", "token"], why: str) -> None:
        super().__init__(why)
        self.what = what


class Database:
    """
    Transactions on one database; one for all threads of a process, any number of processes on one file.

    Args:
        url: `sqlite:///var/parcours.db`, or `sqlite://`: in memory, one transaction at a time, for tests.

    Raises:
        EngineError: the URL names no database of a kind that this version knows.
    """

    def __init__(self, url: str) -> None:
        parsed = _known(url)
        self._shared = _Shared() if parsed.database in _MEMORY else None
        self._engine = _opened(parsed)
        self._connections = Connections(self._engine, CONNECTIONS, PATIENCE)

    def create(self) -> None:
        """
        Makes the tables that are not there yet. Harmless when several processes do it at once.

        Raises:
            Unavailable.
        """
        _use_wal(self._engine)
        with _faults_told(), self._engine.connect() as connection:
            if not sa.inspect(connection).has_table(cases.name):
                connection.rollback()
                _begin(_driver_of(connection.connection), "BEGIN IMMEDIATE")
                metadata.create_all(connection)
                connection.commit()

    def write(self) -> AbstractContextManager[Transaction]:
        """
        A transaction that writes: it holds the write lock from its beginning, is kept at the end of the block, and
        undone whole where the block raises.

        Raises:
            Unavailable: nothing was kept.
        """
        return self._transaction(keep=True)

    def read(self) -> AbstractContextManager[Transaction]:
        """
        A consistent snapshot; waits for nobody. Nothing written in it is kept.

        Raises:
            Unavailable.
        """
        return self._transaction(keep=False)

    def wipe(self) -> bool:
        """
        Empties the log beside the file, in which what was erased still stands, as it was before.

        Returns:
            False where somebody still reads an older moment: to be tried again.
        """
        if self._shared is not None:
            return True
        with _faults_told():
            connection = self._connections.take()
            try:
                busy, _, _ = _driver_of(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self._connections.give(connection)
            return not busy

    def close(self) -> None:
        """Closes every connection, one in use when its transaction ends. Whoever writes after this opens new ones."""
        self._connections.close()

    def _transaction(self, *, keep: bool) -> AbstractContextManager[Transaction]:
        transaction = _Open(self._connections, self._engine.dialect, keep=keep)
        return self._shared.turn(transaction) if self._shared else transaction


def upsert(table: Table, key: Sequence[str], changed: Sequence[str]) -> Any:
    """
    A statement that inserts a row, or where its key is there already changes these columns; none: leaves it as it is.

    PostgreSQL spells it as SQLite does, and the library's words for it compile for both.
    """
    statement = postgresql.insert(table)
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=list(key))
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={name: statement.excluded[name] for name in changed}
    )


class _Open:
    """A transaction from its beginning to its end. No generator: that would take as long as all that is done here."""

    __slots__ = ("_connection", "_connections", "_dialect", "_driver", "_keep")

    def __init__(self, connections: Connections, dialect: Dialect, *, keep: bool) -> None:
        self._connections = connections
        self._dialect = dialect
        self._keep = keep

    def __enter__(self) -> Transaction:
        try:
            self._connection = self._connections.take()
            try:
                self._driver = _driver_of(self._connection)
                _begin(self._driver, "BEGIN IMMEDIATE" if self._keep else "BEGIN")
            except BaseException:
                self._connections.give(self._connection)
                raise
        except _FAULTS as fault:
            raise _told(fault) from fault
        return Transaction(self._driver, self._dialect)

    def __exit__(self, raised: type[BaseException] | None, *_where: object) -> None:
        try:
            if self._keep and raised is None:
                self._driver.commit()
        except _FAULTS as fault:
            raise _told(fault) from fault
        finally:
            self._connections.give(self._connection)


class _Shared:
    """A database in memory has one connection, which its threads take in turns."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._open: Transaction | None = None

    @contextmanager
    def turn(self, transaction: _Open) -> Iterator[Transaction]:
        with self._lock:
            if self._open is not None:
                # One connection for all: what is read inside a transaction of the same thread belongs to it.
                yield self._open
                return
            with transaction as self._open:
                try:
                    yield self._open
                finally:
                    self._open = None


_FAULTS = (exc.DBAPIError, exc.TimeoutError, sqlite3.Error)


def _told(fault: Exception) -> Unavailable:
    """The library's exceptions, and the driver's, as ours."""
    if isinstance(fault, exc.TimeoutError):
        return Unavailable("the database is not available: all connections are taken")
    cause = fault.orig if isinstance(fault, exc.DBAPIError) else None
    return Unavailable(f"the database is not available: {first_line(cause or fault)}")


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except _FAULTS as fault:
        raise _told(fault) from fault


def _known(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError as fault:
        raise EngineError(f"{url!r} is no database URL: write sqlite:///FILE") from fault
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise EngineError(f"a {parsed.drivername} database is not known in this version: write sqlite:///FILE")
    return parsed


def _opened(url: URL) -> Engine:
    arguments = {"timeout": PATIENCE, "check_same_thread": False}
    if url.database in _MEMORY:
        engine = sa.create_engine(url, connect_args=arguments, poolclass=StaticPool, hide_parameters=True)
    else:
        engine = sa.create_engine(url, connect_args=arguments, hide_parameters=True, poolclass=NullPool)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes late and takes no lock: ours is sent instead
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # what is said done outlives a power cut
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only unlinked


def _driver_of(connection: PoolProxiedConnection) -> sqlite3.Connection:
    driver = connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _begin(driver: sqlite3.Connection, begin: str) -> None:
    # A deferred BEGIN that turns to writing fails at once where another has written meanwhile: take the lock first.
    if begin == "BEGIN":
        driver.execute(begin)
        return
    # SQLite's own wait looks ever more seldom, so that of many writers a newcomer passes one that has waited for long:
    # measured, of 20 processes some gave up after 5 s. Looked at often and at random, each has the same chance.
    _wait(driver, 0)
    try:
        _lock(driver, begin)
    finally:
        with suppress(sqlite3.ProgrammingError):  # it was closed meanwhile
            _wait(driver, PATIENCE)  # whoever takes this connection next waits again


def _wait(driver: sqlite3.Connection, seconds: float) -> None:
    driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _lock(driver: sqlite3.Connection, begin: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            driver.execute(begin)
            return
        except sqlite3.OperationalError as fault:
            if not _is_locked(fault) or time.monotonic() > end:
                raise
        time.sleep(random.uniform(*LOOKS_AGAIN))


def _is_locked(fault: BaseException | None) -> bool:
    return isinstance(fault, sqlite3.OperationalError) and "locked" in str(fault)


def _use_wal(engine: Engine) -> None:
    """Readers and the writer do not wait for each other. Kept in the file; the change itself waits for no lock."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with engine.connect() as connection:
                _driver_of(connection.connection).execute("PRAGMA journal_mode = WAL")
                return
        except (exc.DBAPIError, sqlite3.Error) as fault:
            cause = fault.orig if isinstance(fault, exc.DBAPIError) else fault
            if not _is_locked(cause) or time.monotonic() > end:
                raise Unavailable(f"the database is not available: {cause}") from fault
        time.sleep(0.02)
