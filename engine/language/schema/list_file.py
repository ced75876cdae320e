"""The tree of a file in `forms/lists/` -> the options that forms share, with every problem of the file."""

from __future__ import annotations

from engine.language.decoding import BROKEN, Broken, Kind, Reading, list_of, wrong_type
from engine.language.decoding.mistakes import dash
from engine.language.decoding.shapes import read_again, written
from engine.language.forms import Option, SharedList
from engine.language.schema.consistency import kept_as_written
from engine.language.schema.options import OPTION, each_once
from engine.language.yaml import Node, Scalar
from engine.language.yaml import Sequence as List
from engine.problems import Problem
from engine.registry import Registry


def _read_option(reading: Reading, node: Node, at: Scalar | None) -> Option | Broken:
    """One option; a text alone is read as its const and its title."""
    text = written(node) if isinstance(node, Scalar) else None
    if text is None:
        return OPTION.read(reading, node, at)
    meant = f"{{const: {text}, title: {text}}}"
    fix = f"write: {dash(node) if isinstance(node, Scalar) else ''}{meant}"
    wrong_type(reading, node, "option", "a map with keys (const, title)", fix=fix)
    return read_again(reading, OPTION, meant, node, at)


LIST: Kind[tuple[Option, ...]] = list_of(Kind(_read_option, OPTION.schema, OPTION.shape))


def read_list(
    node: Node, name: str, file: str, registry: Registry, *, stored: bool = False
) -> tuple[SharedList, list[Problem]]:
    """Returns the list of a file's tree, and its problems; with problems, the options that could be read."""
    reading = Reading(registry, stored=stored)
    found = LIST.read(reading, node, None)
    options = () if found is BROKEN else found
    each_once(reading, options)
    for option in options:
        kept_as_written(reading, option)
    whole = not reading.problems and isinstance(node, List) and len(options) == len(node.items)
    return SharedList(name, file, options, whole), reading.problems
