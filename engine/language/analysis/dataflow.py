"""What is surely given and held wherever a case can be: the greatest knowledge that every way there agrees on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from engine.language.analysis.asking import asking_of
from engine.language.analysis.carried import carried_into, carried_with
from engine.language.analysis.doubts import Doubts
from engine.language.analysis.effects import Known, after_effects
from engine.language.analysis.graph import closing_loops, in_order_of_flow
from engine.language.analysis.once import once
from engine.language.analysis.unread import Unread
from engine.language.decoding import closest
from engine.language.guards import names_known
from engine.language.model import (
    Branch,
    Edge,
    Effect,
    Flow,
    Named,
    Number,
    Set,
    State,
    Transition,
)
from engine.problems import Place

NO_NAMES: frozenset[str] = frozenset()


class Moment(NamedTuple):
    """One place where guards are read or effects done, with what is known there."""

    where: str  # in words: `in state "recap"`
    state: str
    target: str | None  # entered; its `on_enter` follows the effects
    branch: Branch | None
    listed: tuple[Branch, ...]  # the list that the branch stands in
    at: int  # where in that list
    before: Known  # where the branch's guard is read
    after: Known  # where the effects are done: its guard has held
    effects: tuple[Effect, ...]
    place: Place  # of the target's name, where there is one

    @property
    def tried(self) -> tuple[Branch, ...]:
        """The branches before it, which did not hold."""
        return self.listed[: self.at]


class Ways(NamedTuple):
    """The edges of a flow, and what is known where they lead."""

    edges: tuple[Edge, ...]
    entering: Mapping[str, Known]  # state -> before its `on_enter`; none for a state nothing leads to
    standing: Mapping[str, Known]  # state -> after its `on_enter`
    meant: tuple[Edge, ...] = ()  # to a state whose name is misspelt, or stands in what could not be read
    unread: Unread = Unread()

    @property
    def possible(self) -> tuple[Edge, ...]:
        """Every edge that there may be: where a rule complains that there is none."""
        return self.edges + self.meant


NOTHING = Known(NO_NAMES, frozenset())


def ways_of(flow: Flow, unread: Unread = Unread()) -> Ways:  # noqa: B008  # it is never changed
    """
    The edges between states that the flow has, and what is known in each state: what every way into it agrees on.

    States that no way leads to from an entry are in neither map; the others stand in the order of their distance. Where
    something could not be read, or a target is misspelt, what is named there may be where it leads: such a way is taken
    for one into a state that no other leads to.
    """
    edges = tuple(edge for edge in flow.edges() if edge.target.name in flow.states)
    meant = (*_misspelt(flow), *_unread_edges(flow, edges, unread))
    first = [entry.state.name for entry in flow.entries.values() if entry.state.name in flow.states]
    known = _Knowledge(flow, edges, meant, unread)
    entering = dict.fromkeys(first, NOTHING)
    standing: dict[str, Known] = {}
    _reach(known, entering, standing, first)
    order = _by_distance(first, edges)
    while more := known.beyond(standing):
        starts = [name for name in more if name not in standing]
        entering |= more
        before = set(standing)
        _reach(known, entering, standing, starts)
        order += [name for name in _by_distance(starts, edges) if name not in before]
    entered = {name: entering[name] for name in order}
    return Ways(edges, entered, {name: standing[name] for name in order}, meant, unread)


def _reach(known: _Knowledge, entering: dict[str, Known], standing: dict[str, Known], first: Sequence[str]) -> None:
    """Adds what is known in each state that is reached from the first, whose `entering` is known, and not yet there."""
    reached = frozenset(standing)  # their ways are all known: what may lead there too takes nothing away
    # What comes before is looked at before what comes after, so that most states are looked at once.
    rank = {name: at for at, name in enumerate(in_order_of_flow(first, known.ahead))}
    todo = sorted((rank[name], name) for name in first)
    waiting = set(first)
    while todo:
        _, name = heappop(todo)
        waiting.discard(name)
        standing[name] = known.entered(name, entering[name])
        for target, out in known.leaving(name, standing[name]):
            if target in reached:
                continue
            old = entering.get(target)
            new = out if old is None else old.both(out)
            if new != old:
                entering[target] = new
                if target not in waiting:
                    waiting.add(target)
                    heappush(todo, (rank[target], target))


def _misspelt(flow: Flow) -> Iterator[Edge]:
    """The edges to states that there are not, each to the one that was meant."""
    for edge in flow.edges():
        if edge.target.name not in flow.states and (near := closest(edge.target.name, flow.states)):
            yield edge._replace(target=edge.target._replace(name=near))


def _unread_edges(flow: Flow, edges: tuple[Edge, ...], unread: Unread) -> Iterator[Edge]:
    """
    An edge to each state that is named where a way out could not be read; and where not even a word is written there,
    to the one state that no way leads into.
    """
    beginnings = _beginnings(flow, edges) if unread.nowhere else frozenset()
    for name, event, words in unread.events():
        state = flow.states.get(name)
        if len(beginnings) == 1:
            words |= beginnings
        for target in sorted(words & flow.states.keys() - {name}) if state else ():
            assert state
            transition = state.transitions.get(event)
            yield Edge(name, Named(target, state.place), "event", transition, None, (), 0, (), state.place)


def _beginnings(flow: Flow, edges: tuple[Edge, ...]) -> frozenset[str]:
    """The states that neither an entry nor another state leads to."""
    entered = {edge.target.name for edge in edges if edge.source != edge.target.name}
    return frozenset(flow.states) - entered - {entry.state.name for entry in flow.entries.values()}


def moments(flow: Flow, ways: Ways) -> Iterator[Moment]:
    """Every place where something is read or done, of the states that can be reached."""
    for entry in flow.entries.values():
        if entry.state.name in flow.states:
            where, place = f'through entry "{entry.name}"', entry.state.place
            yield Moment(where, "", entry.state.name, None, (), 0, NOTHING, NOTHING, (), place)
    doubts = Doubts(flow, ways.unread)
    for name, known in ways.standing.items():
        state = flow.states[name]
        where = f'in state "{name}"'
        for _, event, branches in state.branch_lists():
            posted = _posted(flow, doubts, known, state, event)
            yield from _of_branches(flow, doubts, where, name, branches, posted)
        if state.timeout:
            timeout = state.timeout
            target = timeout.target.name if timeout.target.name in flow.states else None
            yield Moment(where, name, target, None, (), 0, known, known, timeout.effects, timeout.target.place)
        for reminder in state.reminders:
            yield Moment(where, name, None, None, (), 0, known, known, reminder.effects, reminder.place)
        if state.tries and state.tries.target and state.tries.target.name in flow.states:
            target = state.tries.target.name
            yield Moment(where, name, target, None, (), 0, known, known, (), state.tries.target.place)


def _posted(flow: Flow, doubts: Doubts, known: Known, state: State, event: Transition | None) -> Known:
    """What is known where the branches of an event are tried."""
    if event is None:
        return known
    if passes_form(flow, state, event) or doubts.posts(state, event):
        known = after_form(flow, known, state, doubts.form(state))
    return doubts.leaving(after_carrying(known, carried_with(flow, event)), state.name, event)


def after_carrying(known: Known, carried: Mapping[str, bool]) -> Known:
    """What is known once a resume has brought these values along: null where it had nothing."""
    if not carried:
        return known
    sure = {name for name, is_sure in carried.items() if is_sure}
    held = frozenset((register, key) for register, key in known.held if key not in carried)
    return Known(known.given.difference(carried) | sure, held)


def after_form(flow: Flow, known: Known, state: State, unread: frozenset[str] = NO_NAMES) -> Known:
    """What is known once the state's form has been passed; `unread`: what it may ask as well."""
    form = flow.forms.get(state.form.name) if state.form else None
    known = known.with_given(unread)
    if form is None:
        return known
    # A lone checkbox that is not ticked is `false`: it is always given.
    asked = {
        name
        for name, field in form.fields.items()
        if field.when is None and (field.required or field.kind == "boolean")
    }
    given = asking_of(flow).passed(known.given, form)
    # A key that is asked again may be another key than the one claimed.
    held = frozenset((register, key) for register, key in known.held if key not in form.fields)
    return Known(given | asked, held)


