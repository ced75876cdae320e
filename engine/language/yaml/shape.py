"""What keys a file may have, and how well a tree fits: of several ways to read a line, the one that fits is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.language.yaml.nodes import Mapping as Keys
from engine.language.yaml.nodes import Node, Scalar, Sequence


class Shape:
    """What may stand at one place of a file: a text, items, keys of the language, or names that the author gives."""

    def __init__(self) -> None:
        self.scalar = False
        self.pattern: re.Pattern[str] | None = None  # of a scalar
        self.enum: frozenset[str] | None = None
        self.items: tuple[Shape, ...] | None = None
        self.keys: dict[str, tuple[Shape, ...]] | None = None
        self.required: frozenset[str] = frozenset()
        self.either: tuple[frozenset[str], ...] = ()  # of these, one must be there whole
        self.most = 1000  # keys
        self.alone = False  # no two of `either` may stand together
        self.names: tuple[Shape, ...] | None = None
        self.named: re.Pattern[str] | frozenset[str] = frozenset()


_SHAPED = frozenset(("$ref", "type", "enum", "allOf", "anyOf"))  # what a schema of some shape has one of


def shape_of(schema: Mapping[str, Any]) -> tuple[Shape, ...]:
    """The shapes that a JSON Schema, as the editors' are, allows for a whole file."""
    made: dict[str, tuple[Shape, ...]] = {}

    def read(given: Mapping[str, Any]) -> tuple[Shape, ...]:
        if "$ref" in given:
            name = given["$ref"].rpartition("/")[2].replace("%20", " ")
            if name not in made:
                shape = Shape()
                made[name] = (shape,)
                found = read(schema["definitions"][name])
                made[name] = found
                shape.__dict__.update(found[0].__dict__)  # where it holds itself
            return made[name]
        for several in ("allOf", "anyOf", "oneOf"):
            if several in given and all(_SHAPED & one.keys() for one in given[several]):
                return tuple(shape for one in given[several] for shape in read(one))
        return (filled(given),)

    def filled(given: Mapping[str, Any]) -> Shape:
        shape = Shape()
        kinds = given.get("type", ["string"])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        shape.scalar = not {"string", "number", "integer", "boolean", "null"}.isdisjoint(kinds)
        shape.pattern = re.compile(given["pattern"]) if "pattern" in given else None
        shape.enum = frozenset(map(_written, given["enum"])) if "enum" in given else None
        if kinds == ["null"]:
            shape.enum = frozenset(("null",))
        if "array" in kinds:
            shape.items = read(given.get("items", {}))
        if "properties" in given:
            shape.keys = {key: read(value) for key, value in given["properties"].items()}
            shape.required = frozenset(given.get("required", ()))
            either = (*given.get("anyOf", ()), *given.get("oneOf", ()))
            shape.either = tuple(frozenset(one["required"]) for one in either)
            shape.alone = "oneOf" in given
            shape.most = given.get("maxProperties", 1000)
        elif "object" in kinds:
            shape.names = read(given.get("additionalProperties") or {})
            names = given.get("propertyNames", {})
            shape.named = frozenset(names["enum"]) if "enum" in names else re.compile(names.get("pattern", ""))
        return shape

    return read(schema)


def misfits(node: Node | None, shapes: tuple[Shape, ...]) -> list[int]:
    """
    The line of each thing that fits none of the shapes, in no order; of several shapes, by the best. A value that
    stands where one belongs, and is none of those that may, counts with its line below 0.
    """
    if node is None:
        return [1]
    if len(shapes) == 1:
        return _against(node, shapes[0])
    return min((_against(node, shape) for shape in shapes), key=len)


def keys_of(node: Node | None) -> int:
    """How many keys a tree has."""
    if isinstance(node, Keys):
        return sum(1 + keys_of(entry.value) for entry in node.entries.values())
    return sum(map(keys_of, node.items)) if isinstance(node, Sequence) else 0


def _against(node: Node, shape: Shape) -> list[int]:
    if isinstance(node, Scalar):
        if not shape.scalar:
            return [node.place.line]
        wrong = shape.pattern is not None and not shape.pattern.search(node.text)
        return [-node.place.line] if wrong or (shape.enum is not None and node.text not in shape.enum) else []
    if isinstance(node, Sequence):
        if shape.items is None:
            return [node.place.line]
        return [line for item in node.items for line in misfits(item, shape.items)]
    return _keys(node, shape)


def _keys(node: Keys, shape: Shape) -> list[int]:
    here = node.place.line
    if shape.keys is None and shape.names is None:
        return [here]
    found: list[int] = []
    for name, entry in node.entries.items():
        if shape.keys is not None:
            allowed = shape.keys.get(name)
        else:
            named = shape.named
            known = name in named if isinstance(named, frozenset) else named.search(name)
            allowed = shape.names if known else None
        found += [entry.key.place.line] if allowed is None else misfits(entry.value, allowed)
    found += [here] * len(shape.required - node.entries.keys())
    if shape.either:
        there = sum(node.entries.keys() >= keys for keys in shape.either)
        found += [here] * (there - 1 if shape.alone and there else not there)
    return found + [here] * (len(node.entries) - shape.most)


def _written(value: object) -> str:
    """A value of the schema as a file has it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
