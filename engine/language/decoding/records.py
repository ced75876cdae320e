"""A node -> the noun of a table of keys, and the table's JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeVar

from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading
from engine.language.decoding.mistakes import LATER, dash, not_yet, wrong_type
from engine.language.decoding.names import NAME, NAMED, PLAIN_NAME
from engine.language.decoding.suggestions import an, near
from engine.language.yaml import Entry, Node, Scalar
from engine.language.yaml import Mapping as Map
from engine.problems import Place

T = TypeVar("T")


class Key(NamedTuple):
    """One key of a table. `doc` is shown by editors."""

    kind: Kind[Any]
    doc: str
    need: bool = False
    default: Any = None
    instead: Callable[[Place], Any] | None = None  # makes its value where it is missing or broken
    example: str = "…"  # of its value, in the fix where it is missing


class Refused(NamedTuple):
    """A word that has no place in a table, but is not a misspelt key."""

    purpose: str = ""  # of a later version: what it is for
    fix: str = "take it out"


class Found:
    """A node read by a table: each key's value, the default where it is missing or broken."""

    def __init__(self, node: Map, at: Scalar | None, values: Mapping[str, Any]) -> None:
        self.node = node
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

    def at(self, key: str) -> Place:
        """Where the key is written; the whole where it is not."""
        return self.node.entries[key].key.place if key in self.node.entries else self.place


class _Table(NamedTuple):
    """How one node is read by a table of keys."""

    name: str
    keys: Mapping[str, Key]
    refused: Mapping[str, Refused]

    def postponed(self, reading: Reading, node: Map) -> bool:
        """Whether the node has words of a later version that are known only here; they are reported."""
        found = [entry.key for word, entry in node.entries.items() if word not in self.keys]
        found = [key for key in found if key.text in self.refused and self.refused[key.text].purpose]
        for key in found:
            not_yet(reading, f'"{key.text}" ({self.refused[key.text].purpose})', key.place)
        return bool(found)

    def understood(self, reading: Reading, node: Map) -> tuple[Map, bool]:
        """
        The node with each misspelt key as the one that was meant: one problem, and nothing else is missing for it.

        The second value is False where no key at all is known: the node is something else.
        """
        strangers = [entry for word, entry in node.entries.items() if word not in self.keys]
        meant = {self._unknown_key(reading, entry): entry for entry in strangers}
        known = not strangers or len(strangers) < len(node.entries) or any(meant)
        return node._replace(entries={**{word: entry for word, entry in meant.items() if word}, **node.entries}), known

    def value(self, reading: Reading, node: Map, at: Scalar | None, word: str, *, known: bool) -> Any:
        """The value of one key; BROKEN where it is missing or cannot be read, and has none `instead`."""
        key = self.keys[word]
        entry = node.entries.get(word)
        place = at.place if at else node.place
        value: Any = BROKEN
        if entry:
            value = key.kind.read(reading, entry.value, entry.key)
        elif key.need and known:
            fix = f"add {word}: {key.example}"
            message = f'{_with_name(self.name, at)} has no "{word}"'
            reading.report("missing-key", message, place, f"it is required ({key.doc})", fix)
        if value is BROKEN and key.instead and (entry or key.need):
            return key.instead(entry.value.place if entry else place)
        return value

    def _unknown_key(self, reading: Reading, entry: Entry) -> str | None:
        """Reports a key that the table does not have; returns the one that was meant."""
        word, place = entry.key.text, entry.key.place
        known = f"{an(self.name)} has the keys {', '.join(self.keys)}"
        if word in self.refused:
            message = f'"{word}" is not supported in {an(self.name)}'
            reading.report("unsupported-keyword", message, place, known, self.refused[word].fix)
            return None
        if word in LATER:
            not_yet(reading, f'"{word}" ({LATER[word]})', place)
            return None
        better = near(word, self.keys)
        fix = f'write "{better}"' if better else "take it out, or write one of these keys"
        reading.report("unknown-key", f'unknown key "{word[:60]}"', place, known, fix)
        return better


def record(
    name: str,
    keys: Mapping[str, Key],
    make: Callable[[Reading, Found], T | Broken],
    *,
    refused: Mapping[str, Refused] | None = None,
    shape: Mapping[str, Any] | None = None,
    partly: bool = False,
) -> Kind[T]:
    """
    A node with these keys, read in the table's order.

    Args:
        name: in words, e.g. "state".
        make: the value of what was found; reports what does not go together. A needed key that is missing or broken
            makes the whole broken.
        refused: words that are refused by name; those of a later version make the whole broken.
        shape: more of the JSON Schema.
        partly: made even where a needed key is missing or broken (None), so that all the rest is looked at.
    """

    table = _Table(name, keys, refused or {})

    def read(reading: Reading, node: Node, at: Scalar | None) -> T | Broken:
        if not isinstance(node, Map):
            some = f"{', '.join(list(keys)[:6])}{' …' if len(keys) > 6 else ''}"
            return wrong_type(reading, node, at or name, f"a map with keys ({some})", _with_colon(node, keys))
        known = True
        if not node.entries.keys() <= keys.keys():
            if table.postponed(reading, node):
                return BROKEN
            node, known = table.understood(reading, node)
        values: dict[str, Any] = {}
        whole = True
        for word, key in keys.items():
            value = table.value(reading, node, at, word, known=known)
            whole = whole and not (key.need and value is BROKEN)
            if partly and value is BROKEN and (key.need or word in node.entries):
                reading.lost.add(word)
            values[word] = key.default if value is BROKEN else value
        return make(reading, Found(node, at, values)) if whole or partly else BROKEN

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
                **(shape or {}),
            }
        return {"$ref": f"#/definitions/{name.replace(' ', '%20')}"}

    return Kind(read, schema)


def _with_colon(node: Node, keys: Mapping[str, Key]) -> str:
    """What to write for a text in a table's place: `mail receipt` lacks only its colon."""
    word, _, name = node.text.partition(" ") if isinstance(node, Scalar) else ("", "", "")
    if isinstance(node, Scalar) and word in keys and keys[word].kind in (NAMED, PLAIN_NAME) and NAME.match(name):
        return f"{dash(node)}{word}: {name}"
    return f"{next((word for word, key in keys.items() if key.need), next(iter(keys)))}: …"


def _with_name(noun: str, at: Scalar | None) -> str:
    """`the state "un"`; `"gate"`, where the key is the noun."""
    if at and at.text == noun:
        return f'"{noun}"'
    return f'the {noun} "{at.text}"' if at else f"the {noun}"


def _describe(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema to which a description can be added: Draft 7 reads nothing beside a `$ref`."""
    return {"allOf": [schema]} if "$ref" in schema else schema
