"""Between which figures an expression lies, whether it may be 0, and of what it is a multiple: all that is sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import NamedTuple, assert_never

from engine.language.guards.domains import Domains
from engine.language.guards.kinds import NUMBERS
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
    inside,
    words_of,
)

_UNTRUE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in"}


class Bounds(NamedTuple):
    """
    What is known of a figure.

    Attributes:
        least, most: it is none beyond these; None: there is no such bound.
        above, below: nor is it `least`, nor `most`.
        tested: it is not 0, whatever the bounds.
        step: it is a multiple of this; None: that is not known.
    """

    least: Fraction | None = None
    most: Fraction | None = None
    above: bool = False
    below: bool = False
    tested: bool = False
    step: Fraction | None = None

    @property
    def may_be_zero(self) -> bool:
        return not (self.tested or self.is_positive or negative(self).is_positive)

    @property
    def is_positive(self) -> bool:
        return self.least is not None and (self.least > 0 or (self.least == 0 and self.above))


Tests = Mapping[str, Bounds]  # the words of an expression -> what has been asked of it
NOTHING = Bounds()
NO_TESTS: Tests = {}


def bounds_of(node: Node, domains: Domains, tests: Tests = NO_TESTS) -> Bounds:
    """What is known of a figure where these tests have held."""
    found = _bounds(node, domains, tests)
    asked = tests.get(words_of(node))
    return found if asked is None else _both(found, asked)


def _bounds(node: Node, domains: Domains, tests: Tests) -> Bounds:
    match node:
        case Literal():
            return _exactly(node.value)
        case Name():
            return _of_name(node.name, domains)
        case Negated():
            return negative(bounds_of(node.inner, domains, tests))
        case Arithmetic(operator="/"):
            return NOTHING
        case Arithmetic():
            left, right = bounds_of(node.left, domains, tests), bounds_of(node.right, domains, tests)
            if node.operator == "*":
                return _product(left, right)
            return _sum(left, right if node.operator == "+" else negative(right))
        case Call(function="len", arguments=(Name() as name,)):
            return _length(name.name, domains)
        case Call(function="round", arguments=(_, Literal(value=int(digits)))):
            return Bounds(step=Fraction(1, 10**digits))
        case Call():
            return Bounds(step=Fraction(1)) if node.function == "years_since" else NOTHING
        case Listing() | Not() | Joined() | Compare():
            return NOTHING
        case _:
            assert_never(node)


def _exactly(value: object) -> Bounds:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return NOTHING
    return Bounds(Fraction(value), Fraction(value), step=abs(Fraction(value)))


def _of_name(name: str, domains: Domains) -> Bounds:
    domain = domains.get(name)
    if domain is None or domain.kind not in NUMBERS:
        return NOTHING
    if domain.setting is not None:
        return _exactly(domain.setting)
    least, most, step = (None if one is None else Fraction(one) for one in (domain.least, domain.most, domain.step))
    if least is not None and least == most:
        step = abs(least)
    return Bounds(least, most, step=step)


def _length(name: str, domains: Domains) -> Bounds:
    domain = domains.get(name)
    if domain is not None and isinstance(domain.setting, str):
        return _exactly(len(domain.setting))
    least, most = domain.lengths if domain else (None, None)
    return Bounds(Fraction(least or 0), None if most is None else Fraction(most), step=Fraction(1))


def negative(bounds: Bounds) -> Bounds:
    """Of the same figure with the other sign."""
    least, most = (None if one is None else -one for one in (bounds.most, bounds.least))
    return Bounds(least, most, bounds.below, bounds.above, bounds.tested, bounds.step)


def _sum(left: Bounds, right: Bounds) -> Bounds:
    least = None if left.least is None or right.least is None else left.least + right.least
    most = None if left.most is None or right.most is None else left.most + right.most
    step = None if left.step is None or right.step is None else _common(left.step, right.step)
    return Bounds(least, most, left.above or right.above, left.below or right.below, step=step)


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The greatest figure of which both are multiples."""
    over = gcd(one.numerator * other.denominator, other.numerator * one.denominator)
    return Fraction(over, one.denominator * other.denominator)


def _product(left: Bounds, right: Bounds) -> Bounds:
    step = None if left.step is None or right.step is None else left.step * right.step
    tested = not left.may_be_zero and not right.may_be_zero
    for one, other in ((left, right), (right, left)):
        if one.most is not None and one.most <= 0:  # below zero: the other way round
            return negative(_product(negative(one), other))._replace(step=step)
    if left.least is None or right.least is None or left.least < 0 or right.least < 0:
        return Bounds(tested=tested, step=step)
    most = None if left.most is None or right.most is None else left.most * right.most
    least = left.least * right.least
    above = left.is_positive and right.is_positive and least == 0
    return Bounds(least, most, above, tested=tested, step=step)


