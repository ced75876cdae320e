"""The table of keys of the site, and its tree -> Site, with every problem of the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.language.decoding import (
    BROKEN,
    NAMED,
    Found,
    Key,
    Kind,
    Reading,
    each_once,
    list_of,
    map_of,
    one_or_more,
    record,
)
from engine.language.model import Account, Site
from engine.language.schema.calendar import CALENDAR
from engine.language.schema.ids import id_of
from engine.language.schema.shared import LINK, PAGE, REGISTER, TEXT_SETTINGS, VERSION
from engine.language.texts.decoding import TEXT
from engine.language.texts.text import parse_text
from engine.language.workdays import WEEK
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node
from engine.language.yaml import Sequence as List
from engine.problems import Place, Problem
from engine.registry import Registry


def _account(reading: Reading, found: Found) -> Account:
    values = {{"flow": "flows", "state": "states"}.get(key, key): value for key, value in found.values.items()}
    return Account(**values, place=found.place)


ACCOUNT = record(
    "account",
    {
        "flow": Key(each_once(one_or_more(NAMED)), "the flow, or flows, whose cases are accounts", need=True),
        "entry": Key(
            NAMED, "the sign-in: an entry of the first of them; one of that name in another is a sign-in too", need=True
        ),
        "state": Key(each_once(one_or_more(NAMED)), "the state, or states, in which a case is an account", need=True),
        "label": Key(TEXT, "the words of the link to it, in every page's header", need=True),
        "leave": Key(NAMED, "the transition that signs out", need=True),
        "who": Key(TEXT, "who is signed in, such as {email}"),
    },
    _account,
)
SITE_KEYS: Mapping[str, Key] = {
    "parcours": Key(VERSION, "the version of this language"),
    "service": Key(TEXT, "the service's name, at the top of every page", need=True),
    "notice": Key(TEXT, "a line on every page"),
    "foot": Key(list_of(LINK), "links at the foot of every page", default=()),
    "settings": Key(TEXT_SETTINGS, "texts that flows share", default={}),
    "registers": Key(map_of(REGISTER), "registers that flows share", default={}),
    "pages": Key(map_of(PAGE), "pages at /<page>, or at their path", default={}),
    "account": Key(ACCOUNT, "what every page's header says to who has signed in"),
    "calendar": Key(CALENDAR, "the days that are no working days"),
}
SITE: Kind[Found] = record("site", SITE_KEYS, lambda _, found: found, partly=True)


def _no_ids(reading: Reading, node: Node) -> None:
    """Reports the ids of items: a variant changes a flow, and nothing changes the site."""
    if isinstance(node, List):
        for item in node.items:
            if found := id_of(item):
                cause = "by an id a variant changes an item of its base, and no variant changes the site"
                reading.report("no-effect", '"id" has no effect in the site', found.place, cause, 'take out "id"')
            _no_ids(reading, item)
    elif isinstance(node, Map):
        for entry in node.entries.values():
            _no_ids(reading, entry.value)


class ReadSite(NamedTuple):
    """The site as far as it could be read."""

    site: Site | None
    problems: list[Problem]
    broken: frozenset[str]  # names whose declaration could not be read
    understood: frozenset[Place]  # of words with a problem that were read as what was meant


def read_site(node: Node, file: str, registry: Registry) -> ReadSite:
    """Returns the site of its file's tree."""
    reading = Reading(registry)
    found = SITE.read(reading, node, None)
    if found is BROKEN:
        return ReadSite(None, reading.problems, frozenset(reading.broken), frozenset())
    service = found["service"] or parse_text("?", Place(file, 1, 1))[0]
    for link in found["foot"]:
        if link.when:
            reading.report(
                "no-effect",
                '"when" has no effect in the foot',
                link.when.place._replace(width=max(1, len(link.when.source))),
                "the foot is the same on every page, in mails and in documents",
                "take `when` out, or put the link on a page",
            )
    for key in found.those(("foot", "pages")):
        _no_ids(reading, found.node.entries[key].value)
    parts = {key: found[key] for key in ("notice", "foot", "pages", "registers", "settings", "account")}
    # One that could not be read is one all the same: no delay that counts by it is at fault.
    calendar = found["calendar"] or (WEEK if found.has("calendar") else None)
    site = Site(file, service, **parts, calendar=calendar)
    return ReadSite(site, reading.problems, frozenset(reading.broken), frozenset(reading.understood))
