"""
One tree over another, as JSON Merge Patch (RFC 7386) has it, with every value's place kept: maps merge, `null` removes,
all else replaces. A list whose items have an `id` may be given as a map of ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from engine.language.decoding import Kind, near
from engine.language.decoding.kinds import Shape
from engine.language.schema.branch import BRANCH, BRANCH_KEYS, RESUME, TRANSITION, VERBS
from engine.language.schema.declarations import FACT
from engine.language.schema.effect import EFFECT, EFFECT_KEYS
from engine.language.schema.ids import id_of
from engine.language.schema.shared import LEADS_TO, LINK
from engine.language.schema.state import REMINDER, STATE, TIMEOUT, TRIES
from engine.language.yaml import Entry, Node, Scalar
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Sequence as List
from engine.problems import Place, Problem

_Ways = tuple[frozenset[str], ...]


def _each(*words: str) -> _Ways:
    return tuple(frozenset((word,)) for word in words)


def _either(*ways: str) -> _Ways:
    return tuple(frozenset(way.split()) for way in ways)


# Keys of which one way is taken: another way that is written takes the place of the one that was.
_RIVALS: tuple[tuple[Kind[Any], tuple[_Ways, ...]], ...] = (
    (BRANCH, (_each(*VERBS),)),
    (TRANSITION, ((frozenset(("first_of",)), frozenset(BRANCH_KEYS)), _each(*VERBS))),
    (EFFECT, (_each(*(word for word in EFFECT_KEYS if word != "id")),)),
    (LINK, (_each(*LEADS_TO, "flow"),)),
    (RESUME, (_either("code typed", "register key"),)),
    (FACT, (_either("register key", "code typed of", "service with values otherwise"),)),
    (TIMEOUT, (_either("after since lands", "at"),)),
    (REMINDER, (_each("after", "before", "at"),)),
    (TRIES, (_either("target", "per pause"),)),
    (STATE, (_each("transitions", "automatic"), _each("final", "rest"))),
)
_RIVALS_OF: Mapping[int, tuple[_Ways, ...]] = {id(kind.shape.keys): ways for kind, ways in _RIVALS if kind.shape}
_BRANCHES = frozenset(id(kind.shape.keys) for kind in (BRANCH, TRANSITION) if kind.shape)


class Spot(NamedTuple):
    """What may stand at a place of a tree: a table, a map or a list of such tables."""

    shape: Shape | None = None
    many: str = ""  # "list" | "map"
    ways: tuple[_Ways, ...] = ()  # of a table that no shape describes

    def under(self, key: str) -> Spot:
        """What may stand under a key."""
        if self.many == "map":
            return self._replace(many="")
        if self.shape is None or self.many or key not in self.shape.keys:
            return Spot()
        kind = self.shape.keys[key].kind
        return Spot(kind.shape, kind.many)

    def rivals(self) -> tuple[_Ways, ...]:
        if self.many:
            return ()
        return _RIVALS_OF.get(id(self.shape.keys), ()) if self.shape else self.ways

    def has(self, key: str) -> bool:
        return self.shape is not None and key in self.shape.keys

    @property
    def is_branch(self) -> bool:
        return self.shape is not None and id(self.shape.keys) in _BRANCHES


def is_null(node: Node) -> bool:
    """Whether it takes out what the base has."""
    return isinstance(node, Scalar) and node.style == "plain" and node.text == "null"


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
            old = entries.get(word)
            with self.under(word, len(over.entries)):
                merged = self.node(old.value if old else None, entry, spot.under(word))
            if merged is None:
                del entries[word]
            else:
                entries[word] = Entry(entry.key, merged)
        return Map(entries, over.place)

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
        fix = f'write "{better}"; or {fix}' if better else fix
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
        for name, change in over.entries.items():
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
        order = self._order(list(items), new, placed, _last(items, new, entry.key, spot))
        return List(tuple(items[name] for name in order), entry.value.place) if items else None

    def _item(self, old: Node | None, change: Entry, item: Node, spot: Spot) -> Node:
        if not isinstance(item, Map):
            return item
        inside = spot._replace(many="")
        if isinstance(old, Map):
            return self.maps(old, item, inside, change.key.text)
        named = {} if "id" in item.entries else {"id": _id(change.key)}
        fresh = self.maps(Map({}, item.place), item, inside, change.key.text)
        return fresh._replace(entries={**named, **fresh.entries})

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
        every = frozenset[str]().union(*ways)
        new, old = written & every, base.entries.keys() & every
        if not new <= old:
            kept = frozenset[str]().union(*(way for way in ways if way & new))
            gone |= old - kept
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
    return kept[-1] if isinstance(item, Map) and "guard" not in item.entries else None


def _id(key: Scalar) -> Entry:
    return Entry(Scalar("id", "plain", key.place), Scalar(key.text, "plain", key.place))
