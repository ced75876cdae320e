"""
doubled-braces: a name that a text may quote stands between single braces; between doubled ones it is printed.

`{{` is how a text says a brace, so `{{email}}` shows the word "email" in braces, and no address.
Reported is a name that the flow or the site knows, or one letter away from such a name. Who means the braces puts them
into code: `` `{{email}}` ``.

    # reported
    settings: {reply_within: 2 days}
    pages: {home: {title: Home, content: "You have {{reply_within}} to answer."}}

    # fixed
    settings: {reply_within: 2 days}
    pages: {home: {title: Home, content: "You have {reply_within} to answer."}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from engine.language.analysis.declarations import answers_of, fields_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.texts import Words, all_words, words_of_site
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.rules.unknown_placeholder import Finder
from engine.language.texts.slips import doubled
from engine.language.texts.text import Placeholder
from engine.problems import Problem

CODE = "doubled-braces"
NEEDS = Extent.FORMS


def check(subject: Subject) -> list[Problem]:
    flow, site = subject.flow, subject.site
    known = {**answers_of(flow), **flow.settings, **flow.codes(), "deadline": None, TRIES_LEFT: None}
    for name, (field, _) in fields_of(flow).items():
        known |= {f"{name}.{figure}": None for figure in field.figures}
    finder = Finder(subject)
    found = [problem for words in all_words(flow) for problem in _problems(words, known, finder)]
    if site:
        found += [problem for words in words_of_site(site) for problem in _problems(words, site.settings, None)]
    return found


def _problems(words: Words, known: Mapping[str, object], finder: Finder | None) -> Iterator[Problem]:
    for name, place in doubled(words.text):
        near = [name] if name in known else get_close_matches(name, known, 1, 0.85)
        if not near:
            continue
        name_meant, _, figure = near[0].partition(".")
        meant = words.text._replace(placeholders=(Placeholder(name_meant, figure or None, place),))
        unknown = next(finder.problems(words._replace(text=meant)), None) if finder else None
        cause = "two braces stand for a brace itself: the text shows the name, not what it stands for"
        fix = f'write "{{{near[0]}}}"'
        if unknown:
            fix = f"take it out: {unknown.cause}"
        yield Problem(CODE, f"{{{{{name}}}}} is printed as typed", place, cause, fix)
