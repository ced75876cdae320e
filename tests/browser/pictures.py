"""
The pictures of the README: `make pictures` takes and draws them again, and nobody cuts one by hand.

`python -m tests.browser.pictures [FOLDER]` writes them into FOLDER, docs/images. Developer mode's bar is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from engine.study.picture import draw, svg
from tests.browser.checks import Look, look_at
from tests.browser.screenshots import WITHOUT_BAR, walk
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.shipped_flows import shipped_catalogue

PHONE, WIDE, DESKTOP = 360, 900, 1280  # px wide
MARGIN, AROUND = 28, "#8b93a7"  # of pages that stand side by side


class Shot(NamedTuple):
    """A page of the tour, in one look, cut at its height."""

    chapter: str
    stop: str
    look: Look


# File -> the pages on it, side by side.
PICTURES = {
    "identifiants": [Shot("creation", "identifiants-active", Look(DESKTOP, 1480, 100, "light"))],
    "telephone": [
        Shot("creation", "conditions", Look(PHONE, 1150, 100, "light")),
        Shot("creation", "identifiants-refused", Look(PHONE, 1150, 100, "light")),
        Shot("confirmation", "attente_activation", Look(PHONE, 1150, 100, "dark")),
    ],
    "recapitulatif": [Shot("confirmation", "recapitulatif", Look(DESKTOP, 1420, 100, "dark"))],
    "collectivites": [Shot("authority", "collectivites-informations", Look(WIDE, 1250, 100, "light"))],
    "simplifie": [Shot("simplified", "simplifie-entreprise-refused", Look(WIDE, 900, 100, "light"))],
    "option": [Shot("option", "option-recapitulatif", Look(WIDE, 900, 100, "light"))],
    "cantine": [Shot("canteen", "cantine-verification", Look(WIDE, 900, 100, "light"))],
    "permis": [Shot("planting", "permis", Look(WIDE, 900, 100, "light"))],
}


DRAWN = {"espace_expert-flow.svg": ("espace_expert", "en")}  # file -> flow and language


def main(folder: Path) -> int:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        taken = dict(shots(chromium))
        chromium.close()
    folder.mkdir(parents=True, exist_ok=True)
    for name, pages in PICTURES.items():
        path = folder / f"{name}.png"
        beside([taken[shot] for shot in pages]).save(path, optimize=True)
        print(path)
    for name in DRAWN:
        (folder / name).write_text(drawn(name), encoding="utf-8")
        print(folder / name)
    return 0


def drawn(name: str) -> str:
    """A flow's picture."""
    flow, language = DRAWN[name]
    return svg(draw(shipped_catalogue().flows[flow].spoken(language)))


def shots(chromium: Browser) -> Iterator[tuple[Shot, Image.Image]]:
    """Every page that a picture shows."""
    wanted = [shot for pages in PICTURES.values() for shot in pages]
    for chapter in dict.fromkeys(shot.chapter for shot in wanted):
        for name, tab in walk(chromium, chapter, "fr"):
            for shot in wanted:
                if (shot.chapter, shot.stop) == (chapter, name):
                    yield shot, picture(tab, shot.look)


def picture(tab: Any, look: Look) -> Image.Image:
    look_at(tab, look)
    return Image.open(BytesIO(tab.screenshot(style=WITHOUT_BAR))).convert("RGB")


def beside(pages: list[Image.Image]) -> Image.Image:
    """One page as it is; several beside each other, with some room around."""
    if len(pages) == 1:
        return pages[0]
    width = sum(page.width + MARGIN for page in pages) + MARGIN
    board = Image.new("RGB", (width, max(page.height for page in pages) + 2 * MARGIN), AROUND)
    left = MARGIN
    for page in pages:
        board.paste(page, (left, MARGIN))
        left += page.width + MARGIN
    return board


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")))
