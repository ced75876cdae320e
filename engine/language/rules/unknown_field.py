"""
unknown-field: an answer that is used is asked by some form, or is a value that the flow declares.

Looked at: keys of registers, `typed`, `show`, `per`, `fills`, `forget`, `number`, `set`, `where`, `secret`, `with`,
`to` of a mail; `field` of a refusal, which is a field of the form that the message is shown on; and `beside` of a note,
which is a field of its state's form, or the title of a group of it. An answer that nobody gives is never there: the
mail would have no recipient, the register no key, and the note no place.

    # reported: the form asks "email"
    mails:
      welcome: {to: emial, subject: Welcome, content: Hello}

    # fixed
    mails:
      welcome: {to: email, subject: Welcome, content: Hello}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.declarations import answers_of, fields_of, places, secrets_of
from engine.language.analysis.effects import Use
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import nearest
from engine.language.analysis.undeclared import why_and_fix
from engine.language.decoding import listed
from engine.language.model import State
from engine.problems import Place, Problem

CODE = "unknown-field"
NEEDS = Extent.FORMS

FIELD = ("field", "no form of this flow asks it", "add it to a form")
WANTED = {
    "field": FIELD,
    "answer": ("field or value", "no form of this flow asks it, and no value has this name", "add it to a form"),
    "secret": FIELD,
    "written": ("value", 'no value of this name is declared under "values"', 'declare it under "values"'),
    "argument": (
        "name",
        "no form of this flow asks it, and no value, setting or code has this name",
        "add it to a form",
    ),
    "recipient": (
        "recipient",
        "no field, value or setting has this name",
        "name a field, a value or a text setting",
    ),
}


NOUNS = {
    "field": ("field",),
    "answer": ("field", "value"),
    "secret": ("field",),
    "written": ("value",),
    "argument": ("field", "value", "setting", "code"),
    "recipient": ("field", "value", "setting"),
}


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    fields: dict[str, Place | None] = {name: field.place for name, (field, _) in fields_of(flow).items()}
    known = {
        "field": fields,
        "answer": answers_of(flow),
        "secret": {name: fields[name] for name in secrets_of(flow)},
        "written": places(flow.values),
        "argument": {**answers_of(flow), **places(flow.settings), **flow.codes()},
        "recipient": {**answers_of(flow), **places(flow.settings)},
    }
    found = []
    for use in subject.uses:
        if use.kind not in known:
            continue
        if use.name not in known[use.kind]:
            if not (use.kind in ("secret", "written") and use.name in fields):  # else of the wrong kind: another rule's
                found.append(_unknown(subject, use, known[use.kind]))
        elif use.role.startswith("asked:"):
            found += _asked_elsewhere(subject, use)
    return [*found, *(problem for state in flow.states.values() for problem in _beside(subject, state))]


def _unknown(subject: Subject, use: Use, known: dict[str, Place | None]) -> Problem:
    noun, cause, declare = WANTED[use.kind]
    cause, fix = why_and_fix(subject, use, known, (cause, declare), NOUNS[use.kind])
    return Problem(CODE, f'unknown {noun} "{use.name}"', use.place, cause, fix)


def _asked_elsewhere(subject: Subject, use: Use) -> list[Problem]:
    """A message is shown, an entry fills, on the form of one state."""
    flow = subject.flow
    state = flow.states.get(use.role.removeprefix("asked:"))
    if state is None or subject.unread.asks(state.name):
        return []
    form = flow.forms.get(state.form.name) if state.form else None
    if form is not None and use.name in form.fields:
        return []
    if state.form is not None and form is None:
        return []  # that form did not load
    asked = f'the form of state "{state.name}" has: {listed(form.fields)}' if form else "that state has no form"
    fix = (
        nearest(use.name, {name: field.place for name, field in form.fields.items()}, use.place, "remove it")
        if form
        else "remove the field: the message is shown above"
    )
    message = f'field "{use.name}" is not asked in state "{state.name}"'
    return [Problem(CODE, message, use.place, asked, fix)]


def _beside(subject: Subject, state: State) -> Iterator[Problem]:
    """A note stands beside a field of the form that its state shows, or beside a group of it."""
    form = subject.flow.forms.get(state.form.name) if state.form else None
    if (state.form is not None and form is None) or subject.unread.asks(state.name):
        return  # that form did not load
    titles = {group.name: group.title.place for group in form.groups} if form else {}
    for note in state.notes:
        if note.beside is None or (form and note.beside.name in {*form.fields, *titles}):
            continue
        name, place = note.beside
        message = f'unknown field or group "{name}" beside which the note "{note.title.source}" stands'
        if form is None:
            cause = f'state "{state.name}" has no form'
            yield Problem(CODE, message, place, cause, "remove `beside`: the note then stands above all else")
            continue
        known: dict[str, Place | None] = {**{name: field.place for name, field in form.fields.items()}, **titles}
        cause = f'the form of state "{state.name}" has the fields {listed(form.fields)}'
        quoted = ", ".join(f'"{title}"' for title in titles)
        cause += f", and the groups {quoted}" if titles else ", and no group"
        labelled = next((f.name for f in form.fields.values() if f.title.source.strip() == name), None)
        fix = f'write the field\'s name, "{labelled}"' if labelled else nearest(name, known, place, "remove `beside`")
        yield Problem(CODE, message, place, cause, fix)
