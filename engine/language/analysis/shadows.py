"""Which branches the guards of a flow keep from being taken: decided by themselves, or by the branches before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.language.analysis.dataflow import Moment, Ways
from engine.language.analysis.verdicts import Verdicts, at_list
from engine.language.guards import Domains, Guard, Worlds, worlds_of
from engine.language.guards.nodes import Node
from engine.language.model import Branch, Flow

MOST_BEFORE = 8  # branches looked back at one by one


class Shadow(NamedTuple):
    """
    A branch whose guard holds only where a branch before it is taken.

    Attributes:
        where: in words, its list.
        by: the branches that are taken instead; fewest of them.
        exhausted: they are taken whatever the values are.
        domains: the values that names can have where the list is tried.
        swap: it would be taken if it stood before the first of them, and they too.
    """

    moment: Moment
    where: str
    by: tuple[Branch, ...]
    exhausted: bool
    swap: bool
    domains: Domains

    @property
    def guard(self) -> Guard:
        assert self.moment.branch
        assert self.moment.branch.guard
        return self.moment.branch.guard


class Untaken(NamedTuple):
    """What is never taken: the branches that others shadow, and the states that are entered through such ones alone."""

    shadows: tuple[Shadow, ...]
    lost: Mapping[int, str]  # by the identity of the guard whose problem it is: a state that no case enters


def untaken(flow: Flow, ways: Ways, verdicts: Verdicts) -> Untaken:
    """Every branch that is never taken because of guards, and what is lost with it."""
    shadows: list[Shadow] = []
    blamed: dict[int, Guard] = {}  # branch -> the guard whose problem says that it is never taken
    for moments in verdicts.lists.values():
        if len(moments) > 1 or _is_decided(moments[0], verdicts):
            listed = _List(flow, moments, verdicts)
            shadows += listed.shadows()
            blamed |= listed.blamed
    return Untaken(tuple(shadows), _lost(flow, ways, blamed) if blamed else {})


def _is_decided(moment: Moment, verdicts: Verdicts) -> bool:
    """Whether its guard has decided parts, or reads a named guard that is."""
    guard = moment.branch.guard if moment.branch else None
    return guard is not None and (id(guard) in verdicts.settled or bool(_constant_in(guard, verdicts)))


def _constant_in(guard: Guard, verdicts: Verdicts) -> list[str]:
    named = verdicts.named
    names = guard.names.union(*(named.guards.reads(name) for name in guard.names if name in named.trees))
    return [name for name in named.trees if name in named.constant and name in names] if named.constant else []


class _List:
    """One list of branches, tried in order."""

    def __init__(self, flow: Flow, moments: Sequence[Moment], verdicts: Verdicts) -> None:
        self._flow, self._moments, self._verdicts = flow, moments, verdicts
        self._domains, self._where = at_list(flow, moments)
        telling = [moment for moment in moments if self._tells(moment)]
        self._worlds = self._of(telling) if len(telling) > 1 else None
        self._left = self._worlds.all if self._worlds else 0  # where none of those before is taken
        self.blamed: dict[int, Guard] = {}

    def shadows(self) -> list[Shadow]:
        """The branches whose guards hold only where one before them is taken."""
        found = list(self._shadows())
        self._blame_decided()
        return found

    def _shadows(self) -> Iterator[Shadow]:
        before: list[Moment] = []
        said: set[str] = set()
        for moment in self._moments:
            branch = moment.branch
            assert branch
            guard = branch.guard
            if guard is None:
                if branch.resume is None:
                    return  # what follows it is another rule's
                continue
            verdict = self._verdicts.settled.get(id(guard))
            if verdict is True and branch.resume is None:
                return
            words = " ".join(guard.source.split())
            if verdict is not False and self._tells(moment) and words not in said:
                shadow = self._shadow(moment, before)
                if shadow:
                    self._blame([moment], guard)
                    yield shadow
                elif branch.resume is None:  # one that finds no case is not taken
                    before.append(moment)
                    if self._worlds:
                        self._left &= ~_surely(self._worlds, moment)
            if branch.resume is None:
                said.add(words)

    def _blame(self, moments: Sequence[Moment], guard: Guard) -> None:
        for moment in moments:
            self.blamed.setdefault(id(moment.branch), guard)

    def _blame_decided(self) -> None:
        """Branches that are never taken because of a guard, their own or a named one, that is reported itself."""
        named = self._verdicts.named
        for at, moment in enumerate(self._moments):
            guard = moment.branch.guard if moment.branch else None
            if guard is None or not _is_decided(moment, self._verdicts):
                continue
            worlds = worlds_of([guard.tree], self._domains, named.trees, named.broken)
            true, false = worlds.verdicts(guard.tree) if worlds else (1, 1)
            constant = _constant_in(guard, self._verdicts)
            reported = self._flow.guards[constant[0]] if constant and id(guard) not in self._verdicts.settled else guard
            if not true:
                self._blame([moment], reported)
            elif not false and moment.branch and moment.branch.resume is None:
                self._blame(self._moments[at + 1 :], reported)
                return

    def _tells(self, moment: Moment) -> bool:
        return bool(moment.branch and moment.branch.guard and not self._verdicts.faulty(moment.branch.guard))

    def _of(self, moments: Sequence[Moment]) -> Worlds | None:
        named = self._verdicts.named
        trees = [moment.branch.guard.tree for moment in moments if moment.branch and moment.branch.guard]
        return worlds_of(trees, self._domains, named.trees, named.open, self._verdicts.parts)

    def _shadow(self, moment: Moment, before: Sequence[Moment]) -> Shadow | None:
        if not before:
            return None
        if self._worlds is not None:
            held = self._worlds.verdicts(_tree(moment)).true
            return None if not held or held & self._left else self._found(self._worlds, moment, before)
        worlds, some = self._some(moment, before)
        if worlds is None or not worlds.verdicts(_tree(moment)).true or _taken(worlds, moment, some):
            return None
        return self._found(worlds, moment, some)

    def _found(self, worlds: Worlds, moment: Moment, before: Sequence[Moment]) -> Shadow:
        """The fewest branches that are taken instead: one, or those without each of which some case would be left."""
        held = worlds.verdicts(_tree(moment)).true
        by = [one for one in before if held & _surely(worlds, one)]
        alone = [one for one in by if not _taken(worlds, moment, [one])]
        if alone:
            by = alone[:1]
        else:
            for one in by[:MOST_BEFORE]:
                fewer = [other for other in by if other is not one]
                if not _taken(worlds, moment, fewer):
                    by = fewer
        ahead = list(before[: before.index(by[0])])
        swap = bool(_taken(worlds, moment, ahead)) and all(
            _taken(worlds, one, [*before[: before.index(one)], moment]) for one in before[len(ahead) :]
        )
        branches = tuple(one.branch for one in by if one.branch)
        return Shadow(moment, self._where, branches, not _taken(worlds, None, by), swap, self._domains)

    def _some(self, moment: Moment, before: Sequence[Moment]) -> tuple[Worlds | None, list[Moment]]:
        """As many of the branches before as can be looked at together with this one, the nearest first."""
        chosen: list[Moment] = []
        worlds, read = self._of([moment]), self._names(moment)
        related = [one for one in before if self._names(one) & read]
        for one in reversed(related[-MOST_BEFORE:]):
            if worlds is None:
                break
            more = self._of([moment, one, *chosen])
            if more:
                worlds, chosen = more, [one, *chosen]
        return worlds, chosen

    def _names(self, moment: Moment) -> frozenset[str]:
        guard, named = moment.branch.guard if moment.branch else None, self._verdicts.named
        if guard is None:
            return frozenset()
        return guard.names.union(*(named.guards.reads(name) for name in guard.names if name in named.trees))


def _tree(moment: Moment) -> Node:
    assert moment.branch
    assert moment.branch.guard
    return moment.branch.guard.tree


def _surely(worlds: Worlds, moment: Moment) -> int:
    """The worlds in which a guard surely holds; where it fails the next is tried here: that is another rule's."""
    true, false = worlds.verdicts(_tree(moment))
    return true & ~false


def _taken(worlds: Worlds, moment: Moment | None, before: Sequence[Moment]) -> int:
    """The worlds in which a branch is taken that is tried after these; None: one without a guard."""
    left = worlds.verdicts(_tree(moment)).true if moment else worlds.all
    for one in before:
        left &= ~_surely(worlds, one)
    return left


def _lost(flow: Flow, ways: Ways, blamed: Mapping[int, Guard]) -> dict[int, str]:
    """The states that are entered through branches that are never taken alone; each with the first such branch."""
    ahead: dict[str, list[str]] = {}
    for edge in ways.edges:
        if id(edge.branch) not in blamed:
            ahead.setdefault(edge.source, []).append(edge.target.name)
    todo = [entry.state.name for entry in flow.entries.values()]
    found = set(todo)
    while todo:
        for name in ahead.get(todo.pop(), ()):
            if name not in found:
                found.add(name)
                todo.append(name)
    lost: dict[int, str] = {}
    for edge in ways.edges:
        guard = blamed.get(id(edge.branch))
        if guard and edge.source in found and edge.target.name not in found:
            lost.setdefault(id(guard), edge.target.name)
    return lost
