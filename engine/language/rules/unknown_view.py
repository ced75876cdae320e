"""
unknown-view: a link leads to a view that the flow declares.

Looked at: `view` of links and of `[words](view:name)` in texts. A view is a page of a case; the site has none.

    # reported
    views: {details: {in: account, title: Your details}}
    states: {account: {title: Your account, rest: true, links: [{label: Your details, view: detials}]}}

    # fixed
    views: {details: {in: account, title: Your details}}
    states: {account: {title: Your account, rest: true, links: [{label: Your details, view: details}]}}
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-view"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject, places(subject.flow.views), 'under "views"')
