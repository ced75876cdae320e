"""What docs/bench.md says of the bench is so."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import math
from pathlib import Path

import pytest

from bench.table import Row, line

ROOT = Path(__file__).parents[2]


def test_a_floor_has_60_lines_at_most() -> None:
    # One that grows is no floor any more: it becomes a second engine, against which ours looks fast.
    floors = sorted((ROOT / "bench" / "floors").glob("*.py"))
    assert floors
    assert not [floor.name for floor in floors if len(floor.read_text("utf-8").splitlines()) > 60]


@pytest.mark.parametrize(("figure", "told"), [(2.0, "met"), (3.0, "met"), (3.1, "missed"), (math.nan, "not measured")])
def test_what_was_not_measured_is_not_said_to_be_met(figure: float, told: str) -> None:
    assert line(Row("read whole", figure, figure, figure, "%", bound=3))[-1] == told


@pytest.mark.parametrize("path", sorted((ROOT / "bench").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_bench_takes_from_the_engine_is_there(path: Path) -> None:
    """It needs libraries of its own, so no test runs it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("engine", "tests"):
            module = importlib.import_module(node.module or "")
            for name in node.names:
                there = hasattr(module, name.name) or importlib.util.find_spec(f"{node.module}.{name.name}")
                assert there, f"{node.module} has no {name.name}"
