"""
Every page of the service as a picture: `make screenshots`, then look at them.

`python -m tests.browser.screenshots [FOLDER [CHAPTER …]]` writes FOLDER/<size>-<scheme>/<name>.png and, to see many at
once, FOLDER/<size>-<scheme>-<number>.png. Developer mode's bar is left out. FOLDER is var/screenshots.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, sync_playwright

from tests.support.browser_person import BrowserPerson
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.service_under_test import ServiceUnderTest
from tests.support.tour import CHAPTERS, break_down

SIZES = {"phone": (360, 780), "desktop": (1280, 900)}
SCHEMES = ("light", "dark")
WITHOUT_BAR = ".dev { display: none }"

# A contact sheet: pages side by side, the longest ones cut.
ACROSS, WIDTH, LONGEST, GAP, TITLE = {"phone": 6, "desktop": 4}, {"phone": 270, "desktop": 420}, 1000, 16, 22


def main(folder: Path, chapters: list[str]) -> int:
    begun = time.monotonic()
    kept: dict[str, list[Path]] = {f"{size}-{scheme}": [] for size in SIZES for scheme in SCHEMES}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for chapter in chapters or CHAPTERS:
            for name, tab in walk(chromium, chapter):
                for kind, path in pictures(tab, folder, name):
                    kept[kind].append(path)
        chromium.close()
    for kind, paths in kept.items():
        contact_sheets(paths, kind, folder)
    count = sum(map(len, kept.values()))
    print(f"{count} pictures in {folder}, in {time.monotonic() - begun:.0f} s")
    return 0


def walk(chromium: Browser, chapter: str) -> Iterator[tuple[str, Any]]:
    """(name, tab) of each stop of a chapter."""
    with tempfile.TemporaryDirectory() as data:
        service = ServiceUnderTest(Path(data))
        break_down(service)
        service.serve()
        contexts: list[Any] = []

        def person() -> BrowserPerson:
            contexts.append(chromium.new_context(locale="fr-FR", bypass_csp=True))  # or the bar could not be left out
            return BrowserPerson(contexts[-1], service.address)

        for name, someone in CHAPTERS[chapter](service, person):
            yield name, someone.tab
        for context in contexts:
            context.close()
        service.close()


def pictures(tab: Any, folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    """The page at each size and in each scheme. It is not loaded anew: a page of ours has no script that would mind."""
    for size, (width, height) in SIZES.items():
        tab.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            tab.emulate_media(color_scheme=scheme)
            path = folder / f"{size}-{scheme}" / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            tab.screenshot(path=path, full_page=True, style=WITHOUT_BAR)
            yield f"{size}-{scheme}", path


def contact_sheets(paths: list[Path], kind: str, folder: Path) -> None:
    size = kind.partition("-")[0]
    per_sheet = ACROSS[size] * 2
    for number, first in enumerate(range(0, len(paths), per_sheet), 1):
        rows = [paths[at : at + ACROSS[size]] for at in range(first, min(first + per_sheet, len(paths)), ACROSS[size])]
        sheet = [[_small(path, WIDTH[size]) for path in row] for row in rows]
        heights = [max(picture.height for picture in row) + TITLE + GAP for row in sheet]
        board = Image.new("RGB", (ACROSS[size] * (WIDTH[size] + GAP) + GAP, sum(heights) + GAP), "#777777")
        draw, top = ImageDraw.Draw(board), GAP
        for names, row, height in zip(rows, sheet, heights, strict=True):
            for across, (path, picture) in enumerate(zip(names, row, strict=True)):
                left = GAP + across * (WIDTH[size] + GAP)
                draw.text((left, top), path.stem, fill="#ffffff", font=ImageFont.load_default(15))
                board.paste(picture, (left, top + TITLE))
            top += height
        board.save(folder / f"{kind}-{number:02}.png")


def _small(path: Path, width: int) -> Image.Image:
    picture = Image.open(BytesIO(path.read_bytes())).convert("RGB")
    small = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    return small.crop((0, 0, width, min(small.height, LONGEST)))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/screenshots"), sys.argv[2:]))
