"""The figures of a flow's rules, as somebody may type them into a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.language.model import Flow, Site
from engine.language.values import Duration

MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 7 * 1440}
TO_TEN = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
TEENS = ("onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf")
SMALL = (*TO_TEN, *TEENS)
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def figures_of(flow: Flow, site: Site) -> re.Pattern[str]:
    """Finds a figure of the settings or of a form where it is typed: in digits, in letters, in another unit."""
    found = set()
    for number in _numbers(flow):
        found.add(str(number))
        if number >= 5:  # in letters, smaller ones are plain words too: « une », « deux espaces »
            found.add(re.escape(in_letters(number)))
    for setting in flow.settings.values():
        if isinstance(setting.value, Duration):
            found |= set(_in_other_units(setting.value))
    for setting in site.settings.values():
        for number_or_hour in re.findall(r"\d[\d ]{6,}\d|\d+h\d+", str(setting.value)):
            found.add(r"\s?".join(re.findall(r"\d\d|\d|h", number_or_hour)))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(found, key=len, reverse=True))})(?:\s?h)?(?![\w-])", re.I)


def without_placeholders(text: str) -> str:
    """Nor the numbers of a list."""
    return re.sub(r"\{[^}]*\}|^\d+\. ", "", text, flags=re.M)


def in_letters(number: int) -> str:
    """In French, up to 999."""
    if number >= 100:
        hundreds = "cent" if number < 200 else f"{SMALL[number // 100]} cent"
        return f"{hundreds} {in_letters(number % 100)}" if number % 100 else hundreds
    if number < len(SMALL):
        return SMALL[number]
    base = max(ten for ten in TENS if ten <= number)
    if number == base:
        return "quatre-vingts" if base == 80 else TENS[base]
    joint = " et " if number % 10 == 1 and base != 80 else "-"
    return TENS[base] + joint + in_letters(number - base)


def _numbers(flow: Flow) -> Iterator[int]:
    for setting in flow.settings.values():
        if isinstance(setting.value, Duration):
            yield setting.value.amount
        elif isinstance(setting.value, int):
            yield setting.value
    for form in flow.forms.values():
        for field in form.fields.values():
            yield from (int(figure) for key, figure in field.figures.items() if key != "const")


def _in_other_units(duration: Duration) -> Iterator[str]:
    minutes = duration.amount * MINUTES[duration.unit]
    if minutes % 1440 == 0:
        yield from (f"{minutes // 1440} jours?", f"{in_letters(minutes // 1440)} jours?")
    if minutes == 15:
        yield "quart d'heure"
