"""Where the keys, the values and the items of a YAML text stand, and the text with one of them cut or put."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import yaml

from engine.problems import Place


class Pair(NamedTuple):
    """A key with its value, and the map they stand in."""

    map: yaml.MappingNode
    key: yaml.Node
    value: yaml.Node

    @property
    def span(self) -> tuple[int, int]:
        return self.key.start_mark.index, self.value.end_mark.index

    def after(self, place: Place) -> Place:
        """The place, moved to the key."""
        return place._replace(line=self.key.start_mark.line + 1, column=self.key.start_mark.column + 1, width=1)


def index(text: str, place: Place) -> int:
    """Where in the text the place begins."""
    return sum(len(line) + 1 for line in text.split("\n")[: place.line - 1]) + place.column - 1


@lru_cache(maxsize=4)
def nodes(text: str) -> tuple[yaml.Node, ...]:
    """Every value and item, the outer ones first; none, where the text cannot be read."""
    try:
        return tuple(_below(yaml.compose(text)))
    except yaml.YAMLError:
        return ()


def _below(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if node is None:
        return
    yield node
    children = [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else node.value
    for child in children if isinstance(node, yaml.CollectionNode) else ():
        yield from _below(child)


def pairs(text: str) -> list[Pair]:
    """Every key with its value, the outer ones first."""
    maps = [node for node in nodes(text) if isinstance(node, yaml.MappingNode)]
    return [Pair(node, key, value) for node in maps for key, value in node.value]


def end_of(text: str, node: yaml.Node) -> int:
    """Where a node ends, without the blanks behind it."""
    begin = int(node.start_mark.index)
    return begin + len(text[begin : node.end_mark.index].rstrip())


def around(text: str, place: Place) -> list[Pair]:
    """The pairs in which the place lies, the inner ones first."""
    at = index(text, place)
    found = [pair for pair in pairs(text) if pair.span[0] <= at < max(pair.span[1], pair.span[0] + 1)]
    return sorted(found, key=lambda pair: -pair.span[0])


def beside(text: str, place: Place, word: str) -> Pair | None:
    """The pair with this key around the place, in the map that is around it, or in its line."""
    found = around(text, place)
    named = [pair for pair in found if pair.key.value == word]
    named += [pair for pair in pairs(text) if pair.key.value == word and pair.key.start_mark.line + 1 == place.line]
    named += [Pair(found[0].map, *pair) for pair in found[0].map.value if pair[0].value == word] if found else []
    return named[0] if named else None


def nearest(text: str, place: Place, word: str) -> Pair | None:
    """The pair with this key that stands nearest to the place."""
    at = index(text, place)
    return min(
        (pair for pair in pairs(text) if pair.key.value == word), key=lambda p: abs(p.span[0] - at), default=None
    )


def innermost(text: str, place: Place) -> yaml.Node | None:
    """The value, or the item of a list, at the place."""
    at = index(text, place)
    found = [node for node in nodes(text) if node.start_mark.index <= at < node.end_mark.index]
    return found[-1] if found else None


def lists_with(text: str, place: Place) -> list[tuple[yaml.SequenceNode, yaml.Node]]:
    """The lists around the place with their item there, the outer ones first."""
    at = index(text, place)
    return [
        (one, item)
        for one in nodes(text)
        if isinstance(one, yaml.SequenceNode)
        for item in one.value
        if item.start_mark.index <= at < item.end_mark.index
    ]


def cut(text: str, pair: Pair) -> str:
    """The text without a pair."""
    begin, end = pair.span[0], max(end_of(text, pair.key), end_of(text, pair.value))
    if pair.map.flow_style:
        return cut_between_commas(text, begin, end)
    line = text.rfind("\n", 0, begin) + 1
    if text[line:begin].strip() and len(pair.map.value) > 1:  # the first of an item: the next one follows the dash
        return text[:begin] + text[pair.map.value[1][0].start_mark.index :]
    return text[:line] + text[text.find("\n", end) + 1 or len(text) :]


def cut_between_commas(text: str, begin: int, end: int) -> str:
    """The text without a part of a list or a map in brackets."""
    if comma := re.match(r"\s*,\s*", text[end:]):
        return text[:begin] + text[end + comma.end() :]
    return re.sub(r",\s*\Z", "", text[:begin]) + text[end:]


def put(text: str, into: yaml.MappingNode, written: str) -> str:
    """The text with one more pair at the end of a map."""
    end = int(into.end_mark.index)
    if into.flow_style:
        return f"{text[: end - 1]}{', ' if into.value else ''}{written}{text[end - 1 :]}"
    end = len(text[:end].rstrip())
    return f"{text[:end]}\n{' ' * into.start_mark.column}{written}{text[end:]}"


def put_first(text: str, into: yaml.MappingNode, written: str) -> str:
    """The text with one more pair: the first of a map in lines, the last of one in braces."""
    if into.flow_style:
        return put(text, into, written)
    begin = int(into.start_mark.index)
    return f"{text[:begin]}{written}\n{' ' * into.start_mark.column}{text[begin:]}"
