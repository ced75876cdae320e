"""Connections at rest: so many at once, the last used first, none with anything left open in it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.core.kept import Conflict, Unavailable
from engine.store import cases
from engine.store import database as database_module
from engine.store.database import Database
from tests.support.cases import a_case, keep
from tests.support.database_faults import FAULTS, ROLLBACK, Driver, Failing


def test_one_transaction_too_many_waits_and_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "CONNECTIONS", 2)
    monkeypatch.setattr(database_module, "PATIENCE", 0.05)
    database = Database(f"sqlite:///{path}")
    told = pytest.raises(Unavailable, match="all connections are taken")
    with database.read(), database.read(), told, database.read():
        pass
    with database.read(), database.read():
        pass  # whoever was told has taken no place
    database.close()


def test_what_is_not_kept_is_undone_before_the_next_takes_the_connection(database: Database) -> None:
    with pytest.raises(Conflict), database.write() as tx:
        keep(tx, keep(tx, a_case())._replace(revision=7))
    with database.write() as tx:  # it would not begin inside another one
        assert cases.load(tx, "a") is None


def test_a_connection_that_cannot_undo_is_used_no_more(path: Path) -> None:
    driver = Driver()
    with driver.connected():
        database = Database(f"sqlite:///{path}")
        database.create()

        def fail(words: str) -> None:
            if words == ROLLBACK:
                raise Failing(FAULTS["I/O error"])

        driver.before = fail
        with pytest.raises(Conflict), database.write() as tx:
            keep(tx, keep(tx, a_case())._replace(revision=7))
        driver.at_ease()
        with database.write() as tx:
            assert cases.load(tx, "a") is None
        database.close()


def test_what_is_in_use_when_the_database_is_closed_is_closed_after_it(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    database.create()
    with database.read() as tx:
        database.close()
        assert cases.load(tx, "a") is None
    with database.write() as tx:  # opened anew, for this one
        keep(tx, a_case())
    opened = [os.path.realpath(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")]
    assert not [name for name in opened if name.startswith(str(path))]


def test_the_connection_used_last_is_taken_first(database: Database) -> None:
    """It has its pages at hand."""
    with database.read() as first:
        last_back = first.connection.driver_connection
        with database.read():
            pass
    with database.read() as again:
        assert again.connection.driver_connection is last_back


def test_a_connection_that_is_lost_after_the_database_was_closed_is_no_fault(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    database.create()
    with database.read() as tx:
        database.close()
        tx.invalidate()


def test_the_lock_is_asked_for_again_and_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own wait asks ever more seldom, and lets newcomers pass."""
    monkeypatch.setattr(database_module, "PATIENCE", 0.5)
    asked: list[str] = []
    driver = Driver()
    with driver.connected():
        database = Database(f"sqlite:///{path}")
        database.create()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            driver.before = asked.append
            with pytest.raises(Unavailable), database.write():
                pass
        database.close()
    assert asked.count("BEGIN IMMEDIATE") >= 10
