"""
form-not-posted: a state's form is posted by a button.

A state with a form has a transition with a `label` and without `skip_form`; otherwise a person could fill the form in
and never send it. `skip_form` is for a button of a state that has a form; anywhere else it changes nothing.

    # reported
    states: {details: {title: Details, form: person, transitions: {next: {target: summary}}}}

    # fixed
    states: {details: {title: Details, form: person, transitions: {next: {label: Next, target: summary}}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.subject import Extent, Subject
from engine.language.model import State
from engine.problems import Problem

CODE = "form-not-posted"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    states = (state for state in subject.flow.states.values() if not subject.unread.ways(state.name))
    return [problem for state in states for problem in _of_state(state)]


def _of_state(state: State) -> Iterator[Problem]:
    buttons = state.buttons()
    if state.form and all(button.skip_form for button in buttons):
        message = f'form "{state.form.name}" can be filled in and never posted'
        cause = f'state "{state.name}" has no transition with a label that takes the form'
        fix = "give a transition a `label`, or remove the form"
        if buttons:
            fix = "remove `skip_form` from one of its transitions"
        yield Problem(CODE, message, state.form.place, cause, fix)
    for transition in state.transitions.values():
        if transition.skip_form and not (transition.label and state.form):
            cause = "only a button posts the form" if state.form else f'state "{state.name}" has no form'
            yield Problem(CODE, "`skip_form` skips nothing", transition.place, cause, "remove `skip_form`")
