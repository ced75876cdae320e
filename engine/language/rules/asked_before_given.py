"""
asked-before-given: a guard asks a fact about what some way there has given.

A fact is looked up by an answer: the key of a register, the field of a code. Where no way there has asked that field
the fact is null, whatever happens, and the guard has one verdict. A fact `of: case` is of a code that the case itself
has made: where it makes none, any code is unknown. A guard that tests `given(…)` first, or the fact for null, may be
read anywhere. Of several guards the first is reported.

    # reported: this form asks "typed_email", and the fact is about "email"
    facts: {account: {register: accounts, key: email}}
    states: {sign_in: {form: sign_in, transitions: {go: {first_of: [{guard: account == "free", target: unknown}]}}}}

    # fixed
    facts: {account: {register: accounts, key: typed_email}}
    states: {sign_in: {form: sign_in, transitions: {go: {first_of: [{guard: account == "free", target: unknown}]}}}}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.language.analysis.chances import Bits
from engine.language.analysis.declarations import secrets_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.guards import Guard, NamedGuards
from engine.language.guards.nodes import Call, Compare, Literal, Name, Node, inside
from engine.language.model import Fact, Flow
from engine.problems import Place, Problem

CODE = "asked-before-given"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow, chances = subject.flow, subject.chances
    anywhere = chances.anywhere()  # of what is never given at all other rules speak
    named, secrets = NamedGuards(flow.guards), secrets_of(flow)
    found: dict[tuple[str, str], Problem] = {}
    for guard, where, given in _read(subject):
        reads = guard.names.union(*(named.reads(name) for name in guard.names if name in named))
        for fact in (flow.facts[name] for name in sorted(reads & flow.facts.keys())):
            missing = next((one for one in _wanted(fact, secrets) if chances.of([one]) & anywhere & ~given), None)
            if missing and not _is_tested({fact.name, *_wanted(fact, secrets)}, guard, reads, flow):
                found.setdefault((fact.name, missing), _problem(fact, missing, guard, where))
    return list(found.values())


def _read(subject: Subject) -> Iterator[tuple[Guard, str, Bits]]:
    """Every guard that a case meets, where, and what can have been given there."""
    flow, chances = subject.flow, subject.chances
    for listed in flow.branch_lists():
        if listed.state in chances.page:
            state = flow.states[listed.state]
            given = chances.after_post(state, listed.event)
            if all(button.skip_form for button in state.buttons()):
                given |= chances.of_form(state)  # that no button posts it is the problem
            yield from (
                (branch.guard, f'in state "{listed.state}"', given) for branch in listed.branches if branch.guard
            )
    for name, page in chances.page.items():
        yield from ((when, f'on the page of state "{name}"', page) for when in flow.states[name].conditions())
    for view in flow.views.values():
        open_in = chances.on_pages(state.name for state in view.states)
        if open_in is not None:
            yield from ((when, f'in view "{view.name}"', open_in) for when in view.conditions())


def _wanted(fact: Fact, secrets: Collection[str]) -> list[str]:
    """The names without which it has one value; none of a fact about a secret, which is reported itself."""
    if any(asked.name in secrets for asked in fact.asked):
        return []
    own = [fact.code.name] if fact.own_only and fact.code else []
    return [*own, *(asked.name for asked in fact.asked)]


def _is_tested(names: set[str], guard: Guard, reads: frozenset[str], flow: Flow) -> bool:
    """Whether the guard, or one that it names, asks first whether there is anything to ask about."""
    trees = [guard.tree, *(flow.guards[name].tree for name in reads & flow.guards.keys())]
    return any(_tests(node, names) for tree in trees for node in inside(tree))


def _tests(node: Node, names: set[str]) -> bool:
    if isinstance(node, Call):
        return node.function == "given" and any(isinstance(one, Name) and one.name in names for one in node.arguments)
    if not isinstance(node, Compare):
        return False
    sides = (node.left, node.right)
    null = any(isinstance(side, Literal) and side.value is None for side in sides)
    return null and any(isinstance(side, Name) and side.name in names for side in sides)


def _problem(fact: Fact, missing: str, guard: Guard, where: str) -> Problem:
    direct = next((node for node in inside(guard.tree) if isinstance(node, Name) and node.name == fact.name), None)
    place: Place = (
        guard.place.inside(direct.at, direct.width) if direct else guard.place._replace(width=len(guard.source))
    )
    if fact.code is not None and missing == fact.code.name:
        message = f'fact "{fact.name}" is always "unknown" {where}'
        cause = f'it is `of: case`, and no way there has made code "{missing}": the guard has one verdict'
        fix = f"take `of: case` out of the fact{line_of(fact.place, place)}, or ask it where the case has made the code"
    else:
        message = f'fact "{fact.name}" is always null {where}'
        cause = f'no way there has asked "{missing}": the guard has one verdict'
        fix = f"name in the fact{line_of(fact.place, place)} a field that is asked there, or ask this one before"
    return Problem(CODE, message, place, cause, fix)
