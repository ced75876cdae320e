"""Whether guards can have these verdicts together, while some names are known to have a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import assert_never

from engine.language.guards.nodes import Call, Compare, Joined, Listing, Literal, Name, Node, Not

# Beyond so many parts that depend on something else it is not tried how they go together.
MOST_OPEN = 12

_EQUAL = {"==": True, "!=": False}
_AMONG = {"in": True, "not in": False}


def can_be(wanted: Sequence[tuple[Node, bool]], known: Mapping[str, str], guards: Mapping[str, Node]) -> bool:
    """
    Whether all of these expressions can have the verdicts beside them. Parts with the same words have one verdict; what
    two parts mean is not compared (`age > 3` and `age > 2` may differ as they like).

    Args:
        known: name -> its value.
        guards: named guards, read through.

    Returns:
        False also where there are too many parts to try.
    """
    opened = _Open(known, guards)
    if not all(opened.look(node) for node, _ in wanted):
        return False
    parts = list(opened.parts)
    for verdicts in product((True, False), repeat=len(parts)):
        supposed = _Supposed(known, guards, dict(zip(parts, verdicts, strict=True)))
        if all(supposed.verdict(node) is verdict for node, verdict in wanted):
            return True
    return False


class _Open:
    """The parts whose verdict depends on something that is not known, in the order read; a named guard is read once."""

    def __init__(self, known: Mapping[str, str], guards: Mapping[str, Node]) -> None:
        self.parts: dict[str, None] = {}
        self._known, self._guards = known, guards
        self._read: set[str] = set()

    def look(self, node: Node) -> bool:
        """Whether there are few enough of them, with those of this node."""
        match node:
            case Not():
                return self.look(node.inner)
            case Joined():
                return all(self.look(part) for part in node.parts)
            case Literal():
                return True
            case Name() if node.name in self._guards:
                if node.name in self._read:
                    return True
                self._read.add(node.name)
                return self.look(self._guards[node.name])
            case Name() | Listing() | Compare() | Call():
                if _decided(node, self._known) is None:
                    self.parts[_words(node)] = None
                return len(self.parts) <= MOST_OPEN
            case _:
                assert_never(node)


class _Supposed:
    """The verdicts of expressions, where each open part has the one beside it; that of a named guard is found once."""

    def __init__(self, known: Mapping[str, str], guards: Mapping[str, Node], parts: Mapping[str, bool]) -> None:
        self._known, self._guards, self._parts = known, guards, parts
        self._named: dict[str, bool] = {}

    def verdict(self, node: Node) -> bool:
        match node:
            case Not():
                return not self.verdict(node.inner)
            case Joined():
                verdicts = (self.verdict(part) for part in node.parts)
                return all(verdicts) if node.word == "and" else any(verdicts)
            case Literal():
                return node.value is True
            case Name() if node.name in self._guards:
                if node.name not in self._named:
                    self._named[node.name] = False  # of one that names itself: reported by another rule
                    self._named[node.name] = self.verdict(self._guards[node.name])
                return self._named[node.name]
            case Name() | Listing() | Compare() | Call():
                decided = _decided(node, self._known)
                return self._parts[_words(node)] if decided is None else decided
            case _:
                assert_never(node)


def _decided(node: Node, known: Mapping[str, str]) -> bool | None:
    """The verdict of a comparison between what is known and what is written out."""
    if not isinstance(node, Compare):
        return None
    if isinstance(node.left, Literal) and isinstance(node.right, Name):
        return _decided(node._replace(left=node.right, right=node.left), known) if node.operator in _EQUAL else None
    if not isinstance(node.left, Name) or node.left.name not in known:
        return None
    value = known[node.left.name]
    if node.operator in _EQUAL and isinstance(node.right, Literal):
        return (value == node.right.value) is _EQUAL[node.operator]
    if node.operator in _AMONG and isinstance(node.right, Listing):
        return (value in [item.value for item in node.right.items]) is _AMONG[node.operator]
    return None


def _words(node: Node) -> str:
    """The same for two parts with the same words, wherever they are."""
    match node:
        case Literal():
            return repr(node.value)
        case Name():
            return node.name
        case Listing():
            return f"[{', '.join(map(_words, node.items))}]"
        case Compare():
            return f"{_words(node.left)} {node.operator} {_words(node.right)}"
        case Call():
            return f"{node.function}({', '.join(map(_words, node.arguments))})"
        case Not():
            return f"not {_words(node.inner)}"
        case Joined():
            return f"({f' {node.word} '.join(map(_words, node.parts))})"
        case _:
            assert_never(node)
