"""
not-a-date: what a timer names after `at` is a date.

That is a date itself, or the name of a setting, a value or a field that is one. The case goes on as that day ends; a
reminder is sent on it, at 9 in the morning. Where it is not given there is no timer.

    # reported: "name" is a text
    timeout: {at: name, target: closed}

    # fixed: the form asks "leaving" with "format: date"
    timeout: {at: leaving, target: closed}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.effects import Use
from engine.language.analysis.scope import scope_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of, nearest
from engine.language.decoding import an
from engine.language.guards import Slot, as_date
from engine.language.model import Flow
from engine.language.values import YEARS
from engine.problems import Place, Problem

CODE = "not-a-date"
NEEDS = Extent.FORMS


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    known = dict(_dates(flow))
    scope = scope_of(flow)
    found = []
    for use in subject.uses:
        if use.role != "day" or use.name in known or subject.unread.mentions(use.name):
            continue
        message, cause = _why_not(flow, scope.get(use.name), use)
        fix = nearest(use.name, known, use.place, "write a date, such as 2026-11-24")
        found.append(Problem(CODE, message, use.place, cause, fix))
    return found


def _why_not(flow: Flow, slot: Slot | None, use: Use) -> tuple[str, str]:
    if slot is None:
        return f'unknown name "{use.name}"', "no field, value or setting of this name is declared"
    there = line_of(slot.place, use.place)
    setting = flow.settings.get(use.name)
    if setting and as_date(setting.value):
        years = f"a year is {YEARS[0]} to {YEARS[-1]}"
        return f'"{use.name}" is of a year that nobody can type', f"{years}, and it is {setting.value}{there}"
    kind = slot.origin if slot.kind == slot.origin else f"{slot.origin} of kind {slot.kind}"
    return f'"{use.name}" is not a date', f"it is {an(kind)}{there}"


def _dates(flow: Flow) -> Iterator[tuple[str, Place | None]]:
    """The names of dates, each with its place; of a date of a year that nobody can type nothing is due."""
    for name, slot in scope_of(flow).items():
        setting = flow.settings.get(name)
        day = as_date(setting.value) if setting else None
        if (slot.kind == "date" and slot.origin in ("field", "value")) or (day and day.year in YEARS):
            yield name, slot.place
