"""Nodes -> a Flow or a Site, with every problem of the file."""

from __future__ import annotations

from typing import NamedTuple

from engine.language.model import Flow, Named, Site
from engine.language.schema import keys
from engine.language.schema.fields import BROKEN, NAME, Found, Reading, later, slug
from engine.language.texts.locales import zone_known
from engine.language.texts.text import parse_text
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node
from engine.problems import Place, Problem
from engine.registry import Registry


class ReadFlow(NamedTuple):
    """A flow as far as it could be read, without its forms."""

    flow: Flow | None
    problems: list[Problem]
    broken: frozenset[str]  # names whose declaration could not be read: nothing more is said about them
    lost: frozenset[str]  # keys of which nothing could be read; "form" where a state's form has no good name


def read_flow(node: Node, name: str, file: str, registry: Registry, site: Site) -> ReadFlow:
    """
    The flow a file's tree says. Its forms, sources and digest come from outside.

    Args:
        name: of the file, which the flow repeats.
        site: whose settings and registers the flow shares; its own come first.
    """
    reading = Reading(registry)
    reading.settings = site.settings
    found = keys.FLOW.read(reading, _without_forms(reading, node), None)
    if found is BROKEN:
        return ReadFlow(None, reading.problems, frozenset(reading.broken), frozenset(reading.lost))
    _named_like_file(reading, found, name)
    zone = found["timezone"]
    if zone is not None and not zone_known(zone):
        reading.tell(
            "unknown-zone",
            f'unknown time zone "{zone[:60]}"',
            found.node.entries["timezone"].value.place,
            "a time zone goes by the name of a city",
            "write: timezone: Europe/Paris",
        )
        zone = None
    place = Place(file, 1, 1, 1)
    flow = Flow(
        name=name,
        file=file,
        title=found["title"] or parse_text(name, place)[0],
        version=found["version"],
        language=found["language"] or keys.LANGUAGES[0],
        zone=zone or "UTC",
        phases=found["phases"],
        settings={**site.settings, **found["settings"]},
        registers={**site.registers, **found["registers"]},
        values=found["values"],
        facts=found["facts"],
        guards=found["guards"],
        entries=found["entries"] or {},
        pages=found["pages"],
        states=found["states"] or {},
        mails=found["mails"],
        documents=found["documents"],
        retention=found["retention"],
        forms={},
        digest="",
        sources={},
        place=place,
    )
    return ReadFlow(flow, reading.problems, frozenset(reading.broken), frozenset(reading.lost))


def read_site(node: Node, file: str, registry: Registry) -> tuple[Site | None, list[Problem], frozenset[str]]:
    """What `site.yaml` says, as far as it could be read; and the names whose declaration could not."""
    reading = Reading(registry)
    found = keys.SITE.read(reading, node, None)
    if found is BROKEN:
        return None, reading.problems, frozenset(reading.broken)
    service = found["service"] or parse_text("?", Place(file, 1, 1))[0]
    parts = (found[key] for key in ("notice", "foot", "pages", "registers", "settings"))
    return Site(file, service, *parts), reading.problems, frozenset(reading.broken)


def _without_forms(reading: Reading, node: Node) -> Node:
    """`forms` at the top belongs to variants; as a key of a flow it is mostly a slip for a state's `form`."""
    if not isinstance(node, Map) or "forms" not in node.entries:
        return node
    later(
        reading, '"forms" (forms of a variant)', node.entries["forms"].key.place, "name the form in the state: form: …"
    )
    return node._replace(entries={key: entry for key, entry in node.entries.items() if key != "forms"})


def _named_like_file(reading: Reading, found: Found, name: str) -> None:
    named = found["flow"]
    if not NAME.match(name) and found.has("flow"):  # no name that stands here would be right
        place = found.node.entries["flow"].value.place
        reading.problems = [p for p in reading.problems if (p.code, p.place) != ("bad-name", place)]
        better = slug(name)
        reading.tell(
            "flow-name",
            f'the file\'s name, "{name}", is no name of a flow',
            place,
            "a flow is called like its file: small letters without accents, digits and _, beginning with a letter",
            f"rename the file to {better}.yaml, and write: flow: {better}"
            if better
            else "give the file such a name, and write it here",
        )
    elif isinstance(named, Named) and named.name != name:
        place = named.place
        reading.tell(
            "flow-name",
            "the flow is not named like its file",
            place,
            f"the file is called {name}.yaml, and its name is part of every address",
            f"write: flow: {name}; or rename the file",
        )
