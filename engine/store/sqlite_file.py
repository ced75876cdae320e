"""Where a SQLite database lies on the disk, who may read it, and whether it is still there; for any other: nothing."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from engine.problems import EngineError

_OWNERS_ALONE = 0o600
_BESIDE = ("", "-wal", "-shm", "-journal")


class DatabaseFile:
    """
    The file of an open database. A connection goes on writing after the file was deleted, or another one put in its
    place, and all of that is lost: so the file is looked at by its name, which is cheap (a microsecond or two).
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None

    def lost(self) -> str | None:
        """Why what is written now would be lost; None: the file is the one that was seen first, if there was one."""
        if self._opened is None:
            self._make()
        try:
            found = os.stat(self._path)
        except OSError as fault:
            if self._opened is None:
                return None  # opening the database says what is wrong
            return f"its file is no longer there ({fault.strerror}): put it back, or start this process again"
        if self._opened is None:
            self._opened = (found.st_dev, found.st_ino)
        elif self._opened != (found.st_dev, found.st_ino):
            return "another file was put in its place: start this process again to use that one, or put the first back"
        return None

    def _make(self) -> None:
        """An empty file that its owner alone may read, where there is none. What is beside it takes its rights."""
        with suppress(OSError, ValueError):  # there already; or opening the database says what is wrong
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _OWNERS_ALONE))


def file_of(url: str) -> str | None:
    """The path in a database's URL; None: it is in memory, or no file of SQLite's."""
    scheme, found, path = url.partition(":///")
    path = path.partition("?")[0]
    if not found or scheme not in ("sqlite", "sqlite+pysqlite") or path in ("", ":memory:") or path.startswith("file:"):
        return None
    return path


def require_file(url: str) -> None:
    """
    Makes sure that the file exists: a database made by a look into the wrong folder would show that all is well.

    Raises:
        EngineError: it does not exist, or is not a file.
    """
    path = file_of(url)
    if path is None:
        return
    _refuse_other_kinds(path)
    if not os.path.isfile(path):
        raise EngineError(f"there is no database {path}: name it with --database or DATABASE_URL")


def make_folder(url: str) -> None:
    """
    Makes the folder that holds the file, for its owner alone.

    Raises:
        EngineError: it cannot be made, or what is there is not a file.
    """
    path = file_of(url)
    if path is None:
        return
    folder = Path(path).parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise EngineError(f"the database's folder {folder} cannot be made: {why}") from fault
    _refuse_other_kinds(path)


def readable_by_others(url: str) -> list[str]:
    """The database's files that other users of this machine may read or write."""
    path = file_of(url)
    found = []
    for file in (path + ending for ending in _BESIDE) if path else ():
        with suppress(OSError):
            if os.stat(file).st_mode & 0o077:
                found.append(file)
    return found


def _refuse_other_kinds(path: str) -> None:
    """SQLite would wait at a pipe, and read a device without end."""
    try:
        kind = os.stat(path).st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(kind):
        raise EngineError(f"the database {path} is not a file: name another with --database or DATABASE_URL")
