"""What follows from things that never change, worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Of = ParamSpec("Of")
Made = TypeVar("Made")

# Results of one kind. Beyond it all are let go, and worked out again: old versions of flows do not pile up.
MOST = 64


def once(work: Callable[Of, Made]) -> Callable[Of, Made]:
    """
    `work`, done once for the objects it is given: a flow, a form and a language's words. They are known by their
    identity – their maps have no hash – and are kept with what was made, so that no other can take their place.
    """
    kept: dict[tuple[int, ...], tuple[object, Made]] = {}

    @wraps(work)
    def found(*of: Of.args, **named: Of.kwargs) -> Made:
        key = tuple(map(id, of))
        known = kept.get(key)
        if known is not None:
            return known[1]
        if len(kept) >= MOST:
            kept.clear()
        made = work(*of, **named)
        kept[key] = (of, made)
        return made

    return found