def fallen_through(flow: Flow, branches: Iterable[Branch], doubts: Doubts) -> list[frozenset[str]]:
    """For each branch of a list, the names surely given where it is tried: the guards before it did not hold."""
    given, found = NO_NAMES, []
    for branch in branches:
        found.append(given)
        # A resume whose guard held and that found no case falls through too.
        if branch.guard and not branch.resume:
            told = names_known(branch.guard.tree, False, asking_of(flow).named) | doubts.guard(branch.guard)
            given = given if told <= given else given | told
    return found


def passes_form(flow: Flow, state: State, transition: Transition) -> bool:
    """Whether this event surely posts the state's form: a button does, a resume does not."""
    posted = transition.label is not None and not transition.skip_form and state.form is not None
    return posted and transition.name not in fired_by_resumes(flow)


@once
def fired_by_resumes(flow: Flow) -> frozenset[str]:
    """Events that a resume of this flow fires on a case of this flow."""
    resumes = (branch.resume for branch in flow.branches())
    own = (r for r in resumes if r and r.event and flow.name in r.among(flow.name))
    return frozenset(r.event.name for r in own if r.event)


def written_by(effects: Iterable[Effect]) -> frozenset[str]:
    """The values that these effects write."""
    names: set[str] = set()
    for effect in effects:
        if isinstance(effect, Set):
            names |= set(effect.values)
        elif isinstance(effect, Number):
            names.add(effect.field.name)
    return frozenset(names)


