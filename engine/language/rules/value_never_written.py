"""
value-never-written: a value that is declared is written somewhere, by `number`, by `set` or by the `carry` of a resume.

No form asks for a value, so one that no effect writes is never there.

    # reported
    values: {reference: {type: string, title: Reference}}

    # fixed
    values: {reference: {type: string, title: Reference}}
    effects: [{number: {field: reference, digits: 8}}]
"""

from __future__ import annotations

from engine.language.analysis.carried import carried_into
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import closest
from engine.problems import Problem

CODE = "value-never-written"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    written = {use.name for use in subject.uses if use.kind == "written"}
    written |= {name for values in carried_into(subject.flow).values() for name in values}
    values = subject.flow.values
    meant = {closest(name, values) for name in written - values.keys()}  # one that is unknown is reported there
    if None in meant:
        return []
    return [
        Problem(
            CODE,
            f'nothing writes value "{value.name}"',
            value.place,
            "it would never be given",
            f"add an effect that does: `- set: {{{value.name}: …}}` or `- number: {{field: {value.name}, digits: …}}`",
        )
        for value in subject.flow.values.values()
        if value.name not in written | meant and not subject.unread.mentions(value.name)
    ]
