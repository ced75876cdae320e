"""A guard's verdict: its tree compiled once into closures, then called."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, assert_never

from engine.language.guards.exact import MOST_DIGITS, Figure, TooLong, calculated, negated, rounded
from engine.language.guards.nodes import (
    Arithmetic,
    Call,
    Compare,
    Guard,
    GuardFailed,
    Joined,
    Listing,
    Literal,
    Name,
    Negated,
    Node,
    Not,
    Verdict,
    as_date,
)
from engine.language.guards.parsing import parse_guard
from engine.language.patterns import matches_whole
from engine.language.values import Value
from engine.problems import EngineError, Place

Look = Callable[[str], Value]
Atoms = list[tuple[str, bool]]
Run = Callable[[Look, date, Atoms], Any]

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class _Unanswerable(Exception):
    """Null, or another kind, where a value of one kind is needed."""


def evaluate(guard: Guard, look: Callable[[str], Value], today: date, *, boolean: bool = False) -> Verdict:
    """
    The guard's value. `look(name)` gives each name's value (None: not given); what it raises passes through.

    Only what is needed is looked at: `and` stops at the first part that does not hold, `or` at the first that does.

    Args:
        boolean: the whole must be true-or-false, as for a branch and a named guard; not so for `set`.

    Raises:
        GuardFailed: null or another kind where a value of one kind is needed.
    """
    atoms: Atoms = []
    try:
        value = _program(guard.source, boolean)(look, today, atoms)
    except _Unanswerable as fault:
        raise GuardFailed(guard, str(fault)) from None
    return Verdict(value, tuple(atoms))


@lru_cache(maxsize=4096)
def _program(source: str, boolean: bool) -> Run:
    """By the text: two guards of one text are one program."""
    guard, problems = parse_guard(source, Place("", 1, 1))
    if guard is None:
        raise EngineError(f"a guard that was not parsed: {source}: {problems[0].message}")
    maker = _Maker(source)
    return maker.truth(guard.tree) if boolean else maker.value(guard.tree)


class _Maker:
    def __init__(self, source: str) -> None:
        self.source = source

    def words(self, node: Node) -> str:
        return self.source[node.at : node.at + node.width]

    def truth(self, node: Node) -> Run:
        """A part that must be true or false; a leaf of these is an atom and leaves its verdict."""
        match node:
            case Not():
                inner = self.truth(node.inner)
                return lambda look, today, atoms: not inner(look, today, atoms)
            case Joined():
                return _joined(node.word == "and", tuple(self.truth(part) for part in node.parts))
            case Compare() | Call(function="given" | "matches"):
                return self.value(node)
            case Literal() | Name() | Listing() | Call() | Arithmetic() | Negated():
                return self.atom(node)
            case _:
                assert_never(node)

    def atom(self, node: Node) -> Run:
        """A value that must turn out to be true or false."""
        value, words = self.value(node), self.words(node)
        name = node.name if isinstance(node, Name) else None

        def run(look: Look, today: date, atoms: Atoms) -> bool:
            # A name is looked at from here: each guard that it names is a call less deep.
            found = value(look, today, atoms) if name is None else look(name)
            if found is not True and found is not False:
                raise _Unanswerable(f"{words} is {_shown(found)}, not true or false")
            atoms.append((words, found))
            return found

        return run

    def value(self, node: Node) -> Run:
        match node:
            case Literal():
                literal = node.value
                return lambda look, today, atoms: literal
            case Listing():
                items = tuple(item.value for item in node.items)
                return lambda look, today, atoms: items
            case Name():
                name = node.name
                return lambda look, today, atoms: look(name)
            case Compare():
                return self.comparison(node)
            case Call():
                return self.call(node)
            case Not() | Joined():
                return self.truth(node)
            case Negated():
                return _counted(lambda figure, _: negated(figure), self.value(node.inner), None, self.words(node))
            case Arithmetic():
                sign = node.operator
                left, right = self.value(node.left), self.value(node.right)
                return _counted(lambda one, other: calculated(sign, one, other), left, right, self.words(node))
            case _:
                assert_never(node)

    def comparison(self, node: Compare) -> Run:
        left, right, words = self.value(node.left), self.value(node.right), self.words(node)
        if node.operator in ("in", "not in"):
            return self.membership(node, left, right)
        if node.operator in _ORDER:
            return _order(_ORDER[node.operator], left, right, words)
        wanted = node.operator == "=="

        def run(look: Look, today: date, atoms: Atoms) -> bool:
            one, other = left(look, today, atoms), right(look, today, atoms)
            verdict = _equal(one, other) is wanted
            atoms.append((words, verdict))
            return verdict

        return run

    def membership(self, node: Compare, left: Run, right: Run) -> Run:
        wanted, words = node.operator == "in", self.words(node)

        def run(look: Look, today: date, atoms: Atoms) -> bool:
            one, held = left(look, today, atoms), right(look, today, atoms)
            if held is not None and not isinstance(held, (tuple, list)):
                raise _Unanswerable(f"{words}: {_shown(held)} is not a list")
            verdict = any(_equal(one, item) for item in held or ()) is wanted
            atoms.append((words, verdict))
            return verdict

        return run

    def rounding(self, node: Call) -> Run:
        """`round(x / y, digits)`, and `round(x, digits)`: that is x / 1."""
        inner, literal = node.arguments
        assert isinstance(literal, Literal)
        digits = int(literal.value or 0)
        if isinstance(inner, Arithmetic) and inner.operator == "/":
            return _counted(
                lambda one, other: rounded(one, other, digits),
                self.value(inner.left),
                self.value(inner.right),
                self.words(node),
            )
        return _counted(lambda one, _: rounded(one, 1, digits), self.value(inner), None, self.words(node))

    def call(self, node: Call) -> Run:
        words = self.words(node)
        if node.function == "today":
            return lambda look, today, atoms: today
        if node.function == "round":
            return self.rounding(node)
        subject = self.value(node.arguments[0])
        if node.function == "given":

            def given(look: Look, today: date, atoms: Atoms) -> bool:
                verdict = subject(look, today, atoms) not in (None, "", ())
                atoms.append((words, verdict))
                return verdict

            return given
        if node.function == "matches":
            literal = node.arguments[1]
            pattern = str(literal.value) if isinstance(literal, Literal) else ""

            def matches(look: Look, today: date, atoms: Atoms) -> bool:
                text = subject(look, today, atoms)
                if not isinstance(text, str):
                    raise _Unanswerable(f"{words}: matches() of {_shown(text)}")
                verdict = matches_whole(pattern, text)
                atoms.append((words, verdict))
                return verdict

            return matches
        if node.function == "len":

            def length(look: Look, today: date, atoms: Atoms) -> int:
                found = subject(look, today, atoms)
                if not isinstance(found, (str, tuple, list)):
                    raise _Unanswerable(f"{words}: len() of {_shown(found)}")
                return len(found)

            return length

        def years(look: Look, today: date, atoms: Atoms) -> int:
            since = subject(look, today, atoms)
            since = since if type(since) is date else as_date(since)
            if since is None:
                raise _Unanswerable(f"{words}: years_since() of what is not a date")
            return today.year - since.year - ((today.month, today.day) < (since.month, since.day))

        return years


def _counted(count: Callable[[Figure, Figure], Figure], left: Run, right: Run | None, words: str) -> Run:
    """A calculation with one number or two."""

    def run(look: Look, today: date, atoms: Atoms) -> Figure:
        one = _figure(left(look, today, atoms), words)
        other = 0 if right is None else _figure(right(look, today, atoms), words)
        try:
            return count(one, other)
        except ZeroDivisionError:
            raise _Unanswerable(f"{words}: division by 0") from None
        except TooLong:
            raise _Unanswerable(f"{words}: the result has more than {MOST_DIGITS} digits") from None

    return run


def _figure(value: Any, words: str) -> Figure:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _Unanswerable(f"{words}: {_shown(value)} is no number")
    return value


def _joined(all_of: bool, parts: tuple[Run, ...]) -> Run:
    def run(look: Look, today: date, atoms: Atoms) -> bool:
        for part in parts:
            if part(look, today, atoms) is not all_of:
                return not all_of
        return all_of

    return run


def _order(compare: Callable[[Any, Any], bool], left: Run, right: Run, words: str) -> Run:
    def run(look: Look, today: date, atoms: Atoms) -> bool:
        one, other = left(look, today, atoms), right(look, today, atoms)
        if type(one) is not type(other):
            one, other = _both_dates(one, other)
        if one is None or other is None:
            raise _Unanswerable(f"{words}: null has no order")
        try:
            verdict = compare(one, other)
        except TypeError:
            raise _Unanswerable(f"{words}: {_shown(one)} beside {_shown(other)}") from None
        atoms.append((words, verdict))
        return verdict

    return run


def _equal(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        if isinstance(one, bool) or isinstance(other, bool):
            return False  # Python holds True for 1; the language does not
        one, other = _both_dates(one, other)
    return bool(one == other)


def _both_dates(one: Any, other: Any) -> tuple[Any, Any]:
    """A text beside a date is read as a date."""
    if type(one) is date and type(other) is str:
        return one, as_date(other) or other
    if type(other) is date and type(one) is str:
        return as_date(one) or one, other
    return one, other


def _shown(value: Any) -> str:
    """The kind alone: a person's answer does not go into a log."""
    return "null" if value is None else f"a value of kind {type(value).__name__}"
