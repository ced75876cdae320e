"""
Which characters a TrueType font has, or why it cannot be embedded. Reads the tables that the PDF needs, no outlines.

https://learn.microsoft.com/typography/opentype/spec/otff and …/cmap
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from engine import files

LARGEST = 32 << 20
_TABLES = ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post")
_CONVERT = "convert it to a TrueType font, whose name ends in .ttf, or use another font"
_REPLACE = "get the file again from where it came, or use another font"

# What the first four bytes of a file say that this is no lone TrueType font.
_OTHERS = {
    b"OTTO": ("its outlines are PostScript's (CFF), which the PDF cannot embed", _CONVERT),
    b"ttcf": ("it is a collection of several fonts", "take the one font out of it that is meant, as a .ttf of its own"),
    b"wOFF": ("it is compressed for the web (WOFF)", _CONVERT),
    b"wOF2": ("it is compressed for the web (WOFF2)", _CONVERT),
}


class BadFont(NamedTuple):
    """Why a file cannot be embedded, and what to do."""

    cause: str
    fix: str


def characters_of(path: Path, root: Path | None = None) -> frozenset[int] | BadFont:
    """
    The code points that the font has a glyph for.

    Args:
        root: no link may lead out of it; None: one of our own.
    """
    try:
        data = files.read(path, root, LARGEST)
    except files.Unreadable as fault:
        return BadFont(fault.why, fault.fix)
    if len(data) > LARGEST:
        return BadFont(
            f"it is larger than {LARGEST >> 20} MB, and is read whole by each process that makes PDFs",
            "use a font of fewer scripts, for example the one of this language alone",
        )
    if data[:4] in _OTHERS:
        return BadFont(*_OTHERS[data[:4]])
    if data[:4] not in (b"\0\1\0\0", b"true"):
        return BadFont("it is not a TrueType font", "put a TrueType font there, or remove it")
    try:
        return _read(data)
    except (struct.error, IndexError, ValueError):
        return BadFont("it is damaged: a table ends before its time", _REPLACE)


def _read(data: bytes) -> frozenset[int] | BadFont:
    tables = _tables(data)
    missing = [tag for tag in _TABLES if tag not in tables]
    if missing:
        return BadFont(f'it is damaged: it has no table "{missing[0]}"', _REPLACE)
    if "OS/2" in tables and len(tables["OS/2"]) >= 10 and struct.unpack_from(">H", tables["OS/2"], 8)[0] & 0xF == 2:
        return BadFont(
            "it says itself that it may not be embedded (OS/2, fsType 2)", "use a font whose licence allows it"
        )
    (magic,) = struct.unpack_from(">L", tables["head"], 12)
    (glyphs,) = struct.unpack_from(">H", tables["maxp"], 4)
    (widths,) = struct.unpack_from(">H", tables["hhea"], 34)
    wide = struct.unpack_from(">h", tables["head"], 50)[0] != 0
    if magic != 0x5F0F3CF5 or not 0 < widths <= glyphs or len(tables["hmtx"]) < 4 * widths + 2 * (glyphs - widths):
        return BadFont("it is damaged: its head or its widths are not those of a font", _REPLACE)
    if not _in_order(tables["loca"], glyphs, wide=wide, most=len(tables["glyf"])):
        return BadFont("it is damaged: its glyphs are not where it says", _REPLACE)
    found = _of_cmap(tables["cmap"], glyphs)
    if found is None:
        return BadFont("it has no Unicode table of its characters (cmap of format 4 or 12)", "use another font")
    return found


def _tables(data: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", data, 4)
    found = {}
    for n in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * n)
        if offset + length > len(data):
            raise ValueError(tag)
        found[tag.decode("latin-1")] = data[offset : offset + length]
    return found


def _in_order(loca: bytes, glyphs: int, *, wide: bool, most: int) -> bool:
    """Whether each glyph ends where the next begins, all within `most` bytes."""
    size = 4 if wide else 2
    if len(loca) < size * (glyphs + 1):
        return False
    offsets = struct.unpack_from(f">{glyphs + 1}{'L' if wide else 'H'}", loca)
    return list(offsets) == sorted(offsets) and offsets[-1] * (1 if wide else 2) <= most


def _of_cmap(cmap: bytes, glyphs: int) -> frozenset[int] | None:
    """Of the table that reportlab, which draws, reads too: the last for Windows or for Unicode."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    chosen = None
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", cmap, 4 + 8 * n)
        if platform == 3 or (platform == 0 and encoding != 5):
            chosen = offset
    if chosen is None:
        return None
    (kind,) = struct.unpack_from(">H", cmap, chosen)
    if kind not in (4, 12):
        return None
    found: set[int] = set()
    for character, count, glyph in _format_4(cmap, chosen) if kind == 4 else _format_12(cmap, chosen):
        found.update(range(character + (glyph == 0), character + min(count, glyphs - glyph)))
    return frozenset(found)


# How many characters follow one another, and their glyphs with them: (the first, how many, the glyph of the first).
_Stretch = tuple[int, int, int]


def _format_4(cmap: bytes, at: int) -> Iterator[_Stretch]:
    length, _, double = struct.unpack_from(">HHH", cmap, at + 2)
    count = double // 2
    # Two bytes stand between the ends and the rest.
    ends = struct.unpack_from(f">{count}H", cmap, at + 14)
    starts, deltas, offsets = (struct.unpack_from(f">{count}H", cmap, at + 16 + double * n) for n in (1, 2, 3))
    _check_order(starts, ends)
    first = at + 16 + 3 * double  # of the offsets, from which they count
    for n, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if not offset:  # glyphs are counted from 0 again after 65,535
            turn = min(end + 1, (start + delta | 0xFFFF) + 1 - delta)
            yield start, turn - start, (start + delta) & 0xFFFF
            yield turn, end + 1 - turn, 0
            continue
        for character in range(start, end + 1):
            where = first + 2 * n + offset + 2 * (character - start)
            if where < at + length:  # beyond it, as some fonts have it, there is nothing
                (glyph,) = struct.unpack_from(">H", cmap, where)
                yield character, 1, (glyph + delta) & 0xFFFF if glyph else 0


def _format_12(cmap: bytes, at: int) -> Iterator[_Stretch]:
    (count,) = struct.unpack_from(">L", cmap, at + 12)
    groups = struct.unpack_from(f">{3 * count}L", cmap, at + 16)
    _check_order(groups[::3], groups[1::3])
    for start, end, glyph in zip(groups[::3], groups[1::3], groups[2::3], strict=True):
        yield start, end + 1 - start, glyph


def _check_order(starts: Sequence[int], ends: Sequence[int]) -> None:
    """Raises where ranges overlap: a damaged table of a few bytes could else say thousands of millions."""
    last = -1
    for start, end in zip(starts, ends, strict=True):
        if not last < start <= end <= sys.maxunicode:
            raise ValueError("cmap")
        last = end
