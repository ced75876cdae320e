"""Loading and checking the whole procedure, beside reading its files as YAML and their schemas as schemas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from shutil import copytree

from bench.floors import files
from bench.measure import batch, compare
from bench.table import Row
from engine import load_flow
from engine.language.reading import kept_tree
from engine.language.texts.text import parsed
from engine.shipped import shipped


def rows(folder: Path) -> Iterator[Row]:
    root = folder / "shipped"
    for part in ("flows", "forms"):
        copytree(shipped() / part, root / part)
    path = root / "flows" / "espace_expert.yaml"
    written = path.read_text("utf-8")
    edits = count()

    def load() -> None:
        _, problems = load_flow(path)
        assert not problems

    def first() -> None:
        for kept in (kept_tree, parsed):
            kept.cache_clear()
        load()

    def edited() -> None:
        path.write_text(f"{written}# {next(edits)}\n", "utf-8")
        load()

    for what, engine in (("load and check the procedure", first), ("load and check it again after an edit", edited)):
        found = compare(batch(engine, 1), batch(lambda: files.read(path), 1), rounds=7, of=3)
        yield Row(what, found.engine * 1e3, found.floor * 1e3, found.ratio, "ms", bound=100)