@once
def drawn(flow: Flow) -> frozenset[str]:
    """The values that `number` alone writes: once given, each is a number that no other case has."""
    written = [effect for effect in flow.effects() if isinstance(effect, Set | Number)]
    numbers = {effect.field.name for effect in written if isinstance(effect, Number)}
    brought = {name for values in carried_into(flow).values() for name in values}
    return frozenset(numbers - brought - written_by(effect for effect in written if isinstance(effect, Set)))


def _of_branches(
    flow: Flow, doubts: Doubts, where: str, state: str, branches: tuple[Branch, ...], known: Known
) -> Iterator[Moment]:
    fallen = fallen_through(flow, branches, doubts)
    for at, branch in enumerate(branches):
        before = known.with_given(fallen[at])
        after = _taken(flow, before, branch, doubts)
        target = branch.target.name if branch.target and branch.target.name in flow.states else None
        place = branch.target.place if branch.target else branch.place
        yield Moment(where, state, target, branch, branches, at, before, after, branch.effects, place)


def _taken(flow: Flow, known: Known, branch: Branch | None, doubts: Doubts) -> Known:
    if branch is None or branch.guard is None:
        return known
    return known.with_given(names_known(branch.guard.tree, True, asking_of(flow).named) | doubts.guard(branch.guard))


