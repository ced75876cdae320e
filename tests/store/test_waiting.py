"""Who waits for whom."""

from __future__ import annotations

from pathlib import Path

from engine.store.database import Database


def test_a_process_starts_on_tables_that_are_there_while_another_one_writes(database: Database, path: Path) -> None:
    with database.write():
        Database(f"sqlite:///{path}").create()