def _both(one: Bounds, other: Bounds) -> Bounds:
    """Of a figure of which both are true."""
    least, above = _tighter((one.least, one.above), (other.least, other.above), 1)
    most, below = _tighter((one.most, one.below), (other.most, other.below), -1)
    return Bounds(least, most, above, below, one.tested or other.tested, one.step or other.step)


def _tighter(
    one: tuple[Fraction | None, bool], other: tuple[Fraction | None, bool], sign: int
) -> tuple[Fraction | None, bool]:
    if one[0] is None or other[0] is None:
        return one if other[0] is None else other
    if one[0] == other[0]:
        return one[0], one[1] or other[1]
    return max(one, other, key=lambda bound: sign * (bound[0] or 0))


def _either(one: Bounds, other: Bounds) -> Bounds:
    """Of a figure of which one of these is true."""
    least = None if one.least is None or other.least is None else min(one.least, other.least)
    most = None if one.most is None or other.most is None else max(one.most, other.most)
    above, below = one.above and other.above, one.below and other.below
    return Bounds(least, most, above, below, not one.may_be_zero and not other.may_be_zero)


class NamedTests:
    """What is known once a named guard has turned out as true or false: worked out once, however often it is named."""

    def __init__(self, guards: Mapping[str, Node], domains: Domains) -> None:
        self.guards, self.domains = guards, domains
        self._known: dict[tuple[str, bool], Tests] = {}

    def known(self, name: str, truth: bool) -> Tests:
        if (name, truth) not in self._known:
            self._known[name, truth] = NO_TESTS  # of one that names itself: another rule's problem
            self._known[name, truth] = tests_of(self.guards[name], truth, self)
        return self._known[name, truth]


def tests_of(node: Node, truth: bool, named: NamedTests) -> Tests:
    """What is known of expressions once a guard has turned out as `truth`."""
    match node:
        case Not():
            return tests_of(node.inner, not truth, named)
        case Joined():
            each = [tests_of(part, truth, named) for part in node.parts]
            return all_of(each) if (node.word == "and") is truth else _one_of(each)
        case Name() if node.name in named.guards:
            return named.known(node.name, truth)
        case Compare():
            operator = node.operator if truth else _UNTRUE[node.operator]
            return dict(_asked(node, operator, named.domains))
        case Literal() | Name() | Listing() | Call() | Arithmetic() | Negated():
            return NO_TESTS
        case _:
            assert_never(node)


def all_of(each: Iterable[Tests]) -> Tests:
    """What is known where all of these are."""
    found: dict[str, Bounds] = {}
    for tests in each:
        for words, bounds in tests.items():
            found[words] = _both(found[words], bounds) if words in found else bounds
    return found


def _one_of(each: list[Tests]) -> Tests:
    found = dict(each[0])
    for tests in each[1:]:
        found = {words: _either(found[words], tests[words]) for words in found if words in tests}
    return found


def _asked(node: Compare, operator: str, domains: Domains) -> Iterator[tuple[str, Bounds]]:
    if isinstance(node.right, Listing):
        items = [_exactly(item.value) for item in node.right.items]
        tested = {"in": all(item.least for item in items), "not in": any(item.least == 0 for item in items)}
        if tested.get(operator):
            yield words_of(node.left), Bounds(tested=True)
        return
    mirrored = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
    for side, sign, other in ((node.left, operator, node.right), (node.right, mirrored, node.left)):
        if isinstance(side, Literal):
            continue
        known = bounds_of(other, domains)
        found = NOTHING
        if sign in ("<", "<="):
            found = Bounds(most=known.most, below=known.below or sign == "<")
        elif sign in (">", ">="):
            found = Bounds(least=known.least, above=known.above or sign == ">")
        elif sign == "==":
            found = known._replace(step=None)
        elif known.least == known.most == 0:
            found = Bounds(tested=True)
        if found != NOTHING:
            yield words_of(side), found


def without(tests: Tests, name: str) -> Tests:
    """The tests that still say something once another value is written to a name."""
    return {words: bounds for words, bounds in tests.items() if name not in _words(words)}


def _words(words: str) -> set[str]:
    return set("".join(sign if sign.isalnum() or sign == "_" else " " for sign in words).split())


def divisors(node: Node, tests: Tests, named: NamedTests) -> Iterator[Node]:
    """Each divisor that may be 0 where it is read."""
    match node:
        case Joined():
            for part in node.parts:
                yield from divisors(part, tests, named)
                tests = all_of((tests, tests_of(part, node.word == "and", named)))
        case Not():
            yield from divisors(node.inner, tests, named)
        case Compare():
            yield from divisors(node.left, tests, named)
            yield from divisors(node.right, tests, named)
        case Literal() | Name() | Listing() | Call() | Arithmetic() | Negated():
            for part in inside(node):
                divisor = part.right if isinstance(part, Arithmetic) and part.operator == "/" else None
                if divisor and bounds_of(divisor, named.domains, tests).may_be_zero:
                    yield divisor
        case _:
            assert_never(node)
