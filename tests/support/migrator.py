"""A process that migrates when it is told to, and may be killed meanwhile."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from engine.store.database import Database

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__, "alembic.command"])  # so that each begins at once


class Migrator:
    """
    Stands before the migration of a file.

    Attributes:
        process: it.
        told: carries what `Database.migrate` has found.
    """

    def __init__(self, path: Path) -> None:
        self.told, end = _context.Pipe()
        self.process = _context.Process(target=_migrate, args=(f"sqlite:///{path}", end))
        self.process.start()
        end.close()
        assert self.told.recv() == "ready"

    def go(self) -> None:
        self.told.send("go")

    def found(self) -> str | None:
        """What it has found, once it has ended."""
        found: str | None = self.told.recv()
        self.process.join(60)
        assert self.process.exitcode == 0
        return found

    def kill_after(self, seconds: float) -> None:
        """kill −9, unless it has ended by then."""
        self.told.poll(seconds)
        self.process.kill()
        self.process.join(60)


def _migrate(url: str, told: Connection[str | None, str]) -> None:
    database = Database(url)
    told.send("ready")
    told.recv()
    told.send(database.migrate())
