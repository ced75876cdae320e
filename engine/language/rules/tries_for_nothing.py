"""
tries-for-nothing: a state with `tries` refuses in some branch, and its form asks what `per` names.

`tries` counts refusals: where no branch refuses, nothing is counted; where its `target` is the state itself, nothing
comes to an end. `per` counts them for each value typed; where the form does not ask that field, nobody types one. Where
a resume finds the case by the key in another field, with another value each time anyone can guess the secret of one
case as often as they like.

    # reported: no branch refuses
    tries: {max: 5, target: locked}
    transitions: {ok: {label: OK, target: done}}

    # fixed
    tries: {max: 5, target: locked}
    transitions:
      ok: {label: OK, first_of: [{guard: code == "valid", target: done}, {refuse: {message: Wrong code.}}]}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.declarations import fields_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import nearest
from engine.language.decoding import listed
from engine.language.model import Flow, Named, State
from engine.problems import Problem

CODE = "tries-for-nothing"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    states = (state for state in subject.flow.states.values() if not subject.unread.ways(state.name))
    return [problem for state in states for problem in _of_state(subject.flow, state)]


def _of_state(flow: Flow, state: State) -> Iterator[Problem]:
    if state.tries is None:
        return
    if not any(branch.refuse for branch in state.branches()):
        lists = [event.branches for event in state.transitions.values()]
        if any(all(branch.guard or branch.resume for branch in one) for one in lists):
            return  # the last branch, which is missing, may be the one that refuses: reported there
        yield Problem(
            CODE,
            f'state "{state.name}" counts tries and never refuses',
            state.tries.place,
            "a try is a branch that refuses, and none of this state does",
            "write `refuse: {message: …}` in a branch, or remove `tries`",
        )
    elif state.tries.target and state.tries.target.name == state.name:
        yield Problem(
            CODE,
            f'after its last try state "{state.name}" leads to itself',
            state.tries.target.place,
            "after the last refusal the tries begin again there, without a limit and without the message",
            "name another state, or take `tries` out",
        )
    elif state.tries.per:
        yield from list(_not_asked(flow, state, state.tries.per)) or _by_another(flow, state, state.tries.per)


def _by_another(flow: Flow, state: State, per: Named) -> Iterator[Problem]:
    """The account is the key's, and so must the count be: what a guesser may change freely counts nothing."""
    guessed = (branch.resume for branch in state.branches() if branch.resume and branch.resume.secret)
    other = next((resume.key for resume in guessed if resume.key and resume.key.name != per.name), None)
    if other and per.name in fields_of(flow):
        yield Problem(
            CODE,
            f'tries are counted per "{per.name}", and state "{state.name}" finds the case by "{other.name}"',
            per.place,
            f'with another "{per.name}" each time, the secret of one case can be guessed without end',
            f"write `per: {other.name}`",
        )


def _not_asked(flow: Flow, state: State, per: Named) -> Iterator[Problem]:
    """Of somebody who types no such thing here no try would ever be counted."""
    form = flow.forms.get(state.form.name) if state.form else None
    asked = form.fields if form else {}
    if per.name in asked or per.name not in fields_of(flow) or (state.form and form is None):
        return  # unknown, or of a form that did not load: reported by another rule
    yield Problem(
        CODE,
        f'tries are counted per "{per.name}", which state "{state.name}" does not ask',
        per.place,
        f"its form asks: {listed(asked)}" if asked else "that state has no form",
        nearest(per.name, {name: field.place for name, field in asked.items()}, per.place, "ask it in that form")
        if asked
        else "give the state a form that asks it",
    )
