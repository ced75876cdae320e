"""How a node is read by a table of keys: the keys that it lacks, and the words that it does not have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from engine.language.decoding.kinds import BROKEN, Kind, Reading
from engine.language.decoding.mistakes import LATER, not_yet
from engine.language.decoding.shapes import written
from engine.language.decoding.suggestions import an, near
from engine.language.decoding.synonyms import key_meant, keys_meant
from engine.language.yaml import Entry, Scalar
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Sequence as List
from engine.problems import Place


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


class Table(NamedTuple):
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


def _moved(entries: dict[str, Entry], entry: Entry, table: str) -> dict[str, Entry]:
    """The entries with one of them in the table of another, if that is written: nothing is missing there."""
    whole = entries[table].value if table in entries else None
    word = entry.key.text
    if not isinstance(whole, Map) or word in whole.entries:
        return entries
    whole = whole._replace(entries={**whole.entries, word: entry})
    return {**entries, table: entries[table]._replace(value=whole)}


def _with_name(noun: str, at: Scalar | None) -> str:
    """`the state "un"`; `"gate"`, where the key is the noun."""
    if at and at.text == noun:
        return f'"{noun}"'
    return f'the {noun} "{at.text}"' if at else f"the {noun}"
