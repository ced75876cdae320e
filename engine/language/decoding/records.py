"""A node -> the noun of a table of keys, and the table's JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from engine.language import spellings
from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading, Shape
from engine.language.decoding.mistakes import LATER, dash, not_yet, wrong_type
from engine.language.decoding.names import NAME, NAMED, PLAIN_NAME
from engine.language.decoding.shapes import as_table, instead_of, lone_key, read_again, written
from engine.language.decoding.suggestions import an, near
from engine.language.decoding.synonyms import key_meant, keys_meant
from engine.language.yaml import Entry, Node, Scalar
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Sequence as List
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


class Stray(NamedTuple):
    """A word that a table does not have, where it stands: what a fix is made of."""

    entry: Entry
    node: Map  # in which it is written
    at: Scalar | None  # the key of that
    word: str  # the word, or the one that was meant by it

    @property
    def value(self) -> str | None:
        return written(self.entry.value)


class Refused(NamedTuple):
    """A word that has no place in a table, but is not a misspelt key. `instead`: the fix for where it stands."""

    purpose: str = ""  # of a later version: what it is for
    fix: str = "take it out"
    instead: Callable[[Reading, Stray], str | None] | None = None


def _moved(entries: dict[str, Entry], entry: Entry, table: str) -> dict[str, Entry]:
    """The entries with one of them in the table of another, if that is written: nothing is missing there."""
    whole = entries[table].value if table in entries else None
    word = entry.key.text
    if not isinstance(whole, Map) or word in whole.entries:
        return entries
    whole = whole._replace(entries={**whole.entries, word: entry})
    return {**entries, table: entries[table]._replace(value=whole)}


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

    def understood(self, reading: Reading, node: Map, at: Scalar | None) -> tuple[Map, bool]:
        """
        The node with each misspelt key as the one that was meant: one problem, and nothing else is missing for it.

        The second value is False where no key at all is known: the node is something else.
        """
        strangers = [entry for word, entry in node.entries.items() if word not in self.keys]
        meant: dict[str, Entry] = {}
        entries = dict(node.entries)
        for entry in strangers:
            stray = Stray(entry, node, at, entry.key.text)
            if wrapped := self._item_alone(stray, meant):
                self._reports_item(reading, stray, wrapped)
                item = Map({entry.key.text: entry}, entry.value.place)
                meant[wrapped] = entry._replace(value=List((item,), item.place))
            elif tables := self._tables_below(stray, meant):
                self._belongs_below(reading, stray, tables)
                if not self.keys[tables[0]].kind.many:
                    entries = _moved(entries, entry, tables[0])
                    reading.understood.add(entry.key.place)
            elif word := self._unknown_key(reading, stray, meant):
                # A fix of its value is one of the key that was meant.
                meant.setdefault(word, entry._replace(key=entry.key._replace(text=word)))
        reading.understood |= {entry.key.place for word, entry in meant.items() if word not in node.entries}
        known = not strangers or len(strangers) < len(node.entries) or bool(meant)
        return node._replace(entries={**meant, **entries}), known

    def _item_alone(self, stray: Stray, meant: Collection[str]) -> str | None:
        """The key of a list that is not written, of whose items the word is the only key: `mail: x` of an effect."""
        if key_meant(stray.word, self.keys, {*stray.node.entries, *meant}):
            return None
        lists = (word for word, key in self.keys.items() if key.kind.many == "list" and word not in stray.node.entries)
        shapes = ((word, self.keys[word].kind.shape) for word in lists if word not in meant)
        return next((word for word, shape in shapes if shape and shape.single and stray.word in shape.keys), None)

    def _reports_item(self, reading: Reading, stray: Stray, table: str) -> None:
        word, place = stray.entry.key.text, stray.entry.key.place
        cause = f'"{word}" is an item of "{table}"; {an(self.name)} has the keys {", ".join(self.keys)}'
        fix = f"write: {table}: [{{{word}: {stray.value or '…'}}}]"
        reading.report("unknown-key", f'unknown key "{word[:60]}"', place, cause, fix)

    def _tables_below(self, stray: Stray, meant: Collection[str]) -> list[str]:
        """The keys of tables in this one that have the word: the one that is written and lacks it, or all of them."""
        word, node = stray.entry.key.text, stray.node
        if word in self.refused or word in LATER or key_meant(word, self.keys, {*node.entries, *meant}):
            return []
        below = [key for key, one in self.keys.items() if one.kind.shape and word in one.kind.shape.keys]
        lacking = [
            key
            for key, entry in node.entries.items()
            if key in below
            and not self.keys[key].kind.many
            and isinstance(entry.value, Map)
            and word not in entry.value.entries
        ]
        above = [key for key in lacking if node.entries[key].key.place < stray.entry.key.place]
        return (above[-1:] or lacking[:1]) or below

    def _belongs_below(self, reading: Reading, stray: Stray, tables: list[str]) -> None:
        word, entries = stray.entry.key.text, stray.node.entries
        value = f": {word}: {stray.value}" if stray.value else ""
        names = " or ".join(f'"{table}"' for table in tables)
        fix = f"write it under {names}{value}"
        if len(tables) == 1:
            line = f" (line {entries[tables[0]].key.place.line})" if tables[0] in entries else ""
            many = {"list": "in an item of ", "map": "in one of ", "": "under "}[self.keys[tables[0]].kind.many]
            fix = f"write it {many}{names}{line}{value}"
        cause = f'"{word}" belongs under {names}; {an(self.name)} has the keys {", ".join(self.keys)}'
        reading.report("unknown-key", f'unknown key "{word[:60]}"', stray.entry.key.place, cause, fix)

    def completed(self, reading: Reading, node: Map, strangers: Sequence[Entry]) -> Map:
        """
        The node with unknown keys in the place of those that are missing, where their values fit: one mistake, not two.

        What the others hold is not unknown elsewhere.
        """
        entries = dict(node.entries)
        for entry in strangers:
            if isinstance(entry.value, Map):
                reading.broken |= entry.value.entries.keys()
        missing = [word for word, key in self.keys.items() if key.need and word not in entries]
        left = [entry for entry in strangers if entry.key.text not in LATER and entry.key.text not in self.refused]
        for word in missing if len(missing) <= len(left) else ():
            for stranger in [entry for entry in left if self._fits(reading, word, entry)][:1]:
                left.remove(stranger)
                entries[word] = stranger
                place = stranger.key.place
                reading.understood.add(place)
                reading.problems = [
                    problem._replace(fix=f'write "{word}"') if problem.place == place else problem
                    for problem in reading.problems
                ]
        return node._replace(entries=entries)

    def _fits(self, reading: Reading, word: str, entry: Entry) -> bool:
        """Whether the value of an unknown key is one of this key."""
        trial = Reading(reading.registry, stored=reading.stored)
        trial.settings, trial.types, trial.fields = reading.settings, dict(reading.types), dict(reading.fields)
        read = self.keys[word].kind.read(trial, entry.value, entry.key._replace(text=word))
        return read is not BROKEN and not trial.problems

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

    def _meant(self, stray: Stray, taken: Collection[str]) -> str | None:
        """The key for which people write the word: rather one that takes what is written after it."""
        meant = keys_meant(stray.word, self.keys, taken)
        value = stray.entry.value
        wanted = "list" if isinstance(value, List) else "map" if isinstance(value, Map) else ""
        fitting = (key for key in meant if self.keys[key].kind.many == wanted)
        return next(fitting, meant[0] if meant else None)

    def _refused_meant(self, word: str, taken: Collection[str]) -> str | None:
        """The refused word for which people write this one; rather one whose fix knows what to write instead."""
        able = [other for other, refused in self.refused.items() if refused.instead]
        return key_meant(word, able, taken) or key_meant(word, self.refused, taken)

    def _unknown_key(self, reading: Reading, stray: Stray, meant: Collection[str]) -> str | None:
        """Reports a key that the table does not have; returns the one that was meant."""
        word, place, taken = stray.entry.key.text, stray.entry.key.place, {*stray.node.entries, *meant}
        known = f"{an(self.name)} has the keys {', '.join(self.keys)}"
        if word in self.refused:
            refused = self.refused[word]
            fix = (refused.instead and refused.instead(reading, stray)) or refused.fix
            message = f'"{word}" is not supported in {an(self.name)}'
            reading.report("unsupported-keyword", message, place, known, fix)
            return None
        if word in LATER:
            not_yet(reading, f'"{word}" ({LATER[word]})', place)
            return None
        better = self._meant(stray, taken) or near(word, self.keys)
        fix = f'write "{better}"' if better else "take it out, or write one of these keys"
        if better in taken:
            better, same = None, stray.node.entries.get(better or "")
            fix = f'take it out: "{same.key.text}" is written in line {same.key.place.line}' if same else "take it out"
        elif better is None and (other := self._refused_meant(word, taken)):
            refused = self.refused[other]
            fix = (refused.instead and refused.instead(reading, stray._replace(word=other))) or refused.fix
        elif better is None:
            enclosing = next((name for name, keys in reversed(reading.within) if word in keys), None)
            value = f": {word}: {stray.value}" if stray.value else ""
            known = f'"{word}" is a key of the {enclosing}; {known}' if enclosing else known
            fix = f"take it out here, and write it in the {enclosing}{value}" if enclosing else fix
        message = f'unknown key "{word[:60]}"'
        reading.report("unknown-key", message, place, known, fix)
        return better


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

    table = _Table(name, keys, refused or {})
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


def _with_name(noun: str, at: Scalar | None) -> str:
    """`the state "un"`; `"gate"`, where the key is the noun."""
    if at and at.text == noun:
        return f'"{noun}"'
    return f'the {noun} "{at.text}"' if at else f"the {noun}"


def _describe(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema to which a description can be added: Draft 7 reads nothing beside a `$ref`."""
    return {"allOf": [schema]} if "$ref" in schema else schema
