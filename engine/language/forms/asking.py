"""Which fields of a form are asked, by the answers above them and by what was known before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple, assert_never

from engine.language.forms.form import Form
from engine.language.guards import Guard, GuardFailed, evaluate
from engine.language.guards.nodes import Joined, Literal, Name, Node, Not, inside
from engine.language.values import Duration, SettingValue, Value

MOST_LEAVES = 200  # of a condition whose named guards are written out; of a longer one they are taken as they are

Look = Callable[[str], Value]
Names = Mapping[str, SettingValue | Value]  # what a form may read besides its own fields


class Unasked(NamedTuple):
    """
    The fields of a form that are not asked.

    Attributes:
        hidden: their condition does not hold.
        unsure: their condition reads an answer with a fault: nothing can be said of them before that is corrected.
    """

    hidden: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.hidden | self.unsure


ALL_ASKED = Unasked()


class _Unsure(Exception):
    """The condition reads an answer that has a fault."""


def unasked(form: Form, given: Mapping[str, Value], names: Names, today: date, faulty: Collection[str] = ()) -> Unasked:
    """
    The fields whose `x-when` does not hold, from the top of the page down: what is not asked is null to those below it.

    Args:
        given: the answers of this form.
        names: what is known before the form, and settings.
        faulty: fields whose answer has a fault.

    Raises:
        GuardFailed: a condition that cannot be evaluated.
    """
    if not form.conditional:
        return ALL_ASKED
    hidden: set[str] = set()
    unsure: set[str] = set()

    def own(name: str) -> Value:
        if name in unsure or (name in faulty and name not in hidden):
            raise _Unsure
        return None if name in hidden else given.get(name)

    look = looking(form, own, names, today)
    for name in form.order():
        when = form.fields[name].when
        if when is None:
            continue
        try:
            if not evaluate(when, look, today, boolean=True).value:
                hidden.add(name)
        except _Unsure:
            unsure.add(name)
    return Unasked(frozenset(hidden), frozenset(unsure))


def looking(form: Form, own: Look, names: Names, today: date) -> Look:
    """
    What gives each name that a condition may read its value: a named guard's verdict is worked out once, however often
    it is named.

    Args:
        own: gives that of a field of the form.
        names: what is known before the form, and settings.
    """
    verdicts: dict[str, Value] = {}

    def look(name: str) -> Value:
        if name in form.fields:
            return own(name)
        guard = form.guards.get(name)
        if guard is None:
            value = names.get(name)
            return str(value) if isinstance(value, Duration) else value
        if name not in verdicts:
            verdicts[name] = evaluate(guard, look, today, boolean=True).value
        return verdicts[name]

    return look


# What is known is put in first ----------------------------------------------------------------------------------------


class Leaf(NamedTuple):
    """A part of a condition that is true or false by itself: a comparison, a call, a bare name."""

    guard: Guard  # in whose text it stands
    node: Node

    def holds(self, look: Look, today: date) -> bool:
        """
        Its verdict.

        Raises:
            GuardFailed: null, or another kind, where a value of one kind is needed.
        """
        source = self.guard.source[self.node.at : self.node.at + self.node.width]
        return bool(evaluate(self.guard._replace(source=source), look, today, boolean=True).value)


class Denied(NamedTuple):
    """What does not hold."""

    inner: Tree


class Several(NamedTuple):
    """`and` or `or` of two parts or more."""

    word: str
    parts: tuple[Tree, ...]


Tree = bool | Leaf | Denied | Several


def tree_of(form: Form, guard: Guard) -> Tree:
    """The whole of a condition, with the named guards that it reads written out, as long as that is not too long."""
    plain = frozenset(form.guards) if _leaves_in(form, guard.tree, {}) > MOST_LEAVES else frozenset()

    def whole(node: Node, within: Guard) -> Tree:
        if isinstance(node, Not):
            return denied(whole(node.inner, within))
        if isinstance(node, Joined):
            return Several(node.word, tuple(whole(part, within) for part in node.parts))
        if isinstance(node, Name) and node.name in form.guards.keys() - plain - form.fields.keys():
            named = form.guards[node.name]
            return whole(named.tree, named)
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return node.value
        return Leaf(within, node)

    return whole(guard.tree, guard)


def _leaves_in(form: Form, node: Node, found: dict[str, int]) -> int:
    """How many leaves it has with its named guards written out: `found` remembers those of each."""
    if isinstance(node, Not):
        return _leaves_in(form, node.inner, found)
    if isinstance(node, Joined):
        return sum(_leaves_in(form, part, found) for part in node.parts)
    if not isinstance(node, Name) or node.name not in form.guards:
        return 1
    if node.name not in found:
        found[node.name] = MOST_LEAVES + 1  # of one that names itself: another rule's problem
        found[node.name] = _leaves_in(form, form.guards[node.name].tree, found)
    return found[node.name]


def names_read(form: Form, leaf: Leaf) -> frozenset[str]:
    """The names that a leaf reads, itself or through named guards."""
    read, todo = set[str](), {part.name for part in inside(leaf.node) if isinstance(part, Name)}
    while todo:
        name = todo.pop()
        read.add(name)
        if name in form.guards and name not in form.fields:
            todo |= form.guards[name].names - read
    return frozenset(read)


def denied(tree: Tree) -> Tree:
    """The opposite."""
    if isinstance(tree, bool):
        return not tree
    return tree.inner if isinstance(tree, Denied) else Denied(tree)


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Every leaf, in the order written."""
    match tree:
        case Leaf():
            yield tree
        case Denied():
            yield from leaves(tree.inner)
        case Several():
            for part in tree.parts:
                yield from leaves(part)
        case bool():
            pass
        case _:
            assert_never(tree)


def rests(form: Form, names: Names, today: date) -> dict[str, Tree]:
    """
    What is left of each condition of a form once all that is known before it is put in: true, false, or what the
    answers on its page will decide. A leaf that cannot be evaluated is left.
    """
    found: dict[str, Tree] = {}
    for name in form.order():
        when = form.fields[name].when
        if when is not None:
            absent = frozenset(other for other, rest in found.items() if rest is False)
            found[name] = _rest(form, tree_of(form, when), absent, names, today)
    return found


def _rest(form: Form, tree: Tree, absent: frozenset[str], names: Names, today: date) -> Tree:
    """`absent`: fields of the form that are surely not asked."""

    look = looking(form, lambda name: None, names, today)

    def left(tree: Tree) -> Tree:
        match tree:
            case Leaf():
                if names_read(form, tree) & form.fields.keys() - absent:
                    return tree
                try:
                    return tree.holds(look, today)
                except GuardFailed:
                    return tree
            case Denied():
                return denied(left(tree.inner))
            case Several():
                return _joined(tree.word, map(left, tree.parts))
            case bool():
                return tree
            case _:
                assert_never(tree)

    return left(tree)


def _joined(word: str, parts: Iterator[Tree]) -> Tree:
    """Stops where the whole is decided: what comes after may not be evaluated."""
    decides = word == "or"
    kept: list[Tree] = []
    for part in parts:
        if part is decides:
            return decides
        if not isinstance(part, bool):
            kept.append(part)
    if not kept:
        return not decides
    return kept[0] if len(kept) == 1 else Several(word, tuple(kept))
