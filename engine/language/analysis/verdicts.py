"""Which guards, and which parts of them, always turn out the same, whatever values the names that they read have."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, assert_never

from engine.language.analysis.dataflow import Moment, Ways, moments, passes_form
from engine.language.analysis.domains import Given, domains_of, domains_of_form, domains_posted
from engine.language.analysis.effects import needs_of
from engine.language.forms import Form
from engine.language.guards import Domain, Domains, Guard, NamedGuards, Worlds, worlds_of
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
)
from engine.language.model import Effect, Flow
from engine.problems import Place, Problem

NOTHING: frozenset[str] = frozenset()


class Read(NamedTuple):
    """
    A guard where it is read.

    Attributes:
        role: "guard" (a named one) | "branch" | "when" | "x-when" | "check" (of a form) | "set".
        domains: the values that names can have there.
        anywhere: the same, where nothing is known of what is given.
    """

    guard: Guard
    role: str
    where: str
    domains: Domains
    anywhere: Domains


class Decided(NamedTuple):
    """A part of a guard that always turns out the same; of an `and` or `or`, the parts that settle it."""

    read: Read
    node: Node
    parts: tuple[Node, ...]
    truth: bool
    by_form: bool = False  # its words alone say so, whatever values there are

    @property
    def place(self) -> Place:
        first, last = self.parts[0], self.parts[-1]
        return self.read.guard.place.inside(first.at, max(1, last.at + last.width - first.at))

    @property
    def is_whole(self) -> bool:
        """Whether the guard as a whole always turns out the same, but for a `not` before it."""
        whole = self.read.guard.tree
        while isinstance(whole, Not) and whole is not self.node:
            whole = whole.inner
        return whole is self.node

    @property
    def verdict(self) -> bool | None:
        """What the guard as a whole always is; None: it may be either."""
        if not self.is_whole:
            return None
        truth, whole = self.truth, self.read.guard.tree
        while isinstance(whole, Not) and whole is not self.node:
            truth, whole = not truth, whole.inner
        return truth


class Named:
    """The named guards of a flow: their trees, what they read, and those whose own verdict is always the same."""

    def __init__(self, flow: Flow, faulty: Callable[[Guard], bool]) -> None:
        self.guards = NamedGuards(flow.guards)
        self.trees: Mapping[str, Node] = {name: guard.tree for name, guard in flow.guards.items()}
        self.broken = frozenset(name for name, guard in flow.guards.items() if faulty(guard))
        self.constant = NOTHING
        self._tests_null: dict[str, bool] = {}

    @property
    def open(self) -> frozenset[str]:
        """Those that may turn out either way as far as another guard's verdict goes: they are reported themselves."""
        return self.broken | self.constant

    def tests_null(self, node: Node) -> bool:
        """Whether it asks if something is given, itself or through a named guard."""
        for part in inside(node):
            if isinstance(part, Literal) and part.value is None:
                return True
            if isinstance(part, Call) and part.function == "given":
                return True
            if isinstance(part, Name) and part.name in self.trees:
                if part.name not in self._tests_null:
                    self._tests_null[part.name] = False  # of one that names itself: another rule's problem
                    names = (part.name, *(n for n in self.guards.reads(part.name) if n in self.trees))
                    trees = (self.trees[name] for name in names)
                    self._tests_null[part.name] = any(_asks_for_null(inner) for tree in trees for inner in inside(tree))
                if self._tests_null[part.name]:
                    return True
        return False


class Verdicts(NamedTuple):
    """
    What is decided in the guards of a flow.

    Attributes:
        settled: by the identity of a guard with decided parts: what it always is; None: it may be either.
        parts: the identities of those parts.
        lists: by the identity of a list: what is known where each of its branches is tried.
        faulty: whether something is wrong with a guard in itself.
    """

    decided: tuple[Decided, ...]
    settled: Mapping[int, bool | None]
    parts: frozenset[int]
    named: Named
    lists: Mapping[int, tuple[Moment, ...]]
    faulty: Callable[[Guard], bool]


def verdicts_of(flow: Flow, ways: Ways, reported: Iterable[Problem]) -> Verdicts:
    """
    Every guard and every part of one that always turns out the same, with what that was found by.

    Args:
        reported: problems of guards: what is wrong in itself is not looked at.
    """
    faulty = _faulty(reported)
    named = Named(flow, faulty)
    lists: dict[int, list[Moment]] = {}
    every = tuple(moments(flow, ways))
    for moment in every:
        if moment.branch:
            lists.setdefault(id(moment.listed), []).append(moment)
    reads = tuple(_reads(flow, ways, every, lists.values()))
    guards = tuple(_named_reads(flow, named, every, reads))
    found: list[Decided] = []
    named.constant = frozenset(
        name for name, read in zip(flow.guards, guards, strict=True) if _Parts(read, named).always() is not None
    )
    for read in (*guards, *reads):
        if not faulty(read.guard):
            found += _Parts(read, named).found()
    settled = {id(one.read.guard): one.verdict for one in found}
    parts = frozenset(id(one.node) for one in found)
    return Verdicts(tuple(found), settled, parts, named, {key: tuple(one) for key, one in lists.items()}, faulty)


