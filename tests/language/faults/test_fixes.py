"""
Each fix that says what to type is typed, over every printed problem: of the golden files and of the manual's examples.

`check` must then be clean of that problem, with no new one.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.language.load import load_catalogue, load_flow
from engine.language.manual import LIBRARY, MANUALS, Manual, samples
from engine.problems import Problem
from tests.language.faults.table import Folder, folder_of
from tests.support.fixes import apply_fix, choices

GOLDEN = Path(__file__).parents[2] / "golden"
PROBLEMS = GOLDEN / "problems"
FLOWS = sorted(path.stem for path in (PROBLEMS / "flows").glob("*.yaml") if path.stem != "site")
GOLDEN_FILES = folder_of(PROBLEMS, "flows/*.yaml", "forms/**/*.yaml")
EXAMPLES = sorted(code for code, manual in MANUALS.items() if not manual.file.endswith("/"))
# Two mistakes in one line of a golden file: what is meant is found once the first is fixed, and is not of its fix.
UNCOVERED = {
    ("fields", 'unknown value "tota"'): {"duplicate-key"},
    ("fields", 'unknown field "noms"'): {"resume-finds-nothing"},
    ("fields", 'unknown field "code_sasi"'): {"wrong-kind"},
    ("fields", 'unknown recipient "mail"'): {"null-not-guarded"},
    ("fields", 'unknown field or value "numro"'): {"duplicate-item"},
    ("bad-guard", "`is` cannot stand after `reader`"): {"unknown-name"},
    ("guards", 'unknown name "pries"'): {"branch-shadowed"},
    ("placeholders", "placeholder {nme} names nothing here"): {"shown-before-given"},
    ("unknown_names", 'unknown register "adreses"'): {"claim-not-guarded"},
    ("unknown_names", 'unknown target "atente"'): {"duplicate-item"},
    ("whole_ways", '"numero" is shown in state "attente" before it is given'): {"unused-value"},
    ("unknown_names", 'unknown target "sais"'): {"refusal-to-nothing"},
}
Key = tuple[str, str, str]


class Typed(NamedTuple):
    """A problem, and what came of its fix. still: whether it is still there; new: what was not there before."""

    problem: Problem
    still: bool
    new: tuple[Key, ...]


def told(problems: tuple[Problem, ...]) -> Counter[Key]:
    """The problems as they still are after a line was added or removed above them."""
    return Counter((one.place.file, one.code, re.sub(r"line \d+", "line", one.message)) for one in problems)


@cache
def typed(name: str) -> tuple[tuple[Problem, Typed | None], ...]:
    """Each problem of a golden flow, or of a manual's example, with what came of its fix; None: it is a decision."""
    flow = name if name in FLOWS else None
    files = GOLDEN_FILES if flow else example(MANUALS[name])

    def problems(root: Path) -> tuple[Problem, ...]:
        if flow:
            return load_flow(root / "flows" / f"{flow}.yaml", registry=samples())[1]
        return load_catalogue(root, registry=samples()).problems

    with files.written() as root:
        before = problems(root)
    found = []
    for problem in before:
        outcomes = []
        for choice in range(choices(problem)):
            with files.written() as root:
                if apply_fix(problem, root, choice):
                    after = problems(root)
                    key = next(iter(told((problem,))))
                    new = tuple(sorted(told(after) - told(before)))
                    outcomes.append(Typed(problem, told(after)[key] >= told(before)[key], new))
        outcomes.sort(key=lambda one: (one.still, len(one.new)))
        found.append((problem, outcomes[0] if outcomes else None))
    return tuple(found)


@pytest.mark.parametrize("name", [*FLOWS, *EXAMPLES])
def test_what_a_fix_says_to_type_fixes(name: str) -> None:
    for problem, came in typed(name):
        if came:
            known = UNCOVERED.get((name, problem.message), set())
            assert not came.still, f"its fix leaves it as it is:\n{problem}"
            assert {code for _, code, _ in came.new} == known, f"its fix brings {came.new}:\n{problem}"


def test_fixes_that_leave_a_decision_do_not_grow_unseen(request: pytest.FixtureRequest) -> None:
    left = Counter(p.code for name in (*FLOWS, *EXAMPLES) for p, came in typed(name) if came is None)
    printed = "".join(f"{code} {count}\n" for code, count in sorted(left.items()))
    expected = GOLDEN / "decisions.txt"
    if request.config.getoption("--rewrite-golden", default=False):
        expected.write_text(printed, encoding="utf-8")
    assert printed == expected.read_text(encoding="utf-8")


def example(manual: Manual) -> Folder:
    """The files of a manual's example, with its mistake."""
    files = dict(folder_of(LIBRARY, "flows/*.yaml", "forms/**/*.yaml").files)
    if manual.instead_of == "":
        files[manual.file] = manual.wrong
    else:
        replaced = manual.right if manual.instead_of is None else manual.instead_of
        files[manual.file] = files[manual.file].replace(replaced, manual.wrong)
    return Folder(files)
