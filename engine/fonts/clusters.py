"""What people see as one character: a letter with its marks, an emoji with its joiners; and what nobody sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_MODIFIERS = range(0x1F3FB, 0x1F400)  # skin tones
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)
_DOTTED_CIRCLE = "\u25cc"

# Of the signs that Unicode calls "format" these are drawn: they stand around the figures that follow.
_DRAWN_FORMATS = frozenset([*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD])
# Letters and marks by their category, and yet without a shape: fillers of Hangul, selectors of a variant, and the like.
_SHAPELESS = frozenset(
    {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x3164, 0xFFA0}
    | {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)

# Scripts whose letters change their shape or their order beside one another, by tables of the font (GSUB) that the PDF
# does not follow. Arabic is not among them: its joined letters have code points of their own.
_JOINED = (
    range(0x0700, 0x0750),  # Syriac
    range(0x07C0, 0x0800),  # N'Ko
    range(0x0840, 0x0860),  # Mandaic
    range(0x0900, 0x0E00),  # Devanagari … Sinhala
    range(0x0F00, 0x0FD0),  # Tibetan
    range(0x1000, 0x10A0),  # Myanmar
    range(0x1780, 0x1800),  # Khmer
    range(0x1800, 0x18B0),  # Mongolian
    range(0x1900, 0x1950),  # Limbu
    range(0x1A20, 0x1AB0),  # Tai Tham
    range(0x1B00, 0x1C50),  # Balinese … Lepcha
    range(0xA800, 0xA830),  # Syloti Nagri
    range(0xA840, 0xA8E0),  # Phags-pa, Saurashtra
    range(0xA8E0, 0xA900),  # Devanagari, further
    range(0xA930, 0xA960),  # Rejang
    range(0xA980, 0xA9E0),  # Javanese
    range(0xAA00, 0xAA80),  # Cham, Myanmar, further
    range(0xABC0, 0xAC00),  # Meetei Mayek
    range(0x10A00, 0x10A60),  # Kharoshthi
    range(0x11000, 0x11FD0),  # Brahmi … Tamil, further
    range(0x1E900, 0x1E960),  # Adlam
)


def clusters(text: str) -> Iterator[str]:
    """The text in pieces that belong together: a letter and the marks on it, an emoji however many signs make it."""
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _goes_on(text, begin, at):
            yield text[begin:at]
            begin = at


def is_drawn(character: str) -> bool:
    """Whether it has a shape of its own: a font must have it. No joiner, no mark of direction, no space has."""
    point = ord(character)
    if point in _SHAPELESS:
        return False
    category = unicodedata.category(character)
    return category not in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp") or point in _DRAWN_FORMATS


def is_joined(character: str) -> bool:
    """Whether its script needs the font's own tables to be written as people write it."""
    point = ord(character)
    return point >= 0x700 and any(point in script for script in _JOINED)


def shown_alone(cluster: str) -> str:
    """The cluster as it can be read by itself: a mark without a letter stands on a dotted circle."""
    return _DOTTED_CIRCLE + cluster if unicodedata.category(cluster[0]).startswith("M") else cluster


def _goes_on(text: str, begin: int, at: int) -> bool:
    """Whether the character at `at` belongs to the cluster that began at `begin`."""
    before, here = text[at - 1], text[at]
    point = ord(here)
    if point < 0x300 or before.isspace():
        return False
    if here == _JOINER or point in _MODIFIERS or point in _TAGS or unicodedata.category(here).startswith("M"):
        return True
    if before == _JOINER:
        return unicodedata.category(here) == "So"
    return point in _FLAG_LETTERS and ord(before) in _FLAG_LETTERS and (at - begin) % 2 == 1
