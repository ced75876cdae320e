"""The table of keys of the site, and its tree -> Site, with every problem of the file."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.decoding import BROKEN, Found, Key, Kind, Reading, list_of, map_of, record
from engine.language.model import Flow, Site
from engine.language.schema.shared import LINK, PAGE, REGISTER, TEXT_SETTINGS, VERSION
from engine.language.texts.decoding import TEXT
from engine.language.texts.text import parse_text
from engine.language.yaml.tree import Node
from engine.problems import Place, Problem
from engine.registry import Registry

SITE: Kind[Found] = record(
    "site",
    {
        "parcours": Key(VERSION, "the version of this language"),
        "service": Key(TEXT, "the service's name, at the top of every page", need=True),
        "notice": Key(TEXT, "a line on every page"),
        "foot": Key(list_of(LINK), "links at the foot of every page", default=()),
        "settings": Key(TEXT_SETTINGS, "texts that flows share", default={}),
        "registers": Key(map_of(REGISTER), "registers that flows share", default={}),
        "pages": Key(map_of(PAGE), "pages at /<page>, or at their path", default={}),
    },
    lambda _, found: found,
    partly=True,
)


def read_site(node: Node, file: str, registry: Registry) -> tuple[Site | None, list[Problem], frozenset[str]]:
    """Returns the site as far as it could be read, its problems, and the names whose declaration could not be read."""
    reading = Reading(registry)
    found = SITE.read(reading, node, None)
    if found is BROKEN:
        return None, reading.problems, frozenset(reading.broken)
    service = found["service"] or parse_text("?", Place(file, 1, 1))[0]
    parts = (found[key] for key in ("notice", "foot", "pages", "registers", "settings"))
    return Site(file, service, *parts), reading.problems, frozenset(reading.broken)


def shared_twice(flow: Flow, site: Site) -> list[Problem]:
    """Settings and registers that a flow declares although the site has them already."""
    problems = []
    for what, own, shared in (
        ("setting", flow.settings, site.settings),
        ("register", flow.registers, site.registers),
    ):
        assert isinstance(own, Mapping)
        for name in own:
            if name in shared and own[name] is not shared[name]:
                there = shared[name].place
                problems.append(
                    Problem(
                        "name-clash",
                        f'the {what} "{name}" is declared twice',
                        own[name].place,
                        f"the site declares it for all flows ({there.file}, line {there.line})",
                        "take one of the two out, or give this one another name",
                    )
                )
    return problems
