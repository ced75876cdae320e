"""Where each node stands, in pixels: near what it is joined to, never over another, long arrows straight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.study.picture.layers import Layering
from engine.study.picture.ordering import Rows, neighbours

ROUNDS = 24
BETWEEN = 16.0  # two nodes of a layer
BETWEEN_LAYERS, MOST_BETWEEN = 20.0, 56.0
SLOPE = 0.09  # more room between layers for a line that goes far sideways
INWARDS = 0.3  # how much each node wants to stand in the middle: else a flow may drift aside, layer by layer
STRAIGHT, BENT = 8.0, 2.0  # how much a line between two points of an arrow, and one at a box, wants to be upright


class Size(NamedTuple):
    width: float
    height: float


class Places(NamedTuple):
    """
    Attributes:
        x: of each node's middle.
        top: of each layer.
        bottom: of each layer.
    """

    x: tuple[float, ...]
    top: tuple[float, ...]
    bottom: tuple[float, ...]


def placed(layering: Layering, rows: Rows, sizes: Sequence[Size], boxes: int) -> Places:
    """
    Where the nodes stand.

    Args:
        boxes: how many of the nodes, the first, are boxes.
    """
    joined: list[list[tuple[int, float]]] = [[] for _ in layering.layer]
    for chain in layering.chains:
        for a, b in pairwise(chain.points):
            pull = STRAIGHT if a >= boxes and b >= boxes else BENT
            joined[a].append((b, pull))
            joined[b].append((a, pull))
    x = [0.0] * len(layering.layer)
    for row in rows:
        at = 0.0
        for node in row:
            x[node] = at + sizes[node].width / 2
            at += sizes[node].width + BETWEEN
        for node in row:
            x[node] -= at / 2
    for turn in range(ROUNDS):
        both = turn >= ROUNDS // 2
        downwards = turn % 2 == 0
        for number in range(len(rows)) if downwards else reversed(range(len(rows))):
            _settle(rows[number], x, sizes, [_pulls(layering, joined[n], n, downwards, both) for n in rows[number]])
    beside = _beside(layering, rows)
    lines = [chain.points[1:-1] for chain in layering.chains] + _alone(layering)
    for _ in range(2):
        for line in lines:
            _straighten(line, beside, x, sizes)
    least = min(x[node] - sizes[node].width / 2 for row in rows for node in row)
    x = [round(at - least, 1) for at in x]
    return Places(tuple(x), *_heights(layering, rows, sizes, x))


def nearest(wanted: Sequence[float], weights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """
    The places nearest to those wanted (least squares) in this order, each at least `gaps[i]` behind the one before:
    neighbours that would stand too near are drawn together (pool adjacent violators).
    """
    blocks: list[tuple[float, float, int]] = []  # sum of weight × place, sum of weights, how many
    behind: list[float] = []
    for at, (place, weight, gap) in enumerate(zip(wanted, weights, gaps, strict=True)):
        behind.append(behind[-1] + gap if at else 0.0)
        blocks.append((weight * (place - behind[-1]), weight, 1))
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] > blocks[-1][0] * blocks[-2][1]:
            last, before = blocks.pop(), blocks.pop()
            blocks.append((last[0] + before[0], last[1] + before[1], last[2] + before[2]))
    found = [total / weight for total, weight, count in blocks for _ in range(count)]
    return [place + off for place, off in zip(found, behind, strict=True)]


def _pulls(
    layering: Layering, joined: list[tuple[int, float]], node: int, downwards: bool, both: bool
) -> list[tuple[int, float]]:
    """What a node wants to stand near to: what is above it on the way down, under it on the way up; at last both."""
    here = layering.layer[node]
    return [(one, pull) for one, pull in joined if both or (layering.layer[one] < here) == downwards]


def _settle(row: list[int], x: list[float], sizes: Sequence[Size], pulls: list[list[tuple[int, float]]]) -> None:
    """Moves the nodes of a layer. `pulls`: of each, what draws it, and how much."""
    wanted, weights = [], []
    for pulled in pulls:
        weight = sum(pull for _, pull in pulled) + INWARDS
        wanted.append(sum(x[one] * pull for one, pull in pulled) / weight)
        weights.append(weight)
    for node, place in zip(row, nearest(wanted, weights, _gaps(row, sizes)), strict=True):
        x[node] = place


def _gaps(row: Sequence[int], sizes: Sequence[Size]) -> list[float]:
    halves = [sizes[node].width / 2 for node in row]
    return [0.0, *(a + b + BETWEEN for a, b in pairwise(halves))]


def _beside(layering: Layering, rows: Rows) -> list[tuple[int | None, int | None]]:
    """Of each node its neighbours in its layer."""
    found: list[tuple[int | None, int | None]] = [(None, None)] * len(layering.layer)
    for row in rows:
        for node, left, right in zip(row, [None, *row], [*row[1:], None], strict=False):
            found[node] = (left, right)
    return found


def _alone(layering: Layering) -> list[tuple[int, ...]]:
    """Nodes, boxes too, each of which has only the next under it, which has only this one above."""
    above, below = neighbours(layering)
    after = {n: under[0] for n, under in enumerate(below) if len(under) == 1 and len(above[under[0]]) == 1}
    lines: list[tuple[int, ...]] = []
    for start in after:
        if len(above[start]) == 1 and after.get(above[start][0]) == start:
            continue
        line = [start]
        while line[-1] in after:
            line.append(after[line[-1]])
        lines.append(tuple(line))
    return lines


def _straighten(
    line: Sequence[int], beside: Sequence[tuple[int | None, int | None]], x: list[float], sizes: Sequence[Size]
) -> None:
    """Nodes that are joined one to the next, onto as few uprights as their neighbours allow."""
    run: list[int] = []
    low, high = float("-inf"), float("inf")
    for node in line:
        left, right = _room(node, beside[node], x, sizes)
        if run and max(low, left) > min(high, right):
            _upright(run, low, high, x)
            run, low, high = [], float("-inf"), float("inf")
        run.append(node)
        low, high = max(low, left), min(high, right)
    if run:
        _upright(run, low, high, x)


def _upright(run: list[int], low: float, high: float, x: list[float]) -> None:
    wanted = sorted(x[node] for node in run)[len(run) // 2]
    for node in run:
        x[node] = max(low, min(high, wanted))


def _room(
    node: int, beside: tuple[int | None, int | None], x: list[float], sizes: Sequence[Size]
) -> tuple[float, float]:
    """Between which places a node can be moved."""
    left, right = beside
    half = sizes[node].width / 2 + BETWEEN
    low = x[left] + sizes[left].width / 2 + half if left is not None else float("-inf")
    high = x[right] - sizes[right].width / 2 - half if right is not None else float("inf")
    return min(low, x[node]), max(high, x[node])


def _heights(
    layering: Layering, rows: Rows, sizes: Sequence[Size], x: Sequence[float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    sideways = [0.0] * (len(rows) + 1)
    for chain in layering.chains:
        for a, b in pairwise(chain.points):
            sideways[layering.layer[b]] = max(sideways[layering.layer[b]], abs(x[a] - x[b]))
    tops, bottoms, at = [], [], 0.0
    for number, row in enumerate(rows):
        at += min(MOST_BETWEEN, BETWEEN_LAYERS + SLOPE * sideways[number]) if number else 0.0
        tops.append(round(at, 1))
        at += max((sizes[node].height for node in row), default=0.0)
        bottoms.append(round(at, 1))
    return tuple(tops), tuple(bottoms)
