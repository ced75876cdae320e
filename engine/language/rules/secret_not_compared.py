"""
secret-not-compared, secret-not-asked: what a form asks as a secret beside a resume, that resume compares.

A password that is asked and compared with nothing opens as well when it is wrong. Looked at: each button that posts a
form with a secret and resumes, whether by a register's key or by a code. `secret` names first the field under which the
case that is looked for has kept it, then the one that this form asks: a secret is known in clear only in the step that
receives it, so one that no page on the way asks, or that is not posted, never opens anything.

    # reported: the form asks "typed_password"
    resume: {code: access, typed: typed_code}

    # fixed
    resume: {code: access, typed: typed_code, secret: {password: typed_password}}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.language.analysis.declarations import secrets_of
from engine.language.analysis.graph import ancestors, unsealed_behind
from engine.language.analysis.subject import Extent, Subject
from engine.language.forms import Field
from engine.language.model import Flow, Named, Resume, State, Transition
from engine.problems import Problem

CODE = "secret-not-compared"
NOT_ASKED = "secret-not-asked"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    behind = unsealed_behind(flow, subject.ways.possible)
    return [
        problem
        for state in flow.states.values()
        for event in state.transitions.values()
        for problem in (*_not_compared(flow, state, event), *_never_right(flow, state, event, behind))
    ]


def _not_compared(flow: Flow, state: State, event: Transition) -> Iterator[Problem]:
    resumes = tuple(branch.resume for branch in event.branches if branch.resume)
    compared = {mine.name for resume in resumes for mine in resume.secret.values()}
    if any(_reported(flow, resume) for resume in resumes):
        return  # what is missing or misspelt there is what it does not compare
    for field in _asked(flow, state, event) if resumes else ():
        if field.confirms:
            continue
        if field.name in compared:
            open_to_all = next((one for one in resumes if _opens_all_the_same(flow, one, resumes, field)), None)
        else:
            open_to_all = None if _kept_for_later(flow, state, event, field) else resumes[0]
        if open_to_all:
            yield _for_show(flow, state, event, field, open_to_all)


def _reported(flow: Flow, resume: Resume) -> bool:
    """Whether other rules say of the resume that it shows nobody, or compares what is no secret."""
    shows_nobody = not (resume.code or resume.secret or resume.anyone)
    return shows_nobody or any(mine.name not in secrets_of(flow) for mine in resume.secret.values())


def _opens_all_the_same(flow: Flow, resume: Resume, resumes: Iterable[Resume], field: Field) -> bool:
    """Whether a resume that anyone may take finds the cases of one that compares the secret: a wrong one enters too."""
    return (
        resume.anyone
        and bool(resume.register)
        and not resume.secret
        and any(
            other.register
            and field.name in {mine.name for mine in other.secret.values()}
            and set(other.among(flow.name)) & set(resume.among(flow.name))
            and (not (other.states and resume.states) or _named(other.states) & _named(resume.states))
            for other in resumes
        )
    )


def _named(names: Iterable[Named]) -> set[str]:
    return {named.name for named in names}


def _for_show(flow: Flow, state: State, event: Transition, field: Field, resume: Resume) -> Problem:
    beside = any(
        field.name == mine.name for other in event.branches if other.resume for mine in other.resume.secret.values()
    )
    return Problem(
        CODE,
        f'state "{state.name}" asks the secret "{field.name}", and "{event.name}" compares it with nothing'
        + (" in this resume, which finds the same cases" if beside else ""),
        resume.place,
        "whatever is typed there opens the case that is found, also what is wrong",
        f"{_pair(flow, resume, field.name)}, or remove " + ("this branch" if beside else f"{field.name} from the form"),
    )


def _never_right(flow: Flow, state: State, event: Transition, behind: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Secrets that are compared and can never be the right ones."""
    asked = {field.name for field in _asked(flow, state, event)}
    for resume in (branch.resume for branch in event.branches if branch.resume):
        for theirs, mine in resume.secret.items():
            if mine.name not in secrets_of(flow):
                continue  # unknown, or no secret: reported by another rule
            if mine.name not in asked:
                # « Modifier » goes through this step again with what an earlier form has just received.
                on_the_way = ancestors(behind, state.name) - {state.name}
                if not any(_asks(flow, flow.states[name], mine.name) for name in on_the_way):
                    yield _not_asked(state, event, mine)
            elif theirs == mine.name and flow.name in resume.among(flow.name) and not _asked_elsewhere(flow, theirs):
                yield Problem(
                    CODE,
                    f'"{theirs}" is compared with itself',
                    mine.place,
                    f'no case keeps it: only forms that look for a case ask "{theirs}", so none is ever found',
                    "name first the field under which the case that is looked for has kept its secret",
                )


def _not_asked(state: State, event: Transition, mine: Named) -> Problem:
    why = f'the form of state "{state.name}" does not ask it' if state.form else f'state "{state.name}" has no form'
    if event.label is None:
        why = f'"{event.name}" has no label, so no form is posted with it'
    elif event.skip_form:
        why = f'"{event.name}" does not post the form'
    fix = "post the form with it: remove `skip_form`" if event.skip_form else "ask it in the form of this state"
    return Problem(
        NOT_ASKED,
        f'the secret "{mine.name}" is not asked with "{event.name}" (state "{state.name}")',
        mine.place,
        f"{why}, and a secret is known in clear only in the step that receives it: the case is never found",
        "give it a label, in a state whose form asks the secret" if event.label is None else fix,
    )


def _asked(flow: Flow, state: State, event: Transition) -> tuple[Field, ...]:
    """The secrets that are posted with an event."""
    form = flow.forms.get(state.form.name) if state.form else None
    if form is None or event.label is None or event.skip_form:
        return ()
    return tuple(field for field in form.fields.values() if field.secret)


def _kept_for_later(flow: Flow, state: State, event: Transition, field: Field) -> bool:
    """Whether the visitor's own case may go on and keep it, asked here and nowhere else, for a resume that names it."""
    if not any(branch.target for branch in event.branches):
        return False
    named = {theirs for branch in flow.branches() if branch.resume for theirs in branch.resume.secret}
    return field.name in named and not any(
        _asks(flow, other, field.name) for other in flow.states.values() if other != state
    )


def _asked_elsewhere(flow: Flow, name: str) -> bool:
    """Whether a page asks it that does not look for a case by it."""
    return any(
        _asks(flow, state, name)
        and not any(branch.resume and name in branch.resume.secret for branch in state.branches())
        for state in flow.states.values()
    )


def _asks(flow: Flow, state: State, name: str) -> bool:
    form = flow.forms.get(state.form.name) if state.form else None
    return form is not None and name in form.fields


def _pair(flow: Flow, resume: Resume, mine: str) -> str:
    """The `secret` of the resume with one more pair; the kept field by name where there is but one."""
    others = sorted(secrets_of(flow) - {mine} - set(resume.secret)) if flow.name in resume.among(flow.name) else []
    kept = [name for name in others if _asked_elsewhere(flow, name)]
    pairs = {theirs: field.name for theirs, field in resume.secret.items()} | {kept[0] if len(kept) == 1 else "…": mine}
    words = ", ".join(f"{theirs}: {field}" for theirs, field in pairs.items())
    return f"compare it: write `secret: {{{words}}}`" + (
        "" if len(kept) == 1 else " with the field under which that case keeps it in the place of …"
    )
