"""
refusal-to-nothing: a refusal goes back to a state with a form that can be before it, with nothing sealed between.

The message is shown on the form of the state named, which must be on every such case's trail. A step with a claim, a
code, a number or a mail cannot be taken back, so nothing before it can be shown again.

    # reported: "summary" has no form
    - {guard: not accepted, refuse: {state: summary, message: Please accept.}}

    # fixed
    - {guard: not accepted, refuse: {state: details, message: Please accept.}}
"""

from __future__ import annotations

from itertools import islice

from engine.language.analysis.graph import Before, unsealed_behind
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import MOST_LISTED
from engine.language.model import Branch, Flow, State
from engine.problems import Problem

CODE = "refusal-to-nothing"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    behind = unsealed_behind(flow, subject.ways.possible)
    passed = Before(behind)
    found = []
    for state in flow.states.values():
        if state.name not in subject.ways.standing:
            continue
        for branch in state.branches():
            back = branch.refuse.state if branch.refuse else None
            if back is None or back.name not in flow.states:
                continue
            message = f'the refusal cannot go back to "{back.name}"'
            if not passed.comes(back.name, state.name):
                cause = f'"{back.name}" never comes before state "{state.name}", or a step between seals it'
                before = (name for name in flow.states if passed.comes(name, state.name) and flow.states[name].form)
                forms = list(islice(before, MOST_LISTED))
                fix = f"write one of {', '.join(forms)}; or remove `state`" if forms else _without(flow, state, branch)
                found.append(Problem(CODE, message, back.place, cause, fix))
            elif flow.states[back.name].form is None:
                cause = "that state has no form to show the message on"
                found.append(Problem(CODE, message, back.place, cause, "name a state with a form, or remove `state`"))
    return found


def _without(flow: Flow, state: State, branch: Branch) -> str:
    """The fix that takes the state out; the field with it, where this state does not ask it."""
    field = branch.refuse.field if branch.refuse else None
    form = flow.forms.get(state.form.name) if state.form else None
    asked = field is None or (form is not None and field.name in form.fields)
    return "remove `state`" if asked else "remove `state` and `field`"
