"""Older tables become those of this version, with all that is in them: wholly or not at all, and once."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.core.kept import Unavailable
from engine.problems import EngineError
from engine.shipped import shipped
from engine.store import database as database_module
from engine.store import migrations, tables
from engine.store.database import Database
from engine.store.migrations import HEAD, WrongSchema
from tests.support.database_faults import BEGIN, FAULTS, Driver, Failing
from tests.support.migrator import Migrator
from tests.support.old_database import OldFile

KILLS = 20


@pytest.fixture
def old(tmp_path: Path) -> OldFile:
    return OldFile(tmp_path)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A database that this version has made."""
    path = tmp_path / "fresh.db"
    database = opened(path)
    database.create()
    database.close()
    return path


def opened(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


def migrate(path: Path) -> str | None:
    database = opened(path)
    try:
        return database.migrate()
    finally:
        database.close()


def rows(path: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def dump(path: Path) -> str:
    """All that stands in the file, as SQL; sorted, for the indexes of a table are made in any order."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(sorted(connection.iterdump()))


def schema(path: Path) -> list[Any]:
    """Every table and index, in the words they were made with."""
    return rows(path, "select type, name, sql from sqlite_master order by type, name")


def to_schema_1(path: Path) -> None:
    """As the version before schema 2 left it: without the tables that came with it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("drop table lately; drop table recipients; update schema_version set version = 1;")


# -- where it leads


def test_every_row_is_still_there(old: OldFile) -> None:
    before = old.counts()
    assert min(before.values()) > 0, "every table of the old file has rows"
    kept, led = old.rows("select count(token) from history")[0][0], old.rows("select token from changes")
    both = old.rows("select count(*) from changes where token in (select token from history)")[0][0]
    assert migrate(old.path) == "schema 2"
    after = old.counts()
    assert after.pop("alembic_version") == 1
    assert after.pop("known_browsers") == 0, "no browser was known before"
    assert after.pop("ended_holds") == 0, "no ending was remembered before"
    # The tokens of history and changes are one table now; a token may be of both.
    assert after.pop("tokens") == kept + before.pop("changes") - both
    assert both > 0
    assert after == before
    assert {token for (token,) in led} <= {token for (token,) in old.rows("select token from tokens")}


def test_every_value_is_as_it_was(old: OldFile) -> None:
    def values(table: str, columns: list[str]) -> list[Any]:
        names = ", ".join(f'"{name}"' for name in columns)
        return sorted(old.rows(f'select {names} from "{table}"'), key=repr)

    def columns(table: str) -> list[str]:
        return [row[1] for row in old.rows(f'pragma table_info("{table}")')]

    was = {name: columns(name) for name in old.counts() if name != "schema_version"}
    before = {name: values(name, there) for name, there in was.items()}
    steps = old.rows("select token, case_id, revision from history where token is not null order by token")
    led = old.rows("select token, old_family, new_family, case_id, at from changes order by token")
    migrate(old.path)
    for name, there in was.items():
        if name != "changes":
            both = [column for column in there if column in columns(name)]
            assert set(there) - set(both) <= {"token"}, name
            places = [there.index(column) for column in both]
            assert values(name, both) == sorted((tuple(row[i] for i in places) for row in before[name]), key=repr)
    assert old.rows("select token, case_id, revision from tokens where revision is not null order by token") == steps
    assert (
        old.rows(
            "select token, old_family, new_family, new_case_id, at from tokens"
            " where old_family is not null order by token"
        )
        == led
    )
    assert old.rows("select count(*) from history where forget_at is not null") == [(0,)], "their cases are there"


def test_schema_1_is_led_there_too(old: OldFile, fresh: Path) -> None:
    to_schema_1(old.path)
    before = old.counts()
    assert migrate(old.path) == "schema 1"
    after = old.counts()
    assert {name: after[name] for name in before if name != "changes"} == {
        n: before[n] for n in before if n != "changes"
    }
    assert schema(old.path) == schema(fresh)


def test_migrated_tables_are_those_that_this_version_makes(old: OldFile, fresh: Path) -> None:
    migrate(old.path)
    assert schema(old.path) == schema(fresh)
    assert rows(old.path, "select * from alembic_version") == rows(fresh, "select * from alembic_version") == [(HEAD,)]
    assert rows(old.path, "pragma integrity_check") == [("ok",)]
    assert rows(old.path, "pragma foreign_key_check") == []


@pytest.mark.parametrize("which", ["migrated", "fresh"])
def test_alembic_finds_no_difference_from_what_the_program_works_on(old: OldFile, fresh: Path, which: str) -> None:
    migrate(old.path)
    engine = sa.create_engine(f"sqlite:///{old.path if which == 'migrated' else fresh}")
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_a_difference_would_be_found(fresh: Path) -> None:
    changed = sa.MetaData()
    for table in tables.metadata.tables.values():
        table.to_metadata(changed)
    changed.tables["cases"].append_column(sa.Column("more", sa.Text))
    engine = sa.create_engine(f"sqlite:///{fresh}")
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), changed)
    engine.dispose()
    assert [one[0] for one in found] == ["add_column"]


