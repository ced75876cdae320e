"""Draws the challenge's image; its answer follows from a key and a nonce, so that nothing is kept."""

from __future__ import annotations

import hmac
import math
import unicodedata
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from itertools import accumulate, chain, pairwise, product
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFont

from engine.shipped import shipped

# One of each set that people confuse (0 O Q D, 1 I L 7, 2 Z, 5 S, 6 G, 8 B, U V); no broad M or W, no thin J.
ALPHABET = "23456789ACDEFHKNPRTUXY"
_READ_AS = str.maketrans("0OQZSGBV", "DDD2568U")

# Twice the size at which the image is shown, for sharp letters on dense screens.
HEIGHT = 192
_STEP, _MARGIN = 88, 36
_FONTS = (("DejaVuSans-Bold", 0), ("DejaVuSans", 3), ("DejaVuSans-Oblique", 3))
_SIZES = range(118, 137, 6)
_CELL = 24


class Rgb(NamedTuple):
    red: int
    green: int
    blue: int


PAPER, INK = Rgb(244, 246, 251), Rgb(27, 42, 73)


def answer(key: bytes, nonce: str, length: int) -> str:
    """
    What the image of this nonce shows: `length` characters of ALPHABET, the same for the same key.

    Bytes that would favour the first characters are skipped, so that all answers are equally likely.
    """
    fair = 256 - 256 % len(ALPHABET)
    found = ""
    block = 0
    while len(found) < length:
        digest = hmac.digest(key, f"captcha:{block}:{nonce}".encode(), "sha256")
        found += "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest if byte < fair)
        block += 1
    return found[:length]


def same(expected: str, typed: str) -> bool:
    """Whether a person read it right: case, spaces, dashes and look-alikes (O for D, Z for 2) count for nothing."""
    read = _read(typed)
    return bool(read) and hmac.compare_digest(_read(expected).encode(), read.encode())


def image(text: str, seed: bytes) -> bytes:
    """
    The text as a PNG, to be shown at half its size (six characters: 300 by 96). The same text and seed give
    the same bytes: asking again averages no noise away.

    Where two signs overlap, and where the line crosses them, ink becomes paper: no seam to cut along is left, and what
    takes the line off by its breadth takes the signs off too. An eye follows the outlines.
    """
    chance = Random(seed)
    ink = Image.new("L", (2 * _MARGIN + _STEP * max(1, len(text)), HEIGHT), 0)
    faces = [_Face(chance.choice(_FONTS), chance.choice(_SIZES)) for _ in text]
    for letter, face, centre in zip(text, faces, _centres(text, faces), strict=True):
        ink = ImageChops.difference(ink, _placed(_letter(letter, face, chance), ink.size, centre, chance))
    ink = ImageChops.difference(_warped(ink, chance), _line(ink.size, chance))
    out = BytesIO()
    _coloured(ink).save(out, "PNG")
    return out.getvalue()


def _read(typed: str) -> str:
    letters = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    return "".join(letter for letter in letters if letter.isalnum())


class _Face(NamedTuple):
    """How one sign is set. font: its file, and how much its strokes are broadened: all are about 18 wide."""

    font: tuple[str, int]
    size: int

    def loaded(self) -> ImageFont.FreeTypeFont:
        return _font(self.font[0], self.size)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    path = shipped() / "templates" / "fonts" / f"{name}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def _centres(text: str, faces: Sequence[_Face]) -> list[int]:
    """The place of each sign: each has room in proportion to its width, and a little less than it takes."""
    breadths = [face.loaded().getlength(letter) + 2 * face.font[1] for letter, face in zip(text, faces, strict=True)]
    room = _STEP * len(text) + 16
    scale = room / sum(breadths, 0.0) if text else 1
    ends = list(accumulate((breadth * scale for breadth in breadths), initial=_MARGIN - 8.0))
    return [round((left + right) / 2) for left, right in pairwise(ends)]


def _letter(letter: str, face: _Face, chance: Random) -> Image.Image:
    """One sign, slanted and turned, on a square of its own."""
    side = 2 * max(_SIZES)
    drawn = Image.new("L", (side, side), 0)
    ImageDraw.Draw(drawn).text(
        (side // 2, side // 2), letter, fill=255, font=face.loaded(), anchor="mm", stroke_width=face.font[1]
    )
    slant = chance.uniform(-0.22, 0.22)
    wide = chance.uniform(0.95, 1.15)
    half = side / 2
    drawn = drawn.transform(
        drawn.size,
        Image.Transform.AFFINE,
        (wide, slant, half - half * wide - half * slant, 0, 1, 0),
        Image.Resampling.BICUBIC,
    )
    return drawn.rotate(chance.uniform(-14, 14), Image.Resampling.BICUBIC)


def _placed(letter: Image.Image, size: tuple[int, int], centre: int, chance: Random) -> Image.Image:
    layer = Image.new("L", size, 0)
    left = centre - letter.width // 2 + chance.randint(-5, 5)
    layer.paste(letter, (left, (HEIGHT - letter.height) // 2 + chance.randint(-14, 14)))
    return layer


def _warped(ink: Image.Image, chance: Random) -> Image.Image:
    """The whole as on rough water: each small square moved along two waves, across and down."""
    waves = [[_wave(chance), _wave(chance)] for _ in "xy"]

    def moved(x: int, y: int) -> tuple[float, float]:
        by = [sum(high * math.sin(at + math.tau * (x / a + y / b)) for high, a, b, at in two) for two in waves]
        return x + by[0], y + by[1]

    mesh = []
    for left, top in product(range(0, ink.width, _CELL), range(0, ink.height, _CELL)):
        right, low = min(left + _CELL, ink.width), min(top + _CELL, ink.height)
        corners = [(left, top), (left, low), (right, low), (right, top)]
        mesh.append(((left, top, right, low), tuple(chain.from_iterable(moved(x, y) for x, y in corners))))
    return ink.transform(ink.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def _wave(chance: Random) -> tuple[float, float, float, float]:
    """Its height, its lengths across and down, and where it begins."""
    return chance.uniform(2.4, 4), chance.uniform(90, 170), chance.uniform(90, 170), chance.uniform(0, math.tau)


def _line(size: tuple[int, int], chance: Random) -> Image.Image:
    """
    A wave through the signs from edge to edge, hardly thinner than their strokes. Along their feet it would make an
    E of an F: it goes up and down about their middle.
    """
    width, height = size
    layer = Image.new("L", size, 0)
    high, length, start = chance.uniform(26, 38), chance.uniform(230, 400), chance.uniform(0, math.tau)
    middle = height / 2 + chance.uniform(-14, 14)
    points = [(x, middle + high * math.sin(start + math.tau * x / length)) for x in range(-8, width + 16, 6)]
    ImageDraw.Draw(layer).line(points, fill=255, width=13, joint="curve")
    return layer


def _coloured(ink: Image.Image) -> Image.Image:
    """How much ink (0 to 255) as a palette from paper to ink: one byte a pixel."""
    shades = [
        round(paper + (dark - paper) * amount / 255)
        for amount in range(256)
        for paper, dark in zip(PAPER, INK, strict=True)
    ]
    coloured = ink.copy()
    coloured.putpalette(shades)
    return coloured
