"""
unknown-mail: only a mail that the flow declares can be sent.

Looked at: `mail` among effects. The effect has only a name: subject, text and recipient are declared under `mails`.

    # reported
    mails: {confirmation: {to: email, subject: Done, content: Thank you.}}
    states: {done: {title: Done, on_enter: [{mail: confirmtion}]}}

    # fixed
    mails: {confirmation: {to: email, subject: Done, content: Thank you.}}
    states: {done: {title: Done, on_enter: [{mail: confirmation}]}}
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-mail"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject, places(subject.flow.mails), 'under "mails"')
