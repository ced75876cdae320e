"""Markdown with placeholders, parsed once; rendered to HTML or plain text with values of a language and zone."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup

from engine.language.texts import markdown
from engine.language.texts.locales import Locale
from engine.language.texts.markdown import SEVERAL, Href, Target
from engine.language.texts.spaces import kept_together
from engine.problems import Place, Problem

Made = TypeVar("Made", bound=str)
_MADE_WITH = re.compile(r"[{}\[]")  # every placeholder, link and image has one of these
_HIDES = re.compile(r"[\[`~\\<]")  # links, images, code, escapes

__all__ = [
    "SEVERAL",
    "Href",
    "Locale",
    "Placeholder",
    "Target",
    "Text",
    "TextLink",
    "in_languages",
    "literal",
    "parse_text",
]


class Placeholder(NamedTuple):
    """`{name}`, `{name.figure}` or `{name one|several}` in a text."""

    name: str
    figure: str | None
    place: Place
    forms: tuple[str, str] | None = None  # of the word that the figure counts: for one, and for several


class TextLink(NamedTuple):
    """`[words](page:name)` in a text. kind: "page" | "view" | "entry" | "document" | "flow" | "url"."""

    kind: str
    target: str
    place: Place


class Parsed:
    """
    A text's tokens, markdown's, with the placeholders as atoms, and what was made of them where that is for good. Each
    is made when it is first asked for: most texts are never shown in both ways.
    """

    def __init__(self, source: str, *, literal: bool = False) -> None:
        self.source = source
        self.literal = literal  # its signs mean themselves
        self.made: dict[object, Any] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parsed) and (self.source, self.literal) == (other.source, other.literal)

    def __hash__(self) -> int:
        return hash((self.source, self.literal))

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is one paragraph of words alone: a label, a title, an option."""
        return not self.literal and markdown.is_plain(self.source)

    @cached_property
    def blocks(self) -> Sequence[Any]:
        return markdown.literal(self.source) if self.literal else markdown.blocks(self.source)

    @cached_property
    def line(self) -> Sequence[Any]:
        """The text as one line."""
        return markdown.literal(self.source) if self.literal else markdown.line(self.source)

    @cached_property
    def words(self) -> Sequence[Any]:
        """What the one line holds."""
        return [child for token in self.line for child in token.children or ()]


class InLanguages:
    """A text's words by language; shared by the text in each of them. Compared by identity."""

    __slots__ = ("place", "texts")

    def __init__(self, texts: Mapping[str, Text], place: Place) -> None:
        self.place = place  # of the map
        self.texts = {language: Text(*text[:-1], self) for language, text in texts.items()}


class Text(NamedTuple):
    """What an analyst wrote to be read. Values come in as words, are escaped, and never become markup."""

    source: str
    place: Place
    placeholders: tuple[Placeholder, ...]
    links: tuple[TextLink, ...]
    parsed: Parsed
    languages: InLanguages | None = None  # None: a bare text, which says no language

    def spoken(self, language: str) -> Text:
        """The same text in that language; as it is where it has none of its own."""
        return self.languages.texts.get(language, self) if self.languages else self

    def each(self) -> tuple[Text, ...]:
        """In every language that it is written in."""
        return tuple(self.languages.texts.values()) if self.languages else (self,)

    def html(self, values: Mapping[str, str], href: Href, level: int = 2) -> Markup:
        """
        Block HTML. `values`: "name" or "name.figure" -> words, already formatted; a missing one is nothing.

        The text's highest heading becomes a `<h{level}>`. A paragraph that holds nothing but one placeholder, of
        a value short enough to be read at a glance, is `<p class="alone">`, one that holds nothing but a link to a
        document is `<p class="action">`. A link whose address is empty is its words alone.
        """
        return self._made(level, lambda: markdown.html(self.parsed.blocks, values, href, level))

    def inline(self, values: Mapping[str, str], href: Href) -> Markup:
        """HTML of a single run of words (labels, titles, messages): no paragraph around it."""
        return self._made("inline", lambda: markdown.inline(self.parsed.words, values, href))

    def plain(self, values: Mapping[str, str], href: Href) -> str:
        """
        Plain text for a mail's text part, a `<title>`, a subject; a link as `words <address>`.

        A source of one line gives one line, whatever the values hold; a longer one keeps its blocks.
        """
        if self.parsed.is_plain:
            return kept_together(self.source)
        if "\n" in self.source.strip():
            return self._made("plain", lambda: markdown.plain(self.parsed.blocks, values, href))
        return self._made("plain", lambda: markdown.one_line(self.parsed.words, values, href))

    def ways(self, values: Mapping[str, str], href: Href) -> tuple[Markup, ...]:
        """Its links alone, one after the other, as HTML."""
        found: list[Markup] = []
        begins = 0
        for at, token in enumerate(self.parsed.words):
            if token.type == "link_open":
                begins = at
            elif token.type == "link_close":
                found.append(markdown.inline(self.parsed.words[begins : at + 1], values, href))
        return tuple(found)

    def place_of(self, words: str) -> Place:
        """Where these words of it stand in the file."""
        return _Where(self.source, self.place).words(words)

    def place_at(self, offset: int, width: int) -> Place:
        """Where the characters from this one on stand in the file."""
        return _Where(self.source, self.place).at(offset, width)

    def offers_document(self) -> bool:
        """Whether a paragraph of it is nothing but a link to a document: what one does next."""
        return any(link.kind == "document" for link in self.links) and any(
            token.type == "inline" and markdown.document_alone(token) for token in self.parsed.blocks
        )

    def _made(self, how: object, make: Callable[[], Made]) -> Made:
        """Where nothing is filled in and nothing leads anywhere, it is the same for everybody: made once."""
        if self.placeholders or self.links:
            return make()
        made = self.parsed.made.get(how)
        if made is None:
            made = self.parsed.made[how] = make()
        found: Made = made
        return found


