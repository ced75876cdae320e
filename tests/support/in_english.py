"""
Whoever reads the service in English, led in the words and by the addresses of French: what walks in one walks in both.

The words are those that the shipped files have in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from engine.shipped import shipped
from tests.support.browser_person import BrowserPerson
from tests.support.person import Page, Person

LANGUAGES = ("fr", "en")
_OF_NO_LANGUAGE = ("/en/", "/_dev/")  # what has its language already, and what has none


def said(french: str, language: str = "en") -> str:
    """The French words of a title, a label or one of the engine's own texts, in this language."""
    if language == "fr":
        return french
    found = _english().get(french, {french})
    assert len(found) == 1, f"{french!r} is several things in English: {sorted(found)}"
    return next(iter(found))


def address_in_english(path: str) -> str:
    return path if not path.startswith("/") or path.startswith(_OF_NO_LANGUAGE) else f"/en{path}"


def in_both(node: Any) -> Iterator[tuple[str, str]]:
    """(French, English) of every text in a file of the shipped flows."""
    if isinstance(node, dict) and node.keys() == set(LANGUAGES):
        yield node["fr"], node["en"]
    else:
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from in_both(part)


def texts_in_both() -> Iterator[tuple[str, str]]:
    """The same of all that ships: the flows, their forms and lists, the engine's own words."""
    for path in (*shipped().glob("flows/*.yaml"), *shipped().glob("forms/**/*.yaml")):
        yield from in_both(_read(path))
    french, english = (_read(shipped() / "templates" / "texts" / f"{language}.yaml") for language in LANGUAGES)
    yield from _beside(french, english)


class _ReadsEnglish:
    """Before a `Person` or a `BrowserPerson`: each address is in English, and so is each word that is asked for."""

    def open(self, path: str) -> Page:
        page: Page = super().open(address_in_english(path))  # type: ignore[misc]
        return page

    def follow(self, words: str) -> Page:
        page: Page = super().follow(said(words))  # type: ignore[misc]
        return page

    def press(self, button: str | None, *also: str, **fields: str | list[str] | bool) -> Page:
        page: Page = super().press(button and said(button), *also, **fields)  # type: ignore[misc]
        return page


class EnglishPerson(_ReadsEnglish, Person):
    pass


class EnglishBrowserPerson(_ReadsEnglish, BrowserPerson):
    pass


IN_PROCESS: dict[str, type[Person]] = {"fr": Person, "en": EnglishPerson}
IN_BROWSER: dict[str, type[BrowserPerson]] = {"fr": BrowserPerson, "en": EnglishBrowserPerson}


@cache
def _english() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for french, english in texts_in_both():
        found.setdefault(french, set()).add(english)
    return found


def _beside(french: Any, english: Any) -> Iterator[tuple[str, str]]:
    if isinstance(french, dict):
        for key, text in french.items():
            yield from _beside(text, english[key])
    else:
        yield french, english


def _read(path: Any) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
