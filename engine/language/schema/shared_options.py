"""`x-options`: the options of a field, or of an array's items, that a file of `forms/lists/` holds."""

from __future__ import annotations

from typing import NamedTuple

from engine.language.decoding import (
    BROKEN,
    CHARACTERS,
    FLAG,
    NAMED,
    Broken,
    Found,
    Key,
    Kind,
    Named,
    Reading,
    closest,
    each_once,
    list_of,
    record,
    slug,
)
from engine.language.forms import Option, SharedList
from engine.language.schema.json_words import REFUSED
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar


class Options(NamedTuple):
    """
    The options of a field.

    Attributes:
        shared: the list of `forms/lists/` that they are of; "": they stand in the form.
        whole: what they are is known; else any text may be one of them.
        sorted_after: how many stand before those in the alphabetical order of each language; None: as listed.
    """

    all: tuple[Option, ...] = ()
    shared: str = ""
    whole: bool = True
    sorted_after: int | None = None


def _read_const(reading: Reading, node: Node, at: Scalar | None) -> Named | Broken:
    const = CHARACTERS.read(reading, node, at)
    return BROKEN if const is BROKEN else Named(const, node.place)


_CONSTS = each_once(list_of(Kind(_read_const, CHARACTERS.schema)))


def _picked(reading: Reading, found: Found) -> Options | Broken:
    both = found.has("only") and found.has("without")
    if both:
        reading.report(
            "contradiction",
            '"only" and "without" cannot be used together',
            found.at("without"),
            "only says which options of the list there are; all others are left out already",
            "keep only, and take without out",
        )
    named: Named = found["list"]
    known = _list_named(reading, named)
    if known is None:
        return Options((), named.name, whole=False)
    consts = {option.const for option in known.options}
    for key in PARTS:
        for one in found[key] if known.whole else ():
            if one.name not in consts:
                _report_unknown(reading, one, known, key)
    only, without = ({one.name for one in found[key]} for key in ("only", "without"))
    if found.has("only"):
        options = tuple(option for option in known.options if option.const in only)
    else:
        options = tuple(option for option in known.options if option.const not in without)
    if not options and not found.has("only") and known.options:
        cause = f'"without" names every option of the list "{known.name}"'
        fix = "take one of them out of without"
        reading.report("empty-value", "no option is left to choose from", found.at("without"), cause, fix)
    _report_left_out(reading, found["first"], consts - {option.const for option in options})
    by_const = {option.const: option for option in options}
    heads = {one.name: by_const[one.name] for one in found["first"] if one.name in by_const}
    options = (*heads.values(), *(option for option in options if option.const not in heads))
    return Options(
        options,
        named.name,
        known.whole and bool(options) and not both,
        len(heads) if found["sort"] else None,
    )


def _report_left_out(reading: Reading, first: tuple[Named, ...], left_out: set[str]) -> None:
    for one in first:
        if one.name in left_out:
            reading.report(
                "contradiction",
                f'"first" names the option "{one.name[:60]}", which is left out',
                one.place,
                "only and without say which options of the list there are",
                "take it out of first",
            )


def _list_named(reading: Reading, named: Named) -> SharedList | None:
    """The list of that name; None where there is none, which is reported."""
    known: SharedList | None = reading.lists.get(named.name)
    if known is None:
        folder = named.place.file.rpartition("/")[0] or "forms"
        file = "/".join((folder, "lists", f"{named.name}.yaml"))
        near = closest(named.name, reading.lists)
        fix = "write that file, with the const and the title of each option"
        fix = f'write "{near}"; or {fix}' if near else fix
        reading.report("unknown-list", f'unknown list "{named.name}"', named.place, f"there is no file {file}", fix)
    return known


def _report_unknown(reading: Reading, one: Named, known: SharedList, key: str) -> None:
    titled = {slug(option.title.source): option.const for option in known.options}
    consts = [option.const for option in known.options]
    better = titled.get(slug(one.name)) or next(
        (const for const in consts if const.casefold() == one.name.casefold()), None
    )
    better = better or closest(one.name, consts)
    reading.report(
        "unknown-option",
        f'the list "{known.name}" has no option "{one.name[:60]}"',
        one.place,
        f'"{key}" names options by their const in {known.file}',
        f'write "{better}", or take it out' if better else "take it out, or add it to the list",
    )


SHARED_KEYS = {
    "list": Key(NAMED, "the name of a file in forms/lists/, without .yaml", need=True),
    "only": Key(_CONSTS, "the consts of the only options that are offered", default=()),
    "without": Key(_CONSTS, "the consts of options that are left out", default=()),
    "sort": Key(FLAG, "true: in alphabetical order of their titles, in each language", default=False),
    "first": Key(_CONSTS, "the consts of options that stand before all others", default=()),
}
PARTS = ("only", "without", "first")  # those that name options
_TABLE = record("shared list", SHARED_KEYS, _picked, refused=REFUSED)


def _read_shared(reading: Reading, node: Node, at: Scalar | None) -> Options | Broken:
    if isinstance(node, Map):
        return _TABLE.read(reading, node, at)
    named = NAMED.read(reading, node, at)
    if named is BROKEN:
        return BROKEN
    known = _list_named(reading, named)
    return Options(known.options if known else (), named.name, bool(known and known.whole))


SHARED: Kind[Options] = Kind(
    _read_shared, lambda defs: {"anyOf": [NAMED.schema(defs), _TABLE.schema(defs)]}, _TABLE.shape
)
