"""
printed-as-typed: what looks like Markdown, and is not, is printed with all its signs.

A link is `[words](page:name)`, with nothing between the two; bold words are `**words**`; the items of a list begin with
`- `; HTML, tables and words struck out are no part of a text. Reported is what nobody would print on purpose. Who means
the signs themselves puts them into code, between backticks, or sets a backslash before the first.

    # reported
    pages: {home: {title: Home, content: "Read the [rules] (page:rules)."}}

    # fixed
    pages: {home: {title: Home, content: "Read the [rules](page:rules)."}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.texts import all_words, words_of_site
from engine.language.model import Flow, Site
from engine.language.texts.slips import bare_targets, slips
from engine.language.texts.text import Text
from engine.problems import Problem

CODE = "printed-as-typed"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    targets = _targets(subject.flow, subject.site)
    found = [problem for words in all_words(subject.flow) for problem in _problems(words.text, targets)]
    for words in words_of_site(subject.site) if subject.site else ():
        found += _problems(words.text, targets)
    return found


def _problems(text: Text, targets: Mapping[str, str]) -> Iterator[Problem]:
    for slip in slips(text):
        yield Problem(CODE, slip.what, slip.place, slip.cause, slip.fix or f'write "{slip.fixed}"')
    for kind, name, place in bare_targets(text):
        target = f"{kind}:{name}"
        if target in targets:
            cause = "alone, a target is no link: it is printed as typed"
            yield Problem(CODE, f"{target} outside a link", place, cause, f'write "[{targets[target]}]({target})"')


def _targets(flow: Flow, site: Site | None) -> dict[str, str]:
    """Each `page:name` that a link may lead to, and its title, or words for it."""
    pages = {**(site.pages if site else {}), **flow.pages}
    titled = {f"page:{name}": page.title for name, page in pages.items()}
    titled |= {f"view:{name}": view.title for name, view in flow.views.items()}
    titled |= {f"document:{name}": document.title for name, document in flow.documents.items()}
    words = {f"entry:{name}": "words" for name in flow.entries} | {f"flow:{flow.name}": "words"}
    for target, title in titled.items():
        plain = title is not None and not set('[]{}*`\n"') & set(title.source)
        words[target] = title.source if title is not None and plain else "words"
    return words
