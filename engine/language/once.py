"""What follows from something that never changes, worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Of = TypeVar("Of")
Made = TypeVar("Made")

# Objects of one kind. Beyond it all are let go, and worked out again: old versions of flows do not pile up.
MOST = 64


def once(work: Callable[[Of], Made]) -> Callable[[Of], Made]:
    """
    `work`, done once for each object it is given: a flow, a form. The object is known by its identity – its maps have
    no hash – and is kept with what was made, so that no other can take its place.
    """
    kept: dict[int, tuple[Of, Made]] = {}

    @wraps(work)
    def found(of: Of) -> Made:
        known = kept.get(id(of))
        if known is not None:
            return known[1]
        if len(kept) >= MOST:
            kept.clear()
        made = work(of)
        kept[id(of)] = (of, made)
        return made

    return found
