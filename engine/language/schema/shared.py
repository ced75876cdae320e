"""Tables of keys that flows and the site share: links, sections, pages, registers and settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.language import signs
from engine.language.decoding import (
    BROKEN,
    FLAG,
    NAMED,
    PLAIN_NAME,
    SETTING,
    STRING,
    Broken,
    Found,
    Key,
    Kind,
    Meant,
    Reading,
    Setting,
    alone,
    at_most_one,
    each_once,
    empty,
    list_of,
    map_of,
    matching,
    not_with,
    one_needed,
    one_of,
    record,
    shaped,
    slug,
    subject,
)
from engine.language.forms import normalise
from engine.language.guards.decoding import GUARD
from engine.language.model import Link, Page, Register, Section
from engine.language.schema.ids import ID, items_of, without_id
from engine.language.texts.decoding import LANGUAGE_CODE, TEXT, by_language
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar, Sequence
from engine.problems import Place
from engine.registry import email


def path_in(text: str) -> str:
    """The path that a text was meant to be: `Our hours/Sunday` -> `/our_hours/sunday`."""
    return "/" + "/".join(part for part in map(slug, text.split("/")) if part)


ADDRESS = matching(
    r"https?://[^\s<>\"\\^`{|}]+|mailto:[^\s<>\"\\^`{|}]+|tel:\+?[0-9][0-9.-]*",
    "a whole address that begins with https:, http:, mailto: or tel:",
    "https://www.example.org",
)
PATH = matching(r"/|(?:/[a-z0-9][a-z0-9_-]*)+", "an address on this site in lower-case letters", "/contact", path_in)


LEADS_TO = ("page", "view", "entry", "document", "url")


def _link(reading: Reading, found: Found) -> Link | Broken:
    targets = found.those(LEADS_TO)
    if found.has("flow"):
        not_with(reading, found, ("view", "document", "url"), "flow", "a link leads to one place")
        at_most_one(reading, found, ("page", "entry"), "link")
    elif not one_needed(reading, found, (*LEADS_TO, "flow"), "link") and not targets:
        return BROKEN
    words = {key: found.node.entries[key].value.place for key in found.those((*LEADS_TO, "flow"))}
    return Link(**without_id(found), place=found.node.place, words=words)


WHEN = Key(GUARD, "it stands only where this guard holds")
_LINK = record(
    "link",
    {
        "label": Key(TEXT, "the words of the link", need=True),
        "page": Key(PLAIN_NAME, "a page of this flow, of the site or of `flow`"),
        "view": Key(PLAIN_NAME, "a view of this flow"),
        "entry": Key(PLAIN_NAME, "an entry of this flow, or of `flow`"),
        "document": Key(PLAIN_NAME, "a document of this flow, as a PDF"),
        "url": Key(ADDRESS, "an address elsewhere: https, http, mailto or tel"),
        "flow": Key(PLAIN_NAME, "another flow: its first entry, or the page or entry named beside"),
        "button": Key(FLAG, "looks like a button", default=False),
        "new_tab": Key(FLAG, "opens in a new tab", default=False),
        "when": WHEN,
        "id": ID,
    },
    _link,
)
LINK = shaped(_LINK, {"anyOf": [{"required": [key]} for key in (*LEADS_TO, "flow")]})


def _section(reading: Reading, found: Found) -> Section | Broken:
    if not found.node.entries:
        return empty(reading, found.node, found.key or "section")
    if found.those(("title", "content", "links")) == [] and (found.has("when") or found.has("id")):
        return reading.report(
            "empty-value",
            f"{subject(found.key or 'section')} shows nothing",
            found.node.place,
            "it has only keys that say when it is shown, or what a variant calls it",
            "add title:, content: or links:, or take the section out",
        )
    return Section(**without_id(found))


SECTION = record(
    "section",
    {
        "title": Key(TEXT, "a heading"),
        "content": Key(TEXT, "Markdown"),
        "links": Key(items_of(LINK), "links and buttons below", default=()),
        "when": WHEN,
        "id": ID,
    },
    _section,
    meant=Meant(alone("content"), ("title", "content")),
)
SECTIONS = Key(items_of(SECTION), "parts with a heading each", default=())


def _page(reading: Reading, found: Found) -> Page:
    path = found.node.entries.get("path")
    return Page(found.name, **found.values, place=found.place, path_place=path.value.place if path else None)


PAGE = record(
    "page",
    {
        "title": Key(TEXT, "the page's title", need=True),
        "path": Key(PATH, "its address; without one, /<flow>/<page>"),
        "content": Key(TEXT, "Markdown"),
        "sections": SECTIONS,
        "links": Key(items_of(LINK), "links and buttons below", default=()),
    },
    _page,
    meant=Meant(alone("title")),
)


def _register(reading: Reading, found: Found) -> Register:
    entries = found.node.entries
    listed = entries["statuses"].value if "statuses" in entries else None
    first: dict[str, Place] = {}
    for item in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(item, Scalar) and item.text in first:
            message = f'"{item.text}" is listed twice'
            reading.report(
                "duplicate-item", message, item.place, "each status is listed once", "take one of the two out"
            )
        elif isinstance(item, Scalar):
            first[item.text] = item.place
    written = entries["samples"].value if "samples" in entries else None
    samples = written.entries.values() if isinstance(written, Map) else ()
    _samples(reading, found["kind"], [entry.key for entry in samples])
    sampled = {entry.key.text: entry.value.place for entry in samples}
    return Register(found.name, found["kind"], found["statuses"], found["samples"], found.place, sampled)


def _samples(reading: Reading, kind: str, keys: list[Scalar]) -> None:
    """Reports sample keys that no form accepts, and those that are one key in two spellings."""
    first: dict[str, Scalar] = {}
    for key in keys:
        normal = normalise(kind, key.text)
        if kind == "email" and not email.check(key.text):
            cause = "the register's kind is email, so no form would ever accept it"
            fix = "write an address, such as camille@example.org"
            reading.report("never-valid", f'the sample "{key.text}" is not an e-mail address', key.place, cause, fix)
        elif normal in first:
            cause = f'it is the key of line {first[normal].place.line}, "{first[normal].text}", spelt in another way'
            reading.report(
                "duplicate-item", f'"{key.text}" is listed twice', key.place, cause, "take one of the two out"
            )
        else:
            first[normal] = key


REGISTER = record(
    "register",
    {
        "kind": Key(one_of("email", "text"), "how a key is normalised", need=True),
        "statuses": Key(list_of(PLAIN_NAME), "what a key can be, besides free", need=True),
        "samples": Key(
            map_of(PLAIN_NAME, names=False), "rows that developer mode begins with: key: status", default={}
        ),
    },
    _register,
)


def _read_declared_setting(reading: Reading, node: Node, at: Scalar | None) -> Setting | Broken:
    if at and (spoken := _in_languages(reading, node, at)):
        return spoken
    value = SETTING.read(reading, node, at)
    return BROKEN if value is BROKEN or at is None else Setting(at.text, value, at.place)


def _in_languages(reading: Reading, node: Node, at: Scalar) -> Setting | Broken | None:
    """A setting that is a text in several languages; None: it is none."""
    entries = by_language(reading, node)
    if entries is None:
        return None
    read = {language: STRING.read(reading, entry.value, entry.key) for language, entry in entries.items()}
    texts = {language: signs.one_form(text) for language, text in read.items() if text is not BROKEN}
    if len(texts) < len(read):
        return BROKEN
    return Setting(at.text, next(iter(texts.values())), at.place, texts)


def _read_declared_text(reading: Reading, node: Node, at: Scalar | None) -> Setting | Broken:
    if at and (spoken := _in_languages(reading, node, at)):
        return spoken
    value = STRING.read(reading, node, at)
    return BROKEN if value is BROKEN or at is None else Setting(at.text, value, at.place)


def _known_from_here(settings: Kind[dict[str, Setting]]) -> Kind[dict[str, Setting]]:
    """Returns the same kind; what is read after it may name these settings."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> dict[str, Setting] | Broken:
        found = settings.read(reading, node, at)
        if found is not BROKEN:
            reading.settings = {**reading.settings, **found}
        else:
            reading.lost.add("settings")  # before anything looks for one
        return found

    return Kind(read, settings.schema)


def _or_in_languages(kind: Kind[Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The schema of one value, or of a text in several languages."""

    def schema(definitions: dict[str, Any]) -> dict[str, Any]:
        texts = {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": f"^{LANGUAGE_CODE.pattern}$"},
            "additionalProperties": STRING.schema(definitions),
        }
        return {"anyOf": [kind.schema(definitions), texts]}

    return schema


SETTINGS = _known_from_here(map_of(Kind(_read_declared_setting, _or_in_languages(SETTING))))
TEXT_SETTINGS = map_of(Kind(_read_declared_text, _or_in_languages(STRING)))
VERSION = one_of("1")
NAMES = each_once(list_of(NAMED))