class _Knowledge:
    """
    What is known where the edges of a flow lead, by what is known where they begin.

    Args:
        meant: edges that there may be as well.
    """

    def __init__(self, flow: Flow, edges: tuple[Edge, ...], meant: tuple[Edge, ...], unread: Unread) -> None:
        self._flow = flow
        self._doubts = Doubts(flow, unread)
        self._edges = edges
        self._meant = meant
        self._starts = dict.fromkeys(unread.starts() & flow.states.keys(), NOTHING) if unread else {}
        self._starts |= dict.fromkeys(_entries_meant(flow), NOTHING)
        self._loops = closing_loops(flow, edges)
        self._out: dict[str, list[int]] = {}
        into: dict[str, set[str]] = {}
        for index, edge in enumerate(edges):
            self._out.setdefault(edge.source, []).append(index)
            carried = carried_with(flow, edge.event)
            into.setdefault(edge.target.name, set()).update(written_by(edge.effects), carried)
        # The trail is cut back to the target: what its earlier entry wrote leaves the trail with that step.
        self._lost = {name: into[name] | written_by(flow.states[name].on_enter) for name in into}
        self._fallen: dict[int, list[frozenset[str]]] = {}  # by the list's identity

    def ahead(self, name: str) -> Iterator[str]:
        """The states one step on."""
        return (self._edges[index].target.name for index in self._out.get(name, ()))

    def entered(self, name: str, known: Known) -> Known:
        """What is known in a state; `known` holds before its `on_enter`."""
        return self._doubts.entered(after_effects(self._flow, known, self._flow.states[name].on_enter), name)

    def leaving(self, name: str, known: Known) -> Iterator[tuple[str, Known]]:
        """Where each edge of a state leads, with what is known there; `known` holds in the state."""
        posted: dict[str, Known] = {}
        for index in self._out.get(name, ()):
            edge = self._edges[index]
            out = self._along(edge, known, posted)
            if index in self._loops and (lost := self._lost[edge.target.name]):
                out = out._replace(given=out.given - lost)
                out = after_carrying(out, carried_with(self._flow, edge.event))
            yield edge.target.name, after_effects(self._flow, out, edge.effects)

    def beyond(self, standing: Mapping[str, Known]) -> dict[str, Known]:
        """The states outside `standing` that a case may enter after all, with what may be known there."""
        found: dict[str, Known] = {}
        for edge in self._meant:
            target = edge.target.name
            if edge.source in standing and target not in standing:
                known = standing[edge.source]
                if edge.how == "event" and edge.branch is None:  # of what could not be read
                    state = self._flow.states[edge.source]
                    posted = after_form(self._flow, known, state, self._doubts.form(state))
                    known = self._doubts.anywhere(Known(posted.given, posted.held | known.held), state.name)
                out = after_effects(self._flow, self._along(edge, known, {}), edge.effects)
                old = found.get(target, NOTHING)
                found[target] = Known(old.given | out.given, old.held | out.held)
        return found or {name: known for name, known in self._starts.items() if name not in standing}

    def _along(self, edge: Edge, known: Known, posted: dict[str, Known]) -> Known:
        """What is known on an edge before its effects. `posted`: event -> what is known once the form has been."""
        flow = self._flow
        if edge.event:
            name = edge.event.name
            if name not in posted:
                posted[name] = _posted(flow, self._doubts, known, flow.states[edge.source], edge.event)
            known = posted[name]
        if edge.at:
            fallen = self._fallen.get(id(edge.listed))
            if fallen is None:
                fallen = self._fallen[id(edge.listed)] = fallen_through(flow, edge.listed, self._doubts)
            known = known.with_given(fallen[edge.at])
        return _taken(flow, known, edge.branch, self._doubts)


def _entries_meant(flow: Flow) -> Iterator[str]:
    """The states in which entries begin whose own is misspelt."""
    for entry in flow.entries.values():
        if entry.state.name not in flow.states and (near := closest(entry.state.name, flow.states)):
            yield near


def _by_distance(first: Iterable[str], edges: tuple[Edge, ...]) -> list[str]:
    """The states that can be reached: those entered first, then those one step on, in the order of the edges, …"""
    out: dict[str, list[int]] = {}
    for index, edge in enumerate(edges):
        out.setdefault(edge.source, []).append(index)
    found = dict.fromkeys(first)
    near = list(found)
    while near:
        reached = [edges[index].target.name for index in sorted(i for name in near for i in out.get(name, ()))]
        near = [name for name in dict.fromkeys(reached) if name not in found]
        found |= dict.fromkeys(near)
    return list(found)
