"""What differs between databases: opening one, beginning a transaction, the meaning of its errors."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table, event, exc
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool, StaticPool

from engine.core.kept import Unavailable
from engine.problems import EngineError
from engine.store import migrations
from engine.store.sqlite_file import DatabaseFile, file_of
from engine.store.transaction import Transaction, translate, unavailable

# Seconds that a transaction waits for another one's lock before it gives up.
PATIENCE = 5.0
# The same for one that is to rebuild tables: another process may be doing it already.
PATIENCE_WITH_A_MIGRATION = 600.0
# Seconds between two looks at it, from and to.
LOOKS_AGAIN = (0.001, 0.02)
# Transactions open at once in one process: a thread needs one, or two while it reads an older version of a flow.
CONNECTIONS = 32

_MEMORY = {None, "", ":memory:"}


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
        path = file_of(url)
        self._file = DatabaseFile(path) if path else None
        self._engine = _opened(parsed)
        self._closed = False

    def create(self) -> None:
        """
        Makes the tables where there are none yet. Harmless when several processes do it at once.

        Raises:
            Unavailable.
            WrongSchema: there are tables of another version; nothing was changed.
        """
        with self.read() as tx:
            found = migrations.found_in(tx)  # before anything is changed: it may be a file of another program
        _use_wal(self._engine)
        if found is None:
            with self.write() as tx:
                found = migrations.found_in(tx)  # another process may have been faster
                if found is None:
                    migrations.make(tx)
                    return
        if found != migrations.HEAD:
            raise migrations.refusal(found)

    def migrate(self) -> str | None:
        """
        The same, but older tables are upgraded to this version with their content, completely or not at all.
        While another process does it, waits.

        Returns:
            What was found: `migrations.HEAD`: nothing was to be done; None: no tables.

        Raises:
            Unavailable.
            WrongSchema: the tables are newer; nothing was changed.
        """
        with self.read() as tx:
            found = migrations.found_in(tx)  # before anything is changed: it may be a file of another program
        _use_wal(self._engine)
        if found is None:
            self.create()
        elif found != migrations.HEAD:
            with self._rebuild() as tx:
                found = migrations.found_in(tx)  # another process may have been faster
                if found != migrations.HEAD:
                    migrations.upgrade(tx)
            with suppress(Unavailable):  # what was migrated is kept even if its log cannot be emptied
                self.wipe()  # it has grown by a whole database
        return found

    def write(self) -> AbstractContextManager[Transaction]:
        """
        A transaction that writes: it holds the write lock from its beginning, is kept at the end of the block, and
        undone whole where the block raises.

        Raises:
            Unavailable: nothing was kept.
        """
        return self._transaction(_Open(self, keep=True))

    def read(self) -> AbstractContextManager[Transaction]:
        """
        A consistent snapshot that waits for no lock. Nothing written in it is kept.

        Raises:
            Unavailable.
        """
        return self._transaction(_Open(self, keep=False))

    def wipe(self) -> bool:
        """
        Empties the log beside the file, which still holds what was erased.

        Returns:
            False where a reader still needs the log: to be tried again.
        """
        if self._shared is not None:
            return True
        self.require_file()
        with _taken(self._engine) as connection:
            try:
                busy, _, _ = _driver_of(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error as fault:
                raise unavailable(fault) from fault
            return not busy

    def close(self) -> None:
        """Closes every connection, one in use when its transaction ends. Whoever writes after this opens new ones."""
        self._closed = True
        self._engine.dispose()

    def take(self) -> Connection:
        """
        A connection with no transaction open.

        Raises:
            Unavailable: none is free, or the file is not the one that was opened.
        """
        self.require_file()
        return _taken(self._engine)

    def require_file(self) -> None:
        """
        Raises:
            Unavailable: the file was deleted, or another one is in its place: what is written now would be lost.
        """
        if self._file and (why := self._file.lost()):
            raise Unavailable(f"the database is not available: {why}")

    def give_back(self, connection: Connection) -> None:
        """The connection waits for the next transaction. What was not kept is undone; what cannot be ends with it."""
        if self._closed and not self._shared and not connection.invalidated:
            connection.detach()  # it is closed for good
        with suppress(Unavailable):  # the pool has dropped it
            connection.close()

    @contextmanager
    def _rebuild(self) -> Iterator[Transaction]:
        """
        A transaction that writes, in which tables may be dropped and made again.

        SQLite would erase what refers to a table along with it (ON DELETE CASCADE), so it must not act on foreign keys
        meanwhile. That is said before a transaction begins; before it ends, broken ones are looked for.

        Raises:
            Unavailable.
            EngineError: a row refers to one that is not there; nothing was kept.
        """
        with _taken(self._engine) as connection:
            driver = _driver_of(connection)
            try:
                driver.execute("PRAGMA foreign_keys = OFF")
                with connection.begin():
                    _lock(driver, PATIENCE_WITH_A_MIGRATION)
                    yield connection
                    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                        raise EngineError(_told(broken))
            except sqlite3.Error as fault:
                raise unavailable(fault) from fault
            finally:
                connection.invalidate()  # closed: the next transaction on it would run without foreign keys

    def _transaction(self, transaction: _Open) -> AbstractContextManager[Transaction]:
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
    """A transaction from its beginning to its end. No generator: that would take twice as long."""

    __slots__ = ("_connection", "_database", "_keep")

    def __init__(self, database: Database, *, keep: bool) -> None:
        self._database = database
        self._keep = keep

    def __enter__(self) -> Transaction:
        self._connection = connection = self._database.take()
        try:
            connection.begin()
            _begin(_driver_of(connection), writing=self._keep)
        except BaseException:
            self._database.give_back(connection)
            raise
        return connection

    def __exit__(self, raised: type[BaseException] | None, *_where: object) -> None:
        try:
            if self._keep and raised is None:
                self._connection.commit()
                self._database.require_file()  # deleted meanwhile, it was kept in a file without a name
        finally:
            self._database.give_back(self._connection)


def _taken(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except exc.TimeoutError as fault:
        raise unavailable(fault) from fault


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


def _known(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError as fault:
        raise EngineError(f"{url!r} is not a database URL: write sqlite:///FILE") from fault
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise EngineError(f"a {parsed.drivername} database is not known in this version: write sqlite:///FILE")
    return parsed


def _opened(url: URL) -> Engine:
    pool: dict[str, Any] = {
        "poolclass": QueuePool,
        "pool_use_lifo": True,  # the connection used last has its pages at hand
        "pool_size": CONNECTIONS,
        "max_overflow": 0,
        "pool_timeout": PATIENCE,
    }
    if url.database in _MEMORY:
        pool = {"poolclass": StaticPool}
    arguments = {"timeout": PATIENCE, "check_same_thread": False}
    engine = sa.create_engine(url, connect_args=arguments, hide_parameters=True, **pool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "handle_error", translate)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes late and takes no lock: ours is sent instead
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only unlinked


def _driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _begin(driver: sqlite3.Connection, *, writing: bool) -> None:
    # Sent here, for the engine's `begin` event makes every statement of its connections a third dearer: measured.
    try:
        if writing:
            # A deferred BEGIN that turns to writing fails at once where another has written meanwhile.
            _lock(driver, PATIENCE)
        else:
            driver.execute("BEGIN")
    except sqlite3.Error as fault:
        raise unavailable(fault) from fault


def _lock(driver: sqlite3.Connection, patience: float) -> None:
    # SQLite's own wait looks ever more seldom, so that of many writers a newcomer passes one that has waited for long:
    # measured, of 20 processes some gave up after 5 s. Looked at often and at random, each has the same chance.
    _wait(driver, 0)
    try:
        _ask_for_lock(driver, patience)
    finally:
        with suppress(sqlite3.ProgrammingError):  # it was closed meanwhile
            _wait(driver, PATIENCE)  # the next transaction on this connection waits again


def _wait(driver: sqlite3.Connection, seconds: float) -> None:
    driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _ask_for_lock(driver: sqlite3.Connection, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as fault:
            if not _is_locked(fault) or time.monotonic() > end:
                raise
        time.sleep(random.uniform(*LOOKS_AGAIN))


def _told(broken: Sequence[Any]) -> str:
    """Rows that refer to what is not there, as SQLite lists them: table, row, the table referred to, which key."""
    tables = sorted({f"{row[0]} refers to {row[2]}" for row in broken})
    return (
        f"the database was not migrated, and is as it was: rows that refer to missing rows: {len(broken)} "
        f"({', '.join(tables)}). Another program has changed it: go back to a copy, or delete these rows"
    )


def _is_locked(fault: BaseException | None) -> bool:
    return isinstance(fault, sqlite3.OperationalError) and "locked" in str(fault)


def _use_wal(engine: Engine) -> None:
    """Readers and the writer do not wait for each other. Kept in the file; the change itself waits for no lock."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with _taken(engine) as connection:
                _driver_of(connection).execute("PRAGMA journal_mode = WAL")
                return
        except sqlite3.Error as fault:
            if not _is_locked(fault) or time.monotonic() > end:
                raise unavailable(fault) from fault
        time.sleep(0.02)
