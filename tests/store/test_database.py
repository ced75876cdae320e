"""Transactions on a real file: whole or not at all, and clear words where the database fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine.core.case import ClaimKey, Code, NewCode, PutMail, TakeNumber
from engine.core.kept import Conflict, Unavailable
from engine.problems import EngineError
from engine.store import cases, clock, tables, versions
from engine.store import database as database_module
from engine.store.database import Database, upsert
from tests.support.cases import DAY, NOW, a_case, keep
from tests.support.database_faults import FAULTS, Driver, Failing


def test_what_is_written_is_kept_and_read_again(database: Database) -> None:
    with database.write() as tx:
        kept = keep(tx, a_case())
    with database.read() as tx:
        assert cases.load(tx, "a") == kept


def test_a_block_that_raises_keeps_nothing(database: Database) -> None:
    with pytest.raises(Conflict), database.write() as tx:
        keep(tx, keep(tx, a_case())._replace(revision=7))
    with database.read() as tx:
        assert cases.load(tx, "a") is None


def test_nothing_written_while_reading_is_kept(database: Database) -> None:
    with database.read() as tx:
        clock.advance(tx, DAY)
    with database.read() as tx:
        assert clock.offset(tx) == timedelta(0)


def test_a_reader_sees_one_moment_and_waits_for_nobody(database: Database) -> None:
    with database.read() as reader:
        assert clock.offset(reader) == timedelta(0)
        with database.write() as writer:
            clock.advance(writer, DAY)
        assert clock.offset(reader) == timedelta(0)
    with database.read() as reader:
        assert clock.offset(reader) == DAY


def test_the_file_is_durable_keeps_its_references_and_wipes_what_is_erased(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with database.read() as tx:
        assert {name: tx.execute(sa.text(f"PRAGMA {name}")).scalar() for name in wanted} == wanted


def test_steps_of_many_threads_are_all_kept(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case())

    def one_step() -> bool:
        with database.read() as tx:
            case = cases.load(tx, "a")
        assert case
        try:
            with database.write() as tx:
                keep(tx, case)
        except Conflict:
            return False
        return True

    def steps(_: int) -> None:
        kept = 0
        while kept < 10:
            kept += one_step()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(steps, range(8)))
    with database.read() as tx:
        case = cases.load(tx, "a")
        assert case
        assert case.revision == 81
        assert len(cases.history(tx, "a")) == 81


def test_a_database_in_memory_is_one_for_all_threads() -> None:
    database = Database("sqlite://")
    database.create()

    def step(number: int) -> None:
        with database.write() as tx:
            keep(tx, a_case(f"case {number}"))
            with database.read() as inner:  # an older version of a flow is read in the midst of a step
                assert versions.sources(inner, "v1") is None
                assert cases.load(inner, f"case {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(step, range(40)))
    with database.read() as tx:
        assert len(cases.load_many(tx, [f"case {number}" for number in range(40)])) == 40
    database.close()


# -- faults


def test_a_locked_database_is_unavailable_and_recovers(
    path: Path, monkeypatch: pytest.MonkeyPatch, dump: Callable[[], str]
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 0.05)
    database = Database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"), database.write() as tx:
        keep(tx, a_case())
    with database.read() as tx:
        assert cases.load(tx, "a") is None
    other.execute("ROLLBACK")
    other.close()
    with database.write() as tx:
        keep(tx, a_case())
    database.close()


def test_a_full_disk_is_unavailable_and_nothing_is_half_kept(database: Database, dump: Callable[[], str]) -> None:
    before = dump()
    with database.write() as tx:
        pages = tx.execute(sa.text("PRAGMA page_count")).scalar()
        tx.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(Unavailable, match="full"), database.write() as tx:
        keep(tx, a_case(), PutMail("long", "to", {"x": "x" * 100_000}, {}, "key"))
    assert dump() == before
    with database.write() as tx:
        tx.execute(sa.text("PRAGMA max_page_count = 100000"))
        keep(tx, a_case())


def test_a_read_only_file_is_unavailable_for_writing_only(path: Path, database: Database) -> None:
    read_only = Database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with read_only.read() as tx:
        assert cases.load(tx, "a") is None
    with pytest.raises(Unavailable, match="readonly"), read_only.write() as tx:
        keep(tx, a_case())
    read_only.close()


@pytest.mark.parametrize("name", ["no/such/folder/parcours.db", "."])
def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path, name: str) -> None:
    database = Database(f"sqlite:///{tmp_path / name}")
    with pytest.raises(Unavailable, match="unable to open"):
        database.create()
    database.close()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("no database " * 1000)
    database = Database(f"sqlite:///{tmp_path / 'notes.db'}")
    with pytest.raises(Unavailable, match="not a database"):
        database.create()
    database.close()


@pytest.mark.parametrize("url", ["postgresql://localhost/parcours", "mysql://x", "parcours.db", ""])
def test_a_database_of_no_known_kind_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(EngineError, match="write sqlite:///FILE"):
        Database(url)


def test_the_tables_may_be_made_twice(path: Path, database: Database, dump: Callable[[], str]) -> None:
    with database.write() as tx:
        keep(tx, a_case())
    before = dump()
    database.create()
    assert dump() == before


def test_a_step_is_kept_whole_or_not_at_all_whichever_statement_fails(path: Path, dump: Callable[[], str]) -> None:
    code = Code(1, 10, NOW + DAY)
    effects = (
        ClaimKey("espaces", "k", "actif", ()),
        NewCode("activation", 1, 10, NOW + DAY),
        TakeNumber("numero", "123"),
        PutMail("activation", "camille@exemple.fr", {}, {"activation": code}, "a:1:activation"),
    )
    before, driver = dump(), Driver()
    with driver.connected():
        database = Database(f"sqlite:///{path}")
        for at in range(50):
            calls: list[str] = []

            def fail(words: str) -> None:
                calls.append(words)  # noqa: B023 - called within this turn alone
                if len(calls) > at:  # noqa: B023
                    raise Failing(FAULTS["I/O error"])

            driver.before = fail
            try:
                with database.write() as tx:
                    keep(tx, a_case(), *effects, token="t", secrets={"mot_de_passe": "hash"})
                break
            except Unavailable:
                assert dump() == before
            finally:
                driver.at_ease()
        database.close()
    assert at > 7  # at least a call for the case, its history, its secret and each effect
    assert dump() != before


def test_the_words_of_a_fault_hold_no_value(database: Database) -> None:
    # What cannot be bound is named by the driver, which shows what stood beside it.
    with pytest.raises(EngineError) as told, database.write() as tx:
        tx.execute(tables.secrets.insert(), {"case_id": "gone", "field": "nom", "hash": "camille@exemple.fr"})
    assert "camille" not in str(told.value)
    assert "camille" not in str(told.value.__cause__)


# -- times


@pytest.mark.parametrize(
    "when",
    [
        datetime(2026, 11, 23, 9, 0, 0, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_an_instant_is_kept_to_the_microsecond_whatever_its_zone(database: Database, when: datetime) -> None:
    with database.write() as tx:
        kept = keep(tx, a_case()._replace(touched_at=when))
        found = cases.load(tx, "a")
    assert found == kept
    assert found
    assert found.touched_at
    assert found.touched_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="has no time zone"), database.write() as tx:
        keep(tx, a_case(), at=datetime(2026, 11, 23, 9, 0))


# -- the other database to come


def test_rows_are_put_or_changed_in_words_that_postgresql_knows_too() -> None:
    changed = upsert(tables.secrets, ("case_id", "field"), ("hash",))
    left = upsert(tables.versions, ("digest",), ())
    assert "ON CONFLICT (case_id, field) DO UPDATE SET hash = excluded.hash" in str(
        changed.compile(dialect=postgresql.dialect())
    )
    assert "ON CONFLICT (digest) DO NOTHING" in str(left.compile(dialect=postgresql.dialect()))


# -- statements


def test_a_value_that_is_forgotten_or_misspelt_is_a_fault_and_never_null(database: Database) -> None:
    with database.read() as tx, pytest.raises(sa.exc.StatementError, match="'which'"):
        tx.execute(sa.select(tables.cases).where(tables.cases.c.id == sa.bindparam("which")), {"wich": "a"})


def test_a_statement_over_a_list_is_sent_for_lists_of_any_length(database: Database) -> None:
    with database.write() as tx:
        for name in "abc":
            keep(tx, a_case(name))
        assert [case.id for case in cases.load_many(tx, ["c", "a"])] == ["c", "a"]
        assert [case.id for case in cases.load_many(tx, ["b"])] == ["b"]
        assert cases.load_many(tx, []) == []
