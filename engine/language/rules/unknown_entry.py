"""
unknown-entry: a link leads to a door that the flow has.

Looked at: `entry` of links and of `[words](entry:name)` in texts.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-entry"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject.uses, places(subject.flow.entries), 'under "entries"')
