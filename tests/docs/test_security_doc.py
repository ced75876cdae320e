"""Each threat and promise of docs/security.md names its tests; each test named after a threat stands on the page."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
NAMED_AFTER_ROWS = ("security", "limits", "retention", "logs", "canaries")  # tests/scenarios/test_….py

_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)(\*?)`")


def rows(heading: str) -> dict[str, list[tuple[str, str, bool]]]:
    """Row -> the tests it names: file, name, and whether it stands for all that begin so."""
    part = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| \*\*(.+?)\*\*(.*)$", part, re.M)
    return {row: [(file, name, star == "*") for file, name, star in _TEST.findall(cells)] for row, cells in found}


THREATS, PROMISES = rows("Threats"), rows("Promises")


@cache
def those_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_")


def meant(file: str, name: str, all_that_begin_so: bool) -> set[str]:
    if not (ROOT / file).is_file():
        return set()
    return {test for test in those_in(file) if (test.startswith(name) if all_that_begin_so else test == name)}


def slug(row: str) -> str:
    """How the tests of a row begin: those of « pending squatting, pre-hijack » with `test_pending_squatting_`."""
    return "test_" + re.sub(r"\W+", "_", row.partition(",")[0].lower()) + "_"


def test_the_page_is_read_as_it_is_written() -> None:
    assert len(THREATS) >= 24
    assert len(PROMISES) >= 8


@pytest.mark.parametrize(("row", "named"), [*THREATS.items(), *PROMISES.items()], ids=[*THREATS, *PROMISES])
def test_a_row_names_tests_that_exist(row: str, named: list[tuple[str, str, bool]]) -> None:
    assert named, "a row without a test"
    assert [f"{file}::{name}" for file, name, star in named if not meant(file, name, star)] == []


@pytest.mark.parametrize("name", NAMED_AFTER_ROWS)
def test_a_test_named_after_a_row_stands_in_it(name: str) -> None:
    file = f"tests/scenarios/test_{name}.py"
    for test in sorted(those_in(file)):
        own = [row for row in THREATS if test.startswith(slug(row))]
        assert own, f"{test}: begins with no row of docs/security.md"
        listed = {found for row in own for one in THREATS[row] if one[0] == file for found in meant(*one)}
        assert test in listed, f"{test}: not named in the row « {own[0]} »"
