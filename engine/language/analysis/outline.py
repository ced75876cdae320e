"""Where a place of a file stands in it: the keys that lead there, and the words that are written under them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.language.decoding import slug
from engine.language.yaml import Mapping, Node, Scalar
from engine.problems import Place

Path = tuple[str, ...]
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_ALMOST = re.compile(r"[^\W\d_]\w*")
_KEY = re.compile(r"([a-z][a-z0-9_]*)[\"']?\s*:")


def words_in(text: str) -> frozenset[str]:
    """Every word that may be a name; of one with capitals or accents also the name that it would be without."""
    return frozenset(_WORD.findall(text)) | {slug(word) for word in _ALMOST.findall(text) if not _WORD.fullmatch(word)}


def declared_in(text: str) -> frozenset[str]:
    """Every name that a text of which no node was read may declare: its keys."""
    return frozenset(_KEY.findall(text))


class _Part(NamedTuple):
    """What stands under one key, or one item of a list: from its first line to the one before the next."""

    begin: tuple[int, int]  # line, column
    name: str
    node: Node


class Outline:
    """
    The keys of one file, by line and column. Items of a list have their number for a key.

    Args:
        text: of the file, also where its node was read past lines that are fixed in memory.
    """

    def __init__(self, node: Node, text: str) -> None:
        self._node = node
        self._lines = text.split("\n")
        self._parts: dict[int, list[_Part]] = {}  # by the node's identity: the node is kept

    def path(self, place: Place, most: int = 100) -> Path:
        """The keys, at most so many, that lead to what stands at the place."""
        return self._way(place, most)[0]

    def text(self, place: Place, most: int = 100) -> str:
        """The lines written under the first `most` keys that lead to the place."""
        _, begin, end = self._way(place, most)
        return "\n".join(self._lines[begin - 1 : end])

    def blank(self, place: Place) -> bool:
        """Whether nothing that may be a name is written there."""
        return not any(_WORD.search(text) for text in _texts(self._node_at(self.path(place))))

    def scalars(self, path: Path) -> frozenset[str]:
        """Every text written under these keys."""
        return frozenset(_texts(self._node_at(path)))

    def before(self, path: Path) -> Path | None:
        """The declaration written before the one of this path; of a key of the whole file, the last one before it."""
        top = self._parts_of(self._node)
        at = next((at for at, part in enumerate(top) if part.name == path[0]), 0)
        if len(path) > 1:
            names = [part.name for part in self._parts_of(top[at].node)]
            index = names.index(path[1]) if path[1] in names else 0
            return (path[0], names[index - 1]) if index else None
        inside = self._parts_of(top[at - 1].node) if at else []
        return (top[at - 1].name, inside[-1].name) if inside else None

    def text_at(self, path: Path) -> str:
        """The lines written under these keys; none where they are not written."""
        part = self._part_at(path)
        return self.text(Place("", *part.begin), len(path)) if part else ""

    def _part_at(self, path: Path) -> _Part | None:
        node, part = self._node, None
        for name in path:
            part = next((one for one in self._parts_of(node) if one.name == name), None)
            if part is None:
                return None
            node = part.node
        return part

    def _node_at(self, path: Path) -> Node:
        part = self._part_at(path)
        return part.node if part else self._node

    def _way(self, place: Place, most: int) -> tuple[Path, int, int]:
        """The keys, with the first line of what the last of them holds, and its last."""
        path: list[str] = []
        node, begin, end = self._node, 1, len(self._lines)
        while len(path) < most:
            parts = self._parts_of(node)
            at = bisect_right(parts, (place.line, place.column), key=lambda part: part.begin)
            if at == 0:
                break
            if at < len(parts):
                end = parts[at].begin[0] - 1
            path.append(parts[at - 1].name)
            node, begin = parts[at - 1].node, parts[at - 1].begin[0]
        return tuple(path), begin, max(begin, end)

    def _parts_of(self, node: Node) -> Sequence[_Part]:
        if id(node) not in self._parts:
            found: list[_Part] = []
            if isinstance(node, Mapping):
                keys = ((name, entry.key.place, entry.value) for name, entry in node.entries.items())
                found = [_Part((place.line, place.column), name, value) for name, place, value in keys]
            elif not isinstance(node, Scalar):
                found = [_Part((n.place.line, n.place.column), str(at), n) for at, n in enumerate(node.items)]
            self._parts[id(node)] = sorted(found, key=lambda part: part.begin)
        return self._parts[id(node)]


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, Mapping):
        for entry in node.entries.values():
            yield from _texts(entry.value)
    else:
        for item in node.items:
            yield from _texts(item)
