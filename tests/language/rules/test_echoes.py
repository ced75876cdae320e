"""One mistake is one problem; and what may be left out beside another is reported where it stands alone."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from engine.language.load import load_catalogue
from tests.support.shapes import END, FORM, Files, flow, state, written

ASKS = (
    f"{FORM}  age: {{type: integer, minimum: 0, maximum: 120, title: Age}}\n"
    "  sort: {type: string, enum: [a, b], title: Sort}\nrequired: [age, sort]\n"
)
GUARDS = 'guards:\n  old: age >= 18\n  young: age < 18\n  kind: sort == "a"\n'


def choice(*branches: str, guards: str = GUARDS, tries: str = "") -> Files:
    """A form, and a list of branches behind it."""
    first = "".join(f"          - {branch}\n" for branch in branches)
    step = (
        f"  s0:\n    title: S\n    form: f\n{tries}    transitions:\n      go:\n        label: G\n        first_of:\n"
    )
    return flow(step + first + state("s1", "end") + END, declared=guards, forms={"forms/f.yaml": ASKS})


def pattern(field: str) -> Files:
    """A form with one field."""
    return flow(
        "  s0: {title: S, form: f, transitions: {go: {label: G, target: end}}}\n" + END,
        forms={"forms/f.yaml": f"{FORM}  name: {{type: string, title: Name, {field}}}\n"},
    )


class Case(NamedTuple):
    """What is wrong with some files, and all that is reported of it."""

    why: str
    files: Files
    found: tuple[str, ...]


STARTS = state("s0", "end") + END
OLD = "{guard: old, target: s1}"
LAST = "{target: end}"
CODED = (
    "{guard: old, target: s1, effects: [{code: {name: sort, length: 10, lives: 2 days}}, {mail: told}]}",
    "{guard: young, target: end}",
    "{guard: kind, target: end}",
    LAST,
)
TOLD = 'settings: {desk: desk@example.org}\nmails: {told: {to: desk, subject: S, content: "{sort}"}}\n'
CASES = (
    Case(
        "a code that has the name of a field which guards and conditions ask",
        {
            **choice(*CODED, guards=GUARDS + TOLD),
            "forms/f.yaml": ASKS.replace(
                "\nrequired", '\n  why: {type: string, title: Why, x-when: sort == "a"}\nrequired'
            ),
        },
        ("{code: {name: name-clash",),
    ),
    Case("a state alone", flow(STARTS + state("a", "end")), ("a: unreachable-state",)),
    Case("of a chain the first", flow(STARTS + state("a", "b") + state("b", "end")), ("a: unreachable-state",)),
    Case(
        "of a chain the first, also when it stands last",
        flow(STARTS + state("b", "end") + state("a", "b")),
        ("a: unreachable-state",),
    ),
    Case("of a circle one", flow(STARTS + state("a", "b") + state("b", "a", "end")), ("a: unreachable-state",)),
    Case(
        "the one that leads into a circle",
        flow(STARTS + state("a", "b") + state("b", "a", "end") + state("c", "a")),
        ("c: unreachable-state",),
    ),
    Case(
        "two that nothing joins are two",
        flow(STARTS + state("a", "end") + state("b", "end")),
        ("a: unreachable-state", "b: unreachable-state"),
    ),
    Case(
        "two that lead to one are two",
        flow(STARTS + state("a", "c") + state("b", "c") + state("c", "end")),
        ("a: unreachable-state", "b: unreachable-state"),
    ),
    Case(
        "a last branch that is missing, and what it led to",
        choice(
            "{guard: old, target: end}", "{guard: kind, target: end}", guards=GUARDS.replace("  young: age < 18\n", "")
        ),
        ("kind, target: last-branch",),
    ),
    Case(
        "a guard that nothing uses",
        choice("{guard: old, target: s1}", "{guard: young, target: end}", LAST),
        ("kind: unused-guard",),
    ),
    Case(
        "a guard written twice in place of another",
        choice(OLD, "{guard: old, target: end}", "{guard: kind, target: end}", LAST),
        ("old, target: branch-twice",),
    ),
    Case(
        "a guard written twice, and one about something else that nothing uses",
        choice(OLD, "{guard: old, target: end}", "{guard: young, target: end}", LAST),
        ("kind: unused-guard", "old, target: branch-twice"),
    ),
    Case(
        "branches after an open one",
        choice("{target: s1}", OLD, "{guard: young, target: end}", "{guard: kind, target: end}", LAST),
        ("{guard: old: branch-after-open",),
    ),
    Case("an example that is wrong", pattern('pattern: "^[0-9]{3}$", examples: ["12"]'), ('12"]}: never-valid',)),
    Case(
        "a pattern that its length refuses",
        pattern('pattern: "^[0-9]{3}$", maxLength: 2, examples: ["123"]'),
        ("2, examples: contradiction",),
    ),
    Case(
        "tries where nothing refuses",
        choice(
            "{guard: kind, target: s1}",
            OLD,
            "{guard: young, target: end}",
            LAST,
            tries="    tries: {max: 3, target: s1}\n",
        ),
        ("tries: tries-for-nothing",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_one_mistake_is_one_problem(case: Case, tmp_path: Path) -> None:
    problems = load_catalogue(written(tmp_path, case.files)).problems
    seen = [(problem.place.source[problem.place.column - 1 :], problem.code) for problem in problems]
    expected = [tuple(one.rsplit(": ", 1)) for one in case.found]
    assert len(seen) == len(expected), "\n\n".join(map(str, problems))
    for (text, code), (begins, meant) in zip(sorted(seen), sorted(expected), strict=True):
        assert (code, text[: len(begins)]) == (meant, begins), "\n\n".join(map(str, problems))
