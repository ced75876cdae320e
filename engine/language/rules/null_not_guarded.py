"""
null-not-guarded: what may be missing is not measured, ordered, claimed or written to before a guard has asked.

An optional field, one with `x-when`, one whose form not every way here passes, a value not written on every way, a fact
whose fields may be missing: all of these can be null. `<`, `len`, `matches`, `years_since` and a bare name do not take
null, nor do a register's key and a mail's recipient: the step would fail. `given(name) and …` asks; so does an earlier
branch that took away the cases without it, and for a required field with `x-when` its condition once more.

    # reported: "age" is optional
    - {guard: age >= 18, target: adult}

    # fixed
    - {guard: given(age) and age >= 18, target: adult}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.language.analysis.asking import asked_now, asking_of
from engine.language.analysis.dataflow import drawn, moments
from engine.language.analysis.domains import may_be_null
from engine.language.analysis.effects import Known, Need, after_effects, needs_of
from engine.language.analysis.scope import scope_of, scope_on_page
from engine.language.analysis.subject import Extent, Subject
from engine.language.guards import Guard, NamedGuards, Slot, check_guard
from engine.language.model import Claim, Effect, Flow, State
from engine.problems import Place, Problem

CODE = "null-not-guarded"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    first: dict[tuple[Place, str], Problem] = {}
    for problem in _problems(subject):  # a named guard is read in many places: the first is reported
        first.setdefault((problem.place, problem.message), problem)
    return list(first.values())


def _problems(subject: Subject) -> Iterator[Problem]:
    flow, named = subject.flow, NamedGuards(subject.flow.guards, asking_of(subject.flow).named.conditions)
    yield from (problem for problem in subject.guard_problems if problem.code == CODE)
    for moment in moments(flow, subject.ways):
        if moment.branch and moment.branch.guard:
            scope = scope_of(flow, moment.before.given, moment.where)
            yield from _nulls(moment.branch.guard, scope, named, moment.before, moment.where)
        yield from _of_effects(flow, named, moment.effects, moment.after, moment.where)
    for name, known in subject.ways.standing.items():
        yield from _of_form(flow, named, flow.states[name], known)
        scope = scope_on_page(flow, flow.states[name], known.given)
        for when in flow.states[name].conditions():
            yield from _nulls(when, scope, named, known, f'in state "{name}"')
        for view in flow.views_open(name):
            scope = scope_of(flow, known.given)
            for when in view.conditions():
                yield from _nulls(when, scope, named, known, f'in state "{name}"')
    for name, known in subject.ways.entering.items():
        yield from _of_effects(flow, named, flow.states[name].on_enter, known, f'on entering state "{name}"')


def _of_form(flow: Flow, named: NamedGuards, state: State, known: Known) -> Iterator[Problem]:
    """The conditions of fields: what is known before the form, and the fields above."""
    form = flow.forms.get(state.form.name) if state.form else None
    if form is None or not form.conditional:
        return
    above = {name for name, field in form.fields.items() if not may_be_null(field)}
    known = known._replace(given=(known.given - form.fields.keys()) | above | asked_now(form))
    where = f'in form "{form.name}" of state "{state.name}"'
    for _, when in form.conditions():
        yield from _nulls(when, scope_of(flow, known.given, where), named, known, where)


def _nulls(guard: Guard, scope: Mapping[str, Slot], named: NamedGuards, known: Known, where: str) -> Iterator[Problem]:
    problems = check_guard(guard, scope, guards=named, known=known.given, where=where)
    yield from (problem for problem in problems if problem.code == CODE)


def _of_effects(
    flow: Flow, named: NamedGuards, effects: Iterable[Effect], known: Known, where: str
) -> Iterator[Problem]:
    for effect in effects:
        scope = scope_of(flow, known.given, where)
        for need in needs_of(flow, effect):
            if isinstance(need, Guard):
                found = check_guard(need, scope, boolean=False, guards=named, known=known.given, where=where)
                yield from (problem for problem in found if problem.code == CODE)
            elif not (isinstance(effect, Claim) and need.name.name in drawn(flow)):  # see claim-not-guarded
                yield from _needed(need, scope)
        known = after_effects(flow, known, (effect,))


def _needed(need: Need, scope: Mapping[str, Slot]) -> Iterator[Problem]:
    name = need.name.name
    slot = scope.get(name)
    if slot is None or not slot.nullable or slot.origin not in ("field", "value") or slot.kind == "secret":
        return
    message = f'"{name}" may be null here: {need.role}'
    fix = f'ask "{name}" on every way here, or put the effect in a branch with `guard: given({name})`'
    yield Problem(CODE, message, need.place, slot.why_null, fix)
