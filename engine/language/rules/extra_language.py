"""
extra-language: a flow's text is in none but the languages that the flow names.

What is written in another language is never shown: the flow has no address in it. Either the language is misspelt, or
`languages` lacks it.

    # reported
    language: fr
    title: {fr: Emprunt, en: Loan}

    # fixed
    language: fr
    languages: [fr, en]
    title: {fr: Emprunt, en: Loan}
"""

from __future__ import annotations

import re
from collections.abc import Collection

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.texts import all_words
from engine.language.model import Flow
from engine.problems import Place, Problem

CODE = "extra-language"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    found: dict[object, Problem] = {}
    for words in all_words(flow):
        text = words.text
        if text.languages is None or text.place.file != flow.file:
            continue  # a form may be another flow's too
        for language, other in text.languages.texts.items():
            if language not in flow.languages:
                found[other.place] = _extra(flow, language, text.languages.texts, other.place)
    for setting in flow.settings.values():
        for language in setting.languages or ():
            if language not in flow.languages and setting.place.file == flow.file:
                found[setting.place, language] = _extra(flow, language, setting.languages or (), setting.place)
    return list(found.values())


def _extra(flow: Flow, language: str, said: Collection[str], place: Place) -> Problem:
    """Of a text that lacks one of the flow's languages, the other is that one misspelt."""
    lacking = [one for one in flow.languages if one not in said]
    key = place.key(language)
    if key == place and (there := re.compile(rf"(?<![\w-]){language}(?=\s*:)").search(place.source, place.column - 1)):
        key = place._replace(column=there.start() + 1, width=len(language))
    if lacking and key != place:
        place, fix = key, f'write "{lacking[0]}"'
    else:
        fix = f"take it out, or write at the top: languages: [{', '.join([*flow.languages, language])}]"
    cause = f"the flow speaks {', '.join(flow.languages)}: the text is never shown"
    return Problem(CODE, f'a text in "{language}", which the flow does not speak', place, cause, fix)