def _faulty(reported: Iterable[Problem]) -> Callable[[Guard], bool]:
    at: dict[tuple[str, int], list[int]] = {}
    for problem in reported:
        at.setdefault((problem.place.file, problem.place.line), []).append(problem.place.column)

    def faulty(guard: Guard) -> bool:
        place = guard.place
        columns = at.get((place.file, place.line), ())
        return any(place.column <= column <= place.column + len(guard.source) for column in columns)

    return faulty


def _reads(flow: Flow, ways: Ways, every: Iterable[Moment], lists: Iterable[list[Moment]]) -> Iterator[Read]:
    """Every guard that stands where it is read, in the order of the states."""
    anywhere = domains_of(flow)
    for branches in lists:
        domains, where = at_list(flow, branches)
        for moment in branches:
            if moment.branch and moment.branch.guard:
                yield Read(moment.branch.guard, "branch", where, domains, anywhere)
    for name, known in ways.standing.items():
        state = flow.states[name]
        for when in state.conditions():
            here, bare = Given(anywhere, known.given, state), Given(anywhere, NOTHING, state)
            yield Read(when, "when", f'in state "{name}"', here, bare)
    for view in flow.views.values():
        known_there = [ways.standing[state.name].given for state in view.states if state.name in ways.standing]
        given = frozenset.intersection(*known_there) if known_there else NOTHING
        for when in view.conditions():
            yield Read(when, "when", f'in view "{view.name}"', Given(anywhere, given), anywhere)
    for page in flow.pages.values():
        for when in page.conditions():
            yield Read(when, "when", f'on page "{page.name}"', anywhere, anywhere)
    for guard in _expressions(flow, flow.effects()):
        yield Read(guard, "set", "", anywhere, anywhere)
    for form in flow.forms.values():
        domains_there = domains_of_form(form, flow.settings)
        null = {name: domain._replace(nullable=name in form.fields) for name, domain in domains_there.items()}
        yield from _of_fields(flow, ways, form, domains_there)
        for rule in form.rules:
            yield Read(rule.check, "check", f'in form "{form.name}"', domains_there, null)


def _of_fields(flow: Flow, ways: Ways, form: Form, own: Domains) -> Iterator[Read]:
    """The conditions of a form's fields: its own answers, and what is known before it on every way there."""
    anywhere, where = domains_of(flow), f'in form "{form.name}"'
    asking = {name for name, state in flow.states.items() if state.form and state.form.name == form.name}
    known = [known.given for name, known in ways.standing.items() if name in asking]
    before = Given(anywhere, frozenset.intersection(*known) if known else NOTHING)
    above = {name: own[name] for name in form.fields}
    bare = {name: domain._replace(nullable=True) for name, domain in above.items()}
    for _, when in form.conditions():
        # A chain writes to its first map alone.
        yield Read(when, "x-when", where, ChainMap(above, before), ChainMap(bare, anywhere))  # type: ignore[arg-type]


def at_list(flow: Flow, branches: Sequence[Moment]) -> tuple[Domains, str]:
    """The values that names can have where a list of branches is tried, before any has failed; and where that is."""
    first = branches[0]
    state = flow.states[first.state]
    listed = next(one for one in state.branch_lists() if one.branches is first.listed)
    form = flow.forms.get(state.form.name) if state.form else None
    posted = form is not None and listed.event is not None and passes_form(flow, state, listed.event)
    domains = domains_posted(flow, form) if form and posted else domains_of(flow)
    return Given(domains, first.before.given), listed.where


def _expressions(flow: Flow, effects: Iterable[Effect]) -> Iterator[Guard]:
    return (need for effect in effects for need in needs_of(flow, effect) if isinstance(need, Guard))


