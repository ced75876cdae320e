"""A node -> the noun of a table of keys, and the table's JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeVar

from engine.language import spellings
from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading, Shape
from engine.language.decoding.mistakes import LATER, dash, wrong_type
from engine.language.decoding.names import NAME, NAMED, PLAIN_NAME
from engine.language.decoding.shapes import as_table, instead_of, lone_key, read_again
from engine.language.decoding.synonyms import key_meant
from engine.language.decoding.tables import Key, Refused, Table
from engine.language.yaml import Entry, Node, Scalar
from engine.language.yaml import Mapping as Map
from engine.problems import Place

T = TypeVar("T")


def _with_deeper(node: Map, keys: Mapping[str, Key]) -> Map:
    """The node with the keys that stand one level too deep, in a table that has no such key: reported there."""
    deeper: dict[str, Entry] = {}
    for word, entry in node.entries.items():
        shape = keys[word].kind.shape if word in keys and not keys[word].kind.many else None
        if shape and isinstance(entry.value, Map):
            for inner, one in entry.value.entries.items():
                stray = inner in keys and inner not in node.entries and inner not in shape.keys
                if stray and not key_meant(inner, shape.keys, entry.value.entries):
                    deeper.setdefault(inner, one)
    return node._replace(entries={**node.entries, **deeper}) if deeper else node


class Meant(NamedTuple):
    """What a node of another shape was meant to be: see `Shape`."""

    lone: Callable[[str], str | None] | None = None
    pair: tuple[str, str] | None = None
    single: bool = False
    wants: tuple[str, ...] = ()


def alone(word: str) -> Callable[[str], str]:
    """A text that stands where the table should is the value of this key."""
    return lambda _: word


class Found:
    """A node read by a table: each key's value, the default where it is missing or broken."""

    def __init__(self, node: Map, at: Scalar | None, values: Mapping[str, Any], *, strange: bool = False) -> None:
        self.node = node
        self.strange = strange  # it has a key that is not known: what seems to be missing may be meant by it
        self.key = at
        self.name = at.text if at else ""
        self.place = at.place if at else node.place
        self.values = values

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def has(self, key: str) -> bool:
        """Whether the key is written, even if its value is broken."""
        return key in self.node.entries

    def those(self, keys: Collection[str]) -> list[str]:
        """Those of the keys that are written, in the order written."""
        return [key for key in self.node.entries if key in keys]

    def words(self, key: str) -> dict[str, Place]:
        """The keys of the map under a key, each with its place."""
        value = self.node.entries[key].value if key in self.node.entries else None
        return {word: entry.key.place for word, entry in value.entries.items()} if isinstance(value, Map) else {}

    def at(self, key: str) -> Place:
        """Where the key is written; the whole where it is not."""
        return self.node.entries[key].key.place if key in self.node.entries else self.place


