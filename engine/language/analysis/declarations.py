"""What a flow declares: every name with its place, field by field."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.analysis.once import once
from engine.language.forms import Field
from engine.language.model import Claim, Flow, Release
from engine.problems import Place


@once
def fields_of(flow: Flow) -> dict[str, tuple[Field, str]]:
    """field -> (as its first form declares it, that form)."""
    found: dict[str, tuple[Field, str]] = {}
    for form in flow.forms.values():
        for name, field in form.fields.items():
            found.setdefault(name, (field, form.name))
    return found


@once
def declared_in_forms(flow: Flow) -> dict[str, tuple[Field, ...]]:
    """field -> as each of the forms that ask it declares it."""
    found: dict[str, list[Field]] = {}
    for form in flow.forms.values():
        for name, field in form.fields.items():
            found.setdefault(name, []).append(field)
    return {name: tuple(fields) for name, fields in found.items()}


def answers_of(flow: Flow) -> dict[str, Place | None]:
    """Fields and values, which are what a case holds: name -> where it is declared."""
    fields = {name: field.place for name, (field, _) in fields_of(flow).items()}
    return {**fields, **{name: value.place for name, value in flow.values.items()}}


def places(declared: Mapping[str, object]) -> dict[str, Place | None]:
    """name -> where it is declared; None for what has no place of its own, such as the title of a phase."""
    return {name: getattr(item, "place", None) for name, item in declared.items()}


def secrets_of(flow: Flow) -> frozenset[str]:
    """The fields with `x-secret`: kept as a hash alone."""
    return frozenset(name for name, (field, _) in fields_of(flow).items() if field.secret)


@once
def typed_codes(flow: Flow) -> frozenset[str]:
    """
    The fields into which a code is typed, and nothing else.

    One that is a register's key or a mail's recipient as well is that first, and its `typed` is the mistake.
    """
    claims = (effect for effect in flow.effects() if isinstance(effect, Claim | Release))
    resumes = (branch.resume for branch in flow.branches())
    keys = {effect.key.name for effect in claims} | {mail.to.name for mail in flow.mails.values()}
    keys |= {fact.key.name for fact in flow.facts.values() if fact.key}
    keys |= {resume.key.name for resume in resumes if resume and resume.key}
    return frozenset(flow.code_fields()) - keys
