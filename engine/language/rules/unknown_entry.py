"""
unknown-entry: a link leads to a door that the flow has.

Looked at: `entry` of links and of `[words](entry:name)` in texts.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Subject
from engine.language.rules.missing import missing
from engine.problems import Problem

CODE = "unknown-entry"


def check(subject: Subject) -> list[Problem]:
    return missing(subject, "entry", CODE, "entry", places(subject.flow.entries), 'under "entries"')
