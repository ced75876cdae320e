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

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.texts import all_words
from engine.problems import Problem

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
                every = ", ".join([*flow.languages, language])
                found[other.place] = Problem(
                    CODE,
                    f'a text in "{language}", which the flow does not speak',
                    other.place,
                    f"the flow speaks {', '.join(flow.languages)}: the text is never shown",
                    f"take it out, or write at the top: languages: [{every}]",
                )
    return list(found.values())
