"""
zero-divisor: no divisor can be 0.

The step would fail where it is. A divisor is not 0 where it is a figure or a setting other than 0, where the form's
`minimum` is above 0, where boxes that are ticked are counted, or where a guard has asked first: the same guard, before
it, the guard of the branch whose effects divide, or that of a branch before it.

    # reported: nobody may be coming
    effects: [{set: {share: "round(price / guests, 2)"}}]

    # fixed
    - {guard: guests > 0, target: shared, effects: [{set: {share: "round(price / guests, 2)"}}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.language.analysis.dataflow import moments
from engine.language.analysis.domains import domains_of, domains_of_form
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.guards import Domains, Guard
from engine.language.guards.bounds import NO_TESTS, NamedTests, Tests, all_of, divisors, tests_of, without
from engine.language.guards.fixes import tested_first
from engine.language.guards.nodes import Literal, Name, Node
from engine.language.model import Branch, Effect, Flow, Forget, Number, Set
from engine.problems import Place, Problem

CODE = "zero-divisor"
NEEDS = Extent.FORMS

MOST_BEFORE = 100  # branches before one whose guards are read for what they have asked


def check(subject: Subject) -> list[Problem]:
    found: dict[Place, Problem] = {}
    unknown = {problem.place for problem in subject.guard_problems if problem.code == "unknown-name"}
    for guard, node, domains in _found(subject):
        place = guard.place.inside(node.at, max(1, node.width))
        if place not in unknown:
            found.setdefault(place, _problem(subject.flow, guard, node, domains)._replace(place=place))
    return list(found.values())


def _found(subject: Subject) -> Iterator[tuple[Guard, Node, Domains]]:
    flow = subject.flow
    if not any("round" in guard.source for guard in _all(flow)):
        return
    named = NamedTests({name: guard.tree for name, guard in flow.guards.items()}, domains_of(flow))
    for guard, tests in _read(subject, named):
        yield from ((guard, node, named.domains) for node in divisors(guard.tree, tests, named))
    for form in flow.forms.values():
        own = NamedTests({}, domains_of_form(form, flow.settings))
        for rule in form.rules:
            yield from ((rule.check, node, own.domains) for node in divisors(rule.check.tree, NO_TESTS, own))


def _all(flow: Flow) -> Iterator[Guard]:
    yield from flow.guards.values()
    for branch in flow.branches():
        yield from _own(branch, ())
    yield from _own(None, flow.effects())
    yield from _conditions(flow)
    yield from (rule.check for form in flow.forms.values() for rule in form.rules)


def _own(branch: Branch | None, effects: Iterable[Effect]) -> Iterator[Guard]:
    if branch and branch.guard:
        yield branch.guard
    for effect in effects:
        yield from effect.values.values() if isinstance(effect, Set) else ()


def _conditions(flow: Flow) -> Iterator[Guard]:
    for pages in (flow.pages, flow.states, flow.views):
        for page in pages.values():
            yield from page.conditions()


def _read(subject: Subject, named: NamedTests) -> Iterator[tuple[Guard, Tests]]:
    """Each guard and expression, with what has been asked before it in the same step."""
    flow = subject.flow
    yield from ((guard, NO_TESTS) for guard in (*flow.guards.values(), *_conditions(flow)))
    for moment in moments(flow, subject.ways):
        branch = moment.branch
        if not any("round" in guard.source for guard in _own(branch, moment.effects)):
            continue
        before = [
            tests_of(one.guard.tree, False, named)
            for one in moment.tried[-MOST_BEFORE:]
            if one.guard and not one.resume  # a resume whose guard held may have found no case
        ]
        yield from _of_branch(branch, moment.effects, all_of(before), named)
    for state in flow.states.values():
        yield from _of_branch(None, state.on_enter, NO_TESTS, named)


def _of_branch(
    branch: Branch | None, effects: Iterable[Effect], tests: Tests, named: NamedTests
) -> Iterator[tuple[Guard, Tests]]:
    if branch and branch.guard:
        yield branch.guard, tests
        tests = all_of((tests, tests_of(branch.guard.tree, True, named)))
    for effect in effects:
        if isinstance(effect, Set):
            for name, expression in effect.values.items():
                yield expression, tests
                tests = without(tests, name)
        elif isinstance(effect, Number):
            tests = without(tests, effect.field.name)
        elif isinstance(effect, Forget):
            for field in effect.fields:
                tests = without(tests, field.name)


def _problem(flow: Flow, guard: Guard, node: Node, domains: Domains) -> Problem:
    words = guard.source[node.at : node.at + node.width]
    setting = flow.settings.get(node.name) if isinstance(node, Name) else None
    cause = "a quotient has no value then, and the step would fail"
    if isinstance(node, Literal) or setting:
        where = f"in the setting{line_of(setting.place, guard.place)}" if setting else "here"
        return Problem(
            CODE, f"`{words}` divides, and is 0", guard.place, cause, f"write a figure that is not 0 {where}"
        )
    domain = domains.get(node.name) if isinstance(node, Name) else None
    fix = tested_first(f"{words} != 0", f"{words} == 0", guard)
    if isinstance(node, Name) and domain and domain.kind == "integer" and node.name not in flow.values:
        fix += f', or give the field "{node.name}" `minimum: 1`'
    return Problem(CODE, f"`{words}` may be 0 here, and divides", guard.place, cause, fix)
