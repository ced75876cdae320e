"""The tables of keys of a form, and its tree -> Form, with every problem of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language import guards
from engine.language.decoding import (
    BROKEN,
    NAME,
    Broken,
    Found,
    Key,
    Kind,
    Meant,
    Named,
    Reading,
    Refused,
    alone,
    list_of,
    map_of,
    one_of,
    record,
    slug,
)
from engine.language.forms import Field, Form, Group, Rule, SharedList, in_guards
from engine.language.forms.schema import DIALECT
from engine.language.guards import Slot
from engine.language.guards.decoding import CHECK
from engine.language.schema import consistency, meant, never_met
from engine.language.schema.field import FIELD, Draft
from engine.language.schema.field_values import FIELD_NAME, FIELD_NAMES
from engine.language.schema.json_words import REFUSED
from engine.language.schema.messages import keywords_of, messages_of
from engine.language.texts.decoding import TEXT
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar, Sequence
from engine.problems import Problem
from engine.registry import Registry

_FIELDS = map_of(FIELD)


def _read_fields(reading: Reading, node: Node, at: Scalar | None) -> dict[str, Draft] | Broken:
    """The fields; their names are known from here on, also within the fields."""
    written = list(node.entries) if isinstance(node, Map) else []
    reading.fields = {name: name for name in written if NAME.match(name)}
    for name in written:
        better = slug(name)
        if NAME.match(name):
            continue
        if better and better not in reading.fields:  # read as the name in its fix
            reading.fields |= {name: better, better: better}
        else:
            reading.broken.add(name)
    return _FIELDS.read(reading, node, at)


GROUP_KEYS = {
    "title": Key(TEXT, "the heading above its fields", need=True),
    "fields": Key(FIELD_NAMES, "the fields it shows, in this order", need=True, default=(), example="[ … ]"),
}
RULE_KEYS = {
    "check": Key(CHECK, "a guard that must hold", need=True),
    "field": Key(FIELD_NAME, "the field at which the message is shown; without one, above the form"),
    "message": Key(TEXT, "what is shown where the check does not hold", need=True),
}
GROUP: Kind[Found] = record(
    "group",
    GROUP_KEYS,
    lambda _, found: found,
    refused=REFUSED,
    partly=True,
    meant=Meant(pair=("title", "fields")),
)
RULE: Kind[Found] = record(
    "rule", RULE_KEYS, lambda _, found: found, refused=REFUSED, partly=True, meant=Meant(alone("check"))
)
FORM_KEYS = {
    "$schema": Key(one_of(DIALECT), "the dialect of JSON Schema, for other tools"),
    "type": Key(one_of("object"), "object: for other tools"),
    "title": Key(TEXT, "the form's title"),
    "properties": Key(Kind(_read_fields, _FIELDS.schema), "a form asks for something: its fields, by name", need=True),
    "required": Key(FIELD_NAMES, "the fields that must be given", default=()),
    "x-groups": Key(list_of(GROUP), "fields shown together, under a heading", default=()),
    "x-rules": Key(list_of(RULE), "checks across fields", default=()),
}
_REFUSED = {**REFUSED, "x-messages": Refused(instead=meant.messages_of_fields)}
NO_LISTS: Mapping[str, SharedList] = {}
FORM: Kind[Found] = record("form", FORM_KEYS, lambda _, found: found, refused=_REFUSED, partly=True)


def read_form(
    node: Node,
    name: str,
    file: str,
    registry: Registry,
    *,
    lists: Mapping[str, SharedList] = NO_LISTS,
    stored: bool = False,
) -> tuple[Form | None, list[Problem]]:
    """
    Returns the form of a file's tree, and its problems. Any key that the language does not list is one.

    With problems, the form is what could be read of it: enough to check references to its fields, not answers. None
    where it has no field at all. `lists`: by name, those its fields may name. `stored`: see `Reading`.
    """
    reading = Reading(registry, stored=stored)
    reading.lists = lists
    reading.required = _texts_of(node, "required")
    found = FORM.read(reading, node, None)
    if found is BROKEN or found["properties"] is None:
        return None, reading.problems
    drafts: Mapping[str, Draft] = found["properties"]
    required = _once(reading, found["required"], set(), "once is enough")
    unsure = _unsure_which(found, required)
    unread = _unread(found, drafts)
    fields = {}
    unmet = set[str]()
    for key, draft in drafts.items():
        fields[key], sound = _finished(reading, draft, key in required, unsure, unmet)
        unread = unread if sound else unread | {key}
    fields = dict(_conditions(reading, fields, drafts))
    groups = _groups(reading, found["x-groups"])
    scope = {name: _slot(field, field.required or unsure, name in unread) for name, field in fields.items()}
    rules = tuple(_rules(reading, found["x-rules"], scope, fields))
    form = Form(name, file, found["title"], fields, groups, rules, node.place, unread, unsure)
    consistency.extent(reading, form)
    for key, draft in drafts.items():
        consistency.confirmation(reading, fields[key], draft.found, fields)
        # Else every value of its own would be refused, by that one mistake.
        if key not in unmet and draft.listed and not _crossed(fields[key]):
            consistency.own_values(reading, fields[key], draft.found, form.checker)
    return form, reading.problems


def _conditions(
    reading: Reading, fields: Mapping[str, Field], drafts: Mapping[str, Draft]
) -> Iterator[tuple[str, Field]]:
    """Returns each field; one that confirms another follows the condition of that one, and has none of its own."""
    for name, field in fields.items():
        other = fields.get(field.confirms) if field.confirms else None
        if field.confirms and field.when:
            reading.report(
                "contradiction",
                f"{name} has a condition of its own",
                drafts[name].found.at("x-when"),
                f"a field that confirms another is asked where that one is: {field.confirms}",
                "take x-when out",
            )
        yield name, field._replace(when=other.when) if other else field


def _texts_of(node: Node, key: str) -> tuple[str, ...]:
    """Returns the texts of the list that a key holds, as far as it is one."""
    listed = node.entries[key].value if isinstance(node, Map) and key in node.entries else None
    return tuple(item.text for item in listed.items if isinstance(item, Scalar)) if isinstance(listed, Sequence) else ()


def _once(reading: Reading, names: tuple[Named, ...], seen: set[str], why: str) -> tuple[str, ...]:
    """Returns the names of fields that were not `seen` before; the others are reported."""
    found = []
    for name, place in names:
        if name in seen:
            reading.report("duplicate-item", f'"{name}" is listed twice', place, why, "take one of the two out")
        else:
            found.append(name)
        seen.add(name)
    return tuple(found)


def _unsure_which(found: Found, required: tuple[str, ...]) -> bool:
    """Whether it is unsure which fields are required: `required` has a problem, or may be an unknown key."""
    if found.has("required"):
        node = found.node.entries["required"].value
        return not isinstance(node, Sequence) or len(required) < len(node.items)
    return any(word not in FORM_KEYS for word in found.node.entries)


def _unread(found: Found, drafts: Mapping[str, Draft]) -> frozenset[str]:
    """Returns the fields that could not be read whole, by the names they have."""
    node = found.node.entries["properties"].value
    written = node.entries if isinstance(node, Map) else {}
    return frozenset(slug(name) if not NAME.match(name) else name for name in written) - frozenset(
        name for name, draft in drafts.items() if draft.sound and name in written
    )


def _crossed(field: Field) -> bool:
    """Whether its least is above its most: reported as such."""
    return any(
        least in field.figures and most in field.figures and field.figures[least] > field.figures[most]
        for least, most in consistency.PAIRS
    )


def _finished(reading: Reading, draft: Draft, required: bool, unsure: bool, unmet: set[str]) -> tuple[Field, bool]:
    """Returns the field with what its form adds, and whether it is right; `unmet` gains one of no valid answer."""
    before = len(reading.problems)
    field = draft.field._replace(required=required or draft.field.required)
    consistency.unmet(reading, field, draft.found)
    if not unsure:
        consistency.fewest(reading, field, draft.found)
    consistency.coded(reading, field, draft.found)
    consistency.ignored(reading, field, draft.found)
    never_met.patterns_and_lengths(reading, field, draft.found)
    if any(problem.code in ("contradiction", "never-valid") for problem in reading.problems[before:]):
        unmet.add(field.name)
    sound = draft.sound and len(reading.problems) == before
    # A keyword misspelt or misused is one the field means to have: its message is not for nothing.
    able = keywords_of(field) if sound else None
    if able is not None and unsure:
        able = (*able, "required")
    field = field._replace(messages=messages_of(reading, field, draft.found, able))
    return field, draft.sound and len(reading.problems) == before


def _groups(reading: Reading, groups: tuple[Found, ...]) -> tuple[Group, ...]:
    seen = set[str]()
    shown = [(one["title"], _once(reading, one["fields"], seen, "a field is shown in one place")) for one in groups]
    return tuple(Group(title, fields, title.source.strip()) for title, fields in shown if title and fields)


def _rules(
    reading: Reading, rules: tuple[Found, ...], scope: Mapping[str, Slot], fields: Mapping[str, Field]
) -> Iterator[Rule]:
    conditions = {name: {"": field.when.tree} for name, field in fields.items() if field.when and field.required}
    known = frozenset(guards.asked_in("", name) for name in conditions)
    for found in rules:
        check, field, message = found["check"], found["field"], found["message"]
        if check and check.names <= scope.keys():  # with settings in it, it is checked where these are known
            named = guards.NamedGuards({}, conditions)
            reading.problems += guards.check_guard(check, scope, guards=named, known=known)
        if check and message:
            yield Rule(check, field.name if field else None, message)


def _slot(field: Field, given: bool, unread: bool) -> Slot:
    """
    Returns what a field is in a check; of one not read whole, its kind alone.

    A lone checkbox that is not ticked is `false`: it is always given.
    """
    null = field.when is not None or (not given and field.kind != "boolean")
    kind, why = "secret" if field.secret else field.kind, f'"{field.name}" is optional'
    if field.when:
        why = f'"{field.name}" is asked only where its `x-when` holds'
    slot = Slot(kind, "field", null, why_null=why)
    return slot if unread else in_guards(slot, field)
