"""Which fields of a form are asked, by the answers above them and by what was known before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple, assert_never

from engine.language.forms.form import Form
from engine.language.guards import Guard, GuardFailed, evaluate
from engine.language.guards.nodes import Joined, Literal, Name, Node, Not, inside
from engine.language.values import Duration, SettingValue, Value

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

    def look(name: str) -> Value:
        if name in form.fields:
            if name in unsure or (name in faulty and name not in hidden):
                raise _Unsure
            return None if name in hidden else given.get(name)
        return of_outside(form, name, names, look, today)

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


def of_outside(form: Form, name: str, names: Names, look: Callable[[str], Value], today: date) -> Value:
    """The value of a name that is no field of the form: a named guard's verdict, or what is known before."""
    guard = form.guards.get(name)
    if guard is not None:
        return evaluate(guard, look, today, boolean=True).value
    value = names.get(name)
    return str(value) if isinstance(value, Duration) else value


# What is known is put in first ----------------------------------------------------------------------------------------


class Leaf(NamedTuple):
    """A part of a condition that is true or false by itself: a comparison, a call, a bare name."""

    guard: Guard  # in whose text it stands
    node: Node

    @property
    def names(self) -> frozenset[str]:
        """The names that it reads."""
        return frozenset(part.name for part in inside(self.node) if isinstance(part, Name))

    def holds(self, look: Callable[[str], Value], today: date) -> bool:
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
    """The whole of a condition, with the named guards that it reads written out."""

    def whole(node: Node, within: Guard) -> Tree:
        if isinstance(node, Not):
            return denied(whole(node.inner, within))
        if isinstance(node, Joined):
            return Several(node.word, tuple(whole(part, within) for part in node.parts))
        if isinstance(node, Name) and node.name in form.guards and node.name not in form.fields:
            named = form.guards[node.name]
            return whole(named.tree, named)
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return node.value
        return Leaf(within, node)

    return whole(guard.tree, guard)


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

    def look(name: str) -> Value:
        return None if name in form.fields else of_outside(form, name, names, look, today)

    def left(tree: Tree) -> Tree:
        match tree:
            case Leaf():
                if tree.names & form.fields.keys() - absent:
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