def parse_text(source: str, place: Place) -> tuple[Text, list[Problem]]:
    """
    Parses Markdown and placeholders. `{{` is a brace. Raw HTML and images are not supported: HTML is shown as typed,
    an image is a problem. `place` is that of the first character; of a text of several lines, the following ones are
    taken to stand under it, at the same indent.
    """
    source = source.rstrip("\n")
    found = parsed(source)
    if not _MADE_WITH.search(source):
        return Text(source, place, (), (), found), []
    where = _Where(source, place)
    placeholders: list[Placeholder] = []
    links: list[TextLink] = []
    problems: list[Problem] = []
    if not _HIDES.search(source):  # no Markdown makes anything else of a brace: it is parsed when it is first shown
        for at, piece, what in markdown.split(source):
            if what:
                _named(piece, what == "name", where.at(at, 1), placeholders, problems)
        return Text(source, place, tuple(placeholders), (), found), problems
    for run in markdown.runs(found.blocks if "\n" in source else found.line):
        for token in run.tokens:
            if token.type in ("text", "softbreak", "hardbreak"):
                continue
            meta = token.meta or {}
            here = where.of(run, meta.get("at", 0), meta.get("end", 0) - meta.get("at", 0))
            if token.type in ("placeholder", "brace"):
                _named(token.content, token.type == "placeholder", here, placeholders, problems)
            elif token.type in ("code_inline", "fence"):
                for at, piece, what in markdown.split(token.content):
                    if what:
                        inside = where.of(run, meta.get("at", 0) + at + len(token.markup) * bool(meta), len(piece))
                        _named(piece, what == "name", inside, placeholders, problems)
            elif token.type == "link_open":
                href = str(token.attrGet("href"))
                _linked(href, token.attrGet("title"), where.target(href, here), links, problems)
            elif token.type == "image":
                problems.append(_image(token.attrGet("src"), token.content, here))
    return Text(source, place, tuple(placeholders), tuple(links), found), problems


@lru_cache(4096)
def parsed(source: str) -> Parsed:
    """A text as Markdown, once: what is read again, or inherited, has mostly the words that it had."""
    return Parsed(source)


def in_languages(texts: Mapping[str, Text], place: Place) -> Text:
    """One text in several languages, as it is written first. `place`: of the map that holds them."""
    return next(iter(InLanguages(texts, place).texts.values()))


def literal(words: str, place: Place) -> Text:
    """A text of just these characters: the title of an option that has none of its own."""
    return Text(words, place, (), (), Parsed(words, literal=True))


def _named(text: str, closed: bool, here: Place, found: list[Placeholder], problems: list[Problem]) -> None:
    """A placeholder, or what is wrong with the brace."""
    if not closed:
        problems.append(
            Problem(
                "lone-brace",
                f'a "{text}" that belongs to no placeholder',
                here._replace(width=1),
                "in a text, braces stand around a name: {email}",
                f'write "{text}{text}" for the character itself, or a name in braces such as {{email}}',
            )
        )
    elif match := markdown.NAME.fullmatch(text):
        found.append(Placeholder(match[1], match[2], here._replace(width=len(text) + 2)))
    elif counted := markdown.COUNTED.fullmatch(text):
        forms = (counted[2], counted[3])
        found.append(Placeholder(counted[1], None, here._replace(width=len(text) + 2), forms))
    elif "|" in text or text.split()[:1] == ["tries_left"]:
        problems.append(_of_two_forms(text, here))
    else:
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().strip(" ._").lower()
        better = f"{{{plain}}}" if markdown.NAME.fullmatch(plain) else "a name such as {email}"
        problems.append(
            Problem(
                "bad-placeholder",
                f'"{{{text}}}" is not a placeholder',
                here._replace(width=len(text) + 2),
                "a placeholder is a name, or a name and one of its figures: {email}, {email.maxLength}",
                f'write {better}, or "{{{{{text}}}}}" for the characters themselves',
            )
        )


