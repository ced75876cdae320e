"""
unknown-page: a link leads to a page that there is.

Looked at: `leave`, and `page` of links and of `[words](page:name)` in texts. A page of the site will do as well.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Subject
from engine.language.rules.missing import missing
from engine.problems import Problem

CODE = "unknown-page"


def check(subject: Subject) -> list[Problem]:
    return missing(subject, "page", CODE, "page", places(subject.pages()), 'under "pages", here or in site.yaml')
