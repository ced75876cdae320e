"""A real SQLite file for each test."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.store.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "parcours.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{path}")
    database.create()
    yield database
    database.close()


@pytest.fixture
def dump(path: Path, database: Database) -> Callable[[], str]:
    """All that stands in the file, as SQL."""

    def read() -> str:
        connection = sqlite3.connect(path)
        try:
            return "\n".join(connection.iterdump())
        finally:
            connection.close()

    return read
