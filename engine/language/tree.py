"""YAML text -> nodes that know their line and column. The only room with yaml."""

from __future__ import annotations

from typing import NamedTuple

from engine.problems import Place, Problem


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


def read_tree(data: bytes | str, file: str) -> tuple[Node | None, list[Problem]]:
    """Strict YAML: see language.md "The text". None where the file cannot be parsed at all."""
    raise NotImplementedError
