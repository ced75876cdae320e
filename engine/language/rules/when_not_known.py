"""
when-not-known: an `x-when` reads what is known when its field is shown.

It reads the fields above its own on the page, the answers and values that the case has before the form, and settings –
itself, or through the guards that it names. What stands below has not been answered, and of two fields that wait for
each other neither would ever be asked. A fact is looked up when a step is taken, a secret and a code are kept as hashes
alone: none of these says what a page asks. A field that confirms another follows the condition of that one.

    # reported: "spouse" stands above "situation"
    properties:
      spouse: {type: string, title: Spouse, x-when: situation == "married"}
      situation: {type: string, title: Situation, enum: [single, married]}

    # fixed
    properties:
      situation: {type: string, title: Situation, enum: [single, married]}
      spouse: {type: string, title: Spouse, x-when: situation == "married"}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.declarations import secrets_of, typed_codes
from engine.language.analysis.subject import Extent, Subject
from engine.language.forms import Field, Form
from engine.language.guards import Guard, NamedGuards
from engine.language.guards.nodes import Name, inside
from engine.language.model import Flow
from engine.problems import Place, Problem

CODE = "when-not-known"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    named = NamedGuards(flow.guards)
    found = {
        problem.place: problem for form in flow.forms.values() for problem in _of_form(flow, form, named)
    }  # of a field and the one that confirms it, which stand at one place, the last
    return list(found.values())


def _of_form(flow: Flow, form: Form, named: NamedGuards) -> Iterator[Problem]:
    order = form.order()
    for name in order:
        field, when = form.fields[name], form.fields[name].when
        if when is None:
            continue
        for read in dict.fromkeys(node.name for node in inside(when.tree) if isinstance(node, Name)):
            place = _place(when, read)
            for one in sorted({read, *(named.reads(read) if read in named else ())}):
                problem = _unknown(flow, form, field, one, place)
                if problem and read != one:
                    problem = problem._replace(cause=f'guard "{read}" reads it; {problem.cause}')
                if problem:
                    yield problem
                    break


def _unknown(flow: Flow, form: Form, field: Field, read: str, place: Place) -> Problem | None:
    order = form.order()
    instead = "ask a field above it, an earlier answer, a value or a setting"
    if read in secrets_of(flow) or read in typed_codes(flow) or read in flow.codes():
        noun = "a secret" if read in secrets_of(flow) else "a code"
        cause = "it is kept as a hash alone, and no page tells what was typed"
        return Problem(CODE, f'x-when of "{field.name}" reads {noun}, "{read}"', place, cause, instead)
    if read in flow.facts:
        cause = "a fact is looked up when a step is taken; what a page asks is known before"
        return Problem(CODE, f'x-when of "{field.name}" reads a fact, "{read}"', place, cause, instead)
    if read == field.name or read == field.confirms:
        return Problem(
            CODE,
            f'x-when of "{field.name}" reads "{read}" itself',
            place,
            "whether it is asked would depend on what is answered to it",
            instead,
        )
    if read not in order or order.index(read) < order.index(field.name):
        return None
    if _waits_for(form, read, field.name):
        cause = f'"{read}" itself waits for "{field.name}": neither would ever be asked'
        return Problem(CODE, f'x-when of "{field.name}" reads "{read}" in a circle', place, cause, instead)
    cause = "what is asked is settled from the top of the page down, groups in their order"
    return Problem(
        CODE,
        f'x-when of "{field.name}" reads "{read}", which stands below it',
        place,
        cause,
        f'move "{read}" above "{field.name}"',
    )


def _waits_for(form: Form, name: str, other: str) -> bool:
    """Whether the condition of one field reads the other, itself or through fields between them."""
    seen, todo = set[str](), [name]
    while todo:
        when = form.fields[todo.pop()].when
        read = when.names.union(*(form.guards[n].names for n in when.names if n in form.guards)) if when else ()
        for one in read:
            if one == other:
                return True
            if one in form.fields and one not in seen:
                seen.add(one)
                todo.append(one)
    return False


def _place(when: Guard, name: str) -> Place:
    node = next(part for part in inside(when.tree) if isinstance(part, Name) and part.name == name)
    return when.place.inside(node.at, max(1, node.width))
