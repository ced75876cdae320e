"""Whether guards can have these verdicts together, while some names are known to have a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    whole = [(_read_through(node, guards), verdict) for node, verdict in wanted]
    parts = list(dict.fromkeys(part for node, _ in whole for part in _open(node, known)))
    if len(parts) > MOST_OPEN:
        return False
    every = (dict(zip(parts, verdicts, strict=True)) for verdicts in product((True, False), repeat=len(parts)))
    return any(all(_verdict(node, known, supposed) is verdict for node, verdict in whole) for supposed in every)


def _read_through(node: Node, guards: Mapping[str, Node]) -> Node:
    """With each named guard in the place of its name; one that names itself is reported by another rule."""
    match node:
        case Not():
            return node._replace(inner=_read_through(node.inner, guards))
        case Joined():
            return node._replace(parts=tuple(_read_through(part, guards) for part in node.parts))
        case Name() if node.name in guards:
            others = {name: tree for name, tree in guards.items() if name != node.name}
            return _read_through(guards[node.name], others)
        case Literal() | Name() | Listing() | Compare() | Call():
            return node
        case _:
            assert_never(node)


def _open(node: Node, known: Mapping[str, str]) -> Iterator[str]:
    """The parts whose verdict depends on something that is not known."""
    match node:
        case Not():
            yield from _open(node.inner, known)
        case Joined():
            for part in node.parts:
                yield from _open(part, known)
        case Literal():
            pass
        case Name() | Listing() | Compare() | Call():
            if _decided(node, known) is None:
                yield _words(node)
        case _:
            assert_never(node)


def _verdict(node: Node, known: Mapping[str, str], supposed: Mapping[str, bool]) -> bool:
    match node:
        case Not():
            return not _verdict(node.inner, known, supposed)
        case Joined():
            verdicts = (_verdict(part, known, supposed) for part in node.parts)
            return all(verdicts) if node.word == "and" else any(verdicts)
        case Literal():
            return node.value is True
        case Name() | Listing() | Compare() | Call():
            verdict = _decided(node, known)
            return supposed[_words(node)] if verdict is None else verdict
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
