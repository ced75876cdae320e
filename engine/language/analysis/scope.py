"""What each name stands for where a guard is read."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from engine.language.analysis.asking import asking_of
from engine.language.analysis.declarations import declared_in_forms, fields_of, typed_codes
from engine.language.analysis.once import once
from engine.language.forms import Form, Unmet, in_guards
from engine.language.guards import Slot, as_date
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import Fact, Flow, Setting, State
from engine.language.values import Duration, Value
from engine.registry import email

KIND_OF_TYPE = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean", "date": "date"}


def scope_of(flow: Flow, given: Collection[str] | None = None, where: str = "in this flow") -> Mapping[str, Slot]:
    """
    Every name a guard of this flow may read.

    Args:
        given: the fields and values that surely have a value where the guard is read; None: types only, all have one.
        where: words for that place.
    """
    return _types(flow) if given is None else _Scope(flow, given, where)


def scope_on_page(flow: Flow, state: State, given: Collection[str] | None = None) -> Mapping[str, Slot]:
    """
    Every name that a `when` on the page of this state may read: those of a guard, and how many tries are left.

    Args:
        given: see `scope_of`.
    """
    scope = scope_of(flow, given, f'in state "{state.name}"')
    if state.tries is None:
        return scope
    why = f'"{TRIES_LEFT}" is null before the first refusal'
    tries = {TRIES_LEFT: Slot("integer", "tries", True, why_null=why)}
    return ChainMap(tries, scope)  # type: ignore[arg-type]  # it writes to its first map alone


class _Scope(Mapping[str, Slot]):
    """The names at one place: there are as many places as branches, and few names are read at each."""

    def __init__(self, flow: Flow, given: Collection[str], where: str) -> None:
        self._types = _types(flow)
        self._flow = flow
        self._given = given
        self._where = where

    def __getitem__(self, name: str) -> Slot:
        slot = self._types[name]
        if slot.origin == "fact":
            fact = self._flow.facts[name]
            surely = asking_of(self._flow).named.surely_given
            missing = next((asked for asked in fact.asked if not surely(asked.name, self._given)), None)
            if missing is None:
                return slot
            return slot._replace(nullable=True, why_null=_why_null(fact, missing.name))
        if slot.origin not in ("field", "value") or asking_of(self._flow).named.surely_given(name, self._given):
            return slot
        why = f'"{name}" is not written on every way here, {self._where}'
        if slot.origin == "field":
            field, form = fields_of(self._flow)[name]
            why = f'not every way here, {self._where}, passes form "{form}"'
            if not field.required and field.kind != "boolean":
                why = f'"{name}" is optional in form "{form}"'
            if field.when:
                why = f'form "{form}" asks "{name}" only where its `x-when` holds'
        return slot._replace(nullable=True, why_null=why)

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)


@once
def _types(flow: Flow) -> Mapping[str, Slot]:
    hashed = typed_codes(flow)
    scope: dict[str, Slot] = {}
    unread = frozenset().union(*(form.unread for form in flow.forms.values()))
    for name, fields in declared_in_forms(flow).items():
        kind = "secret" if fields[0].secret else "code" if name in hashed else fields[0].kind
        slot = Slot(kind, "field", place=fields[0].place)
        # Of one that was not read whole it is not known what it takes.
        scope[name] = slot if name in unread else in_guards(slot, *fields)
    for name, value in flow.values.items():
        slot = Slot(KIND_OF_TYPE.get(value.type, "text"), "value", place=value.place, choices=value.options)
        scope[name] = slot._replace(refuses=_no_address) if value.format else slot
    for name, fact in flow.facts.items():
        scope[name] = _slot_of_fact(flow, fact)
    scope.update(slots_of_settings(flow.settings))
    for name, guard in flow.guards.items():
        scope[name] = Slot("boolean", "guard", place=guard.place)
    for name, place in flow.codes().items():
        # Of two things of one name, which is a problem, a guard means the other: of a code it can ask next to nothing.
        scope.setdefault(name, Slot("code", "code", True, place=place))
    return scope


def _no_address(value: Value) -> Unmet | None:
    """Why a value of format email is never this."""
    if isinstance(value, str) and not email.check(value):
        return Unmet("the value is an e-mail address", None, "write one address")
    return None


def scope_of_form(form: Form, settings: Mapping[str, Setting]) -> dict[str, Slot]:
    """Every name that `x-rules` of this form may read: its own fields, and settings."""
    scope: dict[str, Slot] = {}
    for name, field in form.fields.items():
        null = field.when is not None or (not field.required and field.kind != "boolean")
        kind = "secret" if field.secret else field.kind
        why = f'"{name}" is asked only where its `x-when` holds' if field.when else f'"{name}" is optional'
        scope[name] = in_guards(Slot(kind, "field", null, why_null=why), field)
    return {**slots_of_settings(settings), **scope}


def slots_of_settings(settings: Mapping[str, Setting]) -> dict[str, Slot]:
    """Every setting as a guard reads it."""
    scope: dict[str, Slot] = {}
    for name, setting in settings.items():
        value = setting.value
        choices = (value,) if isinstance(value, str) else ()
        slot = Slot(_kind_of_setting(value), "setting", choices=choices, place=setting.place)
        scope[name] = slot._replace(value=value)
    return scope


def _kind_of_setting(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    kinds = {Duration: "duration", int: "integer", Decimal: "number"}
    return "date" if as_date(value) else kinds.get(type(value), "text")


def _why_null(fact: Fact, missing: str) -> str:
    return f'"{missing}" may be missing, and then "{fact.name}" is null'


def _slot_of_fact(flow: Flow, fact: Fact) -> Slot:
    why = _why_null(fact, fact.asked[0].name) if fact.asked else ""
    known = fact.register is None or fact.register.name in flow.registers
    return Slot("text", "fact", False, fact.values(flow.registers) if known else (), why, fact.place)
