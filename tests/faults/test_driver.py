"""Each call that is made of SQLite fails once in turn: it is told as what it is, and the database goes on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.core.kept import Unavailable
from engine.store.database import Database
from tests.support.database_faults import FAULTS, Driver
from tests.support.process import DIES_AFTER, DIES_BEFORE, Died, Plan, happening


def opened_and_written(path: Path) -> Callable[[], None]:
    def use() -> None:
        database = Database(f"sqlite:///{path}")
        try:
            database.create()
            with database.write() as tx:
                tx.execute(text("insert into clock (id, ahead) values (1, 0) on conflict do nothing"))
                tx.execute(text("update clock set ahead = ahead + 1"))
            with database.read() as tx:
                tx.execute(text("select ahead from clock")).one()[0]
        finally:
            database.close()

    return use


def ahead(path: Path) -> int:
    """How often a use of it was kept."""
    database = Database(f"sqlite:///{path}")
    try:
        with database.read() as tx:
            return int(tx.execute(text("select ahead from clock")).scalar() or 0)
    finally:
        database.close()


def tried_at_each_call(use: Callable[[], None], plan: Plan, *, told: type[BaseException]) -> int:
    """Does `use` again and again, the plan happening to its first call, its second, … and raising; how many calls."""
    for at in count(1):
        driver = Driver()
        noted: list[str] = []
        with driver.connected():
            try:
                with happening(driver, plan._replace(at=at), lambda: None, noted.append):
                    use()
            except told:
                assert noted
        if not noted:
            return at - 1
    raise AssertionError


@pytest.mark.parametrize("fault", FAULTS)
def test_a_call_that_fails_is_told_as_unavailable_and_does_no_harm(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "parcours.db"
    calls = tried_at_each_call(opened_and_written(path), Plan(fault), told=Unavailable)
    assert calls > 15
    before = ahead(path)
    opened_and_written(path)()
    assert ahead(path) == before + 1


@pytest.mark.parametrize("end", [DIES_BEFORE, DIES_AFTER])
def test_an_end_of_the_process_is_taken_for_nothing_else(tmp_path: Path, end: str) -> None:
    path = tmp_path / "parcours.db"
    calls = tried_at_each_call(opened_and_written(path), Plan(end), told=Died)
    assert calls > 15
    before = ahead(path)
    opened_and_written(path)()
    assert ahead(path) == before + 1
