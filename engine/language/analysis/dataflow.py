"""What is surely given and held wherever a case can be: the greatest knowledge that every way there agrees on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.language.analysis.effects import Known, after_effects
from engine.language.analysis.graph import closing_loops
from engine.language.guards import names_known
from engine.language.model import (
    Branch,
    Edge,
    Effect,
    Flow,
    Number,
    Set,
    State,
    Transition,
)
from engine.problems import Place


class Moment(NamedTuple):
    """One place where guards are read or effects done, with what is known there."""

    where: str  # in words: `in state "recap"`
    state: str
    target: str | None  # entered; its `on_enter` follows the effects
    branch: Branch | None
    tried: tuple[Branch, ...]
    before: Known  # where the branch's guard is read
    after: Known  # where the effects are done: its guard has held
    effects: tuple[Effect, ...]
    place: Place  # of the target's name, where there is one


class Ways(NamedTuple):
    """The edges of a flow, and what is known where they lead."""

    edges: tuple[Edge, ...]
    entering: Mapping[str, Known]  # state -> before its `on_enter`; none for a state nothing leads to
    standing: Mapping[str, Known]  # state -> after its `on_enter`


NOTHING = Known(frozenset(), frozenset())


def ways_of(flow: Flow) -> Ways:
    """
    The edges between states that the flow has, and what is known in each state: what every way into it agrees on.

    States that no way leads to from an entry are in neither map.
    """
    edges = tuple(edge for edge in flow.edges() if edge.target.name in flow.states)
    loops = closing_loops(flow, edges)
    entering = {entry.state.name: NOTHING for entry in flow.entries.values() if entry.state.name in flow.states}
    standing: dict[str, Known] = {}
    changed = True
    while changed:
        for name, known in entering.items():
            standing[name] = after_effects(known, flow.states[name].on_enter)
        changed = False
        for index, edge in enumerate(edges):
            if edge.source not in standing:
                continue
            out = _along(flow, edge, standing[edge.source], index in loops, edges)
            old = entering.get(edge.target.name)
            new = out if old is None else old.both(out)
            if new != old:
                entering[edge.target.name] = new
                changed = True
    return Ways(edges, entering, standing)


def moments(flow: Flow, ways: Ways) -> Iterator[Moment]:
    """Every place where something is read or done, of the states that can be reached."""
    for entry in flow.entries.values():
        if entry.state.name in flow.states:
            yield Moment(
                f'through entry "{entry.name}"', "", entry.state.name, None, (), NOTHING, NOTHING, (), entry.state.place
            )
    for name, known in ways.standing.items():
        state = flow.states[name]
        where = f'in state "{name}"'
        for _, event, branches in state.branch_lists():
            posted = after_form(flow, known, state) if event and passes_form(flow, state, event) else known
            yield from _of_branches(flow, where, name, branches, posted)
        if state.timeout:
            timeout = state.timeout
            target = timeout.target.name if timeout.target.name in flow.states else None
            yield Moment(where, name, target, None, (), known, known, timeout.effects, timeout.target.place)
        for reminder in state.reminders:
            yield Moment(where, name, None, None, (), known, known, reminder.effects, reminder.place)
        if state.tries and state.tries.target and state.tries.target.name in flow.states:
            target = state.tries.target.name
            yield Moment(where, name, target, None, (), known, known, (), state.tries.target.place)


def after_form(flow: Flow, known: Known, state: State) -> Known:
    """What is known once the state's form has been passed."""
    form = flow.forms.get(state.form.name) if state.form else None
    if form is None:
        return known
    # A lone checkbox that is not ticked is `false`: it is always given.
    asked = {name for name, field in form.fields.items() if field.required or field.kind == "boolean"}
    # A key that is asked again may be another key than the one claimed.
    held = frozenset((register, key) for register, key in known.held if key not in form.fields)
    return Known(known.given | asked, held)


def after_branches(flow: Flow, known: Known, tried: Iterable[Branch], taken: Branch | None) -> Known:
    """What is known after the guards were read: those of earlier branches did not hold, that of `taken` has."""
    given: set[str] = set()
    for branch in tried:
        # A resume whose guard held and that found no case falls through too.
        if branch.guard and not branch.resume:
            given |= names_known(branch.guard.tree, False, flow.guards)
    if taken and taken.guard:
        given |= names_known(taken.guard.tree, True, flow.guards)
    return known._replace(given=known.given | given)


def passes_form(flow: Flow, state: State, transition: Transition) -> bool:
    """Whether this event surely posts the state's form: a button does, a resume does not."""
    posted = transition.label is not None and not transition.skip_form and state.form is not None
    return posted and transition.name not in fired_by_resumes(flow)


def fired_by_resumes(flow: Flow) -> frozenset[str]:
    """Events that a resume of this flow fires on a case of this flow."""
    resumes = (branch.resume for branch in flow.branches())
    own = (r for r in resumes if r and r.event and r.flow in (None, flow.name))
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


def _of_branches(flow: Flow, where: str, state: str, branches: tuple[Branch, ...], known: Known) -> Iterator[Moment]:
    for index, branch in enumerate(branches):
        tried = branches[:index]
        before = after_branches(flow, known, tried, None)
        after = after_branches(flow, known, tried, branch)
        target = branch.target.name if branch.target and branch.target.name in flow.states else None
        place = branch.target.place if branch.target else branch.place
        yield Moment(where, state, target, branch, tried, before, after, branch.effects, place)


def _along(flow: Flow, edge: Edge, known: Known, loop: bool, edges: tuple[Edge, ...]) -> Known:
    state = flow.states[edge.source]
    if edge.event and passes_form(flow, state, edge.event):
        known = after_form(flow, known, state)
    known = after_branches(flow, known, edge.tried, edge.branch)
    if loop:
        # The trail is cut back to the target: what its earlier entry wrote leaves the trail with that step.
        into = [effect for other in edges if other.target.name == edge.target.name for effect in other.effects]
        known = known._replace(given=known.given - written_by((*into, *flow.states[edge.target.name].on_enter)))
    return after_effects(known, edge.effects)
