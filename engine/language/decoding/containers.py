"""A node -> several values of one kind: a list, one or a list, a map."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading
from engine.language.decoding.mistakes import empty, wrong_type
from engine.language.decoding.names import read_name
from engine.language.decoding.shapes import as_items, as_map, instead_of, read_again
from engine.language.decoding.suggestions import slug
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar
from engine.language.yaml import Sequence as List
from engine.problems import Place

T = TypeVar("T")


def list_of(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """Returns the kind of lists of at least one item; broken items are left out."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> tuple[T, ...] | Broken:
        if not isinstance(node, List):
            items = as_items(kind, node)
            listed = f"[{', '.join(items)}]" if items else ""
            key = at.text if at else ""
            fix = instead_of(node, at, key, listed) if items else "write a dash before each item"
            wrong_type(reading, node, at, "a list", fix=fix)
            return read_again(reading, Kind(read, schema), listed, node, at) if items else BROKEN
        if not node.items:
            return empty(reading, node, at or "list")
        found = (kind.read(reading, item, None) for item in node.items)
        return tuple(item for item in found if item is not BROKEN)

    def schema(defs: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "minItems": 1, "items": kind.schema(defs)}

    return Kind(read, schema, kind.shape, "list")


class Item(Protocol):
    """What a list has once."""

    @property
    def name(self) -> str: ...

    @property
    def place(self) -> Place: ...


One = TypeVar("One", bound=Item)


def each_once(several: Kind[tuple[One, ...]]) -> Kind[tuple[One, ...]]:
    """Returns the kind of the same items, none of them twice; what stands there again is left out."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> tuple[One, ...] | Broken:
        found = several.read(reading, node, at)
        if found is BROKEN:
            return BROKEN
        first: dict[str, One] = {}
        for item in found:
            if item.name in first:
                message = f'"{item.name}" is listed twice'
                cause = "once is enough"
                reading.report("duplicate-item", message, item.place, cause, "take one of the two out")
            else:
                first[item.name] = item
        return tuple(first.values())

    return Kind(read, several.schema)


def one_or_more(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """Returns the kind of one item alone, or a list of them."""
    several = list_of(kind)

    def read(reading: Reading, node: Node, at: Scalar | None) -> tuple[T, ...] | Broken:
        if isinstance(node, List):
            return several.read(reading, node, at)
        one = kind.read(reading, node, at)
        return BROKEN if one is BROKEN else (one,)

    return Kind(read, lambda defs: {"anyOf": [kind.schema(defs), several.schema(defs)]}, kind.shape)


def map_of(kind: Kind[T], *, names: bool = True) -> Kind[dict[str, T]]:
    """
    Returns the kind of maps of at least one value, in the order written; broken values are left out.

    Args:
        names: the keys are names.
    """

    def read(reading: Reading, node: Node, at: Scalar | None) -> dict[str, T] | Broken:
        if not isinstance(node, Map):
            as_wanted = as_map(kind, node) if names else None
            words = "write one name a line, each followed by a colon, a space and its value"
            fix = instead_of(node, at, at.text if at else "", as_wanted) if as_wanted else words
            wrong_type(reading, node, at, "a map of names", fix=fix)
            return read_again(reading, Kind(read, schema), as_wanted, node, at) if as_wanted else BROKEN
        if not node.entries:
            return empty(reading, node, at or "map")
        found: dict[str, T] = {}
        for name, entry in node.entries.items():
            good = not names or read_name(reading, entry.key, entry.key) is not BROKEN
            # An invalid name is read as the one in its fix: uses of that are right, and get no problem of their own.
            meant_as = name if good else slug(name)
            known = good or (bool(meant_as) and meant_as not in node.entries and meant_as not in found)
            value = kind.read(reading, entry.value, entry.key._replace(text=meant_as) if known else entry.key)
            if value is BROKEN or not known:
                reading.broken |= {name, meant_as}
            else:
                found[meant_as] = value
        return found

    def schema(defs: dict[str, Any]) -> dict[str, Any]:
        shape = {"type": "object", "minProperties": 1, "additionalProperties": kind.schema(defs)}
        return {**shape, "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"}} if names else shape

    return Kind(read, schema, kind.shape, "map")
