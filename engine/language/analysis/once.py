"""What follows from a flow alone is worked out once and kept as long as the flow: many rules ask for the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from engine.language.model import Flow

Found = TypeVar("Found")


def once(work: Callable[[Flow], Found]) -> Callable[[Flow], Found]:
    """The same function, asked once for each flow. What it returns must not name the flow, and is not to be changed."""
    kept: WeakKeyDictionary[Flow, Found] = WeakKeyDictionary()

    @wraps(work)
    def asked(flow: Flow) -> Found:
        if flow not in kept:
            kept[flow] = work(flow)
        return kept[flow]

    return asked
