"""The table of keys of a flow, and a flow's tree -> Flow, with every problem of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.language.decoding import (
    BROKEN,
    NAME,
    NAMED,
    STRING,
    Broken,
    Found,
    Key,
    Kind,
    Named,
    Reading,
    Refused,
    each_once,
    list_of,
    map_of,
    one_of,
    record,
    report_unfit,
    slug,
)
from engine.language.guards import MOST_LEVELS, Guard, too_deep
from engine.language.guards.decoding import GUARD
from engine.language.model import Flow, Site
from engine.language.schema.declarations import DEFAULT_RETENTION, DOCUMENT, ENTRY, FACT, MAIL, RETENTION, VALUE, VIEW
from engine.language.schema.shared import PAGE, REGISTER, SETTINGS, VERSION
from engine.language.schema.state import STATE
from engine.language.texts.decoding import TEXT
from engine.language.texts.locales import language_meant, zone_here, zone_known, zone_near
from engine.language.texts.text import parse_text
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar
from engine.problems import Place, Problem
from engine.registry import Registry


def _read_language(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    text = node.text if isinstance(node, Scalar) else None
    if text is None or text in LANGUAGES:
        return _SHIPPED.read(reading, node, at)
    meant = language_meant(text)
    if meant is None:
        return _SHIPPED.read(reading, node, at)
    if meant != text:
        cause = "a language is written as its code, of two letters"
        reading.report("unknown-word", f'"{text[:60]}" is no code of a language', node.place, cause, f'write "{meant}"')
    return meant  # the site brings the engine's words in it, or `check` refuses the flow


LANGUAGES = ("fr", "en")  # those whose words ship
_SHIPPED = one_of(*LANGUAGES)


def _read_named(reading: Reading, node: Node, at: Scalar | None) -> Named | Broken:
    language = _read_language(reading, node, at)
    return BROKEN if language is BROKEN else Named(language, node.place)


LANGUAGE: Kind[str] = Kind(_read_language, lambda _: {"type": "string", "pattern": "^[a-z]{2}$"})
LANGUAGE_NAMED: Kind[Named] = Kind(_read_named, LANGUAGE.schema)
FLOW_KEYS: Mapping[str, Key] = {
    "parcours": Key(VERSION, "the version of this language", need=True),
    "flow": Key(NAMED, "the flow's name: that of the file", need=True),
    "title": Key(TEXT, "the flow's title", need=True),
    "version": Key(STRING, "a label for people", default=""),
    "language": Key(LANGUAGE, "the language of its texts, e.g. fr or en", need=True),
    "languages": Key(each_once(list_of(LANGUAGE_NAMED)), "every language that its texts are written in", default=()),
    "timezone": Key(STRING, "the time zone of its hours, e.g. Europe/Paris", need=True),
    "settings": Key(SETTINGS, "figures, delays and texts that rules and texts share", default={}),
    "registers": Key(map_of(REGISTER), "business keys that only one case may hold at a time", default={}),
    "phases": Key(map_of(TEXT), "the steps of the stepper, in this order", default={}),
    "values": Key(map_of(VALUE), "what the case holds and no form asks", default={}),
    "facts": Key(map_of(FACT), "what a guard may ask of the world", default={}),
    "guards": Key(map_of(GUARD), "conditions with a name", default={}),
    "entries": Key(map_of(ENTRY), "where a case begins", need=True),
    "pages": Key(map_of(PAGE), "screens outside any case", default={}),
    "states": Key(map_of(STATE), "the states of a case", need=True),
    "views": Key(map_of(VIEW), "pages of a case beside its states", default={}),
    "mails": Key(map_of(MAIL), "mails, by name", default={}),
    "documents": Key(map_of(DOCUMENT), "documents, by name", default={}),
    "retention": Key(RETENTION, "when the case's rows are erased", default=DEFAULT_RETENTION),
}
FLOW: Kind[Found] = record(
    "flow",
    FLOW_KEYS,
    lambda _, found: found,
    refused={"forms": Refused(fix="name the form in the state: form: …; only a flow with extends changes forms")},
    partly=True,
)


class ReadFlow(NamedTuple):
    """A flow as far as it could be read, without its forms."""

    flow: Flow | None
    problems: list[Problem]
    broken: frozenset[str]  # names whose declaration could not be read: no further problem is reported about them
    lost: frozenset[str]  # keys whose values could not be read at all; "form" where a state's form has no valid name
    understood: frozenset[Place] = frozenset()  # of words with a problem that were read as what was meant


def read_flow(node: Node, name: str, file: str, registry: Registry, site: Site, *, stored: bool = False) -> ReadFlow:
    """
    Returns the flow of a file's tree. Its forms, sources and digest are added by `load`.

    Args:
        name: of the file, which the flow repeats.
        site: whose settings and registers the flow shares; its own come first.
        stored: see `Reading`.
    """
    reading = Reading(registry, stored=stored)
    reading.settings = site.settings
    reading.titles = _titles(node)
    found = FLOW.read(reading, node, None)
    report_unfit(reading)
    if found is BROKEN:
        return ReadFlow(None, reading.problems, frozenset(reading.broken), frozenset(reading.lost))
    _named_like_file(reading, found, name)
    zone = found["timezone"]
    if zone is not None and not zone_known(zone) and not (stored and zone_here(zone)):
        reading.report(
            "unknown-zone",
            f'unknown time zone "{zone[:60]}"',
            found.node.entries["timezone"].value.place,
            "a time zone has a name of the IANA's list, written as there: it means the same on every machine",
            f"write: timezone: {zone_near(zone) or 'Europe/Paris'}",
        )
        zone = None
    place = Place(file, 1, 1, 1)
    language = found["language"] or LANGUAGES[0]
    flow = Flow(
        name=name,
        file=file,
        title=found["title"] or parse_text(name, place)[0],
        version=found["version"],
        language=language,
        zone=zone or "UTC",
        phases=found["phases"],
        settings={**site.settings, **found["settings"]},
        registers={**site.registers, **found["registers"]},
        values=found["values"],
        facts=found["facts"],
        guards=_not_too_deep(reading, found["guards"]),
        entries=found["entries"] or {},
        pages=found["pages"],
        states=found["states"] or {},
        views=found["views"],
        mails=found["mails"],
        documents=found["documents"],
        retention=found["retention"],
        forms={},
        digest="",
        sources={},
        place=place,
        languages=_languages(reading, found, language),
    )
    broken, lost, understood = frozenset(reading.broken), frozenset(reading.lost), frozenset(reading.understood)
    return ReadFlow(flow, reading.problems, broken, lost, understood)


def _languages(reading: Reading, found: Found, first: str) -> tuple[str, ...]:
    """Every language of the flow, its first before the others."""
    every = [named.name for named in found["languages"]]
    if every and found["language"] and first not in every:
        written = ", ".join([first, *every])
        reading.report(
            "contradiction",
            f'"languages" lacks "{first}"',
            found.at("languages"),
            f"the flow's first language is {first}, and languages says all of them",
            f"write: languages: [{written}]",
        )
    return tuple(dict.fromkeys([first, *every]))


def _titles(node: Node) -> dict[str, dict[str, str]]:
    """Returns what the tables of a flow declare, before they are read: each name, with its title."""
    tables = node.entries if isinstance(node, Map) else {}
    return {
        word: {name: _title(entry.value) for name, entry in table.value.entries.items() if NAME.match(name)}
        for word, table in tables.items()
        if isinstance(table.value, Map)
    }


def _title(node: Node) -> str:
    titled = node if isinstance(node, Scalar) else None
    if isinstance(node, Map):
        words = node.entries.get("title") or node.entries.get("subject")
        titled = words.value if words and isinstance(words.value, Scalar) else None
    return titled.text if titled else ""


def _not_too_deep(reading: Reading, guards: Mapping[str, Guard]) -> dict[str, Guard]:
    """The named guards without those that have too many levels; of these the first of each chain is reported."""
    deep = too_deep(guards)
    for name in (name for name, first in deep.items() if first):
        place = guards[name].place
        reading.report(
            "too-deep-guard",
            f'guard "{name}" has more than {MOST_LEVELS} levels',
            place._replace(width=max(1, len(guards[name].source))),
            "each guard that it names, and each `not`, `and` and `or`, is a level, and so on within those",
            "write what it names in fewer steps: join several guards in one, side by side",
        )
    reading.broken |= deep.keys()
    return {name: guard for name, guard in guards.items() if name not in deep}


def _named_like_file(reading: Reading, found: Found, name: str) -> None:
    named = found["flow"]
    if not NAME.match(name) and found.has("flow"):  # no name written here would be right
        place = found.node.entries["flow"].value.place
        reading.problems = [p for p in reading.problems if (p.code, p.place) != ("bad-name", place)]
        better = slug(name)
        reading.report(
            "flow-name",
            f'the file\'s name, "{name}", is not a valid name of a flow',
            place,
            "a flow has its file's name: lower-case letters without accents, digits and _, beginning with a letter",
            f"rename the file to {better}.yaml, and write: flow: {better}"
            if better
            else "give the file such a name, and write the same name here",
        )
    elif isinstance(named, Named) and named.name != name:
        place = named.place
        reading.report(
            "flow-name",
            "the flow's name is not that of its file",
            place,
            f"the file is called {name}.yaml, and its name is part of every address",
            f"write: flow: {name}; or rename the file",
        )
