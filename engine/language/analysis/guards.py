"""Every guard and expression of a flow, checked against the names that it may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.analysis.asking import asked_now, in_form
from engine.language.analysis.scope import scope_of, scope_of_form, scope_on_page
from engine.language.analysis.suggestions import line_of
from engine.language.analysis.things import another
from engine.language.decoding import an
from engine.language.guards import Guard, check_guard
from engine.language.guards.fixes import in_guard, in_place
from engine.language.guards.nodes import Call, Name, inside
from engine.language.model import Flow, Set, Setting
from engine.problems import Problem


def guard_problems(flow: Flow) -> tuple[Problem, ...]:
    """
    The problems of the flow's guards by themselves, wherever a case may be: `guard-type`, `unknown-name`,
    `impossible-value`; and `null-not-guarded` of the checks of forms, which are read in one place only.

    Looked at: named guards, guards of branches, each `when` and `x-when`, expressions of `set`, checks of `x-rules`
    that read settings.
    """
    scope = scope_of(flow)
    found: list[Problem] = []
    for guard, boolean in _guards(flow):
        found += check_guard(guard, scope, boolean=boolean)
    for page in flow.pages.values():
        for when in page.conditions():
            found += check_guard(when, scope)
    for state in flow.states.values():
        for when in state.conditions():
            found += check_guard(when, scope_on_page(flow, state))
    for view in flow.views.values():
        for when in view.conditions():
            found += check_guard(when, scope)
    for form in flow.forms.values():
        for _, when in form.conditions():
            found += check_guard(when, scope)
        for rule in form.rules:
            if not rule.check.names <= form.fields.keys():  # else the form has checked it alone
                found += check_guard(
                    rule.check, scope_of_form(form, flow.settings), guards=in_form(form), known=asked_now(form)
                )
    wrong = {one.place for one in found if one.code == "guard-type"}  # of another kind than is wanted there
    spoken = [one for guard in _every_guard(flow) for one in spoken_settings(guard, flow.settings)]
    spoken = [one for one in spoken if one.place not in wrong]
    lines = {(problem.place.file, problem.place.line) for problem in spoken}
    # Of a text of one language nothing is said: it is not what is compared.
    found = [one for one in found if one.code != "impossible-value" or (one.place.file, one.place.line) not in lines]
    return tuple(_told(flow, problem) for problem in [*spoken, *found])


def _every_guard(flow: Flow) -> Iterator[Guard]:
    yield from (guard for guard, _ in _guards(flow))
    for page in flow.pages.values():
        yield from page.conditions()
    for state in flow.states.values():
        yield from state.conditions()
    for view in flow.views.values():
        yield from view.conditions()
    for form in flow.forms.values():
        yield from (when for _, when in form.conditions())
        yield from (rule.check for rule in form.rules)


def spoken_settings(guard: Guard, settings: Mapping[str, Setting]) -> Iterator[Problem]:
    """Reports the settings that a guard reads, and that are a text in several languages."""
    if not guard.names & settings.keys():
        return
    every = list(inside(guard.tree))
    asked = [argument for node in every if isinstance(node, Call) for argument in node.arguments]
    for node in every:
        setting = settings.get(node.name) if isinstance(node, Name) else None
        if isinstance(node, Name) and setting and len(setting.languages or ()) > 1:
            place = guard.place.inside(node.at, max(1, node.width))
            instead = in_place(node, in_guard(str(setting.value)), guard)
            yield Problem(
                "guard-type",
                f'"{node.name}" is a text in several languages',
                place,
                f"a guard is the same on every page, whatever its language{line_of(setting.place, place)}",
                "ask this of a field or a value" if node in asked else instead,
            )


def _told(flow: Flow, problem: Problem) -> Problem:
    """An unknown name, called what it is where something of another kind has it."""
    place = problem.place
    name = place.source[place.column - 1 : place.column - 1 + place.width]
    thing = another(flow, name, ()) if problem.code == "unknown-name" else None
    if thing is None:
        return problem
    cause = f'"{name}" is {an(thing.noun)}{line_of(thing.place, place)}: no field, value, fact, setting, guard or code'
    return problem._replace(cause=cause, fix="write one of these, or declare one of this name")


def _guards(flow: Flow) -> Iterator[tuple[Guard, bool]]:
    """Each guard, and whether it must be true or false."""
    yield from ((guard, True) for guard in flow.guards.values())
    yield from ((branch.guard, True) for branch in flow.branches() if branch.guard)
    for effect in flow.effects():
        if isinstance(effect, Set):
            yield from ((expression, False) for expression in effect.values.values())
