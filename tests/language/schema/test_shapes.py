"""What an editor is told of a file, and what fixes are weighed by, fits every file that is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.reading import shapes
from engine.language.yaml import Mapping, read_tree
from engine.language.yaml.shape import misfits
from engine.shipped import shipped

MANUAL = Path(__file__).parents[3] / "engine" / "language" / "manual" / "library"
FILES = [
    *((kind, path) for root in (shipped(), MANUAL) for kind, path in [
        *(("site" if path.stem == "site" else "flow", path) for path in sorted((root / "flows").glob("*.yaml"))),
        *(("form", path) for path in sorted((root / "forms").glob("*.yaml"))),
        *(("list", path) for path in sorted((root / "forms" / "lists").glob("*.yaml"))),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "path"), FILES, ids=lambda part: getattr(part, "stem", part))
def test_a_file_that_is_right_has_the_shape_of_its_kind(kind: str, path: Path) -> None:
    # Settings in two languages did not: their lines were tried in sixty other places each time a service was read.
    node, problems = read_tree(path.read_text(encoding="utf-8"), path.name)
    assert not problems
    kind = "variant" if isinstance(node, Mapping) and "extends" in node.entries else kind
    assert misfits(node, shapes(kind)) == []
