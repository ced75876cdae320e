"""
Which layer each box stands in, and which points each arrow passes: the longest path, with circles broken by the order
written (Sugiyama, Tagawa, Toda 1981). Boxes stand in even layers, what is written on arrows in odd ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Pairs = Sequence[tuple[int, int]]


class Chain(NamedTuple):
    """
    An arrow's points, from the upper layer to the lower.

    Attributes:
        points: nodes; the first and the last are boxes – but of one that is cut, which has its box and its label.
        label: the node that holds its words: the point next to its source.
        turned: it leads up.
        cut: it ends at its label, under its source.
    """

    points: tuple[int, ...]
    label: int
    turned: bool
    cut: bool


class Layering(NamedTuple):
    """
    Attributes:
        layer: of each node; the first nodes are the boxes.
        chains: one for each arrow, in their order.
    """

    layer: tuple[int, ...]
    chains: tuple[Chain, ...]


def layering(count: int, pairs: Sequence[tuple[int, int | None]]) -> Layering:
    """
    The layers of `count` boxes.

    Args:
        pairs: of each arrow its source and its target, which differ; None: it is cut.
    """
    whole = [(a, b) for a, b in pairs if b is not None]
    back = turned(count, whole)
    rank = ranks(count, whole, back)
    leads_up = iter(back)
    layer = [2 * one for one in rank]
    chains: list[Chain] = []
    for source, target in pairs:
        if target is None:
            chains.append(Chain((source, len(layer)), len(layer), turned=False, cut=True))
            layer.append(layer[source] + 1)
            continue
        up = next(leads_up)
        upper, lower = (target, source) if up else (source, target)
        passed = range(layer[upper] + 1, layer[lower])
        nodes = tuple(range(len(layer), len(layer) + len(passed)))
        layer += passed
        chains.append(Chain((upper, *nodes, lower), nodes[-1 if up else 0], up, cut=False))
    return Layering(tuple(layer), tuple(chains))


def turned(count: int, pairs: Pairs) -> list[bool]:
    """Whether each arrow leads up: it closes a circle, and leads to what was written before."""
    circle = circles(count, pairs)
    return [circle[a] == circle[b] and b < a for a, b in pairs]


def ranks(count: int, pairs: Pairs, back: Sequence[bool]) -> list[int]:
    """
    Of each box how many stand above it at least, arrows that lead `back` taken the other way. One with no way in
    stands right above what it leads to, one with no way out right under what leads to it.
    """
    return _ranks(count, [(b, a) if up else (a, b) for (a, b), up in zip(pairs, back, strict=True)])


def components(count: int, pairs: Pairs) -> list[list[int]]:
    """The boxes that arrows join, whichever way these lead; each in order, by the first."""
    head = list(range(count))

    def root(box: int) -> int:
        while head[box] != box:
            head[box] = head[head[box]]
            box = head[box]
        return box

    for a, b in pairs:
        a, b = sorted((root(a), root(b)))
        head[b] = a
    found: dict[int, list[int]] = {}
    for box in range(count):
        found.setdefault(root(box), []).append(box)
    return list(found.values())


def circles(count: int, pairs: Pairs) -> list[int]:
    """A number for each box, the same for two that lead to each other (Tarjan 1972, without recursion)."""
    after = _after(count, pairs)
    number, low, circle = [-1] * count, [0] * count, [-1] * count
    stack: list[int] = []
    seen = 0
    for start in range(count):
        waiting = [(start, 0)] if number[start] < 0 else []
        while waiting:
            box, at = waiting.pop()
            if at == 0:
                number[box] = low[box] = seen
                seen += 1
                stack.append(box)
            else:
                low[box] = min(low[box], low[after[box][at - 1]])
            while at < len(after[box]) and number[after[box][at]] >= 0:
                if circle[after[box][at]] < 0:
                    low[box] = min(low[box], number[after[box][at]])
                at += 1
            if at < len(after[box]):
                waiting += [(box, at + 1), (after[box][at], 0)]
                continue
            if low[box] == number[box]:
                while circle[box] < 0:
                    circle[stack.pop()] = box
    return circle


def _ranks(count: int, down: Pairs) -> list[int]:
    after, before = _after(count, down), _after(count, [(b, a) for a, b in down])
    order = _in_order(count, after, before)
    rank = [0] * count
    for box in order:
        rank[box] = max((rank[one] + 1 for one in before[box]), default=0)
    low = list(rank)
    for box in reversed(order):
        further = [low[one] - 1 for one in after[box] if after[one]]
        low[box] = min(further, default=rank[box])
    for box in order:
        least = max((rank[one] + 1 for one in before[box]), default=0)
        stays = len(before[box]) < len(after[box])  # moving it up would draw out more arrows than it shortens
        rank[box] = max(least, low[box]) if stays else least
    for box in reversed(order):
        if after[box] and not before[box]:
            rank[box] = min(rank[one] for one in after[box]) - 1
    first = min(rank, default=0)
    return [one - first for one in rank]


def _in_order(count: int, after: list[list[int]], before: list[list[int]]) -> list[int]:
    """The boxes, each after all that lead to it."""
    left = [len(one) for one in before]
    ready = [box for box in range(count) if not left[box]]
    for box in ready:
        for one in after[box]:
            left[one] -= 1
            if not left[one]:
                ready.append(one)
    return ready


def _after(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(count)]
    for a, b in pairs:
        found[a].append(b)
    return found
