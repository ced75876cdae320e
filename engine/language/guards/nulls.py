"""Which names surely have a value once a guard has been read; each named guard is read through once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import assert_never

from engine.language.guards.nodes import (
    Arithmetic,
    Call,
    Compare,
    Guard,
    Joined,
    Listing,
    Literal,
    Name,
    Negated,
    Node,
    Not,
    words_of,
)

NO_NAMES: frozenset[str] = frozenset()


Conditions = Mapping[str, Mapping[str, Node]]  # field -> form -> where that form asks it
NO_CONDITIONS: Conditions = {}


def asked_in(form: str, field: str) -> str:
    """The name under which it is known that a form was passed that must be given this field where it asks it."""
    return f"asked {field} in {form}"


_OPPOSITE = {"!=": "==", "not in": "in", ">=": "<", ">": "<="}


def _fact(node: Node, truth: bool) -> tuple[str, bool]:
    """The words of an atom and its verdict: the same for its opposite, whichever side of `==` is written first."""
    if isinstance(node, Compare) and node.operator in _OPPOSITE:
        node, truth = node._replace(operator=_OPPOSITE[node.operator]), not truth
    if isinstance(node, Compare) and node.operator == "==" and isinstance(node.left, Literal):
        node = node._replace(left=node.right, right=node.left)
    return words_of(node), truth


def _said(words: str, held: bool) -> str:
    return f"{'holds' if held else 'fails'} {words}"


class NamedGuards(dict[str, Guard]):
    """
    The named guards of a flow, with what follows from each. That is worked out once, however often and by however many
    others a guard is named: sixty guards each of which names the one before twice are sixty, not 2**60.

    Attributes:
        conditions: field -> form -> where that form asks it: once that is known to hold, the field is given.
        looked_into: name -> the names it reads that were given wherever nulls were looked for in it: where at least
            these are, nothing new is found.
    """

    def __init__(self, guards: Mapping[str, Guard], conditions: Conditions = NO_CONDITIONS) -> None:
        super().__init__(guards)
        self.conditions = conditions
        trees = [tree for forms in conditions.values() for tree in forms.values()]
        self._atoms = {_fact(atom, True)[0] for tree in trees for atom in self.atoms(tree)}
        self.looked_into: dict[str, frozenset[str]] = {}
        self._known: dict[tuple[str, bool], frozenset[str]] = {}
        self._reads: dict[str, frozenset[str]] = {}

    def reads(self, name: str) -> frozenset[str]:
        """Every name that a guard reads, itself or through others that it names."""
        if name not in self._reads:
            self._reads[name] = NO_NAMES  # of one that names itself: another rule's problem
            own = self[name].names
            self._reads[name] = own.union(*(self.reads(other) for other in own if other in self))
        return self._reads[name]

    def atoms(self, tree: Node) -> Iterator[Node]:
        """The parts of an expression that are true or false by themselves, through the named guards that it reads."""
        todo, seen = [tree], set[str]()
        while todo:
            node = todo.pop()
            if isinstance(node, Not):
                todo.append(node.inner)
            elif isinstance(node, Joined):
                todo += node.parts
            elif isinstance(node, Name) and node.name in self:
                todo += [] if node.name in seen else [self[node.name].tree]
                seen.add(node.name)
            else:
                yield node

    def facts(self, node: Node, truth: bool) -> frozenset[str]:
        """What is known of the parts of conditions once this one has turned out as `truth`: no name holds a blank."""
        words, held = _fact(node, truth) if self._atoms else ("", truth)
        return frozenset({_said(words, held)}) if words in self._atoms else NO_NAMES

    def surely_given(self, name: str, known: Collection[str]) -> bool:
        """Whether a field has a value: it is known to have one, or its form was passed and its condition held."""
        trees = self.conditions.get(name, {})
        return name in known or any(
            asked_in(form, name) in known and self._implied(tree, True, known, {}) for form, tree in trees.items()
        )

    def _implied(self, tree: Node, truth: bool, known: Collection[str], found: dict[tuple[str, bool], bool]) -> bool:
        """Whether it surely turns out as `truth`; `found`: of the named guards looked into."""
        if isinstance(tree, Not):
            return self._implied(tree.inner, not truth, known, found)
        if isinstance(tree, Joined):
            each = (self._implied(part, truth, known, found) for part in tree.parts)
            return all(each) if (tree.word == "and") is truth else any(each)
        if isinstance(tree, Name) and tree.name in self:
            if (tree.name, truth) not in found:
                found[tree.name, truth] = False  # of one that names itself: another rule's problem
                found[tree.name, truth] = self._implied(self[tree.name].tree, truth, known, found)
            return found[tree.name, truth]
        return _said(*_fact(tree, truth)) in known

    def known(self, name: str, truth: bool) -> frozenset[str]:
        """The names that are surely given once this guard has turned out as `truth`."""
        if (name, truth) not in self._known:
            self._known[name, truth] = NO_NAMES
            self._known[name, truth] = _names_known(self[name].tree, truth, self)
        return self._known[name, truth]


NO_GUARDS: Mapping[str, Guard] = {}


def named_guards(guards: Mapping[str, Guard]) -> NamedGuards:
    """The guards with what follows from them, as far as that is not with them yet."""
    return guards if isinstance(guards, NamedGuards) else NamedGuards(guards)


def names_known(node: Node, truth: bool, guards: Mapping[str, Guard] = NO_GUARDS) -> frozenset[str]:
    """The names that are surely given once this expression has turned out as `truth`."""
    return _names_known(node, truth, named_guards(guards))


def _names_known(node: Node, truth: bool, guards: NamedGuards) -> frozenset[str]:
    if guards.conditions and not isinstance(node, Not | Joined):
        return _given_by(node, truth, guards) | guards.facts(node, truth)
    return _given_by(node, truth, guards)


def _given_by(node: Node, truth: bool, guards: NamedGuards) -> frozenset[str]:
    match node:
        case Not():
            return _names_known(node.inner, not truth, guards)
        case Joined():
            each = [_names_known(part, truth, guards) for part in node.parts]
            # An `and` that held: all its parts did; one that did not: any may be why. An `or`: the other way round.
            return frozenset.union(*each) if (node.word == "and") is truth else frozenset.intersection(*each)
        case Call(function="given", arguments=(Name() as name,)):
            return frozenset({name.name}) if truth else NO_NAMES
        case Call(function="matches", arguments=(Name() as name, _)):
            return frozenset({name.name})
        case Name() if node.name in guards:
            return guards.known(node.name, truth)
        case Compare():
            return _known_by_comparison(node, truth)
        case Literal() | Name() | Listing() | Call() | Arithmetic() | Negated():
            return NO_NAMES
        case _:
            assert_never(node)


def _known_by_comparison(node: Compare, truth: bool) -> frozenset[str]:
    ordered = node.operator in ("<", "<=", ">", ">=")
    # Where one of these is null, the comparison has not turned out as anything.
    found = {
        name
        for side in (node.left, node.right)
        if ordered or not isinstance(side, Name)
        for name in _names_calculated_with(side)
    }
    if ordered:
        return frozenset(found)
    if node.operator in ("==", "!="):
        equal = (node.operator == "==") is truth
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, Name) and isinstance(other, Literal) and equal is (other.value is not None):
                found.add(side.name)
    elif (node.operator == "in") is truth:
        items = node.right.items if isinstance(node.right, Listing) else ()
        if isinstance(node.left, Name) and items and all(item.value is not None for item in items):
            found.add(node.left.name)
        if isinstance(node.right, Name):
            found.add(node.right.name)
    return frozenset(found)


def _names_calculated_with(node: Node) -> Iterator[str]:
    match node:
        case Name():
            yield node.name
        case Negated():
            yield from _names_calculated_with(node.inner)
        case Arithmetic():
            yield from _names_calculated_with(node.left)
            yield from _names_calculated_with(node.right)
        case Call() if node.function != "given":
            for argument in node.arguments:
                yield from _names_calculated_with(argument)
        case Call() | Literal() | Listing() | Not() | Joined() | Compare():
            pass
        case _:
            assert_never(node)


def never_null(node: Node, known: Callable[[str], bool]) -> bool:
    """Whether the expression surely yields a value. `known(name)`: the name surely has one."""
    if isinstance(node, Literal):
        return node.value is not None
    return known(node.name) if isinstance(node, Name) else True
