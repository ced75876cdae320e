"""
unknown-mail: only a mail that has its words can be sent.

Looked at: `mail` among effects.
"""

from __future__ import annotations

from engine.language.rules.declared import places
from engine.language.rules.missing import missing
from engine.language.rules.subject import Subject
from engine.problems import Problem

CODE = "unknown-mail"


def check(subject: Subject) -> list[Problem]:
    return missing(subject, "mail", CODE, "mail", places(subject.flow.mails), 'under "mails"')
