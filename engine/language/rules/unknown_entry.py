"""
unknown-entry: a link leads to an entry that the flow declares.

Looked at: `entry` of links and of `[words](entry:name)` in texts. An entry begins a new case; without it the link
would begin nothing.

    # reported
    entries: {start: {state: form}}
    pages: {home: {title: Home, links: [{label: Begin, entry: begin}]}}

    # fixed
    entries: {start: {state: form}}
    pages: {home: {title: Home, links: [{label: Begin, entry: start}]}}
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-entry"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject, places(subject.flow.entries), 'under "entries"')
