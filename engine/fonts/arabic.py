"""Arabic letters join: which words must be drawn by one font, and which shapes it needs for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from engine.fonts.clusters import clusters

_BLOCKS = "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff"
_WORD = re.compile(f"([{_BLOCKS}][{_BLOCKS}\u200c\u200d]*)")


def pieces(text: str) -> Iterator[str]:
    """Each Arabic word whole, for a letter that another font draws joins none; the rest in clusters."""
    for number, part in enumerate(_WORD.split(text)):
        if number % 2:
            yield part
        else:
            yield from clusters(part)


def is_letter(character: str) -> bool:
    return _WORD.match(character) is not None and unicodedata.category(character) == "Lo"


def joined_forms(character: str) -> frozenset[int]:
    """The code points of a letter's shapes: alone, first, within, last. Empty: Unicode has none of it."""
    return _forms().get(character, frozenset()) if character > "\u05ff" else frozenset()


@cache
def _forms() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for point in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        kind, _, letters = unicodedata.decomposition(chr(point)).partition(" ")
        if kind in ("<isolated>", "<initial>", "<medial>", "<final>") and len(letters) == 4:
            found.setdefault(chr(int(letters, 16)), set()).add(point)
    return {letter: frozenset(points) for letter, points in found.items()}
