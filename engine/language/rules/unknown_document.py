"""
unknown-document: a link leads to a document that the flow declares.

Looked at: `document` of links and of `[words](document:name)` in texts.

    # reported
    documents: {receipt: {title: Receipt}}
    states: {done: {title: Done, links: [{label: Your receipt, document: reciept}]}}

    # fixed
    documents: {receipt: {title: Receipt}}
    states: {done: {title: Done, links: [{label: Your receipt, document: receipt}]}}
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-document"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject, places(subject.flow.documents), 'under "documents"')
