"""
code-not-told: a code that is asked stands in a mail of the step that makes it.

Only a mail can hold a code, and only one of that step knows it: `{pickup}` in its text, or a link to an entry that
`fills` a field with it. A call of that step tells it, too: where its `with` names it, or a document that it is given
says it. Otherwise nobody has a code to type.

    # reported: no mail is sent
    effects: [{code: {name: pickup, length: 10, lives: 48 hours}}]

    # fixed: the mail says "Your code: {pickup}"
    effects: [{code: {name: pickup, length: 10, lives: 48 hours}}, {mail: pickup}]
"""

from __future__ import annotations

from engine.language.analysis.codes import Codes, told_in
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.model import Flow, Mail, MakeCode
from engine.problems import Problem

CODE = "code-not-told"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    return [_problem(subject.flow, subject.codes, made, sent) for made, sent in subject.codes.untold()]


def _problem(flow: Flow, codes: Codes, made: MakeCode, sent: tuple[Mail, ...]) -> Problem:
    name = made.name
    asked = codes.asked_by(name)[0]
    cause = f'it is asked in field "{asked.name}"{line_of(asked.place, made.place)}, and nobody knows it'
    telling = next((mail for mail in flow.mails.values() if name in told_in(flow, mail)), None)
    if telling or len(sent) != 1:
        fix = f"add after it: `- mail: {telling.name}`" if telling else f"add after it a mail that says {{{name}}}"
        if sent and not telling:
            fix = f'write {{{name}}} in mail "{sent[0].name}"{line_of(sent[0].place, made.place)}'
        return Problem(CODE, f'no mail tells code "{name}"', made.place, cause, fix)
    mail = sent[0]
    message = f'mail "{mail.name}" does not tell code "{name}", and no other does'
    cause = f"the step that sends it makes the code{line_of(made.place, mail.content.place)}: {cause}"
    return Problem(CODE, message, mail.content.place, cause, f"write {{{name}}} in it")
