"""
field-differs: a field that several forms ask has one type, format and unit, and is read in one way, secret or in clear.

A case keeps one answer per name. If two forms give the name two types, the answer of one could not be read by the
other, and guards would compare what cannot be compared. The same holds where one is a code, a password or ignores
spaces, and the other does not: one answer would be kept in two ways. Where the units differ, 5 km would become 5 m;
where one groups thousands and the other does not, one year would be shown in two ways.

    # reported: forms/one.yaml and forms/two.yaml
    one: {properties: {children: {type: integer, title: Children}}}
    two: {properties: {children: {type: string, title: Their names}}}

    # fixed
    one: {properties: {children: {type: integer, title: Children}}}
    two: {properties: {names: {type: string, title: Their names}}}
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.forms import Field, reading_of
from engine.problems import Problem

CODE = "field-differs"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    first: dict[str, tuple[Field, str]] = {}
    found = []
    for form in subject.flow.forms.values():
        for name, field in form.fields.items():
            other, other_form = first.setdefault(name, (field, form.name))
            one, two = _sort(field), _sort(other)
            if one != two:
                line = line_of(other.place, field.place)
                message = f'"{name}" is {one} in form "{form.name}" and {two} in form "{other_form}"'
                cause = "a name that several forms of a flow ask is one field"
                same = "type and format" if (field.kind, field.format) != (other.kind, other.format) else "keywords"
                fix = f"give both the same {same}{line}, or one of them another name"
                found.append(Problem(CODE, message, field.place, cause, fix))
    return found


def _sort(field: Field) -> str:
    secret = "a secret " if field.secret else ""
    sort = f"{secret}{field.kind}" + (f" of format {field.format}" if field.format else "")
    sort += f", read as {reading_of(field)}" if reading_of(field) != "a text" else ""
    sort += f" in {field.unit.source}" if field.unit else ""
    return sort if field.style.grouped else f"{sort}, not grouped"
