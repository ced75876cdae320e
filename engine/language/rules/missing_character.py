"""
missing-character: the fonts of the documents have every character of the texts that a document shows.

A PDF carries its fonts with it, and shows a � for a character that none of them has. Looked at: title and content of
each document, and all that they quote; the titles, units and options of what it shows, with `review` of every form;
the service, the notice and the foot of the site. What a person types is not known here: the page that leads to the
document names what it cannot show. docs/language.md says which scripts there are fonts for, and how to add one.

    # reported
    documents: {receipt: {title: Receipt 領収書}}

    # fixed
    documents: {receipt: {title: Receipt}}
"""

from __future__ import annotations

from engine.fonts import Fonts
from engine.language.analysis.documents import Drawn, drawn_by_documents
from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "missing-character"
NEEDS = Extent.FORMS


def check(subject: Subject) -> list[Problem]:
    every = tuple(drawn_by_documents(subject.flow, subject.site))
    if subject.fonts.covers("\n".join(drawn.words for drawn in every)):  # nearly always, and asked of all at once
        return []
    return [problem for drawn in every if (problem := _problem(subject.fonts, drawn))]


def _problem(fonts: Fonts, drawn: Drawn) -> Problem | None:
    missing = fonts.missing(drawn.words)
    if not missing:
        return None
    named = ", ".join(f'"{cluster}" ({" ".join(f"U+{ord(c):04X}" for c in cluster)})' for cluster in missing)
    return Problem(
        CODE,
        f"no font of the documents has {named}",
        drawn.place_of(missing[0]),
        f'document "{drawn.document}" shows {drawn.what}, with a � in place of what its fonts lack',
        f"write it without {'this character' if len(missing) == 1 else 'these characters'}, or put a TrueType font "
        f"that has {'it' if len(missing) == 1 else 'them'} into templates/fonts/, e.g. as templates/fonts/other.ttf",
    )
