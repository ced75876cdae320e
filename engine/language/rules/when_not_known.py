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

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.language.analysis.declarations import fields_of, secrets_of, typed_codes
from engine.language.analysis.subject import Extent, Subject
from engine.language.forms import Field, Form
from engine.language.guards import Guard, NamedGuards
from engine.language.guards.nodes import Name, inside
from engine.language.model import Flow
from engine.problems import Place, Problem

CODE = "when-not-known"
NEEDS = Extent.PARTS
INSTEAD = "ask a field above it, an earlier answer, a value or a setting"


class _Hashed(NamedTuple):
    """What is kept as a hash alone."""

    secrets: frozenset[str]
    codes: frozenset[str]


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    named = NamedGuards(flow.guards)
    hashed = _Hashed(secrets_of(flow), typed_codes(flow) | flow.codes().keys() - fields_of(flow).keys())
    # A field and the one that confirms it share a condition, which stands at one place.
    found = {one.place: one for form in flow.forms.values() for one in _of_form(flow, form, named, hashed)}
    return list(found.values())


def _of_form(flow: Flow, form: Form, named: NamedGuards, hashed: _Hashed) -> Iterator[Problem]:
    position = {name: at for at, name in enumerate(form.order())}
    for field in (form.fields[name] for name in position if name in form.conditional):
        assert field.when
        for read in dict.fromkeys(node.name for node in inside(field.when.tree) if isinstance(node, Name)):
            for one in sorted({read, *(named.reads(read) if read in named else ())}):
                found = _hashed(hashed, field, one) or _of_the_world(flow, field, one)
                found = found or _of_the_page(form, position, field, one)
                if found:
                    message, cause, fix = found
                    cause = cause if read == one else f'guard "{read}" reads it; {cause}'
                    yield Problem(CODE, message, _place(field.when, read), cause, fix)
                    break


def _hashed(hashed: _Hashed, field: Field, read: str) -> tuple[str, str, str] | None:
    if read not in hashed.secrets | hashed.codes:
        return None
    noun = "a secret" if read in hashed.secrets else "a code"
    cause = "it is kept as a hash alone, and no page tells what was typed"
    return f'x-when of "{field.name}" reads {noun}, "{read}"', cause, INSTEAD


def _of_the_world(flow: Flow, field: Field, read: str) -> tuple[str, str, str] | None:
    if read not in flow.facts:
        return None
    cause = "a fact is looked up when a step is taken; what a page asks is known before"
    return f'x-when of "{field.name}" reads a fact, "{read}"', cause, INSTEAD


def _of_the_page(form: Form, position: Mapping[str, int], field: Field, read: str) -> tuple[str, str, str] | None:
    if read in (field.name, field.confirms):
        cause = "whether it is asked would depend on what is answered to it"
        return f'x-when of "{field.name}" reads "{read}" itself', cause, INSTEAD
    if read not in position or position[read] < position[field.name]:
        return None
    if _waits_for(form, read, field.name):
        cause = f'"{read}" itself waits for "{field.name}": neither would ever be asked'
        return f'x-when of "{field.name}" reads "{read}" in a circle', cause, INSTEAD
    cause = "what is asked is settled from the top of the page down, groups in their order"
    fix = f'move "{read}" above "{field.name}"'
    return f'x-when of "{field.name}" reads "{read}", which stands below it', cause, fix


def _waits_for(form: Form, name: str, other: str) -> bool:
    """Whether the condition of one field reads the other, itself or through fields between them."""
    seen, todo = set[str](), [name]
    while todo:
        asked = form.fields.get(todo.pop())
        when = asked.when if asked else None
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
