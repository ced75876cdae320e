"""The table of keys of the site's calendar: the days on which nobody works."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.language.decoding import (
    BROKEN,
    DAY,
    Broken,
    Found,
    Key,
    Kind,
    Named,
    Reading,
    closest,
    each_once,
    list_of,
    listed,
    read_words,
    record,
    string_schema,
)
from engine.language.public_holidays import countries, country_known, regions
from engine.language.workdays import Calendar
from engine.language.yaml import Node, Scalar
from engine.problems import Place


def _read_word(reading: Reading, node: Node, at: Scalar | None) -> Named | Broken:
    words = read_words(reading, node, at)
    return BROKEN if words is BROKEN else Named(words.text.strip(), words.place)


_WORD: Kind[Named] = Kind(_read_word, string_schema)


class _Closed(NamedTuple):
    name: str  # as it is written
    place: Place
    day: date


def _read_closed(reading: Reading, node: Node, at: Scalar | None) -> _Closed | Broken:
    day = DAY.read(reading, node, at)
    return BROKEN if day is BROKEN else _Closed(day.isoformat(), node.place, day)


_CLOSED: Kind[_Closed] = Kind(_read_closed, DAY.schema)


def _calendar(reading: Reading, found: Found) -> Calendar | Broken:
    country, region = found["country"], found["region"]
    if not country_known(country.name):
        return _unknown_country(reading, country)
    if region and region.name not in regions(country.name):
        return _unknown_region(reading, country.name, region)
    return Calendar(country.name, region.name if region else "", frozenset(day.day for day in found["closed"]))


def _unknown_country(reading: Reading, named: Named) -> Broken:
    known = countries()
    names = {name.lower(): code for code, name in known.items()}
    word = named.name
    code = word.upper() if word.upper() in known else names.get(closest(word.lower(), names) or "")
    return reading.report(
        "unknown-country",
        f'unknown country "{word}"',
        named.place,
        f"a country is a code of two letters: {listed(known, len(known))}",
        f'write "{code or "FR"}"' if code or len(word) > 2 else "write one of these codes",
    )


def _unknown_region(reading: Reading, country: str, named: Named) -> Broken:
    known = regions(country)
    if known:
        cause = f"the regions of {country} are {', '.join(known)}"
        near = closest(named.name, known)
        fix = f'write "{near}", or take region out' if near else "write one of these, or take region out"
    else:
        cause, fix = f"{country} has no holidays of a region", "take region out"
    return reading.report("unknown-region", f'unknown region "{named.name}"', named.place, cause, fix)


CALENDAR = record(
    "calendar",
    {
        "country": Key(_WORD, "whose public holidays are no working days: two letters", need=True, example="FR"),
        "region": Key(_WORD, "of that country, where it has holidays of its own"),
        "closed": Key(each_once(list_of(_CLOSED)), "further days that are none", default=()),
    },
    _calendar,
)
