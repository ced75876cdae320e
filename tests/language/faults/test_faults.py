"""Every single fault of the tables is found, at its place, alone, and its fix fixes."""

from __future__ import annotations

import pytest

from engine.language.load import load_catalogue
from tests.language.faults.measure import SETS, outcome_of
from tests.language.faults.table import Fault, Outcome

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


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_fault_is_found_at_its_place_alone_and_its_fix_fixes(name: str, row: Fault) -> None:
    found = outcome_of(name, row)
    wrong = _wrong(row, SETS[name].fixed(row), found)
    if row.waits:
        assert wrong, f"{row.reason}: it is found as it should be now; take out `waits`"
    else:
        printed = "\n".join(map(str, found.problems))
        assert wrong == [], f"{row.reason}: {', '.join(wrong)}\n{printed}"


def _wrong(row: Fault, fixed: str, found: Outcome) -> list[str]:
    """What is wrong with what `check` made of a fault, in words."""
    if not found.found:
        return ["it is not found"]
    wrong = [f"another problem: {problem.code}" for problem in found.echoes]
    if not (found.at_line and found.at_column):
        wrong.append("it is found at another place")
    if row.decision != (found.left is None):
        wrong.append("its fix is a decision" if found.left is None else "its fix is no decision: it says what to type")
    if found.wrong_fix:
        wrong.append(f"its fix leaves {', '.join(problem.code for problem in found.left or ())}")
    elif found.left is not None and found.text != fixed:
        wrong.append(f"its fix makes something else:\n{found.text}")
    return wrong
