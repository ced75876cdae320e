"""Reads the files of the folder that is served: no more than so many bytes, and never where a link leads out of it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from engine.problems import EngineError, one_line

# Opening a pipe or a device would wait for whoever is at its other end; a terminal must not become ours.
_OPENED = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
LEADS_OUT = (
    "a link leads out of the folder that is served",
    "put a copy in place of the link, or link to something inside that folder",
)
_OTHER_KINDS = (
    (stat.S_ISDIR, "folder"),
    (stat.S_ISFIFO, "named pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


class Unreadable(EngineError):
    """
    A file is not read.

    why: the cause. fix: what to do about it.
    """

    def __init__(self, path: Path, why: str, fix: str) -> None:
        super().__init__(f"{one_line(str(path))} cannot be read: {why}; {fix}")
        self.why = why
        self.fix = fix


def read(path: Path, root: Path | None, most: int) -> bytes:
    """
    The first `most` + 1 bytes of a file, so that the caller knows one that is larger.

    A link is followed where it leads to a file under `root`, as those of mounted configuration do: what it leads to is
    looked at before the file is opened, and again at what was opened, since a link can be replaced in between.

    Args:
        root: the folder that is served, which may be a link itself; None: a file that the operator names, anywhere.

    Raises:
        Unreadable.
    """
    if root is not None and (why := why_no_name(path.name)):
        raise Unreadable(path, *why)
    try:
        there = os.path.realpath(path, strict=True)
        _refuse(path, os.stat(there), there, root)
        descriptor = os.open(there, _OPENED)
        with open(descriptor, "rb") as file:
            opened = os.fstat(descriptor)
            _refuse(path, opened, os.path.realpath(path, strict=True), root)
            if not os.path.samestat(opened, os.stat(path)):
                raise Unreadable(path, "it was replaced while it was opened", "try again")
            return file.read(most + 1)
    except (OSError, ValueError) as fault:
        raise Unreadable(path, *_of_error(path, fault)) from fault


def visible(folder: Path, root: Path) -> list[Path]:
    """
    What a folder holds, without hidden files, which editors and systems leave: `.#loan.yaml`, `._loan.yaml`.

    Raises:
        Unreadable: it is not there, or a link leads out of `root`.
    """
    if leads_out(folder, root):
        raise Unreadable(folder, *LEADS_OUT)
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except (OSError, ValueError) as fault:
        raise Unreadable(folder, *(_of_folder(folder, fault) or _of_error(folder, fault))) from fault


def not_a_folder(path: Path) -> tuple[str, str] | None:
    """The cause and the fix where what is there, behind links too, is something else than a folder."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if stat.S_ISDIR(found.st_mode):
        return None
    kind = next((kind for is_kind, kind in _OTHER_KINDS if is_kind(found.st_mode)), "file")
    return f"it is not a folder but a {kind}", "put a folder in its place, or remove it"


def why_no_name(name: str) -> tuple[str, str] | None:
    """The cause and the fix where a file's name is not taken as one."""
    why = _of_name(name)
    return (why, "rename it, with letters, digits, - and _") if why else None


def leads_out(path: Path, root: Path) -> bool:
    """Whether a file or folder lies, or a link at any place of its path leads, outside of `root`."""
    return not _inside(os.path.realpath(path), root)


def is_file(path: Path, root: Path) -> bool:
    """Whether a file that may be read is there. Never raises: a name too long for the disk is no file."""
    return os.path.isfile(path) and not leads_out(path, root)


def shown(path: Path) -> str:
    """The path as a person at this folder would write it; what cannot be shown of it as escapes."""
    shown = os.path.normpath(path)
    if os.path.isabs(shown):
        here = os.getcwd()
        if os.path.commonpath([here, shown]) == here:
            shown = os.path.relpath(shown, here)
    return one_line(shown.replace(os.sep, "/"))


def _refuse(path: Path, found: os.stat_result, there: str, root: Path | None) -> None:
    if root is not None and not _inside(there, root):
        raise Unreadable(path, *LEADS_OUT)
    if not stat.S_ISREG(found.st_mode):
        kind = next((kind for is_kind, kind in _OTHER_KINDS if is_kind(found.st_mode)), "special file")
        fix = "put a file in its place, or remove it" if root is not None else "name a file"
        raise Unreadable(path, f"it is not a file but a {kind}", fix)


def _inside(there: str, root: Path) -> bool:
    above = os.path.realpath(root)
    try:
        return os.path.commonpath([above, there]) == above
    except ValueError:  # another drive
        return False


def _of_name(name: str) -> str:
    """Why a name is not taken as one; "": it is."""
    if any("\udc80" <= sign <= "\udcff" for sign in name):
        return "its name is not UTF-8"
    return "its name has characters that cannot be shown" if one_line(name) != name else ""


def _of_folder(path: Path, fault: OSError | ValueError) -> tuple[str, str] | None:
    """The same of a folder, where a folder's cause or fix differs from a file's."""
    number = getattr(fault, "errno", None)
    if number == errno.ELOOP:
        return "its links lead in a circle", "remove the link, or link to a folder"
    if number == errno.ENOENT and path.is_symlink():
        return "it is a link to a folder that is not there", "remove the link, or put the folder where it leads"
    if number == errno.ENOENT:
        return "there is no such folder", "make it, and put the files into it"
    return not_a_folder(path)


def _of_error(path: Path, fault: OSError | ValueError) -> tuple[str, str]:
    """The cause of a fault of the system, and its fix."""
    number = getattr(fault, "errno", None)
    if number == errno.ELOOP:
        return "its links lead in a circle", "remove the link, or link to a file"
    if number == errno.ENOENT and path.is_symlink():
        return "it is a link to a file that is not there", "remove the link, or put the file where it leads"
    if number == errno.ENXIO:  # what a socket answers
        return "it is not a file but a socket", "put a file in its place, or remove it"
    return getattr(fault, "strerror", None) or str(fault), "check its name and its rights"