def _of_two_forms(text: str, here: Place) -> Problem:
    """What should count a word, and is not `{tries_left one|several}`."""
    name = text.split("|")[0].split()[:1]
    word = name[0] if name else ""
    cause = "only {tries_left} counts a word: its forms for one and for several stand behind it, with a bar between"
    fix = "write {tries_left try|tries}, with a word in both forms"
    if word != "tries_left":
        fixed = f"{{{word}}}" if markdown.NAME.fullmatch(word) else "a name such as {email}"
        fix = f'write {fixed}, or "{{{{{text}}}}}" for the characters themselves'
    return Problem(
        "bad-placeholder", f'"{{{text}}}" is not a placeholder', here._replace(width=len(text) + 2), cause, fix
    )


def _linked(href: str, title: Any, here: Place, found: list[TextLink], problems: list[Problem]) -> None:
    """A link, or why it leads nowhere."""
    target = markdown.kind_of(href)
    if target and not title:
        kind, name = target
        found.append(TextLink(kind, name, here if kind == "url" else here.inside(len(href) - len(name), len(name))))
        return
    cause = (
        "a link leads to page:NAME, entry:NAME, document:NAME, flow:NAME, or a whole http, https, mailto or tel address"
    )
    fix = f"write page:{href}" if re.fullmatch("[a-z][a-z0-9_]*", href) else "write one of these in the parentheses"
    if target:
        cause, fix = "a link has words and a target, no title", f'take out "{title}": [words]({href})'
    elif "{" in href or "}" in href:
        cause = "a value is known only when the text is shown, so it cannot say where a link leads"
        fix = "write the target out; placeholders may stand in the words: [{name}](page:NAME)"
    elif href.startswith("www."):
        fix = f"write https://{href}"
    problems.append(
        Problem(
            "bad-link", f'a link cannot lead to "{href}"' if not target else "a link with a title", here, cause, fix
        )
    )


def _image(src: Any, words: str, here: Place) -> Problem:
    return Problem(
        "image-in-text",
        "a text cannot hold an image",
        here,
        "texts are words: in pages, mails and documents alike nothing is fetched to show them",
        f"take the image out, or write a link to it: [{words or 'words'}]({src})",
    )


class _Where:
    """Finds a run's characters again in the file: the run has lost its indents and marks."""

    def __init__(self, source: str, place: Place) -> None:
        self.lines = source.split("\n")
        self.place = place
        self._run: markdown.Run | None = None  # one after the other is asked for many places
        self._starts: list[tuple[int, int]] = []

    def of(self, run: markdown.Run, at: int, width: int) -> Place:
        if run is not self._run:
            self._run, self._starts = run, self._lines_of(run)
        nth = bisect_right(self._starts, at, key=itemgetter(0)) - 1
        start, shift = self._starts[nth]
        number = min(run.first_line + nth, len(self.lines) - 1)
        column = at - start + shift
        width = max(1, min(width, len(self.lines[number]) - column))
        if number == 0:
            return self.place.inside(self._offset(column, width), width)
        return self._below(number, column, width)

    def at(self, offset: int, width: int) -> Place:
        """The place of these characters of the source, as far as they stand in one line."""
        number, column = 0, offset
        while column > len(self.lines[number]):
            column -= len(self.lines[number]) + 1
            number += 1
        width = max(1, min(width, len(self.lines[number]) - column))
        if number == 0:
            return self.place.inside(self._offset(column, width), width)
        return self._below(number, column, width)

    def words(self, words: str) -> Place:
        """Where these words stand first; the whole text's own place where they are written otherwise."""
        for number, line in enumerate(self.lines):
            column = line.find(words)
            if column >= 0 and number == 0:
                return self.place.inside(self._offset(column, len(words)), len(words))
            if column >= 0:
                return self._below(number, column, len(words))
        return self.place

    def target(self, href: str, link: Place) -> Place:
        """Where a link's target is written, in the line of its words or after it; the link where it is not found."""
        begin = link.source.find(f"]({href}", link.column - 1)
        if begin >= 0:
            return link._replace(column=begin + 3, width=len(href))
        found = self.words(f"]({href}")
        return found if found is self.place else found.inside(2, len(href))

    def _below(self, number: int, column: int, width: int) -> Place:
        """A place in a line after the first."""
        indent = self.place.column - 1
        return self.place._replace(
            line=self.place.line + number,
            column=indent + column + 1,
            width=width,
            source=" " * indent + self.lines[number],
        )

    def _lines_of(self, run: markdown.Run) -> list[tuple[int, int]]:
        """Of each line of the run, where it begins in the run, and where in the line of the file."""
        found, start = [], 0
        for nth, written in enumerate(run.text.split("\n")):
            number = min(run.first_line + nth, len(self.lines) - 1)
            found.append((start, max(0, self.lines[number].find(written))))
            start += len(written) + 1
        return found

    def _offset(self, column: int, width: int) -> int:
        """In a quoted text an escape is longer than what it means: then the characters themselves are looked for."""
        begin = self.place.column - 1
        snippet = self.lines[0][column : column + width]
        if self.place.source and not self.place.source.startswith(snippet, begin + column):
            found = self.place.source.find(snippet, begin)
            return found - begin if found >= 0 else column
        return column
