"""
unknown-mail: only a mail that has its words can be sent.

Looked at: `mail` among effects.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Subject
from engine.language.rules.missing import missing
from engine.problems import Problem

CODE = "unknown-mail"


def check(subject: Subject) -> list[Problem]:
    return missing(subject, "mail", CODE, "mail", places(subject.flow.mails), 'under "mails"')