def test_each_constraint_and_index_has_a_name(fresh: Path) -> None:
    for table in tables.metadata.tables.values():
        assert [constraint for constraint in table.constraints if not constraint.name] == []
        assert [index for index in table.indexes if not index.name] == []
    words = "\n".join(sql for _, name, sql in schema(fresh) if sql and name != "alembic_version")
    unnamed = [
        line.strip()
        for line in words.splitlines()
        if line.strip().startswith(("PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK"))
        or "REFERENCES" in line.split("(")[0]
    ]
    assert unnamed == []


def test_the_last_revision_is_the_one_that_the_program_works_on() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert len(scripts.get_bases()) == 1, "one way, without branches"


def test_a_folder_whose_name_would_be_read_as_a_placeholder(tmp_path: Path) -> None:
    place = tmp_path / "100%(here)s of it"
    for name in ("engine", "flows", "forms"):
        shutil.copytree(shipped() / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    words = "from engine.store.database import Database; Database('sqlite://').create()"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", words], cwd=place, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


# -- who refuses


def test_an_older_database_is_refused_and_left_as_it_is(old: OldFile) -> None:
    before = dump(old.path)
    database = opened(old.path)
    with pytest.raises(WrongSchema, match=r"older version .*schema 2.* revision 0004\. .*`parcours migrate`"):
        database.create()
    database.close()
    assert dump(old.path) == before


@pytest.mark.parametrize("enter", [Database.create, Database.migrate])
def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(
    fresh: Path, enter: Callable[[Database], object]
) -> None:
    with closing(sqlite3.connect(fresh)) as connection, connection:
        connection.execute("update alembic_version set version_num = '0999'")
    before = dump(fresh)
    database = opened(fresh)
    with pytest.raises(WrongSchema, match=r"newer version .*revision 0999.* up to revision 0004"):
        enter(database)
    database.close()
    assert dump(fresh) == before


def test_a_program_from_before_alembic_reads_a_schema_that_it_refuses(old: OldFile, fresh: Path) -> None:
    """It knows schema 2, and asks this table alone."""
    migrate(old.path)
    for path in (old.path, fresh):
        assert rows(path, "select version from schema_version") == [(3,)]


def test_migrating_makes_a_database_that_is_not_there_and_leaves_one_of_this_version(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert migrate(path) is None
    before = dump(path)
    assert migrate(path) == HEAD
    assert dump(path) == before


# -- wholly or not at all


def test_what_refers_to_a_table_that_is_made_again_stays(old: OldFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Revision 0002 drops what refers before what is referred to; another one need not, and rebuilds one table."""

    def rebuild(tx: sa.Connection) -> None:
        for words in (
            "create table again as select * from cases",
            "drop table cases",
            "create table cases (id text primary key)",
            "insert into cases select id from again",
            "drop table again",
        ):
            tx.exec_driver_sql(words)

    monkeypatch.setattr(migrations, "upgrade", rebuild)
    before = old.counts()
    assert before["history"] > 0
    migrate(old.path)
    assert old.counts() == before


def test_references_are_kept_afterwards(old: OldFile) -> None:
    database = opened(old.path)
    database.migrate()
    with database.write() as tx:
        assert tx.exec_driver_sql("pragma foreign_keys").scalar() == 1, "on the connection that comes next"
    database.close()


def test_a_row_that_refers_to_nothing_stops_it_and_nothing_is_changed(old: OldFile) -> None:
    with closing(sqlite3.connect(old.path)) as connection, connection:
        connection.execute("insert into secrets (case_id, field, hash) values ('gone', 'mot_de_passe', 'x')")
    before = dump(old.path)
    with pytest.raises(
        EngineError, match=r"is as it was: rows that refer to missing rows: 1 \(secrets refers to cases\)"
    ):
        migrate(old.path)
    assert dump(old.path) == before


def test_it_is_done_wholly_or_not_at_all_whichever_statement_fails(old: OldFile) -> None:
    before, driver = dump(old.path), Driver()
    made: list[str] = []
    shutil.copyfile(old.path, old.folder / "counted.db")
    with driver.connected():
        driver.before = made.append
        migrate(old.folder / "counted.db")
        begun = next(i for i, words in enumerate(made) if words.startswith(BEGIN))
        ended = next(i for i, words in enumerate(made) if words.startswith("COMMIT"))
        for at in [*range(begun, ended, 13), ended]:
            calls: list[str] = []

            def fail(words: str) -> None:
                calls.append(words)  # noqa: B023 - called within this turn alone
                if len(calls) == at + 1:  # noqa: B023
                    raise Failing(FAULTS["I/O error"])

            driver.before = fail
            with pytest.raises(Unavailable):
                migrate(old.path)
            driver.at_ease()
            assert dump(old.path) == before, made[at]
    assert ended - begun > 50
    assert migrate(old.path) == "schema 2"


def larger(path: Path) -> None:
    """With so much history that a moment in the midst of its migration is easily met."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 12)"
            " insert into history select case_id, revision + 1000 * i, seq, at, flow, version, state, event, actor,"
            " transition, outcome, token || '-' || i from history, n"
        )


def test_killed_at_twenty_random_moments_the_file_is_the_old_or_the_new_one_and_a_second_run_finishes(
    old: OldFile, tmp_path: Path
) -> None:
    larger(old.path)
    before = dump(old.path)
    shutil.copyfile(old.path, tmp_path / "whole.db")
    whole = Migrator(tmp_path / "whole.db")
    began = time.monotonic()
    whole.go()
    assert whole.found() == "schema 2"
    took = time.monotonic() - began
    after = dump(tmp_path / "whole.db")
    chosen = random.Random(7)
    outcomes = set()
    for number in range(KILLS):
        path = tmp_path / f"killed-{number}.db"
        shutil.copyfile(old.path, path)
        victim = Migrator(path)
        victim.go()
        victim.kill_after(chosen.uniform(0, 1.2 * took))
        assert rows(path, "pragma integrity_check") == [("ok",)]
        found = dump(path)
        assert found in (before, after)
        outcomes.add("old" if found == before else "new")
        migrate(path)
        assert dump(path) == after
    assert "old" in outcomes, "some were killed in its midst"


def test_two_processes_at_once_make_one_migration(old: OldFile) -> None:
    larger(old.path)
    two = [Migrator(old.path) for _ in range(2)]
    for one in two:
        one.go()
    assert sorted(str(one.found()) for one in two) == [HEAD, "schema 2"], "the second finds nothing to do"
    assert rows(old.path, "select * from alembic_version") == [(HEAD,)]


def test_whoever_comes_second_waits_as_long_as_it_takes_and_finds_nothing_to_do(
    old: OldFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 0)  # that of any other transaction
    holder = sqlite3.connect(old.path, isolation_level=None)
    holder.execute("pragma journal_mode = wal")  # as every file is that has been worked on
    holder.execute("begin immediate")
    driver = Driver()
    asked: list[str] = []

    def look(words: str) -> None:
        asked.append(words)
        if asked.count(BEGIN) == 3:
            driver.at_ease()
            holder.close()
            assert migrate(old.path) == "schema 2", "the other one"

    driver.before = look
    with driver.connected():
        assert migrate(old.path) == HEAD
    assert asked.count(BEGIN) == 3


def test_what_is_migrated_is_said_to_be_where_its_log_cannot_be_emptied(
    old: OldFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk was reported, and the file had its new tables."""

    def full(_: Database) -> bool:
        raise Unavailable("the database is not available: database or disk is full")

    monkeypatch.setattr(Database, "wipe", full)
    assert migrate(old.path) == "schema 2"
    assert migrate(old.path) == HEAD


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("CREATE TABLE cases (x)", "another program's table, of one name with ours"),
        ("CREATE TABLE t (x)", "another program's table"),
        ("CREATE TABLE t (x); CREATE VIEW v AS SELECT x FROM t; DROP TABLE t", "a view alone"),
        ("CREATE TABLE alembic_version (version_num TEXT)", "a version that nobody has written"),
        ("CREATE TABLE schema_version (version INTEGER)", "the same, of before"),
    ],
)
def test_a_database_that_is_not_ours_is_refused_and_left_as_it_is(made: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(made)
    before = path.read_bytes()
    for work in (Database.create, Database.migrate):
        database = opened(path)
        with pytest.raises(WrongSchema, match="not one of Parcours"):
            work(database)
        database.close()
    assert path.read_bytes() == before, why


@pytest.mark.parametrize(
    "made",
    [
        "CREATE VIEW open_cases AS SELECT id FROM cases",
        "CREATE TRIGGER seen AFTER INSERT ON cases BEGIN SELECT 1; END",
    ],
)
def test_views_and_triggers_of_somebody_else_are_named_before_anything_is_changed(made: str, old: OldFile) -> None:
    with closing(sqlite3.connect(old.path)) as connection, connection:
        connection.execute(made)
    before = dump(old.path)
    with pytest.raises(WrongSchema, match=r"open_cases|seen"):
        migrate(old.path)
    assert dump(old.path) == before
