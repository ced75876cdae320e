"""The values that each name of a flow can have where a guard reads it: from forms, registers and settings."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.language.analysis.declarations import typed_codes
from engine.language.analysis.once import once
from engine.language.analysis.scope import KIND_OF_TYPE, slots_of_settings
from engine.language.decoding import Setting
from engine.language.forms import BOUNDS, TODAY, Field, Form
from engine.language.guards import Domain, Domains
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import Fact, Flow, Register, State
from engine.language.values import YEARS

FIRST, LAST = date(YEARS.start, 1, 1).toordinal(), date(YEARS.stop - 1, 12, 31).toordinal()


@once
def domains_of(flow: Flow) -> dict[str, Domain]:
    """What every name of a flow but its named guards can have for a value, null where it can be null anywhere."""
    found: dict[str, Domain] = {}
    hashed = typed_codes(flow)
    for name, several in _asked(flow).items():
        found[name] = Domain("code") if name in hashed else _of_field(several)
    for name, value in flow.values.items():
        kind = KIND_OF_TYPE.get(value.type, "text")
        step = 1 if kind in ("integer", "date") else None
        free = kind == "text" and not (value.options or value.format)
        found[name] = Domain(kind, step=step, closed=value.options, may_be_empty=free)
    for name, fact in flow.facts.items():
        found[name] = _of_fact(fact, flow.registers)
    found |= _of_settings(flow.settings)
    found |= {name: Domain("code") for name in flow.codes()}
    return found


def domains_posted(flow: Flow, form: Form) -> Domains:
    """The same where this form has just been posted: of a field that others ask too, its own answer counts."""
    found, asked = domains_of(flow), _asked(flow)
    own = {
        name: _of_one_field(field)
        for name, field in form.fields.items()
        if len(asked[name]) > 1 and found[name].kind == field.kind
    }
    return ChainMap(own, found) if own else found


@once
def _asked(flow: Flow) -> dict[str, list[Field]]:
    """Each field, as every form that asks it does."""
    fields: dict[str, list[Field]] = {}
    for form in flow.forms.values():
        for name, field in form.fields.items():
            fields.setdefault(name, []).append(field)
    return fields


def domains_of_form(form: Form, settings: Mapping[str, Setting]) -> dict[str, Domain]:
    """The same for `x-rules` of a form: its own fields, as they are once each is valid by itself, and settings."""
    found = _of_settings(settings)
    for name, field in form.fields.items():
        found[name] = _of_field([field])._replace(nullable=may_be_null(field))
    return found


class Given(Mapping[str, Domain]):
    """The domains of a flow at a place where some names surely have a value."""

    def __init__(self, domains: Domains, given: Collection[str], state: State | None = None) -> None:
        self._domains, self._given = domains, given
        self._tries = _of_tries(state) if state else None

    def __getitem__(self, name: str) -> Domain:
        if name == TRIES_LEFT and self._tries:
            return self._tries
        domain = self._domains[name]
        if not domain.nullable:
            return domain
        return domain._replace(nullable=False) if (domain.asks or name) in self._given else domain

    def __iter__(self) -> Iterator[str]:
        return iter(self._domains)

    def __len__(self) -> int:
        return len(self._domains)


def may_be_null(field: Field) -> bool:
    """Whether a form may be passed without it; a lone checkbox that is not ticked is `false`."""
    return field.when is not None or (not field.required and field.kind != "boolean")


def _of_field(several: Sequence[Field]) -> Domain:
    """Of one name in several forms: what any of them takes."""
    one, *others = (_of_one_field(field) for field in several)
    for other in others:
        if other.kind != one.kind:
            return Domain("text")  # another rule's problem
        lengths = (_loosest(min, one, other, "lengths", 0), _loosest(max, one, other, "lengths", 1))
        one = one._replace(
            closed=tuple(dict.fromkeys((*one.closed, *other.closed))) if one.closed and other.closed else (),
            only=one.only if one.only == other.only else None,
            least=_loosest(min, one, other, "least"),
            most=_loosest(max, one, other, "most"),
            step=one.step if one.step == other.step else 1 if one.kind == "integer" else None,
            lengths=lengths,
            until_today=one.until_today and other.until_today,
        )
    return one


def _loosest(choose: Any, one: Domain, other: Domain, key: str, at: int | None = None) -> Any:
    bounds = [getattr(domain, key) for domain in (one, other)]
    if at is not None:
        bounds = [bound[at] for bound in bounds]
    return None if None in bounds else choose(bounds)


def _of_one_field(field: Field) -> Domain:
    if field.secret:
        return Domain("secret")
    figures = field.figures
    const = figures.get("const")
    consts = tuple(option.const for option in field.options)
    if field.kind == "list":
        fewest, most = figures.get("minItems", 1), figures.get("maxItems", len(consts) or None)
        return Domain("list", closed=consts, lengths=_bounds(fewest, most))
    if field.kind == "boolean":
        return Domain("boolean", only=True if const is True else None)
    if field.kind == "date":
        days = (figures.get(key) if const is None else const for key in BOUNDS)
        first, last = (day.toordinal() if isinstance(day, date) else None for day in days)
        least, most = _bounds(first or FIRST, last or LAST)
        last_day = field.bounds.get("formatMaximum")
        return Domain("date", least=least, most=most, step=1, until_today=bool(last_day and last_day.name == TODAY))
    if field.kind == "text":
        closed = (const,) if isinstance(const, str) else consts
        # Of a phone number the digits are counted, whatever stands between them.
        lengths = (1, None) if field.format else (max(1, figures.get("minLength", 1)), figures.get("maxLength"))
        return Domain("text", closed=closed, lengths=_bounds(*lengths))
    least, most = _bounds(*(figures.get(key) if const is None else const for key in ("minimum", "maximum")))
    return Domain(
        field.kind, least=least, most=most, step=figures.get("multipleOf", 1 if field.kind == "integer" else None)
    )


def _bounds(least: Any, most: Any) -> tuple[Any, Any]:
    """The same; none where they contradict each other, which is reported itself."""
    return (None, None) if least is not None and most is not None and least > most else (least, most)


def _of_fact(fact: Fact, registers: Mapping[str, Register]) -> Domain:
    if fact.service is not None:
        # Asked once in a step: two facts that ask the same, and take the same answers for it, have the same answer.
        same = f"{fact.service.name} {[one.name for one in fact.given]} {fact.listed} {fact.otherwise}"
        alone = fact.given[0].name if len(fact.given) == 1 else ""
        return Domain("text", closed=fact.values(registers), subject=f"service {same}", asks=alone)
    asked = fact.key or fact.typed
    what = fact.register or fact.code
    known = fact.register is None or fact.register.name in registers
    own = " of the case" if fact.own_only else ""
    return Domain(
        "text",
        nullable=asked is not None,
        closed=fact.values(registers) if known else (),
        # Looked up once in a step: two facts that ask the same have the same answer.
        subject=f"{'register' if fact.register else 'code'} {what.name} {asked.name}{own}" if what and asked else "",
        asks=asked.name if asked else "",
    )


def _of_settings(settings: Mapping[str, Setting]) -> dict[str, Domain]:
    found = {}
    for name, slot in slots_of_settings(settings).items():
        found[name] = Domain(slot.kind, False, closed=slot.choices, setting=settings[name].value)
    return found


def _of_tries(state: State) -> Domain | None:
    if state.tries is None:
        return None
    most = state.tries.max.value
    return Domain("integer", least=0, most=most if type(most) is int else None, step=1)
