"""
unknown-page: a link leads to a page that there is.

Looked at: `leave`, and `page` of links and of `[words](page:name)` in texts. A page of the site will do as well.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-page"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject.uses, places(subject.pages()), 'under "pages", here or in site.yaml')
