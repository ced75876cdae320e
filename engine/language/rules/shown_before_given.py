"""
shown-before-given: what a page, a mail or a document shows has been given on some way there.

A page is shown before its own form is filled in, so an answer asked there, or later, stands nowhere in it: in its place
there is nothing. The same holds of a value that a later step writes, and of what every way there has forgotten. A
refusal and a form's messages may quote what was just typed; a text under `when: given(name)` waits for it. What a call
hands to a plug-in, and what its documents say, is looked at in the same way. So does the day of a timer have to be
given before its state is entered: else there is no timer.

    # reported: the form of this state asks "email"
    states: {address: {title: Your address, content: "We write to {email}.", form: address}}

    # fixed: the state after it shows it
    states: {check: {title: Check, content: "We write to {email}."}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.chances import Bits, Chances
from engine.language.analysis.declarations import fields_of, typed_codes
from engine.language.analysis.shown import Shown, shown_names
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.model import Flow, Forget
from engine.problems import Problem

CODE = "shown-before-given"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow, chances = subject.flow, subject.chances
    shown = list(shown_names(flow, chances))
    hashed, fields = typed_codes(flow), fields_of(flow)
    given = chances.anywhere()  # of what is never given at all other rules speak
    wanted = {
        name
        for name in {one.name for one in shown}
        if name in flow.values or (name in fields and not fields[name][0].secret and name not in hashed)
        if chances.of([name]) & given
    }
    wanted |= {one.name for one in shown if one.to and one.name in flow.codes()}
    found = [_problem(flow, one) for one in shown if one.name in wanted and not one.given & chances.of([one.name])]
    return [*found, *_of_timers(flow, chances, given)]


def _of_timers(flow: Flow, chances: Chances, anywhere: Bits) -> Iterator[Problem]:
    """The days of timers that no way to their state has given."""
    for state in flow.states.values():
        timers = (*((state.timeout,) if state.timeout else ()), *state.reminders)
        for named in (timer.at.name for timer in timers if timer.at and timer.at.name):
            bit = chances.of([named.name])
            if state.name in chances.page and bit & anywhere and not bit & chances.page[state.name]:
                message = f'a timer of state "{state.name}" names "{named.name}" before it is given'
                cause = "due times are fixed as the state is entered, and no way there has given that day"
                fix = "name a day that is given before, or move the timer to a state after that"
                yield Problem(CODE, message, named.place, cause, fix)


def _problem(flow: Flow, shown: Shown) -> Problem:
    name = shown.name
    if name in flow.codes():
        cause = f'no way there has made code "{name}"{line_of(flow.codes()[name], shown.place)} before'
    elif name in flow.values:
        cause = f'no way there has written value "{name}"{line_of(flow.values[name].place, shown.place)} before'
    else:
        asking = [state for state in flow.states.values() if state.form and _asks(flow, state.form.name, name)]
        at = " or ".join(f'"{state.name}"{line_of(state.place, shown.place)}' for state in asking[:2])
        forgotten = any(isinstance(effect, Forget) and _names(effect, name) for effect in flow.effects())
        cause = f"it is asked in state {at}, and no way there has passed that form"
        cause += " without forgetting it again" if forgotten else ""
        if shown.where in [f'state "{state.name}"' for state in asking]:
            cause = "that state's own form asks it, and the page is shown before the form is filled in"
    if shown.to:
        message = f'"{name}" is handed to effect "{shown.to}" before it is given'
        fix = f'name another, or make the call after the step that gives "{name}"'
        return Problem(CODE, message, shown.place, cause, fix)
    what = f'"{name}"' if shown.row else f"{{{name}}}"
    fix = f"take out {what}, or show it after the step that gives it"
    return Problem(CODE, f"{what} is shown in {shown.where} before it is given", shown.place, cause, fix)


def _names(effect: Forget, name: str) -> bool:
    return any(field.name == name for field in effect.fields)


def _asks(flow: Flow, form: str, name: str) -> bool:
    return form in flow.forms and name in flow.forms[form].fields
