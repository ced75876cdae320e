"""Which names surely have a value once a guard has been read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from engine.language.guards.nodes import Call, Compare, Guard, Joined, Listing, Literal, Name, Node, Not

NO_GUARDS: Mapping[str, Guard] = {}


def names_known(
    node: Node, truth: bool, guards: Mapping[str, Guard] = NO_GUARDS, seen: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The names that are surely given once this expression has turned out as `truth`."""
    match node:
        case Not():
            return names_known(node.inner, not truth, guards, seen)
        case Joined():
            each = [names_known(part, truth, guards, seen) for part in node.parts]
            # An `and` that held: all its parts did; one that did not: any may be why. An `or`: the other way round.
            return frozenset.union(*each) if (node.word == "and") is truth else frozenset.intersection(*each)
        case Call(function="given", arguments=(Name() as name,)):
            return frozenset({name.name}) if truth else frozenset()
        case Call(function="matches", arguments=(Name() as name, _)):
            return frozenset({name.name})
        case Name() if node.name in guards and node.name not in seen:
            return names_known(guards[node.name].tree, truth, guards, seen | {node.name})
        case Compare():
            return _known_by_comparison(node, truth)
        case Literal() | Name() | Listing() | Call():
            return frozenset()
        case _:
            assert_never(node)


def _known_by_comparison(node: Compare, truth: bool) -> frozenset[str]:
    if node.operator in ("<", "<=", ">", ">="):
        return frozenset(side.name for side in (node.left, node.right) if isinstance(side, Name))
    found: set[str] = set()
    if node.operator in ("==", "!="):
        equal = (node.operator == "==") is truth
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, Name) and isinstance(other, Literal) and equal is (other.value is not None):
                found.add(side.name)
    elif (node.operator == "in") is truth:
        items = node.right.items if isinstance(node.right, Listing) else ()
        if isinstance(node.left, Name) and items and all(item.value is not None for item in items):
            found.add(node.left.name)
        if isinstance(node.right, Name):
            found.add(node.right.name)
    return frozenset(found)


def never_null(node: Node, known: Callable[[str], bool]) -> bool:
    """Whether the expression surely yields a value. `known(name)`: the name surely has one."""
    if isinstance(node, Literal):
        return node.value is not None
    return known(node.name) if isinstance(node, Name) else True
