"""A form: its fields, groups and rules, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.language.forms.nouns import TODAY, Field, Group, Rule
from engine.language.forms.schema import Checker, build
from engine.language.guards import Guard
from engine.language.texts.text import Text
from engine.problems import Place


@dataclass(frozen=True, eq=False)
class Form:
    """Compared by identity: two readings of one file are two forms. What follows from it is made once."""

    name: str
    file: str
    title: Text | None
    fields: Mapping[str, Field]
    groups: tuple[Group, ...]  # those declared; fields in none come first, in a group of their own without title
    rules: tuple[Rule, ...]
    place: Place
    unread: frozenset[str] = frozenset()  # fields that could not be read whole; with problems only
    unsure: bool = False  # which fields are required could not be read; with problems only
    codes: frozenset[str] = frozenset()  # fields whose entry is compared with a code that the engine made
    guards: Mapping[str, Guard] = field(default_factory=dict)  # the named guards that an `x-when` reads, at any depth

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """The form as plain JSON Schema, as handed to jsonschema."""
        return build(self.fields)

    @cached_property
    def checker(self) -> Checker:
        """The same, laid out for checking answers."""
        formats = {one.checked.name: one.checked for one in self.fields.values() if one.checked}
        return Checker(self.schema, formats)

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists of `forms/lists/` that its fields choose from, each once."""
        return tuple(dict.fromkeys(field.shared for field in self.fields.values() if field.shared))

    @cached_property
    def conditional(self) -> frozenset[str]:
        """The fields that are asked only sometimes."""
        return frozenset(name for name, one in self.fields.items() if one.when)

    def conditions(self) -> tuple[tuple[Field, Guard], ...]:
        """Each `x-when` as it is written, with its field; those that follow it have none of their own."""
        return tuple((one, one.when) for one in self.fields.values() if one.when and not one.confirms)

    @cached_property
    def asks_the_day(self) -> bool:
        """Whether the day is needed to check its answers: for a rule, a condition of a field, or a bound."""
        if any(named.name == TODAY for one in self.fields.values() for named in one.bounds.values()):
            return True
        read = [rule.check for rule in self.rules] + [one.when for one in self.fields.values() if one.when]
        return any(guard.asks_the_day for guard in (*read, *self.guards.values()))

    def order(self) -> tuple[str, ...]:
        """The fields as the page shows them: those in no group first, then group by group."""
        return self._order

    @cached_property
    def _order(self) -> tuple[str, ...]:
        grouped = tuple(name for group in self.groups for name in group.fields)
        return (*(name for name in self.fields if name not in grouped), *grouped)
