"""Markdown with placeholders, parsed once; rendered to HTML or plain text with values of a language and zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from engine.language.values import SettingValue, Value
from engine.problems import Place, Problem


class Placeholder(NamedTuple):
    """`{name}` or `{name.figure}` in a text."""

    name: str
    figure: str | None
    place: Place


class TextLink(NamedTuple):
    """`[words](page:name)` in a text. kind: "page" | "entry" | "document" | "flow" | "url"."""

    kind: str
    target: str
    place: Place


# (kind, target) -> address; and whether it opens in a new tab
Href = Callable[[str, str], tuple[str, bool]]


class Text(NamedTuple):
    source: str
    place: Place
    placeholders: tuple[Placeholder, ...]
    links: tuple[TextLink, ...]
    tokens: Any  # markdown-it's, parsed with the placeholders as atoms

    def html(self, values: Mapping[str, str], href: Href) -> Markup:
        """Block HTML. `values`: "name" or "name.figure" -> words, already formatted; a missing one is nothing."""
        raise NotImplementedError

    def inline(self, values: Mapping[str, str], href: Href) -> Markup:
        """HTML of a single run of words (labels, titles, messages): no paragraph around it."""
        raise NotImplementedError

    def plain(self, values: Mapping[str, str], href: Href) -> str:
        """Plain text for a mail's text part, a `<title>`, a subject (links as `words : address`)."""
        raise NotImplementedError


class Locale(NamedTuple):
    """Formats values for people: a language and a time zone. Names of days, months and zones are Babel's."""

    language: str
    zone: str

    def show(self, value: Value | SettingValue | datetime) -> str:
        """
        A value in words: `mardi 24 novembre 2026 à 10:32 (heure de Paris)`-like for an aware datetime (hour with zone),
        a date, `12 500,50`, `48 heures` for a Duration, nothing for None; a list joined by commas.
        A boolean is the language's own yes / no where the locale data has one.
        """
        raise NotImplementedError


def parse_text(source: str, place: Place) -> tuple[Text, list[Problem]]:
    """
    Parses Markdown and placeholders. `{{` is a brace. Raw HTML and images are not supported: HTML is shown as typed,
    an image is a problem. `place` is that of the first character.
    """
    raise NotImplementedError
