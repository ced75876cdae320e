"""`parcours migrate`, and which commands work on an older database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_commands import GOOD, parcours
from tests.store.test_migrating import dump, migrate
from tests.support.old_database import OldFile
from tests.support.server_process import serving
from tests.support.service_under_test import KEY


@pytest.fixture
def old(tmp_path: Path) -> OldFile:
    (tmp_path / "var").mkdir()
    return OldFile(tmp_path / "var")  # where a command looks that is told of no other place


def test_it_says_from_where_to_where_and_then_that_nothing_is_to_be_done(tmp_path: Path, old: OldFile) -> None:
    done = parcours(tmp_path, "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "the database was migrated from schema 2 to revision 0004\n"
    done = parcours(tmp_path, "migrate", "--database", f"sqlite:///{old.path}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "nothing to do: the database is at revision 0004, which this version uses\n"


def test_it_makes_no_database_where_there_is_none(tmp_path: Path) -> None:
    done = parcours(tmp_path, "migrate")
    assert done.returncode == 1
    assert "there is no database var/parcours.db" in done.stderr
    assert not (tmp_path / "var").exists()


def test_what_cannot_be_migrated_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Chère Camille, " * 100, encoding="utf-8")
    before = (tmp_path / "letter.db").read_bytes()
    done = parcours(tmp_path, "migrate", "--database", "sqlite:///letter.db")
    assert done.returncode == 1
    assert "sqlite:///letter.db was not migrated and has not changed: " in done.stderr
    assert "file is not a database" in done.stderr
    assert (tmp_path / "letter.db").read_bytes() == before


@pytest.mark.parametrize(
    "command",
    [
        ["serve", "--port", "0"],
        ["worker", "--once"],
        ["outbox", "list"],
        ["register", "list", "espaces"],
        ["register", "add", "espaces", "a@exemple.fr", "actif"],
    ],
    ids=" ".join,
)
def test_every_other_command_refuses_an_older_database_and_says_what_to_do(
    tmp_path: Path, old: OldFile, command: list[str]
) -> None:
    before = dump(old.path)
    done = parcours(tmp_path, *command, **GOOD)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "the database was made by an older version of Parcours: its tables are those of schema 2, this version works "
        "on revision 0004. End every process that works on it, make a copy, then run `parcours migrate`\n"
    )
    assert "Traceback" not in done.stderr
    assert dump(old.path) == before


def test_in_production_a_database_that_is_not_there_is_made(tmp_path: Path) -> None:
    done = parcours(tmp_path, "worker", "--once", **GOOD)
    assert (done.returncode, done.stderr) == (0, "0 done\n")
    assert migrate(tmp_path / "var" / "parcours.db") == "0004", "there is nothing left to do"


def test_developer_mode_migrates_by_itself_and_goes_on(tmp_path: Path, old: OldFile) -> None:
    (tmp_path / "var" / "secret.key").write_text(KEY, encoding="ascii")  # the key that its rows were written with
    with serving(tmp_path) as served:
        assert served.person().open("/").status == 200
    assert "the database was migrated from schema 2" in (tmp_path / "serve.log").read_text("utf-8")
    assert old.rows("select count(*) from tokens")[0][0] > 0
