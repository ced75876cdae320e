"""
Parcours: procedures written in YAML become running public services.

`load_flow` reads and checks a flow, `decide` is one pure step of it, `create_app` serves a folder of them.

`__init__.pyi` declares what can be imported from here, for type checkers and for this module alike (SPEC 1 of the
scientific Python projects). Each name is loaded on first use: `import engine` loads neither Flask nor SQLAlchemy.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import Any


def _declared() -> dict[str, str]:
    """Each public name, and the module that it is loaded from."""
    stub = ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    return {name.name: str(node.module) for node in imports for name in node.names}


_MODULES = _declared()
__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
