"""What docs/bench.md says of the bench is so."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_floor_has_60_lines_at_most() -> None:
    # One that grows is no floor any more: it becomes a second engine, against which ours looks fast.
    floors = sorted((ROOT / "bench" / "floors").glob("*.py"))
    assert floors
    assert not [floor.name for floor in floors if len(floor.read_text("utf-8").splitlines()) > 60]
