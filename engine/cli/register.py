"""`parcours register`: lists, adds or imports the business keys of a register."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine import files
from engine.cli.tables import print_csv, read_csv
from engine.language.forms import normalise
from engine.language.model import Register
from engine.problems import EngineError, one_line
from engine.registry import email

LARGEST = 64 << 20  # bytes of a file of rows: some two million
LISTED = ("case", "imported")  # what `list` says of a key


def add_to(commands: Any) -> None:
    parser = commands.add_parser("register", help="list, add or import the keys of a register")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for name, text in (
        ("list", "print every key and its status, as CSV"),
        ("add", "add one key with its status"),
        ("import", "add or change the keys of a CSV file: key, status"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("name", metavar="NAME", help="the register")
        if name == "add":
            action.add_argument("key", metavar="KEY", help="for example an e-mail address, as the register's kind says")
            action.add_argument("status", metavar="STATUS", help="one of those that the register declares")
        if name == "import":
            action.add_argument(
                "file", type=Path, metavar="FILE", help="CSV in UTF-8, also as `list` prints it; -: standard input"
            )
        action.add_argument("--database", metavar="URL", help="e.g. sqlite:///var/parcours.db")
        action.add_argument(
            "--folder", type=Path, help="holds flows/ and forms/; default: the current one, else the shipped"
        )
        action.set_defaults(run=run, action=name)


def run(arguments: argparse.Namespace) -> int:
    """Runs the action. If any line of an import is wrong, nothing is imported and every wrong line is reported."""
    from engine.delivery.folder import load_folder
    from engine.settings import database_url
    from engine.store import registers
    from engine.store.database import Database
    from engine.store.sqlite_file import make_folder, require_file

    register = _register(load_folder(arguments.folder)[1], arguments.name)
    url = database_url(arguments.database)
    (require_file if arguments.action == "list" else make_folder)(url)
    database = Database(url)
    database.create()
    try:
        if arguments.action == "list":
            with database.read() as tx:
                listed = list(registers.listing(tx, register.name))
            print_csv([key, status, LISTED[0 if has_case else 1]] for key, status, has_case in listed)
            return 0
        adds = arguments.action == "add"
        rows = [(0, [arguments.key, arguments.status])] if adds else _rows_of(arguments.file)
        faults = _faults(register, rows)
        done: dict[str, int] = {}
        if not faults:
            with database.write() as tx:
                for line, cells in rows:
                    key, status = cells[:2]
                    outcome = registers.put(tx, register.name, normalise(register.kind, key), status)
                    done[outcome] = done.get(outcome, 0) + 1
                    if outcome == "held":
                        print(f"{_at(line)}{one_line(key)}: held by a case, not changed", file=sys.stderr)
        for fault in faults:
            print(f"parcours: {one_line(fault)}", file=sys.stderr)
        print(", ".join(f"{count} {outcome}" for outcome, count in done.items()) or "nothing changed")
        return 1 if faults or (adds and "held" in done) else 0
    finally:
        database.close()


def _register(catalogue: Any, name: str) -> Register:
    found: Mapping[str, Register] = catalogue.registers()
    if name not in found:
        raise EngineError(f"no register {name!r}; declared: {', '.join(sorted(found)) or 'none'}")
    return found[name]


def _rows_of(file: Path) -> list[tuple[int, list[str]]]:
    """Returns each line that is not empty, with its number and its cells."""
    shown = "standard input" if str(file) == "-" else one_line(str(file))
    if str(file) == "-":
        data = sys.stdin.buffer.read(LARGEST + 1) if sys.stdin else b""
    else:
        data = files.read(file, None, LARGEST)
    if len(data) > LARGEST:
        raise EngineError(f"{shown} is larger than {LARGEST >> 20} MiB: split it, and import the parts one by one")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise EngineError(
            f"{shown}, line {line}: this is not UTF-8, so accents would be read wrong. "
            "Save the file again with the encoding UTF-8 (in a spreadsheet: “CSV UTF-8”)"
        ) from fault
    rows = read_csv(text, shown)
    if rows and [cell.lower() for cell in rows[0][1][:2]] == ["key", "status"]:
        rows = rows[1:]
    return rows


def _faults(register: Register, rows: list[tuple[int, list[str]]]) -> list[str]:
    faults = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        if len(cells) == 3 and cells[2] in LISTED:  # as `list` prints it
            cells = cells[:2]
        if len(cells) != 2:
            other = " (this line uses another separator than the first one)" if len(cells) == 1 else ""
            found = f"{len(cells)} value{'s' if len(cells) != 1 else ''}"
            faults.append(f"{_at(line)}expected a key and a status, found {found}{other}")
            continue
        key, status = cells
        if wrong := next(filter(_untypable, (key, status)), None):
            faults.append(f"{_at(line)}'{one_line(wrong[:60])}' has bytes that are not UTF-8, or that nobody can type")
            continue
        if not key:
            faults.append(f"{_at(line)}no key")
        elif register.kind == "email" and not email.check(key):
            faults.append(f"{_at(line)}{key[:60]!r} is not a valid e-mail address")
        if status not in register.statuses:
            faults.append(f"{_at(line)}unknown status {status[:60]!r}; one of {', '.join(register.statuses)}")
        normal = normalise(register.kind, key) if key else ""
        if normal in seen and normal:
            faults.append(f"{_at(line)}{key[:60]} is already in line {seen[normal]}")
        seen.setdefault(normal, line)
    return faults


def _at(line: int) -> str:
    """What a message about this line begins with; 0: it was typed as an argument, not read from a file."""
    return f"line {line}: " if line else ""


def _untypable(text: str) -> bool:
    return any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
