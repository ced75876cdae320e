"""
no-sign-out: who has an account can sign in and out, wherever it stands.

`account` in `site.yaml` names a transition, `leave`. Every page's header carries its button, so each of the account's
states has that transition, with a label; each of its branches is a `leave`; and it posts no form: in a state with one
it has `skip_form: true`. And the resume that compares the account's secret finds each of the states: its `state`, where
it names any, lists them all, and each has the event that it fires. Otherwise whoever has come as far as that state is
told, with the right password, that it is wrong.

    # reported
    account: {flow: loan, entry: sign_in, state: account, label: My account, leave: sign_out}
    states: {account: {title: Your account, rest: true}}

    # fixed
    account: {flow: loan, entry: sign_in, state: account, label: My account, leave: sign_out}
    states: {account: {title: Your account, rest: true, transitions: {sign_out: {label: Sign out, leave: home}}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.subject import Extent, Folder
from engine.language.analysis.suggestions import line_of
from engine.language.model import Account, Flow, Resume, State
from engine.problems import Problem

CODE = "no-sign-out"
NEEDS = Extent.WHOLE


def check(folder: Folder) -> list[Problem]:
    account = folder.site.account if folder.site else None
    flows = [folder.flows[named.name] for named in account.flows if named.name in folder.flows] if account else []
    found = [problem for flow in flows if account for problem in _of_flow(account, flow, folder)]
    return found + [problem for flow in flows if account for problem in _way_in(folder, account, flow)]


def _of_flow(account: Account, flow: Flow, folder: Folder) -> Iterator[Problem]:
    name = account.leave.name
    for named in account.states:
        state = flow.states.get(named.name)
        if folder.ways(flow, named.name):
            continue
        cause = _missing(state, name) if state else None
        if state and cause:
            where = f'state "{state.name}"{line_of(state.place, named.place)}'
            fix = f"write in {state.name}, under transitions: {name}: {{label: …, leave: …}}"
            if state.form:
                fix = fix.removesuffix("}") + ", skip_form: true}"
            if state.final or state.automatic:  # it may have no transitions
                fix = f"take {state.name} out of state"
            yield Problem(CODE, f'no way to sign out of state "{state.name}"', named.place, f"{where} {cause}", fix)


def _missing(state: State, name: str) -> str | None:
    """What its transition of that name lacks, so that a header can carry it; None: nothing."""
    leave = state.transitions.get(name)
    if leave is None:
        return f'has no transition "{name}"'
    if leave.label is None:
        return f'has a transition "{name}" without a label: no browser may fire it'
    if not all(branch.leave for branch in leave.branches):
        return f'has a transition "{name}" that does something else than `leave`'
    if state.form and not leave.skip_form:
        return f'has a form, which its transition "{name}" would post: a header has no fields'
    return None


def _way_in(folder: Folder, account: Account, flow: Flow) -> Iterator[Problem]:
    resumes = [
        (other.name, branch.resume)
        for other in folder.flows.values()
        for branch in other.branches()
        if branch.resume and flow.name in branch.resume.among(other.name)
    ]
    first = account.flows[0].name  # whose entry is the sign-in: a secret asked in another flow finds something else
    sign_in = next((one for name, one in resumes if name == first and one.secret and one.register), None)
    for named in account.states if sign_in else ():
        state = flow.states.get(named.name)
        if sign_in is None or state is None or any(_finds(flow, one, state.name) for _, one in resumes):
            continue
        if sign_in.event and not any(sign_in.event.name in one.transitions for one in flow.states.values()):
            continue  # no state has it: reported where it is misspelt
        message = f'nobody can sign in to an account in state "{state.name}"'
        listed = [one.name for one in sign_in.states]
        if sign_in.event and sign_in.event.name not in state.transitions:
            event = sign_in.event
            cause = (
                f'the sign-in fires "{event.name}"{line_of(event.place, state.place)}, and that state has no such event'
            )
            fix = f"write in {state.name}, under transitions: `{event.name}: {{id: opened}}`"
            yield Problem(CODE, message, state.place, cause, fix)
        else:
            place = sign_in.states[0].place
            cause = f"the sign-in looks in {' and '.join(listed)} only"
            yield Problem(CODE, message, place, cause, f"write `state: [{', '.join([*listed, state.name])}]`")


def _finds(flow: Flow, resume: Resume, state: str) -> bool:
    named = not resume.states or any(one.name == state for one in resume.states)
    return named and (resume.event is None or resume.event.name in flow.states[state].transitions)
