"""Every single fault of the tables is found, at its place, alone, and its fix fixes."""

from __future__ import annotations

import pytest

from engine.language.load import load_catalogue
from tests.language.faults.measure import SETS, outcome_of
from tests.language.faults.table import Fault

ROWS = [pytest.param(name, row, id=f"{name}: {row.reason}") for name, one in SETS.items() for row in one.rows]


def test_the_files_are_good_before_a_fault_is_put_into_them() -> None:
    for name, one in SETS.items():
        with one.folder.written() as root:
            assert load_catalogue(root).problems == (), name


def test_there_are_enough_faults_and_none_is_there_twice() -> None:
    assert {name: len(one.rows) >= one.least for name, one in SETS.items()} == dict.fromkeys(SETS, True)
    for one in SETS.values():
        assert len({row.reason for row in one.rows}) == len(one.rows)
        assert len({(row.file, row.old, row.new) for row in one.rows}) == len(one.rows)


def test_what_is_missing_of_a_row_is_declared_with_its_reason() -> None:
    for one in SETS.values():
        for row in one.rows:
            assert bool(row.waits) == bool(row.lacks or row.echoes), row.reason
            assert row.code or row.lacks == ("found",), f"{row.reason}: which problem is expected is not written"


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_fault_is_found_at_its_place_alone_and_its_fix_fixes(name: str, row: Fault) -> None:
    found = outcome_of(name, row)
    right = SETS[name].fixed(row)
    made = "" if found.left is None or found.text == right else f"\nits fix makes:\n{found.text}"
    printed = "\n".join(map(str, found.problems))
    seen = (found.lacks(right), len(found.echoes), found.found and found.left is None)
    assert seen == (row.lacks, row.echoes, row.decision), (
        f"{row.reason}: what it lacks, echoes, decision\n{printed}{made}"
    )
