"""A `match` over a union names every kind: one added to the union and forgotten there fails in mypy."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine

ENGINE = Path(engine.__file__).parent
# Over the standard parser's nodes, of which most are refused by what stands behind the match.
OPEN = {"language/guards/parsing.py"}


def _matches() -> Iterator[tuple[str, ast.Match]]:
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Match) and any(_is_a_kind(case.pattern) for case in node.cases):
                yield str(path.relative_to(ENGINE)), node


def _is_a_kind(pattern: ast.pattern) -> bool:
    """One of our nouns: what JSON gives – a list, a text – is matched by its shape."""
    return isinstance(pattern, ast.MatchClass) and ast.unparse(pattern.cls).rpartition(".")[2][0].isupper()


MATCHES = [(file, node) for file, node in _matches() if file not in OPEN]


def test_there_are_matches_to_look_at() -> None:
    assert len(MATCHES) > 10
    assert {"core/effects.py", "language/analysis/effects.py", "language/guards/run.py"} <= {
        file for file, _ in MATCHES
    }


@pytest.mark.parametrize(("file", "match"), MATCHES, ids=[f"{file}:{node.lineno}" for file, node in MATCHES])
def test_a_match_over_kinds_ends_with_nothing_left(file: str, match: ast.Match) -> None:
    last = match.cases[-1]
    assert isinstance(last.pattern, ast.MatchAs), "its last case takes the rest"
    assert last.pattern.pattern is None
    body = ast.unparse(ast.Module(last.body, []))
    assert "assert_never(" in body or ": Never = " in body, "and mypy is asked whether there is any"
