"""
wrong-setting: a bound of a date field is a day, also where a setting says which.

The setting is one of the flow's, and a date. Where it is, the first day is not after the last one, and a default, an
example or a const lies between them.

    # reported: the setting is a delay
    settings: {opening: 2 days}
    properties: {day: {type: string, format: date, title: Day, formatMinimum: opening}}

    # fixed
    settings: {opening: 2027-03-01}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.language import spellings
from engine.language.analysis import Extent, Subject
from engine.language.analysis.suggestions import line_of, nearest
from engine.language.decoding import Named
from engine.language.forms import BOUNDS, TODAY, Field
from engine.language.guards import as_date
from engine.language.model import Flow
from engine.problems import Problem

CODE = "wrong-setting"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    fields = [field for form in flow.forms.values() for field in form.fields.values() if field.bounds]
    found: list[Problem] = []
    for field in fields:
        named = {key: one for key, one in field.bounds.items() if one.name != TODAY}
        wrong = [problem for one in named.values() for problem in _setting(flow, one)]
        found += wrong or _figures(field, named)
    return found


def _setting(flow: Flow, named: Named) -> Iterator[Problem]:
    name, place = named
    setting = flow.settings.get(name)
    if setting is None:
        days = {other: one.place for other, one in flow.settings.items() if as_date(one.value)}
        fix = nearest(name, days, place, f'declare it under "settings": {name}: 2027-03-01')
        yield Problem("unknown-setting", f'unknown setting "{name}"', place, "no setting has this name", fix)
    elif as_date(setting.value) is None:
        day = spellings.day(str(setting.value))
        there = f"in {setting.place.file}, line {setting.place.line}"
        fix = f"write a date {there}, such as {name}: 2027-03-01; or name a setting that is one"
        if day:
            fix = f"write {there}: {name}: {day}"
        cause = f"it is {setting.value}{line_of(setting.place, place)}; a bound of a date is a day"
        yield Problem(CODE, f'the setting "{name}" is not a date', place, cause, fix)


def _figures(field: Field, named: dict[str, Named]) -> Iterator[Problem]:
    """What the days of settings leave no answer for."""
    first, last = (field.figures.get(key) for key in BOUNDS)
    if named and first and last and first > last:
        key, setting = next(iter(named.items()))
        message = f"formatMinimum {first} is later than formatMaximum {last}"
        fix = f'write {"an earlier" if key == BOUNDS[0] else "a later"} date in the setting "{setting.name}"'
        yield Problem("contradiction", message, setting.place, "no answer can meet both", fix)
        return
    values = [("default", field.default), *(("example", one) for one in field.examples)]
    for what, value in [*values, ("const", field.figures.get("const"))]:
        for key in named:
            bound = field.figures[key]
            if isinstance(value, date) and (value < bound if key == BOUNDS[0] else value > bound):
                place = field.written.get(what if what != "example" else "examples", field.place)
                message = f'the {what} "{value}" of {field.name} is not valid'
                cause = f"it does not meet the field's own {key}: {named[key].name} is {bound}"
                yield Problem("never-valid", message, place, cause, f"write one that does, or change {key}")
