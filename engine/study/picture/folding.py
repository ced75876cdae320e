"""A part of a flow that is too tall to be looked at, cut into columns that stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from engine.study.picture.layers import Pairs, ranks, turned

# An arrow past more layers of boxes than this is followed by nobody: it is cut, and names its target.
LONGEST = 12
TALLEST = 3600.0  # px: a part that is not taller stays in one column
_ARROW, _WIDTH = 70.0, 700.0  # px: about what stands between two layers; how wide a column is


def folded(heights: Sequence[float], pairs: Pairs) -> tuple[list[list[int]], list[bool]]:
    """
    The boxes of each column, in order; and of each arrow whether it is cut: it leads into another column, or too far.

    Args:
        heights: of each box.
        pairs: of each arrow its source and its target.
    """
    rank = ranks(len(heights), pairs, turned(len(heights), pairs))
    tallest = [0.0] * (max(rank) + 1)
    for box, height in enumerate(heights):
        tallest[rank[box]] = max(tallest[rank[box]], height + _ARROW)
    whole = sum(tallest)
    most = whole if whole <= TALLEST else max(TALLEST / 2, sqrt(whole * _WIDTH))
    column, filled, of_rank = 0, 0.0, []
    for height in tallest:
        if filled and filled + height > most:
            column, filled = column + 1, 0.0
        filled += height
        of_rank.append(column)
    columns: list[list[int]] = [[] for _ in range(column + 1)]
    for box, one in enumerate(rank):
        columns[of_rank[one]].append(box)
    return columns, [of_rank[rank[a]] != of_rank[rank[b]] or abs(rank[a] - rank[b]) > LONGEST for a, b in pairs]
