"""Names of the items of a list, by which a variant changes one of them: each is unique in its list."""

from __future__ import annotations

from typing import Any, TypeVar

from engine.language.decoding import BROKEN, Broken, Found, Key, Kind, Reading, list_of, matching
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar
from engine.language.yaml import Sequence as List

T = TypeVar("T")

ID = Key(matching("[A-Za-z][A-Za-z0-9_-]*", "a short name", "urgent"), "the name by which a variant changes this item")


def items_of(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """Returns the kind of lists of these, of which no two have the same `id`."""
    several = list_of(kind)

    def read(reading: Reading, node: Node, at: Scalar | None) -> tuple[T, ...] | Broken:
        found = several.read(reading, node, at)
        if found is not BROKEN and isinstance(node, List):
            _each_id_once(reading, node)
        return found

    return several._replace(read=read)


def without_id(found: Found) -> dict[str, Any]:
    """Returns the values of an item but for its `id`: that is for variants alone."""
    return {word: value for word, value in found.values.items() if word != "id"}


def id_of(node: Node) -> Scalar | None:
    """The `id` of an item, where it is written."""
    entry = node.entries.get("id") if isinstance(node, Map) else None
    return entry.value if entry and isinstance(entry.value, Scalar) else None


def _each_id_once(reading: Reading, node: List) -> None:
    first: dict[str, Scalar] = {}
    for found in filter(None, map(id_of, node.items)):
        if found.text in first:
            reading.report(
                "duplicate-item",
                f'id "{found.text[:60]}" is declared twice in this list',
                found.place,
                f"an id is the name of one item; the other is in line {first[found.text].place.line}",
                "write another id, or take one of the two out",
            )
        else:
            first[found.text] = found
