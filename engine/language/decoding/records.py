"""A node -> the noun of a table of keys, and the table's JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeVar

from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading
from engine.language.decoding.mistakes import LATER, dash, not_yet, wrong_type
from engine.language.decoding.names import NAME, NAMED, PLAIN_NAME
from engine.language.decoding.suggestions import an, near
from engine.language.yaml.tree import Entry, Node, Scalar
from engine.language.yaml.tree import Mapping as Map
from engine.problems import Place

T = TypeVar("T")


class Key(NamedTuple):
    """One key of a table. `doc` is shown by editors."""

    kind: Kind[Any]
    doc: str
    need: bool = False
    default: Any = None
    instead: Callable[[Place], Any] | None = None  # makes its value where it is missing or broken


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


def record(
    name: str,
    keys: Mapping[str, Key],
    make: Callable[[Reading, Found], T | Broken],
    *,
    later_here: Mapping[str, str] | None = None,
    shape: Mapping[str, Any] | None = None,
    partly: bool = False,
) -> Kind[T]:
    """
    A node with these keys, read in the table's order.

    Args:
        name: in words, e.g. "state".
        make: the value of what was found; reports what does not go together. A needed key that is missing or broken
            makes the whole broken.
        later_here: words of later versions that are known only here -> what they are for; they make the whole broken.
        shape: more of the JSON Schema.
        partly: made even where a needed key is missing or broken (None), so that all the rest is looked at.
    """

    def read(reading: Reading, node: Node, at: Scalar | None) -> T | Broken:
        if not isinstance(node, Map):
            some = f"{', '.join(list(keys)[:6])}{' …' if len(keys) > 6 else ''}"
            wanted = f"a map with keys ({some})"
            return wrong_type(reading, node, at or name, wanted, _with_colon(node, keys))
        postponed = [entry.key for word, entry in node.entries.items() if word in (later_here or {})]
        for written in postponed:
            not_yet(reading, f'"{written.text}" ({(later_here or {})[written.text]})', written.place)
        if postponed:
            return BROKEN
        strangers = [entry for word, entry in node.entries.items() if word not in keys]
        # A misspelt key is read as the one that was meant: one problem, and nothing else is missing for it.
        meant = {_unknown_key(reading, entry, name, keys): entry for entry in strangers}
        alien = bool(strangers) and len(strangers) == len(node.entries) and not any(meant)  # something else altogether
        node = node._replace(entries={**{word: entry for word, entry in meant.items() if word}, **node.entries})
        values: dict[str, Any] = {}
        whole = True
        for word, key in keys.items():
            entry_or_none = node.entries.get(word)
            value: Any = BROKEN
            if entry_or_none:
                value = key.kind.read(reading, entry_or_none.value, entry_or_none.key)
            elif key.need and not alien:
                place = at.place if at else node.place
                of = _with_name(name, at)
                reading.report(
                    "missing-key", f'{of} has no "{word}"', place, f"it is required ({key.doc})", f"add {word}: …"
                )
            if value is BROKEN and key.instead and (entry_or_none or key.need):
                value = key.instead(entry_or_none.value.place if entry_or_none else at.place if at else node.place)
            whole = whole and not (key.need and value is BROKEN)
            if partly and value is BROKEN and (entry_or_none or key.need):
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
    """What to write for a text in a table's place: `mail activation` lacks only its colon."""
    word, _, name = node.text.partition(" ") if isinstance(node, Scalar) else ("", "", "")
    if isinstance(node, Scalar) and word in keys and keys[word].kind in (NAMED, PLAIN_NAME) and NAME.match(name):
        return f"{dash(node)}{word}: {name}"
    return f"{next(iter(keys))}: …"


def _with_name(noun: str, at: Scalar | None) -> str:
    """`the state "un"`; `"gate"`, where the key says what it is."""
    if at and at.text == noun:
        return f'"{noun}"'
    return f'the {noun} "{at.text}"' if at else f"the {noun}"


def _describe(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema to which a description can be added: Draft 7 reads nothing beside a `$ref`."""
    return {"allOf": [schema]} if "$ref" in schema else schema


def _unknown_key(reading: Reading, entry: Entry, name: str, keys: Collection[str]) -> str | None:
    """Reports a key that the table does not have; returns the one that was meant."""
    word = entry.key.text
    if word in LATER:
        not_yet(reading, f'"{word}" ({LATER[word]})', entry.key.place)
        return None
    better = near(word, keys)
    known = f"{an(name)} has the keys {', '.join(keys)}"
    reading.report(
        "unknown-key",
        f'unknown key "{word[:60]}"',
        entry.key.place,
        known,
        f'write "{better}"' if better else "take it out, or write one of these keys",
    )
    return better
