"""
unknown-document: a link leads to a document that the flow has.

Looked at: `document` of links and of `[words](document:name)` in texts.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Subject
from engine.language.rules.missing import missing
from engine.problems import Problem

CODE = "unknown-document"


def check(subject: Subject) -> list[Problem]:
    return missing(subject, "document", CODE, "document", places(subject.flow.documents), 'under "documents"')
