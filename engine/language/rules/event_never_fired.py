"""
event-never-fired: a transition without a label is fired by a resume, of this flow or of another one.

A transition with a `label` is a button. One without is never accepted from a browser; only a resume can fire it, so
where none does, it never happens. Looked at, over all flows together: only they show who resumes whose cases.

    # reported
    states: {waiting: {title: Waiting, transitions: {confirm: {target: active}}}}

    # fixed: a resume fires it
    states: {waiting: {title: Waiting, transitions: {confirm: {target: active}}}}
    first_of: [{resume: {states: [waiting], code: pickup, typed: typed_code, event: confirm}}]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.language.analysis.subject import Extent, Folder
from engine.language.analysis.suggestions import meant
from engine.language.decoding import closest
from engine.language.model import Flow, Resume
from engine.problems import Problem

CODE = "event-never-fired"
NEEDS = Extent.WHOLE


def check(folder: Folder) -> list[Problem]:
    flows = folder.flows
    signing_in = _signing_in(folder)
    fired = {(meant(target, flows), state, event) for flow in flows.values() for target, state, event in _fired(flow)}
    misspelt = _misspelt(flows.values(), {event for _, _, event in fired}) | _elsewhere(flows, fired)
    found = []
    for flow in flows.values():
        for state in flow.states.values():
            for transition in state.transitions.values():
                name = transition.name
                if transition.label or fired & {(flow.name, state.name, name), (flow.name, None, name)}:
                    continue
                if (flow.name, state.name, name) in signing_in:
                    continue  # nobody can sign in there: reported where the sign-in lists its states
                if name in misspelt or folder.mentions(name):
                    continue  # it may well be fired: the mistake is there
                message = f'nothing ever fires "{name}" in state "{state.name}"'
                cause = "it has no label, so no browser may; and no resume names it for this state"
                fix = f"give it a `label`, or write `event: {name}` in a resume that looks in {state.name}"
                found.append(Problem(CODE, message, transition.place, cause, fix))
    return found


def _signing_in(folder: Folder) -> set[tuple[str, str, str]]:
    """(flow, state of the account, event of a sign-in)"""
    account = folder.site.account if folder.site else None
    resumes = [(flow.name, resume) for flow in folder.flows.values() for resume in resumes_of(flow) if resume.secret]
    return {
        (target, state.name, resume.event.name)
        for name, resume in resumes
        for target in resume.among(name)
        for state in (account.states if account else ())
        if resume.event
    }


def _misspelt(flows: Collection[Flow], fired: Collection[str]) -> set[str | None]:
    """The transitions that are meant by events which no state has."""
    events = {name for flow in flows for state in flow.states.values() for name in state.transitions}
    return {closest(event, events) for event in fired if event not in events}


def _elsewhere(flows: Mapping[str, Flow], fired: Collection[tuple[str, str | None, str]]) -> set[str]:
    """The events of resumes that look in a state which is not there, or has no such event: that is reported there."""
    return {
        event
        for target, state, event in fired
        if target in flows
        and state is not None
        and (state not in flows[target].states or event not in flows[target].states[state].transitions)
    }


def resumes_of(flow: Flow) -> Iterator[Resume]:
    return (branch.resume for branch in flow.branches() if branch.resume)


def _fired(flow: Flow) -> Iterator[tuple[str, str | None, str]]:
    """(flow, state or any, event)"""
    for resume in resumes_of(flow):
        if resume.event is not None:
            looked_in: list[str | None] = [named.name for named in resume.states]
            for target in resume.among(flow.name):
                for state in looked_in or [None]:
                    yield target, state, resume.event.name
