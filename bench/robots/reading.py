"""Reads pictures with tesseract, after filters that take lines and noise off."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFilter

Filter = Callable[[Image.Image], Image.Image]

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BORDER = 40  # tesseract wants paper around the words


def there() -> bool:
    return shutil.which("tesseract") is not None


def black_and_white(picture: Image.Image) -> Image.Image:
    return picture.point([0] * 140 + [255] * 116)


def median(picture: Image.Image) -> Image.Image:
    return black_and_white(picture.filter(ImageFilter.MedianFilter(5)))


def opened(picture: Image.Image, breadth: int = 5) -> Image.Image:
    """Ink thinner than this is gone, the rest as it was."""
    plain = black_and_white(picture)
    return plain.filter(ImageFilter.MaxFilter(breadth)).filter(ImageFilter.MinFilter(breadth))


def blurred(picture: Image.Image) -> Image.Image:
    return black_and_white(picture.filter(ImageFilter.GaussianBlur(3)))


def joined(picture: Image.Image) -> Image.Image:
    """Paper thinner than the line is filled in, then ink thinner than it is taken off."""
    filled = black_and_white(picture).filter(ImageFilter.MinFilter(9)).filter(ImageFilter.MaxFilter(9))
    return filled.filter(ImageFilter.MaxFilter(13)).filter(ImageFilter.MinFilter(13))


def unchanged(picture: Image.Image) -> Image.Image:
    return picture


THREE: Sequence[Filter] = (black_and_white, median, opened)
MORE: Sequence[Filter] = (
    *THREE,
    unchanged,
    blurred,
    joined,
    lambda picture: opened(picture, 9),
    lambda picture: opened(picture, 13),
)


def readings(pictures: Sequence[bytes], filters: Sequence[Filter], scale: float = 1, mode: int = 8) -> list[set[str]]:
    """What each picture may say: a reading for each filter. `mode`: tesseract's --psm; 8: one word."""
    grey = [Image.open(BytesIO(picture), formats=["PNG"]).convert("L") for picture in pictures]
    found: list[set[str]] = [set() for _ in pictures]
    for filtered in filters:
        seen = [_framed(filtered(picture), scale) for picture in grey]
        for kept, read in zip(found, _read(seen, mode), strict=True):
            kept.add(read)
    return found


def sliced(pictures: Sequence[bytes], filters: Sequence[Filter], length: int) -> list[set[str]]:
    """The same, sign by sign: each picture cut into as many slices, of one breadth, that overlap."""
    grey = [Image.open(BytesIO(picture), formats=["PNG"]).convert("L") for picture in pictures]
    found: list[set[str]] = [set() for _ in pictures]
    for filtered in filters:
        slices = [_framed(cut, 1) for picture in grey for cut in _slices(filtered(picture), length)]
        signs = [read[:1] for read in _read(slices, 10)]  # 10: one character
        for number, kept in enumerate(found):
            kept.add("".join(signs[number * length : (number + 1) * length]))
    return found


def _slices(picture: Image.Image, length: int, margin: int = 36, more: int = 12) -> list[Image.Image]:
    step = (picture.width - 2 * margin) / length
    edges = [margin + step * number for number in range(length)]
    return [picture.crop((round(edge) - more, 0, round(edge + step) + more, picture.height)) for edge in edges]


def _framed(picture: Image.Image, scale: float) -> Image.Image:
    size = (round(picture.width * scale), round(picture.height * scale))
    framed = Image.new("L", (size[0] + 2 * _BORDER, size[1] + 2 * _BORDER), 255)
    framed.paste(picture.resize(size, Image.Resampling.LANCZOS), (_BORDER, _BORDER))
    return framed


def _read(pictures: Sequence[Image.Image], mode: int) -> list[str]:
    """All by one process: it takes longer to start than to read."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.png" for number in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            picture.save(path, dpi=(300, 300))
        listed = Path(folder) / "list"
        listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        command = ["tesseract", str(listed), "-", "--psm", str(mode), "-c", f"tessedit_char_whitelist={_SIGNS}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=_one_thread(os.environ))
    written: list[bool] = []  # a page on which nothing is found is left out of what it prints
    for line in done.stderr.splitlines():
        if line.startswith("Page "):
            written.append(True)
        elif line.startswith("Empty page"):
            written[-1] = False
    pages = [page.strip() for page in done.stdout.split("\f")]
    if len(pages) > sum(written):
        pages.pop()  # some versions end each page so, others stand it between them
    assert (len(written), sum(written)) == (len(pictures), len(pages)), "which page is whose is known"
    read = iter(pages)
    return [next(read) if there_is else "" for there_is in written]


def _one_thread(environ: Mapping[str, str]) -> dict[str, str]:
    return {**environ, "OMP_THREAD_LIMIT": "1"}
