"""Draws the challenge's image; its answer follows from a key and a nonce, so that nothing is kept."""

from __future__ import annotations

import hmac
import math
import unicodedata
from functools import cache
from io import BytesIO
from itertools import accumulate, pairwise
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFont

from engine.shipped import shipped

# One of each set that people confuse (0 O Q D, 1 I L 7, 2 Z, 5 S, 6 G, 8 B, U V); no broad M or W, no thin J.
ALPHABET = "23456789ACDEFHKNPRTUXY"
_READ_AS = str.maketrans("0OQZSGBV", "DDD2568U")

# Twice the size at which the image is shown, for sharp letters on dense screens.
HEIGHT = 192
_STEP, _MARGIN, _SIZE = 88, 36, 118


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
    """
    chance = Random(seed)
    width = 2 * _MARGIN + _STEP * max(1, len(text))
    ink = Image.new("L", (width, HEIGHT), 0)
    for letter, centre in zip(text, _centres(text), strict=True):
        _put(ink, _letter(letter, chance), centre, chance)
    ink = _waved(ink, chance)
    _scratch(ink, chance)
    out = BytesIO()
    _coloured(ink).save(out, "PNG")
    return out.getvalue()


def _read(typed: str) -> str:
    letters = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    return "".join(letter for letter in letters if letter.isalnum())


@cache
def _font() -> ImageFont.FreeTypeFont:
    path = shipped() / "templates" / "fonts" / "DejaVuSans-Bold.ttf"
    return ImageFont.truetype(str(path), _SIZE, layout_engine=ImageFont.Layout.BASIC)


def _centres(text: str) -> list[int]:
    """The place of each letter: each has room in proportion to its width."""
    breadths = [_font().getlength(letter) for letter in text]
    scale = _STEP * len(text) / sum(breadths, 0.0) if text else 1
    ends = list(accumulate((breadth * scale for breadth in breadths), initial=float(_MARGIN)))
    return [round((left + right) / 2) for left, right in pairwise(ends)]


def _letter(letter: str, chance: Random) -> Image.Image:
    """One letter, slanted and turned, on a square of its own."""
    side = _SIZE * 2
    drawn = Image.new("L", (side, side), 0)
    ImageDraw.Draw(drawn).text((side // 2, side // 2), letter, fill=255, font=_font(), anchor="mm")
    slant = chance.uniform(-0.22, 0.22)
    wide = chance.uniform(1.02, 1.18)
    half = side / 2
    drawn = drawn.transform(
        drawn.size,
        Image.Transform.AFFINE,
        (wide, slant, half - half * wide - half * slant, 0, 1, 0),
        Image.Resampling.BICUBIC,
    )
    return drawn.rotate(chance.uniform(-20, 20), Image.Resampling.BICUBIC)


def _put(ink: Image.Image, letter: Image.Image, centre: int, chance: Random) -> None:
    """Letters that overlap a little join: lighter of the two would leave a seam to cut along."""
    left = centre - letter.width // 2 + chance.randint(-6, 6)
    top = (HEIGHT - letter.height) // 2 + chance.randint(-14, 14)
    layer = Image.new("L", ink.size, 0)
    layer.paste(letter, (left, top))
    ink.paste(ImageChops.lighter(ink, layer))


def _waved(ink: Image.Image, chance: Random) -> Image.Image:
    """The whole as on a flag: each column moved up or down along a sine."""
    height, length, start = chance.uniform(5, 9), chance.uniform(190, 300), chance.uniform(0, math.tau)
    strip = 4
    mesh = []
    for x in range(0, ink.width, strip):
        right = min(x + strip, ink.width)
        a, b = (height * math.sin(start + math.tau * at / length) for at in (x, right))
        mesh.append(((x, 0, right, HEIGHT), (x, a, x, HEIGHT + a, right, HEIGHT + b, right, b)))
    return ink.transform(ink.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def _scratch(ink: Image.Image, chance: Random) -> None:
    """Lines of the letters' own colour across them, and of the paper's: a filter by colour removes neither."""
    draw = ImageDraw.Draw(ink)
    for colour, width in ((255, 5), (0, 4), (255, 4)):
        height, length, start = chance.uniform(18, 44), chance.uniform(260, 620), chance.uniform(0, math.tau)
        middle = HEIGHT / 2 + chance.uniform(-34, 34)
        points = [(x, middle + height * math.sin(start + math.tau * x / length)) for x in range(-8, ink.width + 16, 8)]
        draw.line(points, fill=colour, width=width, joint="curve")


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
