"""Arithmetic over one term -> that term beside a figure: `personnes * 2 > 10` is `personnes > 5`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, assert_never

from engine.language.guards.nodes import (
    Arithmetic,
    Call,
    Compare,
    Joined,
    Listing,
    Literal,
    Name,
    Negated,
    Node,
    Not,
)

MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


class Line(NamedTuple):
    """`factor` times a term, and `rest`. Without a term the factor is 0."""

    factor: Fraction
    term: str
    rest: Fraction


class Solved(NamedTuple):
    """A comparison of a term with a figure; without a term, of two figures."""

    term: str
    operator: str
    figure: Fraction
    other: Fraction = Fraction(0)


def calculates(node: Node) -> bool:
    """Whether a side of a comparison is worked out from others."""
    return isinstance(node, Arithmetic | Negated) or (isinstance(node, Call) and node.function == "round")


def solved(node: Compare, read: Callable[[Node], Line]) -> Solved | None:
    """
    The comparison, solved for the one term in it; None where there are several, or a term is not a mere multiple.

    Args:
        read: what a part is that is no arithmetic itself.
    """
    left, right = _line(node.left, read), _line(node.right, read)
    if left is None or right is None:
        return None
    if not left.term and not right.term:
        return Solved("", node.operator, right.rest, left.rest)
    both = _sum(left, _times(right, Fraction(-1)))
    if both is None or not both.factor:
        return None
    operator = node.operator if both.factor > 0 else MIRRORED[node.operator]
    return Solved(both.term, operator, -both.rest / both.factor)


def figure_of(value: object) -> Line | None:
    """A line without a term; None of what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Line(Fraction(0), "", Fraction(value))


def _line(node: Node, read: Callable[[Node], Line]) -> Line | None:
    match node:
        case Negated():
            inner = _line(node.inner, read)
            return inner and _times(inner, Fraction(-1))
        case Arithmetic(operator="+" | "-" | "*"):
            left, right = _line(node.left, read), _line(node.right, read)
            if left is None or right is None:
                return None
            if node.operator != "*":
                return _sum(left, right if node.operator == "+" else _times(right, Fraction(-1)))
            if left.term and right.term:
                return None
            return _times(left, right.rest) if left.term else _times(right, left.rest)
        case Arithmetic() | Call(function="round"):
            return None
        case Literal() | Name() | Call() | Listing() | Not() | Joined() | Compare():
            return read(node)
        case _:
            assert_never(node)


def _sum(one: Line, other: Line) -> Line | None:
    if one.term and other.term and one.term != other.term:
        return None
    return Line(one.factor + other.factor, one.term or other.term, one.rest + other.rest)


def _times(line: Line, figure: Fraction) -> Line:
    return Line(line.factor * figure, line.term, line.rest * figure)
