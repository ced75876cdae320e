"""
Parcours: procedures written in YAML become running public services.

`load_flow` reads and checks a flow, `decide` is one pure step of it, `create_app` serves a folder of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.core.case import Case, Decision, Event, Needs, Refusal
    from engine.core.decide import begin, decide
    from engine.core.machine import Machine
    from engine.language.load import Catalogue, load_catalogue, load_flow
    from engine.language.model import Flow
    from engine.problems import EngineError, Place, Problem
    from engine.web.app import create_app

# Loaded on first use: importing the package costs no Flask and no SQLAlchemy.
_WHERE = {
    "Case": "engine.core.case",
    "Catalogue": "engine.language.load",
    "Decision": "engine.core.case",
    "EngineError": "engine.problems",
    "Event": "engine.core.case",
    "Flow": "engine.language.model",
    "Machine": "engine.core.machine",
    "Needs": "engine.core.case",
    "Place": "engine.problems",
    "Problem": "engine.problems",
    "Refusal": "engine.core.case",
    "begin": "engine.core.decide",
    "create_app": "engine.web.app",
    "decide": "engine.core.decide",
    "load_catalogue": "engine.language.load",
    "load_flow": "engine.language.load",
}

__all__ = [
    "Case",
    "Catalogue",
    "Decision",
    "EngineError",
    "Event",
    "Flow",
    "Machine",
    "Needs",
    "Place",
    "Problem",
    "Refusal",
    "begin",
    "create_app",
    "decide",
    "load_catalogue",
    "load_flow",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)
