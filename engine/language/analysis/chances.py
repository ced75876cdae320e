"""What can have been given wherever a case can be: by some way there, in the best case; what is not there never is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from engine.language.analysis.carried import carried_with
from engine.language.analysis.dataflow import Ways
from engine.language.analysis.effects import changes_of
from engine.language.analysis.graph import in_order_of_flow, sealing
from engine.language.model import SEALING, Branch, Edge, Effect, Flow, State, Transition

Bits = int  # a set of names, a bit for each: thousands of states have thousands of names, and share most of them
EVERYTHING: Bits = -1


class Step(NamedTuple):
    """One step that a case may make: what can be given as it begins, and its effects in their order."""

    state: str  # where the case stands afterwards, before any automatic branch
    begins: Bits
    effects: tuple[Effect, ...]


class Chances:
    """
    Which names can have been given in each state that can be reached: fields, values, codes that the case has, and
    registers in which it holds a key. A step that is surely taken back with all that follows it gives nothing.
    """

    def __init__(self, flow: Flow, ways: Ways) -> None:
        self._flow = flow
        self._bit: dict[str, Bits] = {}
        self._forms: dict[str, Bits] = {name: self.of(form.fields) for name, form in flow.forms.items()}
        self._out: dict[str, list[Edge]] = {}
        for edge in ways.edges:
            self._out.setdefault(edge.source, []).append(edge)
        first = [entry.state.name for entry in flow.entries.values() if entry.state.name in flow.states]
        order = in_order_of_flow(first, lambda name: (edge.target.name for edge in self._out.get(name, ())))
        self._rank = {name: at for at, name in enumerate(order)}
        self._passed = self._surely_passed(first)
        self.entering: dict[str, Bits] = dict.fromkeys(first, 0)  # state -> before its `on_enter`
        self.page: dict[str, Bits] = {}  # state -> on its page, and whenever it is left
        self._spread(first)

    def of(self, names: Iterable[str]) -> Bits:
        """These names as a set."""
        found = 0
        for name in names:
            found |= self._bit.setdefault(name, 1 << len(self._bit))
        return found

    def on_pages(self, states: Iterable[str]) -> Bits | None:
        """What can be given on the page of one of these states; None: no case ever stands in any."""
        reached = [self.page[name] for name in states if name in self.page]
        found = 0
        for one in reached:
            found |= one
        return found if reached else None

    def anywhere(self) -> Bits:
        """What can be given at all, at some place that a case comes to."""
        found = 0
        for name, given in self.page.items():
            found |= given | self.of_form(self._flow.states[name])
        return found

    def of_form(self, state: State) -> Bits:
        """The fields of a state's form."""
        return self._forms.get(state.form.name, 0) if state.form else 0

    def after_post(self, state: State, event: Transition | None) -> Bits:
        """What can be given where the branches of an event are tried: its form may have been posted."""
        posts = event is not None and event.label is not None and not event.skip_form
        brought = self.of(carried_with(self._flow, event))
        return self.page[state.name] | (self.of_form(state) if posts else 0) | brought

    def after(self, given: Bits, effects: Sequence[Effect]) -> Bits:
        """What can be given once these effects are done, in this order."""
        for effect in effects:
            for name, may_be in changes_of(effect):
                given = given | self.of([name]) if may_be else given & ~self.of([name])
        return given

    def steps(self) -> Iterator[Step]:
        """Every step of a case from its beginning, in the order of the states."""
        for entry in self._flow.entries.values():
            if entry.state.name in self._flow.states:
                yield Step(entry.state.name, 0, self._flow.states[entry.state.name].on_enter)
        for name in self.page:
            for edge in self._out.get(name, ()):
                entered = self._flow.states[edge.target.name].on_enter
                yield Step(edge.target.name, self._before(edge), (*edge.effects, *entered))
            yield from (Step(name, given, effects) for given, effects in self._stays(self._flow.states[name]))

    def surely_cut(self, edge: Edge) -> bool:
        """Whether a case always comes back by this edge to a step it can take back: its trail is cut there."""
        return bool(self._passed[edge.source] & self.of([edge.target.name])) and not sealing(self._flow, edge)

    def _before(self, edge: Edge) -> Bits:
        """What can be given when the effects of an edge are done: the trail has been cut by then."""
        if self.surely_cut(edge):
            return self.entering.get(edge.target.name, 0) | self.of(carried_with(self._flow, edge.event))
        return self.after_post(self._flow.states[edge.source], edge.event)

    def _stays(self, state: State) -> Iterator[tuple[Bits, tuple[Effect, ...]]]:
        """What can be given at the steps that leave the case where it is, and their effects."""
        for _, event, branches in state.branch_lists():
            for branch in branches:
                if _stays_in(branch):
                    yield self.after_post(state, event), branch.effects
        for reminder in state.reminders:
            yield self.page[state.name], reminder.effects

    def _spread(self, first: Iterable[str]) -> None:
        todo = sorted((self._rank[name], name) for name in set(first))
        waiting = {name for _, name in todo}
        while todo:
            _, name = heappop(todo)
            waiting.discard(name)
            state = self._flow.states[name]
            self.page[name] = self.after(self.entering[name], state.on_enter) | self.page.get(name, 0)
            for given, effects in (*self._stays(state), *self._stays(state)):  # what one writes another may read
                self.page[name] |= self.after(given, effects)
            for edge in self._out.get(name, ()):
                target = edge.target.name
                old = self.entering.get(target)
                new = (old or 0) | self.after(self._before(edge), edge.effects)
                if new != old:
                    self.entering[target] = new
                    if target not in waiting:
                        waiting.add(target)
                        heappush(todo, (self._rank[target], target))

    def _surely_passed(self, first: Iterable[str]) -> dict[str, Bits]:
        """state -> the states that stand on the unsealed part of every trail there, itself too."""
        passed: dict[str, Bits] = {name: self.of([name]) for name in first}
        todo = sorted((self._rank[name], name) for name in passed)
        waiting = set(passed)
        while todo:
            _, name = heappop(todo)
            waiting.discard(name)
            here = self.of([name])
            sealed = any(_seals(effects) for effects in _staying(self._flow.states[name]))
            before = here if sealed else passed[name]
            passed[name] = before
            for edge in self._out.get(name, ()):
                target, there = edge.target.name, self.of([edge.target.name])
                if sealing(self._flow, edge):
                    trail = there
                elif before & there:
                    continue  # cut back to it: as it was then
                else:
                    trail = before | there
                old = passed.get(target, EVERYTHING)
                new = old & trail
                if new != old or target not in passed:
                    passed[target] = new
                    if target not in waiting:
                        waiting.add(target)
                        heappush(todo, (self._rank[target], target))
        return passed


def _stays_in(branch: Branch) -> bool:
    """Whether it leaves the case in its state, with what was posted."""
    return branch.target is None and branch.refuse is None and branch.resume is None


def _staying(state: State) -> Iterator[tuple[Effect, ...]]:
    """The effects of each step that leaves the case where it is."""
    yield from (branch.effects for branch in state.branches() if _stays_in(branch))
    yield from (reminder.effects for reminder in state.reminders)


def _seals(effects: Iterable[Effect]) -> bool:
    return any(isinstance(effect, SEALING) for effect in effects)
