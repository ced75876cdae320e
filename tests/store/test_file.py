"""The file of a database: its owner's alone, and written to only while it is where it was."""

from __future__ import annotations

import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.core.kept import Unavailable
from engine.store import cases
from engine.store.database import Database
from engine.store.sqlite_file import file_of, make_folder, readable_by_others
from tests.support.cases import a_case, keep


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o022, 0o000, 0o077])
def test_what_is_made_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        path = tmp_path / "var" / "deep" / "parcours.db"
        make_folder(f"sqlite:///{path}")
        database = Database(f"sqlite:///{path}")
        database.create()
        with database.write() as tx:
            keep(tx, a_case())
        assert {file.name: rights(file) for file in path.parent.iterdir()} == {
            "parcours.db": 0o600,
            "parcours.db-wal": 0o600,
            "parcours.db-shm": 0o600,
        }
        assert rights(path.parent) == 0o700
        database.close()
    finally:
        os.umask(before)


def test_the_rights_of_a_file_that_was_there_stay_and_are_told(tmp_path: Path) -> None:
    """A group may share it on purpose."""
    path = tmp_path / "parcours.db"
    path.touch(0o640)
    database = Database(f"sqlite:///{path}")
    database.create()
    assert rights(path) == 0o640
    assert str(path) in readable_by_others(f"sqlite:///{path}")
    database.close()
    path.chmod(0o600)
    assert readable_by_others(f"sqlite:///{path}") == []


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///var/parcours.db", "var/parcours.db"),
        ("sqlite:////srv/parcours.db", "/srv/parcours.db"),
        ("sqlite+pysqlite:////srv/parcours.db?timeout=3", "/srv/parcours.db"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///file:x?mode=memory&uri=true", None),
        ("postgresql://host/name", None),
    ],
)
def test_the_file_of_a_url(url: str, path: str | None) -> None:
    assert file_of(url) == path


def test_a_deleted_file_is_not_written_to_and_put_back_it_is(tmp_path: Path) -> None:
    path = tmp_path / "parcours.db"
    database = Database(f"sqlite:///{path}")
    database.create()
    with database.write() as tx:
        keep(tx, a_case("before"))
    away = tmp_path / "away.db"
    path.rename(away)
    for transaction in (database.read, database.write):
        with pytest.raises(Unavailable, match="no longer there"), transaction():
            pass
    with pytest.raises(Unavailable, match="no longer there"):
        database.wipe()
    assert not path.exists(), "no empty one was made in its place"
    away.rename(path)
    with database.write() as tx:
        assert cases.load(tx, "before")
    database.close()


def test_a_copy_in_its_place_is_not_taken_for_it(tmp_path: Path) -> None:
    """What was done since the copy would be mixed into it; and connections still write to the old one."""
    path = tmp_path / "parcours.db"
    database = Database(f"sqlite:///{path}")
    database.create()
    first = tmp_path / "first.db"
    path.rename(first)
    shutil.copy(first, path)
    before = path.read_bytes()
    with (
        pytest.raises(Unavailable, match="another file was put in its place: start this process again"),
        database.write(),
    ):
        pass
    assert path.read_bytes() == before
    first.replace(path)
    with database.write() as tx:
        keep(tx, a_case())
    database.close()


def test_a_file_deleted_within_a_transaction_confirms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "parcours.db"
    database = Database(f"sqlite:///{path}")
    database.create()

    def step() -> None:
        with database.write() as tx:
            keep(tx, a_case())
            path.unlink()

    with pytest.raises(Unavailable, match="no longer there"):
        step()
    database.close()


def test_links_to_the_file_are_the_file(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "var").symlink_to("disk")
    database = Database(f"sqlite:///{tmp_path}/var/parcours.db")
    database.create()
    with database.write() as tx:
        keep(tx, a_case())
    database.close()
    assert (tmp_path / "disk" / "parcours.db").is_file()


def test_threads_see_one_first_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/parcours.db")
    with ThreadPoolExecutor(4) as starting:
        assert list(starting.map(lambda _: database.create(), range(4))) == [None] * 4
    database.close()
