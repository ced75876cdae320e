"""A form's JSON Schema: what a person typed -> values, or faults by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from engine.language.guards import Guard
from engine.language.texts import Locale, Text
from engine.language.tree import Node
from engine.language.values import SettingValue, Value
from engine.problems import Place, Problem
from engine.registry import Registry


class Option(NamedTuple):
    const: str
    title: Text


class Pattern(NamedTuple):
    """One `pattern`, the field's own or one of its `allOf`, with its own message where it has one."""

    source: str
    regex: Any  # re2's
    message: Text | None


class Field(NamedTuple):
    name: str
    kind: str  # "text" | "integer" | "number" | "boolean" | "date" | "list": the Slot.kind of its values
    title: Text
    description: Text | None
    required: bool
    default: Value
    examples: tuple[Value, ...]
    options: tuple[Option, ...]  # of enum / oneOf; of the items where kind is "list"; empty: free
    patterns: tuple[Pattern, ...]
    format: str | None
    figures: Mapping[str, Any]  # minLength, maxLength, minimum, maximum, multipleOf (int or Decimal), const: those given
    confirms: str | None  # x-confirms
    secret: bool  # x-secret
    widget: str  # "text" | "textarea" | "select" | "radio" | "checkbox" | "checkboxes" | "password" | "code"
    unit: Text | None
    autocomplete: str | None
    messages: Mapping[str, Text]  # keyword -> message; keywords also "required", "x-confirms"
    place: Place


class Group(NamedTuple):
    title: Text
    fields: tuple[str, ...]


class Rule(NamedTuple):
    check: Guard
    field: str | None
    message: Text


class Form(NamedTuple):
    name: str
    file: str
    title: Text | None
    fields: Mapping[str, Field]
    groups: tuple[Group, ...]  # those declared; fields in none come first, in a group of their own without title
    rules: tuple[Rule, ...]
    schema: Mapping[str, Any]  # plain data, as handed to jsonschema
    place: Place


class Fault(NamedTuple):
    """One thing wrong with what was typed. `message` None: the language's default words for `keyword`."""

    field: str | None  # None: above the form
    keyword: str  # "required" | "minLength" | ... | "format" | "type" | "x-confirms" | "x-rules" | "refused" | "gate"
    message: Text | None
    figures: Mapping[str, Any]  # e.g. {"minLength": 20}: what default words may quote


class Answers(NamedTuple):
    values: Mapping[str, Value]  # what was given; not secrets, not what is blank
    secrets: Mapping[str, str]  # secret field -> clear text; only in the step that receives it, never kept
    given_secrets: tuple[str, ...]  # names of secrets that count as given: those typed and those kept
    faults: tuple[Fault, ...]


def read_form(node: Node, name: str, file: str, registry: Registry) -> tuple[Form | None, list[Problem]]:
    """A form's tree -> Form. Anything the language does not list is refused by name."""
    raise NotImplementedError


def validate(
    form: Form,
    typed: Mapping[str, Collection[str]],
    *,
    kept_secrets: Collection[str] = (),
    settings: Mapping[str, SettingValue] | None = None,
    locale: Locale,
) -> Answers:
    """Only this form's fields are read. `typed`: field -> what the browser sent (several for checkboxes)."""
    raise NotImplementedError


def typed_again(field: Field, value: Value, locale: Locale) -> tuple[str, ...]:
    """A value as a person would type it, to fill the form again. Inverse of `validate` for one field."""
    raise NotImplementedError


def normalise(kind: str, value: str) -> str:
    """A register key or compared value: "email" (case, Unicode form, international domain), "text" (Unicode form and
    spaces), "code" (spaces and dashes out, upper case, look-alikes folded: O->0, I and L->1)."""
    raise NotImplementedError
