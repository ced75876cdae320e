"""In which order the nodes of a layer stand, so that few arrows cross: barycentres, some sweeps, the best is kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from engine.study.picture.layers import Layering

SWEEPS = 16
Rows = list[list[int]]
Neighbours = list[list[int]]


def ordered(layering: Layering) -> Rows:
    """The nodes of each layer, from left to right."""
    above, below = neighbours(layering)
    rows = _first(layering, above, below)
    best, fewest = [list(row) for row in rows], crossings(rows, below)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        downwards = sweep % 2 == 0
        towards = above if downwards else below
        at = _places(rows, len(layering.layer))
        for number in range(len(rows)) if downwards else reversed(range(len(rows))):
            row = rows[number]
            wanted = {node: _mean([at[one] for one in towards[node]], at[node]) for node in row}
            row.sort(key=wanted.__getitem__)
            for place, node in enumerate(row):
                at[node] = place
        found = crossings(rows, below)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def neighbours(layering: Layering) -> tuple[Neighbours, Neighbours]:
    """Of each node those that it is joined to in the layer above, and in the layer below."""
    above: Neighbours = [[] for _ in layering.layer]
    below: Neighbours = [[] for _ in layering.layer]
    for chain in layering.chains:
        for upper, lower in pairwise(chain.points):
            above[lower].append(upper)
            below[upper].append(lower)
    return above, below


def crossings(rows: Sequence[Sequence[int]], below: Neighbours) -> int:
    """How often two lines between one layer and the next cross."""
    count = 0
    for row, under in pairwise(rows):
        at = {node: place for place, node in enumerate(under)}
        passed: list[int] = []
        for node in row:
            ends = sorted(at[one] for one in below[node])
            count += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                passed.insert(bisect_right(passed, end), end)
    return count


def _first(layering: Layering, above: Neighbours, below: Neighbours) -> Rows:
    """Each node behind those that were met before it, on a way from the first box through all that it is joined to."""
    rows: Rows = [[] for _ in range(max(layering.layer) + 1)]
    seen = [False] * len(layering.layer)
    for start in range(len(layering.layer)):
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if seen[node]:
                continue
            seen[node] = True
            rows[layering.layer[node]].append(node)
            waiting += [*above[node][::-1], *below[node][::-1]]
    return rows


def _places(rows: Rows, count: int) -> list[int]:
    at = [0] * count
    for row in rows:
        for place, node in enumerate(row):
            at[node] = place
    return at


def _mean(places: list[int], own: int) -> float:
    return sum(places) / len(places) if places else own
