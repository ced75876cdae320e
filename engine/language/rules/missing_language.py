"""
missing-language: a flow in several languages has each of its texts in all of them.

Where `languages` names more than one, a text is a map: `{fr: …, en: …}`. One that lacks a language, or that is written
without saying which it is in, would stand on a page of the other language as it is. A text without a word of its own –
a placeholder, a figure, a sign – is the same in all, and may be written plainly. So may a setting of one word, such as
an address. The texts of the site have all languages of the flows that are hosted.

    # reported
    languages: [fr, en]
    phases: {ask: Demande, take: {fr: Retrait}}

    # fixed
    languages: [fr, en]
    phases: {ask: {fr: Demande, en: Request}, take: {fr: Retrait, en: Collection}}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.language.analysis.subject import Extent, Folder, Subject
from engine.language.analysis.texts import all_words, words_of_site
from engine.language.decoding import Setting
from engine.language.model import Flow
from engine.language.texts.text import Text
from engine.language.yaml import repair
from engine.problems import Place, Problem

CODE = "missing-language"
NEEDS = Extent.PARTS

_PLACEHOLDER = re.compile(r"\{\{|\{[^{}]*\}|\]\([^)]*\)")
_WORD = re.compile(r"[^\W\d_]{2}")
_WORDS = re.compile(r"[^\W\d_]\S*\s+\S*[^\W\d_]")


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    if len(flow.languages) < 2:
        return []  # a form that another flow shares may say more
    plain = _said_by_names(flow)
    texts = [words.text for words in all_words(flow) if words.text.place not in plain]
    shared = subject.site.settings if subject.site else {}
    own = {name: setting for name, setting in flow.settings.items() if name not in shared}
    return [*_of_texts(texts, flow.languages, flow.file), *_of_settings(own, texts, flow.languages, flow.file)]


def check_site(folder: Folder) -> list[Problem]:
    """The same of the site's texts: in all languages of the flows."""
    languages = tuple(dict.fromkeys(language for flow in folder.flows.values() for language in flow.languages))
    if folder.site is None or len(languages) < 2:
        return []
    texts = [words.text for words in words_of_site(folder.site) if words.text.place.file]
    quoting = [*texts, *(words.text for flow in folder.flows.values() for words in all_words(flow))]
    return [*_of_texts(texts, languages), *_of_settings(folder.site.settings, quoting, languages)]


def _said_by_names(flow: Flow) -> set[Place]:
    """Where a title was not written: that of an automatic state, and of an option that is shown as it is kept."""
    fields = [field for form in flow.forms.values() for field in form.fields.values()]
    consts = {o.title.place for field in fields for o in field.options if o.title.source == o.const}
    return consts | {state.title.place for state in flow.states.values() if state.title.source == state.name}


def _of_texts(texts: Iterable[Text], languages: Sequence[str], file: str = "") -> Iterator[Problem]:
    """
    Texts that lack a language.

    Args:
        file: where one that is none of these is reported, as the one that is lacking.
    """
    seen = set()
    for text in texts:
        if text.place in seen or not text.place.source:
            continue  # or it stands for one that could not be read
        seen.add(text.place)
        if text.languages:
            lacking = [language for language in languages if language not in text.languages.texts]
            if lacking and not (text.place.file == file and text.languages.texts.keys() - {*languages}):
                yield _lacks(text.languages.place, lacking, languages)
        elif _WORD.search(_PLACEHOLDER.sub(" ", text.source)):
            yield _plain(text.source, text.place, languages)


def _of_settings(
    settings: Mapping[str, Setting], texts: Iterable[Text], languages: Sequence[str], file: str = ""
) -> Iterator[Problem]:
    """Settings that are texts of several words, and stand in a text."""
    quoted = {placeholder.name for text in texts for each in text.each() for placeholder in each.placeholders}
    for name, setting in settings.items():
        if setting.languages:
            lacking = [language for language in languages if language not in setting.languages]
            if lacking and not (setting.place.file == file and setting.languages.keys() - {*languages}):
                yield _lacks(setting.place, lacking, languages)
        elif isinstance(setting.value, str) and name in quoted and _WORDS.search(setting.value):
            yield _plain(setting.value, setting.place, languages, f": {name}:")


def _lacks(place: Place, lacking: Sequence[str], languages: Sequence[str]) -> Problem:
    named = ", ".join(lacking)
    return Problem(
        CODE,
        f"this text lacks {named}",
        place,
        f"what is served here speaks {', '.join(languages)}: a page in {lacking[0]} would show another language",
        "add " + ", ".join(f"{language}: …" for language in lacking),
    )


def _plain(source: str, place: Place, languages: Sequence[str], after: str = "") -> Problem:
    first, *others = languages
    words = repair.quoted(source) if "\n" not in source else "…"
    rest = ", ".join(f"{language}: …" for language in others)
    return Problem(
        CODE,
        f"this text does not say it in {', '.join(others)}",
        place,
        f"what is served here speaks {', '.join(languages)}: this text would stand on the pages of all",
        f"write{after} {{{first}: {words}, {rest}}}",
    )
