"""
unit-twice: the unit of a figure is written once: a placeholder brings its own.

A delay is shown in words (`{reply_within}` is "48 hours"), a field or a value with an `x-unit` with that unit ("12 €"),
and `{tries_left try|tries}` with its word. The same unit beside the placeholder would be read twice. The figures of a
field's schema have none: `{price.maximum} €` is right.

    # reported
    settings: {reply_within: 48 hours}
    pages: {home: {title: Home, content: "You have {reply_within} hours to answer."}}

    # fixed
    settings: {reply_within: 48 hours}
    pages: {home: {title: Home, content: "You have {reply_within} to answer."}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.language.analysis.declarations import fields_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.texts import all_words, words_of_site
from engine.language.model import Setting
from engine.language.texts.locales import Locale
from engine.language.texts.text import Placeholder, Text
from engine.language.texts.units import as_written
from engine.language.values import Duration
from engine.problems import Problem

CODE = "unit-twice"
NEEDS = Extent.FORMS
_GAP = "[ \u00a0\u202f\n]"
_WORDS_TOO = frozenset("aAyYoO")  # of a unit or of a sentence: nobody can say


Shown = dict[str, tuple[str, tuple[str, ...]]]  # name -> as it is shown, and the units that it brings


def check(subject: Subject) -> list[Problem]:
    flow, site = subject.flow, subject.site
    locale = Locale(flow.language, flow.zone)
    shown = _settings(flow.settings, locale)
    units = {name: field.unit for name, (field, _) in fields_of(flow).items()}
    units |= {name: value.unit for name, value in flow.values.items()}
    for name, unit in units.items():
        if unit and not unit.placeholders:
            shown[name] = f"12 {unit.source}", as_written(unit.source)
    found = [problem for words in all_words(flow) for problem in _problems(words.text, shown)]
    if site:
        shown = _settings(site.settings, locale)
        found += [problem for words in words_of_site(site) for problem in _problems(words.text, shown)]
    return found


def _settings(settings: Mapping[str, Setting], locale: Locale) -> Shown:
    """The delays among them, and the texts that are a figure with its unit."""
    shown: Shown = {}
    for name, setting in settings.items():
        value = setting.value
        if isinstance(value, Duration):
            shown[name] = locale.show(value), locale.units(value)
        elif isinstance(value, str) and (figure := re.fullmatch(r"[0-9][0-9., ]* ?([^\W\d_]+|[€$£%])", value.strip())):
            shown[name] = value, as_written(figure[1])
    return shown


def _problems(text: Text, shown: Shown) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for placeholder in text.placeholders:
        written = _written(placeholder)
        begin = text.source.find(written, seen.get(written, 0))
        if begin < 0:
            continue
        seen[written] = begin + len(written)
        units: tuple[str, ...]
        if placeholder.forms is not None:
            example, units = f"3 {placeholder.forms[1]}", placeholder.forms
        elif placeholder.figure is None and placeholder.name in shown:
            example, units = shown[placeholder.name]
        else:
            continue
        either = "|".join(_spelled(unit) for unit in sorted(units, key=len, reverse=True) if unit not in _WORDS_TOO)
        if not either:
            continue
        behind = re.compile(rf"(\**){_GAP}*(?P<unit>{either})(?![\w'’])").match(text.source, seen[written])
        before = re.compile(rf"(?<!\w)(?P<unit>{either}){_GAP}*\Z").search(text.source[max(0, begin - 40) : begin])
        if behind:
            yield _problem(text, begin, behind.end(), f"{written}{behind[1]}", example)
        elif before and not before["unit"][0].isalpha():  # a word belongs to what stands before it: a sign does not
            yield _problem(text, max(0, begin - 40) + before.start(), begin + len(written), written, example)


def _problem(text: Text, begin: int, end: int, fixed: str, example: str) -> Problem:
    written = text.source[begin:end].replace("\n", " ")
    return Problem(
        CODE,
        f'"{written}" shows the unit twice',
        text.place_at(begin, end - begin),
        f"{fixed.strip('*')} brings its own: it is shown as « {example} »",
        f'write "{fixed}"',
    )


def _spelled(unit: str) -> str:
    """A word in letters of any size; a sign as it is: an m is no M."""
    return re.escape(unit) if len(unit) <= 2 else f"(?i:{re.escape(unit)})"


def _written(placeholder: Placeholder) -> str:
    place = placeholder.place
    return place.source[place.column - 1 : place.column - 1 + place.width]
