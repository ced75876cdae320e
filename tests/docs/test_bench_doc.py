"""What docs/bench.md says of the bench is so."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_a_floor_has_60_lines_at_most() -> None:
    # One that grows is no floor any more: it becomes a second engine, against which ours looks fast.
    floors = sorted((ROOT / "bench" / "floors").glob("*.py"))
    assert floors
    assert not [floor.name for floor in floors if len(floor.read_text("utf-8").splitlines()) > 60]


@pytest.mark.parametrize("path", sorted((ROOT / "bench").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_bench_takes_from_the_engine_is_there(path: Path) -> None:
    """It needs libraries of its own, so no test runs it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("engine", "tests"):
            module = importlib.import_module(node.module or "")
            for name in node.names:
                there = hasattr(module, name.name) or importlib.util.find_spec(f"{node.module}.{name.name}")
                assert there, f"{node.module} has no {name.name}"
