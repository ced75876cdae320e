"""Every mistake of the tables in tests/golden/fixes: where it is reported, its fix, and the file once that is typed."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.problems import Problem
from tests.support.demande import after_fix, problems_of, texts

TABLES = Path(__file__).parents[1] / "golden" / "fixes"


class Row(NamedTuple):
    """
    One mistake, as a table has it: lines that begin with a sign.

    `-` what is right, `+` what is written in its place, `!` the problem, `=` its fix, `>` the lines that are then other
    than the right ones. A table's comments are rows of `#` alone.
    """

    table: str
    right: str
    wrong: str
    problem: str
    fix: str
    then: str

    def printed(self) -> str:
        signs = (("-", self.right), ("+", self.wrong), ("!", self.problem), ("=", self.fix), (">", self.then))
        return "\n".join(f"{sign} {line}" for sign, lines in signs for line in lines.splitlines())


def _rows(path: Path) -> list[Row | str]:
    """The rows of a table; a comment is a text."""
    found: list[Row | str] = []
    for block in path.read_text(encoding="utf-8").strip("\n").split("\n\n"):
        lines = block.split("\n")
        if lines[0].startswith("#"):
            found.append(block)
            continue
        parts = ("\n".join(line[2:] for line in lines if line[0] == sign) for sign in "-+!=>")
        found.append(Row(path.stem, *parts))
    return found


PATHS = sorted(TABLES.glob("*.txt"))
ROWS = [row for path in PATHS for row in _rows(path) if isinstance(row, Row)]


def _seen(row: Row, folder: Path) -> tuple[Row, list[Problem], list[Problem]]:
    """The row as it is now, the problems before and after the fix."""
    files = texts(f"\n{row.right}\n", f"\n{row.wrong}\n")
    before = problems_of(folder, files)
    problem = next(
        (one for one in before if one.message in row.problem),
        min(before, key=lambda one: (one.code.startswith("unused"), one.code == "claim-not-guarded")),
    )
    fixed = after_fix(files, problem)
    name = problem.place.file
    then = [line[2:] for line in difflib.ndiff(texts()[name].split("\n"), fixed[name].split("\n")) if line[0] == "+"]
    where = f"{name}:{problem.place.line}:{problem.place.column}: {problem.message} [{problem.code}]"
    now = row._replace(problem=where, fix=problem.fix, then="\n".join(then))
    return now, before, problems_of(folder, fixed)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.table}: {row.wrong.strip()}" for row in ROWS])
def test_a_fix_that_is_typed_to_the_letter_leaves_no_problem(row: Row, tmp_path: Path) -> None:
    now, before, after = _seen(row, tmp_path)
    assert now.printed() == row.printed()
    assert [str(problem) for problem in after] == []
    if row.table != "names":  # what is named nowhere else is unused, until the name is right
        assert len(before) == 1, "\n".join(str(problem) for problem in before)


def test_the_tables_are_written_as_they_are_read(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert len(ROWS) > 250
    for path in PATHS:
        if request.config.getoption("--rewrite-golden", default=False):
            rows = [row if isinstance(row, str) else _seen(row, tmp_path)[0].printed() for row in _rows(path)]
            path.write_text("\n\n".join(rows) + "\n", encoding="utf-8")
        rows = [row if isinstance(row, str) else row.printed() for row in _rows(path)]
        assert path.read_text(encoding="utf-8") == "\n\n".join(rows) + "\n"