def _named_reads(flow: Flow, named: Named, every: Iterable[Moment], reads: Iterable[Read]) -> Iterator[Read]:
    """Each named guard, with what is given wherever it is read."""
    anywhere = domains_of(flow)
    given: dict[str, frozenset[str]] = {}

    def meet(guard: Guard, known: Domains) -> None:
        for name in guard.names | frozenset().union(*(named.guards.reads(n) for n in guard.names if n in named.trees)):
            if name in named.trees:
                asked = given.get(name, named.guards.reads(name) if name not in given else NOTHING)
                given[name] = frozenset(one for one in asked if one in known and not known[one].nullable)

    for moment in every:
        if moment.branch and moment.branch.guard:
            meet(moment.branch.guard, Given(anywhere, moment.before.given))
    for read in reads:
        if read.role != "branch":
            meet(read.guard, read.domains)
    for name, guard in flow.guards.items():
        surely = given.get(name, NOTHING)
        domains = {
            one: anywhere[one]._replace(nullable=anywhere[one].nullable and one not in surely)
            for one in named.guards.reads(name)
            if one in anywhere
        }
        yield Read(guard, "guard", f'of guard "{name}"', domains, anywhere)


def _asks_for_null(node: Node) -> bool:
    return (isinstance(node, Literal) and node.value is None) or (isinstance(node, Call) and node.function == "given")


class _Parts:
    """The parts of one guard that always turn out the same: the smallest that do, each by itself."""

    def __init__(self, read: Read, named: Named) -> None:
        self._read, self._named = read, named
        own = read.where.removeprefix('of guard "').removesuffix('"') if read.role == "guard" else ""
        self._open = named.open - {own}
        self._settled: set[int] = set()
        self._worlds: dict[bool, Worlds | None] = {}
        self._found: list[Decided] = []

    def found(self) -> list[Decided]:
        """What of the guard always turns out the same."""
        tree = self._read.guard.tree
        self._look(tree)
        if not self._found and (truth := self.always()) is not None:
            self._found.append(Decided(self._read, tree, (tree,), truth))
        return self._found

    def always(self) -> bool | None:
        """What the guard as a whole always turns out as; None: either."""
        tree = self._read.guard.tree
        if self._read.role == "set":
            return None  # what is written is a value, which may well be always the same
        # A named guard that asks whether something is given may ask once too often where it is read.
        return self._always(tree, self._read.role == "guard" and self._named.tests_null(tree))

    def _look(self, node: Node) -> None:
        match node:
            case Not():
                self._look(node.inner)
            case Joined():
                for part in node.parts:
                    self._look(part)
                self._settle(node)
            case Compare() | Call():
                self._settle(node)
            case Literal() if node is not self._read.guard.tree:
                self._settle(node)
            case Name() if node.name not in self._named.trees:
                self._settle(node)
            case Name() | Literal() | Listing() | Arithmetic() | Negated():
                pass  # a value
            case _:
                assert_never(node)

    def _settle(self, node: Node) -> None:
        # Whoever asks first whether what is always given is given has been careful: that is no mistake.
        truth = self._always(node, self._named.tests_null(node))
        if truth is not None:
            self._found.append(Decided(self._read, node, self._why(node, truth), truth, self._by_form(node)))
            self._settled.add(id(node))
            self._worlds.clear()

    def _always(self, node: Node, anywhere: bool) -> bool | None:
        worlds = self._of(node, anywhere)
        if worlds is None:
            return None
        true, false = worlds.verdicts(node)
        return None if bool(true) is bool(false) else bool(true)

    def _why(self, node: Node, truth: bool) -> tuple[Node, ...]:
        """Two parts of an `and` that are never both true, or of an `or` never both false; else the whole."""
        worlds = self._of(node, self._named.tests_null(node))
        if isinstance(node, Joined) and worlds and truth is (node.word == "or") and len(node.parts) > 2:
            for one, other in combinations(node.parts, 2):
                if not worlds.verdicts(one)[truth] & worlds.verdicts(other)[truth]:
                    return one, other
        return (node,)

    def _by_form(self, node: Node) -> bool:
        """Whether it would turn out the same for any values of its kinds."""
        domains = {
            name: Domain(domain.kind, domain.nullable, step=1 if domain.kind in ("integer", "date") else None)
            for name, domain in self._read.domains.items()
            if name in self._read.guard.names
        }
        worlds = worlds_of([node], domains, self._named.trees, self._open, frozenset(self._settled))
        return worlds is not None and not all(worlds.verdicts(node))

    def _of(self, node: Node, anywhere: bool) -> Worlds | None:
        """The worlds of the guard; where these are too many, of this part."""
        if anywhere not in self._worlds:
            self._worlds[anywhere] = self._made(self._read.guard.tree, anywhere)
        return self._worlds[anywhere] or self._made(node, anywhere)

    def _made(self, node: Node, anywhere: bool) -> Worlds | None:
        domains = self._read.anywhere if anywhere else self._read.domains
        return worlds_of([node], domains, self._named.trees, self._open, frozenset(self._settled))
