"""Which characters a font file has, and what is said of one that no document can be drawn with."""

from __future__ import annotations

import random
import struct
import time
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFont

from engine import files
from engine.fonts import LARGEST, Fonts
from engine.fonts.truetype import BadFont, characters_of
from engine.shipped import shipped

SHIPPED = shipped() / "templates" / "fonts"
SUBSET = Path(__file__).parents[1] / "support" / "fonts" / "droid-subset.ttf"
WHOLE = SUBSET.read_bytes()


@pytest.mark.parametrize("path", [*sorted(SHIPPED.glob("*.ttf")), SUBSET], ids=lambda path: path.name)
def test_a_font_has_the_characters_that_the_library_which_draws_finds_in_it(path: Path) -> None:
    face = TTFont(path.stem, str(path)).face
    drawn = {point for point, glyph in face.charToGlyph.items() if 0 < glyph < face.numGlyphs}
    assert characters_of(path) == drawn - ({0xA0} if path == SUBSET else set())  # it adds a space to every font


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a TrueType font"),
        (b"<!DOCTYPE html>", "not a TrueType font"),  # a page of the site that it should have come from
        (b"version https://git-lfs.github.com/spec/v1", "not a TrueType font"),
        (b"OTTO" + WHOLE[4:], "PostScript"),
        (b"ttcf" + WHOLE[4:], "collection"),
        (b"wOFF", "compressed"),
        (b"wOF2", "compressed"),
        (WHOLE[:40], "damaged"),
        (WHOLE[:-400], "damaged"),
        (WHOLE.replace(b"glyf", b"glyg", 1), 'no table "glyf"'),
        (WHOLE.replace(b"cmap", b"cmaq", 1), 'no table "cmap"'),
        (b"\0" * (LARGEST + 1), "larger than 32 MB"),
    ],
)
def test_a_file_that_is_no_font_is_told_as_what_it_is(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(data)
    found = characters_of(path)
    assert isinstance(found, BadFont)
    assert why in found.cause
    assert found.fix


def test_a_link_out_of_the_site_is_not_read(tmp_path: Path) -> None:
    """What cannot be read as a font is said in a message: nothing of another file may stand there."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere.ttf"
    (site / "templates" / "fonts").mkdir(parents=True)
    elsewhere.write_bytes(WHOLE)
    link = site / "templates" / "fonts" / "a.ttf"
    link.symlink_to(elsewhere)
    fonts = Fonts([link.parent, shipped() / "templates" / "fonts"], site)
    assert [(one.path, one.cause) for one in fonts.unusable] == [(link, files.LEADS_OUT[0])]
    link.unlink()
    (site / "b.ttf").write_bytes(WHOLE)
    link.symlink_to(site / "b.ttf")
    assert not Fonts([link.parent, shipped() / "templates" / "fonts"], site).unusable, "inside it links are right"


def test_a_font_that_may_not_be_embedded_is_not(tmp_path: Path) -> None:
    (offset,) = struct.unpack_from(">L", WHOLE, WHOLE.index(b"OS/2") + 8)
    path = tmp_path / "a.ttf"
    path.write_bytes(WHOLE[: offset + 8] + b"\0\2" + WHOLE[offset + 10 :])
    assert "may not be embedded" in characters_of(path).cause  # type: ignore[union-attr]


def test_what_is_not_a_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "folder.ttf").mkdir()
    (tmp_path / "device.ttf").symlink_to("/dev/zero")
    (tmp_path / "lost.ttf").symlink_to(tmp_path / "nowhere")
    assert [font.cause for font in Fonts([tmp_path, SHIPPED]).unusable] == [
        "it is not a file but a device",
        "it is not a file but a folder",
        "it is a link to a file that is not there",
    ]


def test_a_damaged_font_never_raises_nor_takes_long(tmp_path: Path) -> None:
    """Bytes at random, most of them in the directory and the head; 300 fonts."""
    chance = random.Random(17)
    path = tmp_path / "a.ttf"
    for _ in range(300):
        data = bytearray(WHOLE)
        for _ in range(chance.choice([1, 3, 20])):
            data[chance.randrange(chance.choice([400, len(data)]))] = chance.choice([0, 255, chance.randrange(256)])
        path.write_bytes(data)
        begun = time.monotonic()
        assert isinstance(characters_of(path), frozenset | BadFont)
        assert time.monotonic() - begun < 1


def test_a_table_that_says_thousands_of_millions_of_characters_is_damaged(tmp_path: Path) -> None:
    groups = b"".join(struct.pack(">LLL", 0, 0x10FFFF, 1) for _ in range(200))
    table = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, 200) + groups
    cmap = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table
    at = WHOLE.index(b"cmap")
    path = tmp_path / "a.ttf"
    path.write_bytes(WHOLE[: at + 8] + struct.pack(">LL", len(WHOLE), len(cmap)) + WHOLE[at + 16 :] + cmap)
    assert "damaged" in characters_of(path).cause  # type: ignore[union-attr]


def test_glyphs_of_a_stretch_are_counted_from_0_again(tmp_path: Path) -> None:
    """Format 4 adds to a character modulo 65,536: of ` !"#$` the glyphs are 65534, 65535, 0, 1 and 2."""
    ends, starts, deltas, offsets = (0x24, 0xFFFF), (0x20, 0xFFFF), (0xFFFE - 0x20, 1), (0, 0)
    segments = struct.pack(">2HH2H2H2H", *ends, 0, *starts, *deltas, *offsets)
    table = struct.pack(">7H", 4, 14 + len(segments), 0, 4, 4, 1, 0) + segments
    cmap = struct.pack(">HHHHL", 0, 1, 3, 1, 12) + table
    at = WHOLE.index(b"cmap")
    path = tmp_path / "wraps.ttf"
    path.write_bytes(WHOLE[: at + 8] + struct.pack(">LL", len(WHOLE), len(cmap)) + WHOLE[at + 16 :] + cmap)
    assert characters_of(path) == {ord("#"), ord("$")}
