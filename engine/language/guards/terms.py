"""What guards read, term by term: what each is compared with, and what of it cannot be looked into."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, assert_never

from engine.language.guards.domains import Domain, Domains, day
from engine.language.guards.kinds import NUMBERS
from engine.language.guards.linear import Line, calculates, figure_of, solved
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
    as_date,
    words_of,
)

MOST_GUARDS = 40  # named guards read through, one within another; and for each expression, in all


class Unclear(Exception):
    """Something that is not understood, or too much: nothing is said."""


class Constant(NamedTuple):
    value: object  # text, figure, true or false, or null; a Fraction where it was worked out
    setting: bool


class Term(NamedTuple):
    """Something that has a value in each world. `null_fails`: where its name is null there is no value, not null."""

    key: str
    kind: str  # "figure" | "day" | "text" | "boolean" | "list" | "hash"
    name: str | None  # whose null is its own
    null_fails: bool = False


class Terms:
    """
    The terms of some expressions, as they are met.

    Attributes:
        cuts: term -> what it is compared with.
        opaque: what may turn out in so many ways, whatever else there is.
        items: list -> what is looked for in it.

    Raises:
        Unclear: something is not understood, or it is too much.
    """

    def __init__(
        self,
        domains: Domains,
        guards: Mapping[str, Node],
        open_guards: frozenset[str],
        open_parts: frozenset[int],
    ) -> None:
        self.domains, self.guards = domains, guards
        self.open_guards, self.open_parts = open_guards, open_parts
        self.cuts: dict[str, dict[object, None]] = {}
        self.terms: dict[str, Term] = {}
        self.opaque: dict[str, int] = {}
        self.items: dict[str, dict[str, None]] = {}
        self._name_of: dict[str, str] = {}
        self._read: set[str] = set()
        self._most = 0
        self._reading: list[str] = []

    def look_at(self, nodes: Collection[Node]) -> None:
        """Reads these expressions: their terms are known then."""
        self._most = MOST_GUARDS * len(nodes)
        for node in nodes:
            self.look(node)

    def look(self, node: Node) -> None:
        if id(node) in self.open_parts:
            return
        match node:
            case Not():
                self.look(node.inner)
            case Joined():
                for part in node.parts:
                    self.look(part)
            case Literal():
                pass
            case Name() if node.name in self.guards:
                self._look_into(node.name)
            case Name():
                self.side(node)
            case Compare():
                self._look_at(node)
            case Call(function="given", arguments=(Name() as name,)):
                self._look_at_name(name)
            case Call(function="matches", arguments=(Name() as name, Literal() as pattern)):
                self._look_at_name(name)
                if not self._domain(name.name).closed or self._domain(name.name).setting is not None:
                    self.opaque[f"matches({self.subject(name.name)}, {pattern.value!r})"] = 2
            case Listing() | Call() | Arithmetic() | Negated():
                raise Unclear
            case _:
                assert_never(node)

    def _look_at_name(self, name: Name) -> None:
        if isinstance(self.side(name), Constant):
            raise Unclear

    def _look_into(self, name: str) -> None:
        if name in self.open_guards:
            self.opaque[f"guard {name}"] = 2
        elif name in self._reading or len(self._reading) >= MOST_GUARDS or len(self._read) >= self._most:
            raise Unclear
        elif name not in self._read:
            self._read.add(name)
            self._reading.append(name)
            self.look(self.guards[name])
            self._reading.pop()

    def _look_at(self, node: Compare) -> None:
        if calculates(node.left) or calculates(node.right):
            for each in one_by_one(node):
                if (sides := self.worked_out(each)) is None:
                    self.opaque[self.pair(each)] = 3
                else:
                    self._look_at_two(sides[0], sides[1], each)
            return
        left = self.side(node.left)
        if isinstance(node.right, Listing):
            for item in node.right.items:
                self._look_at_two(left, Constant(item.value, False), node)
            return
        right = self.side(node.right)
        if node.operator not in ("in", "not in"):
            self._look_at_two(left, right, node)
        elif not (isinstance(right, Term) and right.kind == "list"):
            raise Unclear
        elif isinstance(left, Constant) and isinstance(left.value, str):
            self.items.setdefault(right.key, {})[left.value] = None
        else:
            self.opaque[words_of(node._replace(operator="in"))] = 2

    def _look_at_two(self, left: Constant | Term, right: Constant | Term, node: Compare) -> None:
        if self.by_settings(left, right):
            self.opaque[self.pair(node)] = 3
            return
        if isinstance(left, Constant) and isinstance(right, Constant):
            return
        if isinstance(left, Term) and isinstance(right, Term):
            if left.key != right.key and not (self.listed(left) and self.listed(right)):
                self.opaque[self.pair_of(left, right)] = 3
            return
        term, constant = (left, right) if isinstance(left, Term) else (right, left)
        assert isinstance(term, Term)
        assert isinstance(constant, Constant)
        if constant.value is not None:
            self.cuts[term.key][measured(term, constant.value)] = None

    def worked_out(self, node: Compare) -> tuple[Constant | Term, Constant, str] | None:
        """
        The sides of a comparison with arithmetic in it, and its operator, solved for the one term in it. None: what it
        turns out as is not known.
        """
        settings = False

        def read(part: Node) -> Line:
            nonlocal settings
            side = self.side(part)
            if isinstance(side, Constant):
                settings = settings or side.setting
                line = figure_of(side.value)
            else:
                line = Line(Fraction(1), side.key, Fraction(0)) if side.kind == "figure" else None
            if line is None:
                raise Unclear
            return line

        found = solved(node, read)
        if found is None or (settings and not found.term):  # by a setting an analyst switches something
            return None
        if not found.term:
            return Constant(found.other, False), Constant(found.figure, False), found.operator
        return self.terms[found.term]._replace(null_fails=True), Constant(found.figure, False), found.operator

    def side(self, node: Node) -> Constant | Term:
        """One side of a comparison; what it is made of is remembered."""
        match node:
            case Literal():
                return Constant(node.value, False)
            case Name():
                domain = self._domain(node.name)
                if domain.setting is not None and (domain.kind not in ("boolean", "text") or as_date(domain.setting)):
                    return Constant(domain.setting, True)
                key = self.subject(node.name)
                return self._term(Term(key, _sort_of(domain.kind), key))
            case Call(function="today"):
                return self._term(Term("today()", "day", None))
            case Call(function="len" | "years_since", arguments=(Name() as name,)):
                inner = self.side(name)
                if not isinstance(inner, Term) or self._is_setting(inner):
                    raise Unclear
                return self._term(Term(f"{node.function}({inner.key})", "figure", inner.key, True))
            case Listing() | Not() | Joined() | Compare() | Call() | Arithmetic() | Negated():
                raise Unclear
            case _:
                assert_never(node)

    def _term(self, term: Term) -> Term:
        self.terms.setdefault(term.key, term)
        self.cuts.setdefault(term.key, {})
        return term

    def _domain(self, name: str) -> Domain:
        if name not in self.domains:
            raise Unclear
        return self.domains[name]

    def subject(self, name: str) -> str:
        """What a name stands for: the same for two facts that ask the same."""
        subject = self._domain(name).subject or name
        self._name_of.setdefault(subject, name)
        return subject

    def domain_of(self, subject: str) -> Domain:
        """The values that a subject can have."""
        return self._domain(self._name_of[subject])

    def by_settings(self, left: Constant | Term, right: Constant | Term) -> bool:
        """Whether the settings alone decide how two sides compare: an analyst switches something by one."""
        settings = [self._is_setting(side) for side in (left, right)]
        literals = [isinstance(side, Constant) and not side.setting for side in (left, right)]
        return any(settings) and all(a or b for a, b in zip(settings, literals, strict=True))

    def _is_setting(self, side: Constant | Term) -> bool:
        if isinstance(side, Constant):
            return side.setting
        return side.kind == "text" and side.name is not None and self.domain_of(side.name).setting is not None

    def pair(self, node: Compare) -> str:
        return " <> ".join(sorted((words_of(node.left), words_of(node.right))))

    def pair_of(self, left: Term, right: Term) -> str:
        return " <> ".join(sorted((left.key, right.key)))

    def listed(self, term: Term) -> bool:
        """Whether every value that the term can have is known by itself."""
        return term.kind == "boolean" or (term.kind == "text" and bool(self.domain_of(term.key).closed))


def one_by_one(node: Compare) -> tuple[Compare, ...]:
    """The comparisons of which one must hold: with each item of a list."""
    if isinstance(node.right, Listing):
        return tuple(node._replace(operator="==", right=item) for item in node.right.items)
    if node.operator in ("in", "not in"):
        raise Unclear
    return (node,)


def _sort_of(kind: str) -> str:
    if kind in NUMBERS:
        return "figure"
    return {"date": "day", "text": "text", "boolean": "boolean", "list": "list"}.get(kind, "hash")


def measured(term: Term, value: object) -> object:
    """A value as the regions of a term hold it."""
    if term.kind == "day":
        found = value if type(value) is date else as_date(value)
        if found is None:
            raise Unclear
        return day(found)
    wanted: dict[str, type | tuple[type, ...]] = {"figure": (int, Decimal, Fraction), "text": str, "boolean": bool}
    if term.kind not in wanted or not isinstance(value, wanted[term.kind]):
        raise Unclear
    if term.kind == "figure" and isinstance(value, bool):
        raise Unclear
    return value
