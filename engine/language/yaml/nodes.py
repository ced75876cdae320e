"""The nodes of a YAML text: scalars, mappings and sequences that know their line and column."""

from __future__ import annotations

from typing import NamedTuple

from engine.problems import Place


class Scalar(NamedTuple):
    text: str  # the characters as written (quotes and escapes undone)
    style: str  # "plain" | "quoted" | "block"
    place: Place  # of the value's first character (inside the quotes, or of a block's first line)


class Entry(NamedTuple):
    key: Scalar
    value: Node


class Mapping(NamedTuple):
    entries: dict[str, Entry]
    place: Place


class Sequence(NamedTuple):
    items: tuple[Node, ...]
    place: Place


Node = Scalar | Mapping | Sequence
