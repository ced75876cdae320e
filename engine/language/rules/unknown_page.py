"""
unknown-page: a link leads to a page that the flow or the site declares.

Looked at: `leave`, and `page` of links and of `[words](page:name)` in texts. A person who follows a link to a page that
does not exist would get an error.

    # reported
    pages: {help: {title: Help}}
    states: {form: {title: Form, links: [{label: Help, page: halp}]}}

    # fixed
    pages: {help: {title: Help}}
    states: {form: {title: Form, links: [{label: Help, page: help}]}}
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-page"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject, places(subject.pages()), 'under "pages", here or in site.yaml')
