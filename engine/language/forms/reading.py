"""A form's tree -> Form, and every mistake in it at once."""

from __future__ import annotations

from engine.language import guards
from engine.language.forms import keywords, schema, sense
from engine.language.forms.fields import NAME, read_field
from engine.language.forms.nouns import Field, Form, Group, Rule
from engine.language.forms.readers import Reader
from engine.language.guards import Slot
from engine.language.yaml import Entry, Node
from engine.problems import Problem
from engine.registry import Registry


def read_form(node: Node, name: str, file: str, registry: Registry) -> tuple[Form | None, list[Problem]]:
    """
    A form's tree -> Form. Anything the language does not list is refused by name.

    With problems, the Form is what could be read: good for checking what names its fields, not for answers. None
    where there is no field at all.
    """
    reader = Reader(registry)
    entries = reader.entries(node, f"the form {name}", keywords.FORM)
    if entries is None:
        return None, reader.problems
    reader.word(entries.get("type"), "type", ("object",))
    reader.word(entries.get("$schema"), "$schema", (schema.DIALECT,))
    properties = reader.entries(entries.get("properties"), "properties", None)
    if not properties:
        reader.missing("properties", node.place, "a form asks for something: one property for each field")
        return None, reader.problems
    properties = _as_named(reader, properties)
    names = tuple(properties)
    told = len(reader.problems)
    required = reader.field_list(entries.get("required"), "required", names, set())
    # A misspelt key of the form may well be this one.
    reader.unsure = len(reader.problems) > told or (told > 0 and "required" not in entries)
    read: dict[str, Field | None] = {}
    unread: set[str] = set()
    for key, entry in properties.items():
        told = len(reader.problems)
        read[key] = read_field(reader, key, entry, key in required)
        if len(reader.problems) > told:
            unread.add(key)
    fields = {key: field for key, field in read.items() if field}
    groups = _groups(reader, entries.get("x-groups"), names)
    rules = _rules(reader, entries.get("x-rules"), fields, names)
    plain = schema.build(fields)
    checker = schema.Checker(plain, registry.formats)
    for field in fields.values():
        sense.confirmation(reader, field, fields, properties)
        sense.own_values(reader, field, checker, properties[field.name])
    title = reader.text(entries.get("title"))
    form = Form(name, file, title, fields, groups, rules, plain, node.place, checker, frozenset(unread))
    return form, reader.problems


def _groups(reader: Reader, node: Entry | None, names: tuple[str, ...]) -> tuple[Group, ...]:
    groups, seen = [], set[str]()
    for item in reader.items(node, "x-groups"):
        entries = reader.entries(item, "a group", keywords.GROUP) or {}
        title = reader.text(entries.get("title"))
        fields = reader.field_list(entries.get("fields"), "a group", names, seen)
        for key in keywords.GROUP:
            if key not in entries:
                reader.missing(key, item.place, "a group has a title and the fields it shows")
        if title and fields:
            groups.append(Group(title, fields))
    return tuple(groups)


def _rules(reader: Reader, node: Entry | None, fields: dict[str, Field], names: tuple[str, ...]) -> tuple[Rule, ...]:
    scope = {name: _slot(field._replace(required=field.required or reader.unsure)) for name, field in fields.items()}
    rules = []
    for item in reader.items(node, "x-rules"):
        entries = reader.entries(item, "a rule", keywords.RULE) or {}
        for key in ("check", "message"):
            if key not in entries:
                reader.missing(key, item.place, "a rule has a check that must hold, and the message where it does not")
        check = reader.scalar(entries.get("check"), "check")
        field = reader.scalar(entries.get("field"), "field")
        message = reader.text(entries.get("message"))
        if field:
            reader.known(field, names)
        if check is None:
            continue
        guard, problems = guards.parse_guard(check.text, check.place, "check")
        reader.problems += problems
        if guard and guard.names <= scope.keys():  # with settings in it, it is checked where these are known
            reader.problems += guards.check_guard(guard, scope)
        if guard and message:
            rules.append(Rule(guard, reader.misnamed.get(field.text, field.text) if field else None, message))
    return tuple(rules)


def _as_named(reader: Reader, properties: dict[str, Entry]) -> dict[str, Entry]:
    """A field whose name is none, by the name it is to become: so that one is known, and never the other suggested."""
    for written in properties:
        better = keywords.as_name(written)
        if not NAME.match(written) and better not in (*properties, *reader.misnamed.values()):
            reader.misnamed[written] = better
    return {reader.misnamed.get(written, written): entry for written, entry in properties.items()}


def _slot(field: Field) -> Slot:
    """What a field stands for in a check. A lone checkbox that is not ticked is `false`: it is always given."""
    null = not field.required and field.kind != "boolean"
    return Slot("secret" if field.secret else field.kind, "field", null, why_null=f'"{field.name}" is optional')
