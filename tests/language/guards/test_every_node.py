"""Every shape that a guard can have is known to everything that reads guards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from engine.language.guards import (
    Domain,
    Slot,
    bounds,
    check_guard,
    evaluate,
    kind_of,
    names_known,
    never_null,
    too_deep,
)
from engine.language.guards import worlds_of as worlds
from engine.language.guards.nodes import Guard, Node, inside, words_of
from engine.language.rules import check_all
from tests.language.guards.test_guards import guard
from tests.support.flow_text import flow_of

ROOT = Path(__file__).parents[3]
SCOPE = {
    "a": Slot("integer", "field"),
    "b": Slot("integer", "field"),
    "nom": Slot("text", "field"),
    "oui": Slot("boolean", "field"),
}
DOMAINS = {
    "a": Domain("integer", False, least=1, most=9, step=1),
    "b": Domain("integer", False, step=1),
    "nom": Domain("text", False),
    "oui": Domain("boolean", False),
}
VALUES = {"a": 3, "b": 2, "nom": "Zoé", "oui": True}

# One of each shape, and what it says.
SHAPES = {
    "Literal": "true",
    "Name": "oui",
    "Listing": "a in [1, 3]",
    "Not": "not oui",
    "Joined": "oui and a > 1",
    "Compare": "a == 3",
    "Negated": "-a < 0",
    "Arithmetic": "a + b * 2 - 1 > 5",
    "Call": "round(a / (b + 1 - 1), 1) > 1.4 or len(nom) * 2 > 5",
}

READERS: dict[str, Callable[[Guard], object]] = {
    "inside": lambda read: list(inside(read.tree)),
    "words_of": lambda read: words_of(read.tree),
    "check_guard": lambda read: check_guard(read, SCOPE),
    "kind_of": lambda read: kind_of(read, SCOPE),
    "names_known": lambda read: (names_known(read.tree, True), names_known(read.tree, False)),
    "never_null": lambda read: never_null(read.tree, lambda _: True),
    "too_deep": lambda read: too_deep({"one": read}),
    "worlds_of": lambda read: worlds([read.tree], DOMAINS, {}),
    "bounds_of": lambda read: [bounds.bounds_of(part, DOMAINS) for part in inside(read.tree)],
    "tests_of": lambda read: [
        bounds.tests_of(read.tree, truth, bounds.NamedTests({}, DOMAINS)) for truth in (True, False)
    ],
    "divisors": lambda read: list(bounds.divisors(read.tree, bounds.NO_TESTS, bounds.NamedTests({}, DOMAINS))),
    "evaluate": lambda read: evaluate(read, VALUES.get, date(2026, 11, 28), boolean=True),  # type: ignore[arg-type]
}

# The modules that read a guard's tree: one that is new is added here, and to the readers above.
MODULES = {
    "analysis/asking.py",
    "analysis/decided_words.py",
    "analysis/documents.py",
    "analysis/effects.py",
    "analysis/guards.py",
    "analysis/passing.py",
    "analysis/shadows.py",
    "analysis/verdicts.py",
    "forms/asking.py",
    "guards/__init__.py",
    "guards/bounds.py",
    "guards/checking.py",
    "guards/decoding.py",
    "guards/fixes.py",
    "guards/kinds.py",
    "guards/levels.py",
    "guards/linear.py",
    "guards/never.py",
    "guards/nulls.py",
    "guards/parsing.py",
    "guards/run.py",
    "guards/terms.py",
    "guards/solving.py",
    "guards/worlds.py",
    "rules/asked_before_given.py",
    "rules/when_not_known.py",
    "rules/wrong_kind.py",
    "rules/zero_divisor.py",
}


def test_there_is_an_example_of_every_shape() -> None:
    assert {kind.__name__ for kind in get_args(Node)} == SHAPES.keys()
    for kind in get_args(Node):
        assert any(isinstance(part, kind) for part in inside(guard(SHAPES[kind.__name__]).tree)), kind


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_reader_reads_every_shape(shape: str, reader: str) -> None:
    READERS[reader](guard(SHAPES[shape]))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_example_holds_and_types(shape: str) -> None:
    held = READERS["evaluate"](guard(SHAPES[shape]))
    assert held.value is (shape != "Not")  # type: ignore[attr-defined]
    assert not READERS["check_guard"](guard(SHAPES[shape]))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_rule_stumbles_over_a_shape(shape: str) -> None:
    form = (
        "{properties: {a: {type: integer, title: A, minimum: 1}, b: {type: integer, title: B, minimum: 1},"
        " nom: {type: string, title: N}, oui: {type: boolean, title: O}}, required: [a, b, nom]}"
    )
    flow = flow_of(
        f"""
        guards: {{one: '{SHAPES[shape]}'}}
        entries: {{begin: {{state: ask}}}}
        states:
          ask:
            title: Ask
            form: you
            transitions:
              go: {{label: Go, first_of: [{{guard: one, target: end}}, {{target: end}}]}}
          end: {{title: End, show: [a, b, nom, oui], final: true}}
        """,
        {"you": form},
    )
    codes = {problem.code for problem in check_all(flow)}
    assert not codes & {"guard-type", "null-not-guarded", "zero-divisor", "unknown-name"}


def test_the_readers_of_a_guards_tree_are_known() -> None:
    room = ROOT / "engine" / "language"
    found = {
        str(path.relative_to(room))
        for path in room.rglob("*.py")
        if "guards.nodes import" in path.read_text(encoding="utf-8")
    }
    assert found == MODULES
    elsewhere = {
        str(path.relative_to(ROOT / "engine"))
        for path in (ROOT / "engine").rglob("*.py")
        if room not in path.parents and "guards.nodes" in path.read_text(encoding="utf-8")
    }
    # what is left of a condition, in words and as a style sheet; the values on both sides of what a guard compares with
    said = {"web/conditions.py", "web/sheet.py", "study/cells.py"}
    assert elsewhere == said, "the core evaluates guards, and reads no tree"
