"""
What guards can turn out as, all of them together: every way in which the values that they read can lie.

A name has as many regions as the literals that it is compared with tell apart; a world is one region for each name.
The worlds in which something holds are the bits of one number: an `and` of two guards is an `&` of two numbers.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, assert_never

from engine.language.guards.domains import NO_TEXT, Choice, Domain, Scale, as_figure, bits
from engine.language.guards.linear import MIRRORED, calculates
from engine.language.guards.nodes import (
    Arithmetic,
    Call,
    Compare,
    Joined,
    Listing,
    Literal,
    Name,
    Negated,
    Node,
    Not,
    words_of,
)
from engine.language.guards.terms import Constant, Term, Terms, Unclear, measured, one_by_one
from engine.language.patterns import matches_whole

MOST_WORLDS = 1 << 14  # beyond so many nothing is said


class Verdicts(NamedTuple):
    """The worlds in which an expression is true, and in which it is false; where it fails it is neither."""

    true: int
    false: int


class Worlds:
    """
    The worlds that expressions tell apart.

    Attributes:
        all: those that there are.

    Raises:
        Unclear: something is not understood, or it is too much: use `worlds_of`.
    """

    def __init__(self, nodes: Collection[Node], terms: Terms) -> None:
        self._read = terms
        self._guards, self._open_guards, self._open_parts = terms.guards, terms.open_guards, terms.open_parts
        self._named: dict[str, Verdicts] = {}
        self._found: dict[int, Verdicts] = {}  # by the node's identity
        terms.look_at(nodes)
        self._lay_out()

    def _lay_out(self) -> None:
        self._regions: dict[str, Choice | Scale] = {}
        self._place: dict[str, tuple[int, int, int]] = {}  # key -> stride, count, is there a region of null before
        for key, items in self._read.items.items():
            self._read.opaque |= {f"{item!r} in {key}": 2 for item in items}
        self._measure_texts()
        stride = 1
        for key, term in self._read.terms.items():
            regions = self._regions[key] = self._regions_of(term)
            null = int(not term.null_fails and term.name is not None and self._nullable(key))
            stride = self._placed(key, stride, regions.count + null, null)
        for key, count in self._read.opaque.items():
            stride = self._placed(key, stride, count, 0)
        self._size = stride
        self.all = (1 << stride) - 1
        self._bind()

    def _placed(self, key: str, stride: int, count: int, null: int) -> int:
        if stride * count > MOST_WORLDS:
            raise Unclear
        self._place[key] = stride, count, null
        return stride * count

    def _nullable(self, subject: str) -> bool:
        return self._read.domain_of(subject).nullable

    def _measure_texts(self) -> None:
        """The length of each text that is named is named too."""
        for key, term in self._read.terms.items():
            if (
                term.key.startswith("len(")
                and term.name in self._read.terms
                and self._read.terms[term.name].kind == "text"
            ):
                values = [*self._read.cuts[term.name], *self._read.domain_of(term.name).closed]
                self._read.cuts[key] |= dict.fromkeys(len(value) for value in values if isinstance(value, str))

    def _regions_of(self, term: Term) -> Choice | Scale:
        cuts = self._read.cuts[term.key]
        domain = self._read.domain_of(term.name) if term.name is not None else Domain("date", False, step=1)
        if term.key.startswith("len("):
            return Scale(map(as_figure, cuts), *domain.lengths, 1)
        if term.key.startswith("years_since("):
            return Scale(map(as_figure, cuts), None, None, 1)
        if term.kind in ("figure", "day"):
            return Scale(map(as_figure, cuts), domain.least, domain.most, domain.step)
        if term.kind == "boolean":
            return Choice((True, False) if domain.only is None else (domain.only,), others=False)
        if term.kind == "text":
            if domain.closed:
                return Choice(domain.closed, others=False)
            return Choice([*([NO_TEXT] if domain.may_be_empty else []), *map(str, cuts)], others=True)
        return Choice((), others=True)  # it is given, and no more is asked of it

    def _bind(self) -> None:
        """Leaves out the worlds that there are not: where one value says what another is."""
        for key, term in self._read.terms.items():
            if key.startswith("len(") and term.name:
                regions = self._regions[term.name]
                for value, at in regions.values().items() if isinstance(regions, Choice) else ():
                    if isinstance(value, str):
                        self.all &= ~self._from(term.name, at, at + 1) | self._equals(term, len(value))
            if term.name == key:
                self._bind_fact(key)
                self._bind_to_today(term)
        for key, items in self._read.items.items():
            options = self._read.domain_of(key).closed
            if options and all(option in items for option in options):
                held = self._null(key)
                for option in options:
                    held |= self._way(f"{option!r} in {key}", 1)
                self.all &= held

    def _bind_to_today(self, term: Term) -> None:
        """A day that was not after today's when it was given is never after it."""
        if "today()" not in self._read.terms or not self._read.domain_of(term.key).until_today:
            return
        pair = self._read.pair_of(term, self._read.terms["today()"])
        if pair in self._place:
            self.all &= ~self._one_of(">" if term.key < "today()" else "<", pair)

    def _bind_fact(self, key: str) -> None:
        """A fact is null where what it asks about is."""
        asked = self._read.domain_of(key).asks
        if not asked or asked not in self._read.terms:
            return
        self.all &= ~(self._null(asked) & ~self._null(key))
        if not self._read.domain_of(asked).may_be_empty:
            self.all &= ~(self._null(key) & ~self._null(asked))

    def _from(self, key: str, first: int, end: int) -> int:
        """The worlds in which a term lies in one of these regions."""
        stride, count, null = self._place[key]
        return bits(stride, count, null + first, null + end, self._size)

    def _way(self, key: str, way: int) -> int:
        stride, count, _ = self._place[key]
        return bits(stride, count, way, way + 1, self._size)

    def _null(self, subject: str | None) -> int:
        if subject is None or not self._place[subject][2]:
            return 0
        stride, count, _ = self._place[subject]
        return bits(stride, count, 0, 1, self._size)

    # What holds in which of them.

    def verdicts(self, node: Node) -> Verdicts:
        """In which worlds an expression holds, and in which it does not."""
        if id(node) not in self._found:
            true, false = self._verdicts(node)
            self._found[id(node)] = Verdicts(true & self.all, false & self.all)
        return self._found[id(node)]

    def _verdicts(self, node: Node) -> Verdicts:
        if id(node) in self._open_parts:
            return Verdicts(self.all, self.all)
        match node:
            case Not():
                true, false = self._verdicts(node.inner)
                return Verdicts(false, true)
            case Joined():
                return self._joined(node)
            case Literal():
                return Verdicts(self.all * (node.value is True), self.all * (node.value is False))
            case Name() if node.name in self._open_guards:
                return Verdicts(self._way(f"guard {node.name}", 1), self._way(f"guard {node.name}", 0))
            case Name() if node.name in self._guards:
                if node.name not in self._named:
                    self._named[node.name] = self._verdicts(self._guards[node.name])
                return self._named[node.name]
            case Name():
                return self._truth(self._read.side(node))
            case Compare():
                return self._compared(node)
            case Call(function="given", arguments=(Name() as name,)):
                key = self._read.subject(name.name)
                regions = self._regions[key]
                no_text = regions.at(NO_TEXT) if isinstance(regions, Choice) else None
                missing = self._null(key) | (0 if no_text is None else self._from(key, no_text, no_text + 1))
                return Verdicts(self.all & ~missing, missing)
            case Call(function="matches", arguments=(Name() as name, Literal() as pattern)):
                return self._matched(self._read.subject(name.name), str(pattern.value))
            case Listing() | Call() | Arithmetic() | Negated():
                raise Unclear
            case _:
                assert_never(node)

    def _joined(self, node: Joined) -> Verdicts:
        """What comes after the part that decides is not read: nor does it fail."""
        go_on, decided = self.all, 0
        for part in node.parts:
            true, false = self._verdicts(part)
            if node.word == "and":
                go_on, decided = go_on & true, decided | (go_on & false)
            else:
                go_on, decided = go_on & false, decided | (go_on & true)
        return Verdicts(go_on, decided) if node.word == "and" else Verdicts(decided, go_on)

    def _truth(self, term: Constant | Term) -> Verdicts:
        if not isinstance(term, Term) or term.kind != "boolean":
            raise Unclear
        return Verdicts(self._equals(term, True), self._equals(term, False))

    def _matched(self, key: str, pattern: str) -> Verdicts:
        given = self.all & ~self._null(key)
        regions = self._regions[key]
        if f"matches({key}, {pattern!r})" in self._place:
            held = self._way(f"matches({key}, {pattern!r})", 1)
        else:
            assert isinstance(regions, Choice)
            held = 0
            for value, at in regions.values().items():
                if isinstance(value, str) and matches_whole(pattern, value):
                    held |= self._from(key, at, at + 1)
        return Verdicts(given & held, given & ~held)

    def _worked_out(self, node: Compare) -> Verdicts:
        """Of a comparison with arithmetic in it."""
        if (sides := self._read.worked_out(node)) is None:
            return self._by_pair(node)
        left, right, operator = sides
        if operator not in ("==", "!="):
            return self._ordered(left, right, node._replace(operator=operator))
        held, failed = self._same(left, right, node), self._failed(left)
        return Verdicts(held & ~failed, self.all & ~held & ~failed)

    def _compared(self, node: Compare) -> Verdicts:
        if calculates(node.left) or calculates(node.right):
            found = Verdicts(0, self.all)
            for one in map(self._worked_out, one_by_one(node)):
                found = Verdicts(found.true | one.true, found.false & one.false)
            return Verdicts(found.false, found.true) if node.operator in ("!=", "not in") else found
        left = self._read.side(node.left)
        if isinstance(node.right, Listing):
            held, failed = 0, self._failed(left)
            for item in node.right.items:
                held |= self._same(left, Constant(item.value, False), node)
            held &= ~failed
            found = Verdicts(held, self.all & ~held & ~failed)
        elif node.operator in ("in", "not in"):
            right = self._read.side(node.right)
            assert isinstance(right, Term)
            held = self._held(left, right, node) & ~self._null(right.key)
            found = Verdicts(held, self.all & ~held)
        else:
            right = self._read.side(node.right)
            failed = self._failed(left) | self._failed(right)
            if node.operator not in ("==", "!="):
                return self._ordered(left, right, node)
            held = self._same(left, right, node) & ~failed
            found = Verdicts(held, self.all & ~held & ~failed)
        return Verdicts(found.false, found.true) if node.operator in ("!=", "not in") else found

    def _held(self, item: Constant | Term, listed: Term, node: Compare) -> int:
        if isinstance(item, Constant) and isinstance(item.value, str):
            return self._way(f"{item.value!r} in {listed.key}", 1)
        return self._way(words_of(node._replace(operator="in")), 1)

    def _failed(self, side: Constant | Term) -> int:
        return self._null(side.name) if isinstance(side, Term) and side.null_fails else 0

    def _same(self, left: Constant | Term, right: Constant | Term, node: Compare) -> int:
        """The worlds in which two sides are equal; null is equal to null alone."""
        if self._read.by_settings(left, right):
            return self._way(self._read.pair(node), 1)
        if isinstance(left, Constant) and isinstance(right, Constant):
            return self.all if _equal(left.value, right.value) else 0
        if isinstance(left, Term) and isinstance(right, Term):
            if left.key == right.key:
                return self.all
            nulls = self._null(left.name), self._null(right.name)
            both = self._alike(left, right) & ~nulls[0] & ~nulls[1]
            return both | (nulls[0] & nulls[1])
        term, constant = (left, right) if isinstance(left, Term) else (right, left)
        assert isinstance(term, Term)
        assert isinstance(constant, Constant)
        if constant.value is None:
            return 0 if term.null_fails else self._null(term.name)
        return self._equals(term, constant.value)

    def _alike(self, left: Term, right: Term) -> int:
        if not (self._read.listed(left) and self._read.listed(right)):
            return self._way(self._read.pair_of(left, right), 1)
        one, other = self._regions[left.key], self._regions[right.key]
        assert isinstance(one, Choice)
        assert isinstance(other, Choice)
        found = 0
        for value, at in one.values().items():
            beside = other.at(value)
            if beside is not None:
                found |= self._from(left.key, at, at + 1) & self._from(right.key, beside, beside + 1)
        return found

    def _equals(self, term: Term, value: object) -> int:
        """The worlds in which a term has this value, which was named."""
        regions, figure = self._regions[term.key], measured(term, value)
        if isinstance(regions, Scale):
            bounds = regions.below(as_figure(figure)), regions.up_to(as_figure(figure))
            return self._from(term.key, *bounds) & ~self._null(term.name)
        at = regions.at(figure)
        return 0 if at is None else self._from(term.key, at, at + 1)

    def _ordered(self, left: Constant | Term, right: Constant | Term, node: Compare) -> Verdicts:
        operator = node.operator
        if isinstance(left, Constant) and isinstance(right, Constant):
            return self._ordered_constants(left, right, node)
        if isinstance(left, Constant):
            left, right, operator = right, left, MIRRORED[operator]
        assert isinstance(left, Term)
        failed = self._null(left.name)
        if isinstance(right, Term):
            failed |= self._null(right.name)
            if left.key == right.key:
                held = self.all if operator in ("<=", ">=") else 0
            else:
                held = self._way_of(operator if left.key < right.key else MIRRORED[operator], left, right)
        else:
            regions, figure = self._regions[left.key], as_figure(measured(left, right.value))
            if not isinstance(regions, Scale):
                raise Unclear
            below, up_to = regions.below(figure), regions.up_to(figure)
            bounds = {"<": (0, below), "<=": (0, up_to), ">": (up_to, regions.count), ">=": (below, regions.count)}
            held = self._from(left.key, *bounds[operator])
        held &= ~failed
        return Verdicts(held, self.all & ~held & ~failed)

    def _ordered_constants(self, left: Constant, right: Constant, node: Compare) -> Verdicts:
        operator = node.operator
        if left.setting or right.setting:
            return self._by_pair(node)
        one, other = left.value, right.value
        if type(one) is bool or type(other) is bool:
            raise Unclear
        if not isinstance(one, int | Decimal | Fraction) or not isinstance(other, int | Decimal | Fraction):
            raise Unclear
        holds = {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[operator]
        return Verdicts(self.all * holds, self.all * (not holds))

    def _by_pair(self, node: Compare) -> Verdicts:
        """Of two sides of which either may be more."""
        operator = MIRRORED[node.operator] if words_of(node.left) > words_of(node.right) else node.operator
        held = self._one_of(operator, self._read.pair(node))
        return Verdicts(held, self.all & ~held)

    def _way_of(self, operator: str, left: Term, right: Term) -> int:
        return self._one_of(operator, self._read.pair_of(left, right))

    def _one_of(self, operator: str, key: str) -> int:
        """The worlds in which two things stand in an order: 0 is less, 1 is equal, 2 is more."""
        ways = {"<": (0,), "<=": (0, 1), ">": (2,), ">=": (1, 2), "==": (1,), "!=": (1,)}[operator]
        found = 0
        for way in ways:
            found |= self._way(key, way)
        return found


def _equal(one: object, other: object) -> bool:
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)
