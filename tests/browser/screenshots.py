"""
Every page of the service as a picture: `make screenshots`, then open var/screenshots/index.html.

`python -m tests.browser.screenshots [FOLDER [CHAPTER …]]` writes FOLDER/<language>/<look>/<name>.png, and
FOLDER/index.html with all of them side by side. Developer mode's bar is left out, but where it is what is shown. FOLDER
is var/screenshots.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.checks import LARGEST, SCHEMES, SIZES, Look, look_at
from tests.browser.other_procedures import OTHERS
from tests.support.browser_person import BrowserPerson
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.in_english import IN_BROWSER
from tests.support.service_under_test import ServiceUnderTest
from tests.support.tour import IN_FRENCH, OF_NO_LANGUAGE, Chapter, break_down, chapters_in

LOOKS = {
    **{
        f"{size}-{scheme}": Look(width, height, 100, scheme)
        for size, (width, height) in SIZES.items()
        for scheme in SCHEMES
    },
    "narrow-large": LARGEST,
}
# Of another language than the first: its words are others, its colours are the same.
LESS = {kind: look for kind, look in LOOKS.items() if not kind.endswith("-dark")}
LOOKS_IN = {language: LOOKS if language == "fr" else LESS for language in IN_BROWSER}
WITHOUT_BAR = ".dev { display: none }"


def main(folder: Path, chapters: list[str]) -> int:
    begun = time.monotonic()
    names: dict[tuple[str, str], list[str]] = {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for chapter in chapters or (*IN_FRENCH, *OTHERS):
            for language, looks in LOOKS_IN.items():
                if chapter not in pictured_in(language):
                    continue
                for name, tab in walk(chromium, chapter, language):
                    names.setdefault((chapter, language), []).append(name)
                    take(tab, folder / language, name, looks)
        chromium.close()
    index = folder / "index.html"
    index.write_text(contact_sheet(names), encoding="utf-8")
    count = sum(len(stops) * len(LOOKS_IN[language]) for (_, language), stops in names.items())
    print(f"{count} pictures in {time.monotonic() - begun:.0f} s: open {index}")
    return 0


def pictured_in(language: str) -> dict[str, Chapter]:
    """The tour and the procedures beside it."""
    return {**chapters_in(language), **OTHERS}


def walk(chromium: Browser, chapter: str, language: str) -> Iterator[tuple[str, Any]]:
    """(name, tab) of each stop of a chapter, in this language."""
    with tempfile.TemporaryDirectory() as data:
        service = ServiceUnderTest(Path(data))
        break_down(service)
        service.serve()
        contexts: list[Any] = []

        def person() -> BrowserPerson:
            contexts.append(chromium.new_context(locale="fr-FR", bypass_csp=True))  # or the bar could not be left out
            return IN_BROWSER[language](contexts[-1], service.address)

        for name, someone in pictured_in(language)[chapter](service, person):
            if language == "fr" or not name.startswith(OF_NO_LANGUAGE):
                yield name, someone.tab
        for context in contexts:
            context.close()
        service.close()


def take(tab: Any, folder: Path, name: str, looks: Mapping[str, Look]) -> None:
    """The page in each of these looks."""
    style = "" if name == "dev-bar" else WITHOUT_BAR
    for kind, look in looks.items():
        look_at(tab, look)
        path = folder / kind / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=path, full_page=True, style=style)
    look_at(tab, looks["desktop-light"])


STYLE = """
body { margin: 1rem; background: #777; color: #fff; font: 15px/1.4 system-ui, sans-serif; }
a { color: inherit; }
nav { position: sticky; top: 0; padding: .5rem 0; background: #777; }
nav a { margin-right: 1rem; }
figure { display: flex; gap: 12px; align-items: start; margin: 0 0 1.5rem; }
img { display: block; border: 1px solid #555; }
"""
SHOWN = {"phone": 200, "desktop": 420, "narrow": 180}  # px wide


def contact_sheet(names: dict[tuple[str, str], list[str]]) -> str:
    """One page of HTML with every picture: a row for each page, its looks side by side, a click for its full size."""
    rows = ["<!DOCTYPE html>", '<html lang="en"><meta charset="utf-8"><title>Every page</title>']
    rows += [f"<style>{STYLE}</style>", "<nav>"]
    rows += [f'<a href="#{escape("-".join(part))}">{escape(" ".join(part))}</a>' for part in names]
    rows.append("</nav>")
    for part, stops in names.items():
        rows.append(f'<h1 id="{escape("-".join(part))}">{escape(" ".join(part))}</h1>')
        for name in stops:
            rows.append(f"<h2>{escape(name)}</h2><figure>")
            rows += [_picture(part[1], kind, name) for kind in LOOKS_IN[part[1]]]
            rows.append("</figure>")
    return "\n".join(rows) + "\n"


def _picture(language: str, kind: str, name: str) -> str:
    source, width = f"{language}/{kind}/{escape(name)}.png", SHOWN[kind.partition("-")[0]]
    return f'<a href="{source}"><img src="{source}" width="{width}" loading="lazy" alt="{escape(name)}, {kind}"></a>'


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/screenshots"), sys.argv[2:]))
