"""How many levels a guard has, read through the guards that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from engine.language.guards.nodes import (
    Arithmetic,
    Call,
    Compare,
    Guard,
    Joined,
    Listing,
    Literal,
    Name,
    Negated,
    Node,
    Not,
)
from engine.language.guards.vocabulary import MOST_LEVELS


def too_deep(guards: Mapping[str, Guard]) -> dict[str, bool]:
    """
    The guards with more than MOST_LEVELS: each named guard, and each `not`, `and` and `or`, is a level above what is in
    it. One that names itself is another rule's problem.

    Returns:
        name -> whether it is the first: none of those that it names is too deep.
    """
    levels: dict[str, int] = {}
    for start in guards:
        todo = [start]
        while todo:
            name = todo[-1]
            if name not in levels:
                levels[name] = 0  # until those that it names are known; in a circle for good
                todo += [other for other in sorted(guards[name].names) if other in guards and other not in levels]
            else:
                levels[name] = levels[name] or _levels(guards[name].tree, levels)
                todo.pop()
    deep = {name for name, count in levels.items() if count > MOST_LEVELS}
    return {name: deep.isdisjoint(guards[name].names) for name in guards if name in deep}


def _levels(node: Node, named: Mapping[str, int]) -> int:
    match node:
        case Not():
            return 1 + _levels(node.inner, named)
        case Joined():
            return 1 + max(_levels(part, named) for part in node.parts)
        case Name():
            return 1 + named[node.name] if node.name in named else 0
        case Literal() | Listing() | Compare() | Call() | Arithmetic() | Negated():
            return 0
        case _:
            assert_never(node)
