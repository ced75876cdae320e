"""
guard-type, unknown-name, impossible-value: each guard reads names that there are, as what they are.

`==`, `<` … want equal types, `in` a list, a bare name true-or-false; a fact or a choice is compared with a value that
it can take. Looked at: named guards, guards of branches, expressions of `set`, checks of `x-rules` that read settings.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.scope import scope_of, scope_of_form
from engine.language.analysis.subject import Subject
from engine.language.guards import Guard, check_guard
from engine.language.model import Flow, Set
from engine.problems import Problem

CODE = "guard-type"


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    scope = scope_of(flow)
    found = []
    for guard, boolean in _guards(flow):
        found += check_guard(guard, scope, boolean=boolean)
    for form in flow.forms.values():
        for rule in form.rules:
            if not rule.check.names <= form.fields.keys():  # else the form has checked it alone
                found += check_guard(rule.check, scope_of_form(form, flow.settings))
    return found


def _guards(flow: Flow) -> Iterator[tuple[Guard, bool]]:
    yield from ((guard, True) for guard in flow.guards.values())
    yield from ((branch.guard, True) for branch in flow.branches() if branch.guard)
    for effect in flow.effects():
        if isinstance(effect, Set):
            yield from ((expression, False) for expression in effect.values.values())
