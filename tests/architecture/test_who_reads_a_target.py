"""
Where a branch leads is read off the library's table: only its builder looks at a target that an analyst wrote.

`language` and `study` ask `Flow.edges()`, and so may others: an edge is what the analyst wrote, told once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine

ENGINE = Path(engine.__file__).parent
ROOMS = ("core", "service", "web", "store", "worker.py")
BUILDER = "core/machine.py"
# What else has a target: an edge of `Flow.edges()`, a link in a text.
OTHERS = {"edge", "link"}


def targets_read(source: str) -> Iterator[tuple[int, str]]:
    """(line, whose): every `….target`, and every `getattr` of it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "target" and ast.unparse(node.value) not in OTHERS:
            yield node.lineno, ast.unparse(node.value)
        if isinstance(node, ast.Constant) and node.value == "target":
            yield node.lineno, "a name"
        if isinstance(node, ast.MatchClass) and "target" in node.kwd_attrs:
            yield node.lineno, "a pattern"


def _files() -> Iterator[Path]:
    for room in ROOMS:
        path = ENGINE / room
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


@pytest.mark.parametrize("path", list(_files()), ids=lambda path: str(path.relative_to(ENGINE)))
def test_only_the_builder_of_the_table_reads_a_target(path: Path) -> None:
    found = list(targets_read(path.read_text(encoding="utf-8")))
    if str(path.relative_to(ENGINE)) == BUILDER:
        assert {whose for _, whose in found} == {"branch", "state.timeout", "state.tries"}
    else:
        assert found == []


@pytest.mark.parametrize(
    "planted",
    ["branch.target.name", "state.timeout.target", "getattr(branch, 'target')", "self.x.limit.target"],
)
def test_a_planted_look_is_found(planted: str) -> None:
    assert list(targets_read(planted))