def record(
    name: str,
    keys: Mapping[str, Key],
    make: Callable[[Reading, Found], T | Broken],
    *,
    refused: Mapping[str, Refused] | None = None,
    partly: bool = False,
    meant: Meant | None = None,
) -> Kind[T]:
    """
    A node with these keys, read in the table's order.

    Args:
        name: in words, e.g. "state".
        make: the value of what was found; reports what does not go together. A needed key that is missing or broken
            makes the whole broken.
        refused: words that are refused by name; those of a later version make the whole broken.
        partly: made even where a needed key is missing or broken (None), so that all the rest is looked at.
        meant: what a node of another shape was meant to be.
    """

    table = Table(name, keys, refused or {})
    form = Shape(keys, *(meant or Meant()))

    def read(reading: Reading, node: Node, at: Scalar | None) -> T | Broken:
        if not isinstance(node, Map):
            some = f"{', '.join(list(keys)[:6])}{' …' if len(keys) > 6 else ''}"
            table_meant, fix = _meant_table(form, node, at)
            wrong_type(reading, node, at or name, f"a map with keys ({some})", _with_colon(node, keys), fix=fix)
            return read_again(reading, Kind(read, schema), table_meant, node, at) if table_meant else BROKEN
        known, strange = True, False
        node = _with_deeper(node, keys)
        if not node.entries.keys() <= keys.keys():
            if table.postponed(reading, node):
                return BROKEN
            every = node.entries
            node, known = table.understood(reading, node, at)
            strangers = [entry for word, entry in every.items() if word not in keys]
            strangers = [entry for entry in strangers if entry.key.place not in reading.understood]
            if known:
                node = table.completed(reading, node, strangers)
            strange = any(entry.key.place not in reading.understood for entry in strangers)
            # What a word of a later version stands for may bring what is missing.
            known = known and not any(entry.key.text in LATER for entry in strangers)
        values: dict[str, Any] = {}
        whole = True
        reading.within.append((name, keys))
        for word, key in keys.items():
            value = table.value(reading, node, at, word, known=known)
            whole = whole and not (key.need and value is BROKEN)
            if partly and value is BROKEN and (key.need or word in node.entries):
                reading.lost.add(word)
            values[word] = key.default if value is BROKEN else value
        reading.within.pop()
        return make(reading, Found(node, at, values, strange=strange)) if whole or partly else BROKEN

    def schema(defs: dict[str, Any]) -> dict[str, Any]:
        if name not in defs:
            defs[name] = {}  # holds its place in the order
            needed = [word for word, key in keys.items() if key.need]
            defs[name] = {
                "type": "object",
                "properties": {
                    word: {**_describe(key.kind.schema(defs)), "description": key.doc} for word, key in keys.items()
                },
                **({"required": needed} if needed else {}),
                "additionalProperties": False,
            }
        return {"$ref": f"#/definitions/{name.replace(' ', '%20')}"}

    return Kind(read, schema, form)


def shaped(kind: Kind[T], more: Mapping[str, Any]) -> Kind[T]:
    """Returns the same table, with more in its JSON Schema."""

    def schema(defs: dict[str, Any]) -> dict[str, Any]:
        reference = kind.schema(defs)
        defs[reference["$ref"].rpartition("/")[2]].update(more)
        return reference

    return kind._replace(schema=schema)


def _meant_table(form: Shape, node: Node, at: Scalar | None) -> tuple[str | None, str | None]:
    """What a node that is no map should have been, and the fix; None where its keys are to be named in words."""
    if isinstance(node, Scalar) and spellings.truth(node.text) == "false" and at:
        return None, f"take {at.text} out"
    if isinstance(node, Scalar) and (found := _lacks_colon(node, form.keys)):
        return f"{{{found[0]}: {found[1]}}}", None
    if table := as_table(form, node):
        return table, instead_of(node, at, at.text if at else "", table)
    given = lone_key(form, node) if isinstance(node, Scalar) else {}
    if not at or not given or not isinstance(node, Scalar) or spellings.truth(node.text):
        return None, None
    ((word, value),) = given.items()
    needed = [other for other, key in form.keys.items() if key.need and other not in given] or list(form.wants)
    if not needed:
        return None, None
    return None, f'under "{at.text}", write {word}: {value}, and add {" and ".join(f"{one}:" for one in needed)}'


def _lacks_colon(node: Scalar, keys: Mapping[str, Key]) -> tuple[str, str] | None:
    """The key and the name of `mail receipt`."""
    word, _, name = node.text.partition(" ")
    named = word in keys and keys[word].kind in (NAMED, PLAIN_NAME) and NAME.match(name)
    return (word, name) if named else None


def _with_colon(node: Node, keys: Mapping[str, Key]) -> str:
    """What to write for a text in a table's place: `mail receipt` lacks only its colon."""
    if isinstance(node, Scalar) and (found := _lacks_colon(node, keys)):
        return f"{dash(node)}{found[0]}: {found[1]}"
    return f"{next((word for word, key in keys.items() if key.need), next(iter(keys)))}: …"


def _describe(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema to which a description can be added: Draft 7 reads nothing beside a `$ref`."""
    return {"allOf": [schema]} if "$ref" in schema else schema
