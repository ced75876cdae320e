"""
unknown-mail: only a mail that has its words can be sent.

Looked at: `mail` among effects.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-mail"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject.uses, places(subject.flow.mails), 'under "mails"')
