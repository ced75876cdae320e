"""
Rows as CSV, in UTF-8: as a spreadsheet opens them without computing anything, and as `import` reads them back.

A spreadsheet takes a cell that begins with `=` for a formula, also one that was typed by a stranger. Such a cell is
written with an apostrophe before it, and so is one that begins with an apostrophe; reading takes that one away.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Sequence
from io import StringIO

from engine.problems import EngineError

# What begins a formula, also in the wide forms that some spreadsheets take for the same.
_FORMULA = "=+-@\t\r\n＝＋－＠"
_MARK = "'"
_MARKED = re.compile(f"{_MARK}(?=[{re.escape(_FORMULA + _MARK)}])")
_QUOTED = re.compile(r'[",;\t\r\n]')  # also at the separators of other countries


def print_csv(rows: Iterable[Sequence[str]]) -> None:
    """Prints a line for each row, whatever the terminal's encoding is."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    for row in rows:
        print(",".join(map(_written, row)))


def read_csv(text: str, file: str) -> list[tuple[int, list[str]]]:
    """
    Each line that is not empty, with its number and its cells; separated by commas, or as the first line by semicolons.

    Raises:
        EngineError: a line cannot be read.
    """
    # Line feeds and carriage returns end a line, outside quotation marks; a key may hold any other separator.
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begun = 1
    try:
        for row in reader:
            if row:
                rows.append((begun, [_read(cell) for cell in row]))
            begun = reader.line_num + 1
    except csv.Error as fault:
        why = str(fault)
        if why == "unexpected end of data":
            why = "the file ends within quotation marks"
        raise EngineError(
            f"{file}, line {begun}: {why}. Either it is not CSV, or a quotation mark is not closed"
        ) from fault
    return rows


def _delimiter(text: str) -> str:
    try:
        return ";" if len(next(csv.reader(StringIO(text, newline=""), delimiter=";"), [])) > 1 else ","
    except csv.Error:  # reading says so, with its line
        return ","


def _written(cell: str) -> str:
    if cell and cell[0] in _FORMULA + _MARK:
        cell = _MARK + cell
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def _read(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if _MARKED.match(cell) else cell
