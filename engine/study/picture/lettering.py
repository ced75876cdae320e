"""How wide words are, in a font that nobody has chosen yet; how they are wrapped and shortened."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Of DejaVu Sans, which is wider than the usual fonts of interfaces: what fits in it fits in them.
_NARROW, _WIDE, _WIDEST = frozenset(" \u00a0\u202f!'(),-./:;I[]fijlrt|’«»‹›·"), frozenset("mwMW%@—…œŒæÆ"), 0.98
_SMALL, _NARROWER, _CAPITAL = 0.625, 0.39, 0.74
_BOLD = 1.1
CUT = "…"
_BLANKS = re.compile(r"[ \t\r\n]+")


def one_line(words: str) -> str:
    """The words with one space for each run of blanks and line ends; spaces that keep words together stay."""
    return _BLANKS.sub(" ", words).strip()


def width(words: str, size: float, *, bold: bool = False) -> float:
    """How wide these words are, at most, in pixels. `size`: of the font, in pixels."""
    return sum(map(_of, words)) * size * (_BOLD if bold else 1)


@cache
def _of(sign: str) -> float:
    """A character's width, as a part of the font's size."""
    if sign in _NARROW:
        return _NARROWER
    if sign in _WIDE or unicodedata.east_asian_width(sign) in "WF":
        return _WIDEST
    if unicodedata.combining(sign):
        return 0.0
    return _CAPITAL if sign.isupper() else _SMALL


def shortened(words: str, room: float, size: float, *, bold: bool = False) -> str:
    """The words on one line of this width; what does not fit is replaced by an ellipsis."""
    if width(words, size, bold=bold) <= room:
        return words
    kept = words
    while kept and width(kept + CUT, size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + CUT


def wrapped(words: str, room: float, size: float, *, most: int, bold: bool = False) -> tuple[str, ...]:
    """
    The words on at most `most` lines of this width. What does not fit on the last, and a word longer than a line, is
    replaced by an ellipsis.
    """
    lines: list[str] = []
    left = [word for word in words.split(" ") if word]  # never at a space that keeps words together
    while left:
        if len(lines) == most - 1:
            lines.append(shortened(" ".join(left), room, size, bold=bold))
            break
        count = 1
        while count < len(left) and width(" ".join(left[: count + 1]), size, bold=bold) <= room:
            count += 1
        lines.append(shortened(" ".join(left[:count]), room, size, bold=bold))
        left = left[count:]
    return tuple(lines)
