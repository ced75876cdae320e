"""Where a SQLite database lies on the disk; for any other database there is nothing to do."""

from __future__ import annotations

import os
from pathlib import Path

from engine.problems import EngineError


def require_file(url: str) -> None:
    """
    Makes sure that the file exists: a database made by a look into the wrong folder would show that all is well.

    Raises:
        EngineError: it does not exist.
    """
    file = url.removeprefix("sqlite:///")
    if file != url and not os.path.isfile(file):
        raise EngineError(f"there is no database {file}: name it with --database or DATABASE_URL")


def make_folder(url: str) -> None:
    """
    Makes the folder that holds the file.

    Raises:
        EngineError: it cannot be made.
    """
    if not url.startswith("sqlite:///") or url == "sqlite:///:memory:":
        return
    folder = Path(url.removeprefix("sqlite:///")).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise EngineError(f"the database's folder {folder} cannot be made: {fault.strerror}") from fault
