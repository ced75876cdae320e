"""
One tree over another, as JSON Merge Patch (RFC 7386) has it, with every value's place kept: maps merge, `null` removes,
all else replaces. A list whose items have an `id` may be given as a map of ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import NamedTuple

from engine.language.decoding import listed, near
from engine.language.schema.ids import id_of
from engine.language.variants.spots import Spot, is_null, takes_out
from engine.language.yaml import Entry, Node, Scalar
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Sequence as List
from engine.problems import Place, Problem

_WITHIN = "null, further in, takes out what the base has there"


class Removal(NamedTuple):
    place: Place
    out: str  # the key to take out, so that the base's stays


Above = tuple[str, int]  # a key that leads to where one is, and how many keys its map has


class Merging:
    """Merges the tree of one variant over that of its base; keeps what is wrong, and what was taken out."""

    def __init__(self, base: str, above: Iterable[Above] = ()) -> None:
        self.base = base  # its name, for messages
        self._above = list(above)
        self.problems: list[Problem] = []
        self.removed: dict[str, Removal] = {}  # names of the base that the variant takes out
        self.moments: set[tuple[int, int]] = set()  # line and column of each that may be meant as an item
        self.alike: dict[tuple[int, int], str] = {}  # line and column of a new name -> the one of the base it is like

    def maps(self, base: Map, over: Map, spot: Spot, where: str = "") -> Map:
        """
        The map of a variant over that of its base: the base's keys in their order, then the new ones.

        Args:
            where: the key under which they stand; "": they are the whole.
        """
        entries = {word: entry for word, entry in base.entries.items() if word not in _replaced(base, over, spot)}
        for word, entry in over.entries.items():
            if is_null(entry.value):
                self._take_out(entries, entry, base, over, where)
                continue
            if spot.many and word not in base.entries:
                with self.under(word, len(over.entries)):
                    meant = self._meant(entry, base.entries.keys() - over.entries.keys(), spot.under(word))
                if meant is None:
                    continue
                word = meant
            old = entries.get(word)
            with self.under(entry.key.text, len(over.entries)):
                merged = self.node(old.value if old else None, entry, spot.under(word))
            if merged is None:
                del entries[word]
            else:
                entries[word] = Entry(entry.key._replace(text=word), merged)
        return Map(entries, over.place)

    def _meant(self, entry: Entry, others: Collection[str], spot: Spot) -> str | None:
        """
        The name that a new one is read as. One that is like another of the base and lacks what something new needs is a
        slip, and so is one within which something is taken out: None, where the base has none like it.
        """
        word, lacking = entry.key, spot.lacking(entry.value)
        out = takes_out(entry.value)
        better = near(word.text, others) if others else None
        if out and others and not better:
            fix = f'write one of the base: {listed(sorted(others))}; or take out "{self.lone(word.text)}"'
            self._report_unknown(word, _WITHIN, fix)
            return None
        if not better or not (out or lacking):
            if better:
                self.alike[word.place.line, word.place.column] = better
            return word.text
        cause = f"what is new here also needs {lacking}" if lacking else _WITHIN
        fix = f'write "{better}"' + (f"; or add {lacking}" if lacking else "")
        self._report_unknown(word, cause, fix)
        return better

    def node(self, base: Node | None, entry: Entry, spot: Spot) -> Node | None:
        """The value of a variant over that of its base; None: of a list or map nothing is left."""
        over = entry.value
        if not isinstance(over, Map):
            return over
        if not over.entries and base is not None:
            cause, fix = "an empty map would have no effect", f'take out "{self.lone(entry.key.text)}"'
            self.report("empty-value", f'"{entry.key.text[:60]}" is empty', over.place, cause, fix)
            return base
        if isinstance(base, List):
            return self._items(base, entry, over, spot)
        if not isinstance(base, Map):
            return self.maps(Map({}, over.place), over, spot, entry.key.text)
        merged = self.maps(base, over, spot, entry.key.text)
        return merged if merged.entries else None

    def report(self, code: str, message: str, place: Place, cause: str, fix: str) -> None:
        self.problems.append(Problem(code, message, place, cause, fix))

    @contextmanager
    def under(self, key: str, size: int) -> Iterator[None]:
        """Within: what is reported stands under this key, of a map of so many."""
        self._above.append((key, size))
        yield
        self._above.pop()

    def lone(self, word: str) -> str:
        """The key to take out so that this one, the innermost, goes: where it stands alone, one above it."""
        for key, beside in reversed(self._above):
            word = key
            if beside > 1:
                break
        return word

    def not_in_base(self, word: Scalar, known: Collection[str], cause: str, out: str = "") -> None:
        """
        Reports a word that should be one of the base's.

        Args:
            out: what to take out where none of them is meant; "": the word itself.
        """
        fix = f'take out "{out or word.text}"'
        if word.text in known:  # it is there, and leads back to this one
            message = f'"{word.text[:60]}" is itself placed by this one'
            self.report("not-in-base", message, word.place, "items placed by each other in a circle have no order", fix)
            return
        better = near(word.text, known)
        self._report_unknown(word, cause, f'write "{better}"; or {fix}' if better else fix)

    def _report_unknown(self, word: Scalar, cause: str, fix: str) -> None:
        self.report("not-in-base", f'"{self.base}" has no "{word.text[:60]}" here', word.place, cause, fix)

    def _take_out(self, entries: dict[str, Entry], entry: Entry, base: Map, over: Map, where: str) -> None:
        word, size = entry.key.text, len(over.entries)
        if word not in base.entries:
            of = f'under "{where}"' if where else "there"
            with self.under(word, size):
                cause = f"null takes out what the base has {of}"
                self.not_in_base(entry.key, base.entries.keys() - over.entries.keys(), cause, self.lone(word))
        entries.pop(word, None)
        with self.under(word, size):
            self.removed.setdefault(word, Removal(entry.key.place, self.lone(word)))

    def _items(self, base: List, entry: Entry, over: Map, spot: Spot) -> List | None:
        """A map of ids over a list."""
        ids = {found.text: index for index, item in enumerate(base.items) if (found := id_of(item))}
        if not ids:
            self._no_ids(base, entry)
            return base
        items: dict[str, Node] = {  # those without an id have their number
            found.text if (found := id_of(item)) else f"#{index}": item for index, item in enumerate(base.items)
        }
        placed: dict[str, Scalar] = {}
        new: list[str] = []
        for name, change in self._by_id(over, spot, ids.keys()):
            if is_null(change.value):
                if name not in ids:
                    with self.under(name, len(over.entries)):
                        cause = f'null takes an item out of "{entry.key.text}" of the base'
                        self.not_in_base(change.key, ids.keys() - over.entries.keys(), cause, self.lone(name))
                items.pop(name, None)
                with self.under(name, len(over.entries)):
                    self.removed.setdefault(name, Removal(change.key.place, self.lone(name)))
                continue
            item, before = _placed(change.value, spot)
            if before:
                placed[name] = before
            with self.under(name, len(over.entries)):
                items[name] = self._item(items.get(name), change, item, spot)
            if name not in ids:
                new.append(name)
        last = _last(items, new, entry.key, spot)
        for name in [name for name in new if last and not _has_guard(items[name])]:
            self._always_taken(over.entries[name].key)
            new.remove(name)
            placed.pop(name, None)
            del items[name]
        order = self._order(list(items), new, placed, last)
        return List(tuple(items[name] for name in order), entry.value.place) if items else None

    def _by_id(self, over: Map, spot: Spot, ids: AbstractSet[str]) -> Iterator[tuple[str, Entry]]:
        """Each change of an item, by the id that is meant; what no item can be is reported, and left out."""
        for name, change in over.entries.items():
            if is_null(change.value):
                yield name, change
                continue
            with self.under(name, len(over.entries)):
                change = self._without_id(change)
                meant = name if name in ids else self._meant(change, ids - over.entries.keys(), spot._replace(many=""))
            if meant is not None:
                yield meant, self._without_place(change, spot, ids | over.entries.keys())

    def _without_place(self, change: Entry, spot: Spot, names: Collection[str]) -> Entry:
        """An item whose `before` is a moment, not the item that it stands before: that is written nowhere."""
        before = change.value.entries.get("before") if isinstance(change.value, Map) and spot.has("before") else None
        if before is None or not isinstance(change.value, Map) or not isinstance(before.value, Scalar):
            return change
        if before.value.text not in names:
            return change
        rest = {word: one for word, one in change.value.entries.items() if word != "before"}
        if not rest.keys() & {"after", "at"}:
            self.moments.add((before.value.place.line, before.value.place.column))  # a setting may have this name too
            return change
        message, cause = not_a_moment(before.value.text)
        self.report("wrong-type", message, before.value.place, cause, 'take out "before"')
        return change._replace(value=change.value._replace(entries=rest))

    def _always_taken(self, key: Scalar) -> None:
        """Reports a new branch without guard before the last, which has none either."""
        message = f'the branch "{key.text[:60]}" has no guard, so that after it is never tried'
        cause = "a new branch stands before the last of the base, which is taken where no other is"
        self.report("branch-after-open", message, key.place, cause, "add guard: …")

    def _without_id(self, change: Entry) -> Entry:
        """An item of a map of ids without another id of its own."""
        found = id_of(change.value)
        if found is None or not isinstance(change.value, Map):
            return change
        name = change.key.text
        cause = f'in a map of ids the key is the id: that of this item is "{name[:60]}"'
        self.report("contradiction", f'"{name[:60]}" says an id again', found.place, cause, 'take out "id"')
        rest = {word: one for word, one in change.value.entries.items() if word != "id"}
        return change._replace(value=change.value._replace(entries=rest))

    def _item(self, old: Node | None, change: Entry, item: Node, spot: Spot) -> Node:
        if not isinstance(item, Map):
            return item
        inside = spot._replace(many="")
        if isinstance(old, Map):
            return self.maps(old, item, inside, change.key.text)
        fresh = self.maps(Map({}, item.place), item, inside, change.key.text)
        return fresh._replace(entries={"id": _id(change.key), **fresh.entries})

    def _order(self, names: list[str], new: list[str], placed: Mapping[str, Scalar], last: str | None) -> list[str]:
        """The items in their order: a new one before the item that it names, else at the end, or before the `last`."""
        fresh = frozenset(new)
        free = [name for name in names if name not in fresh and name not in placed]
        at = len(free) - 1 if last in free[-1:] else len(free)
        free[at:at] = [name for name in new if name not in placed]
        order, left = arranged(free, {name: one.text for name, one in placed.items()}, before=True)
        for name in left:
            known = [one for one in names if not one.startswith("#") and one != name]
            cause = '"before" names the item that this one stands before: another one, by its id'
            self.not_in_base(placed[name], known, cause, "before")
        return order + left

    def _no_ids(self, base: List, entry: Entry) -> None:
        word = entry.key.text
        cause = "a map changes items of a list by their ids, and no item of that list has one"
        line = f"{base.place.file}, line {base.place.line}"
        fix = f"write the whole list here; or give each item that you change an id in {line}, such as id: other"
        message = f'"{word}" must be a list: that of "{self.base}" has no ids'
        self.report("list-without-ids", message, entry.key.place, cause, fix)


def not_a_moment(name: str) -> tuple[str, str]:
    """The message and cause for a reminder that is to stand before another."""
    message = f'"before" of a reminder is a delay, not another reminder: "{name[:60]}"'
    return message, "reminders are sent at their moments, in whatever order they are written"


def arranged(free: Iterable[str], beside: Mapping[str, str], *, before: bool) -> tuple[list[str], list[str]]:
    """
    Names in their order: each that stands beside another, before or after it, in the order written. Linear.

    Args:
        free: those that stand beside none.
        beside: name -> the one that it stands beside.

    Returns:
        All that could be placed; and the rest: they stand beside what is not there, or each other in a circle.
    """
    waiting: dict[str, list[str]] = {}
    for name, other in beside.items():
        waiting.setdefault(other, []).append(name)
    order: list[str] = []
    todo = [(name, False) for name in free][::-1]
    while todo:
        name, opened = todo.pop()
        if opened or name not in waiting:
            order.append(name)
            continue
        around = [(one, False) for one in waiting.pop(name)]
        todo += reversed([*around, (name, True)] if before else [(name, True), *around])
    placed = frozenset(order)
    return order, [name for name in beside if name not in placed]


def _replaced(base: Map, over: Map, spot: Spot) -> frozenset[str]:
    """The keys of the base whose place others of the variant take: `refuse` that of `target`."""
    written = frozenset(word for word, entry in over.entries.items() if not is_null(entry.value))
    gone: frozenset[str] = frozenset()
    for ways in spot.rivals():
        every = frozenset[str]().union(*(way.keys for way in ways))
        led = [way.keys for way in ways if way.leads & written]
        if led and not written & every <= base.entries.keys():
            gone |= (base.entries.keys() & every) - frozenset[str]().union(*led)
    stays = "refuse" in written or ("resume" in written and "target" not in written)
    if spot.is_branch and stays and "resume" not in base.entries.keys() - gone:
        gone |= {"effects"}  # which stand beside neither
    return gone - written


def _placed(item: Node, spot: Spot) -> tuple[Node, Scalar | None]:
    """An item without its `before`, and the id that this names. Of a reminder `before` is a key of its own."""
    entry = item.entries.get("before") if isinstance(item, Map) and not spot.has("before") else None
    if not isinstance(item, Map) or entry is None or not isinstance(entry.value, Scalar):
        return item, None
    return item._replace(entries={word: one for word, one in item.entries.items() if word != "before"}), entry.value


def _last(items: Mapping[str, Node], new: list[str], key: Scalar, spot: Spot) -> str | None:
    """The branch that is taken where no other is: it stays the last."""
    kept = [name for name in items if name not in new]
    item = items[kept[-1]] if kept and key.text == "first_of" and spot.is_branch else None
    return kept[-1] if item and not _has_guard(item) else None


def _has_guard(branch: Node) -> bool:
    return not isinstance(branch, Map) or "guard" in branch.entries


def _id(key: Scalar) -> Entry:
    return Entry(Scalar("id", "plain", key.place), Scalar(key.text, "plain", key.place))
