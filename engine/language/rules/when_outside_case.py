"""
when-outside-case: a `when` on a page outside any case reads settings and the day alone.

Whoever reads such a page has no case: there are no answers, no values, no facts about them and no codes, so the section
or link would never stand there, or always. A named guard may be read there if it reads nothing else itself.

    # reported
    pages: {home: {title: Home, sections: [{when: given(email), content: Welcome back.}]}}

    # fixed
    pages: {home: {title: Home, sections: [{when: today() >= opens, content: We are open.}]}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.scope import scope_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.guards import Guard, NamedGuards
from engine.language.model import Page
from engine.problems import Problem

CODE = "when-outside-case"
NEEDS = Extent.FORMS
IN_WORDS = {"field": "an answer", "value": "a value of a case", "fact": "about one case", "code": "a code of a case"}


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    named = NamedGuards(flow.guards)
    return [
        problem
        for page in flow.pages.values()
        for when in page.conditions()
        for problem in _of_page(subject, page, when, named)
    ]


def _of_page(subject: Subject, page: Page, when: Guard, named: NamedGuards) -> Iterator[Problem]:
    scope = scope_of(subject.flow)
    for name in sorted(when.names, key=when.source.find):
        read = named.reads(name) | {name} if name in named else {name}
        of_case = sorted(one for one in read if one in scope and scope[one].origin in IN_WORDS)
        if of_case:
            what = IN_WORDS[scope[of_case[0]].origin]
            through = f', which guard "{name}" reads,' if of_case[0] != name else ""
            yield Problem(
                CODE,
                f'"{of_case[0]}" means nothing on page "{page.name}"',
                when.place._replace(width=max(1, len(when.source))),
                f'"{of_case[0]}"{through} is {what}, and the page is read outside any case',
                "ask for a setting or for today(), or show it in a state",
            )
            return
