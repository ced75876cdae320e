"""An effect is added in four modules: its noun, its key, what it does, and what it means to those who read a flow."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import engine
from engine.language.model import Effect

ENGINE = Path(engine.__file__).parent
EFFECTS = {effect.__name__ for effect in get_args(Effect)}
MODULES = {"language/model/effects.py", "language/schema/effect.py", "core/effects.py", "language/analysis/effects.py"}


def names_in(path: Path) -> set[str]:
    """Every name and attribute that a module uses."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    return used | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_every_effect_is_named_in_four_modules_only() -> None:
    known = {str(path.relative_to(ENGINE)) for path in ENGINE.rglob("*.py") if names_in(path) >= EFFECTS}
    assert known == MODULES, "a module that must know every effect: mypy names it, CONTRIBUTING.md lists it"
