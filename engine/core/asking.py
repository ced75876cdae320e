"""Which fields of its form a case is asked, and what becomes of the answers to those it is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.core.case import Case, Draft, Step
from engine.language.forms import Field, Form, Unasked, unasked
from engine.language.model import Flow
from engine.language.values import SettingValue, TypedIn, Value


class Asked(NamedTuple):
    """
    A form's answers as they are kept.

    Attributes:
        answers: null where the field is not asked.
        secrets: those of fields that are asked.
        unasked: what each of the other fields holds, to fill it again; () where it holds nothing.
    """

    answers: Mapping[str, Value]
    secrets: tuple[str, ...]
    unasked: Draft = {}


def day_of(flow: Flow, at: datetime) -> date:
    """The day it is where the flow is."""
    return at.astimezone(ZoneInfo(flow.zone)).date()


def names_before(flow: Flow, case: Case, step: int) -> dict[str, SettingValue | Value]:
    """What is known before the form of a step: settings, the answers of earlier steps, the values written so far."""
    settings = {setting.name: setting.value for setting in flow.settings.values()}
    before = case.trail[step]._replace(answers={})
    return {**settings, **case._replace(trail=(*case.trail[:step], before)).known()}


def asked(flow: Flow, case: Case, form: Form, given: Step, today: date) -> Asked:
    """
    The answers to the form of the present step, with null for each field that is not asked.

    Args:
        given: the answers and secrets; what the fields that are not asked hold, where that is known anew.

    Raises:
        GuardFailed: a condition that cannot be evaluated.
    """
    if not form.conditional:
        return Asked(given.answers, given.secrets)
    hidden = _unasked(flow, case, form, given.answers, today).hidden
    left = case.drafts.get(case.state, {})
    held = {name: given.unasked.get(name, left.get(name)) for name in form.fields if name in hidden}
    return Asked(
        {name: None if name in hidden else value for name, value in given.answers.items()},
        tuple(name for name in given.secrets if name not in hidden),
        {name: () if value is None else value for name, value in held.items()},
    )


def still_answers(flow: Flow, case: Case, old: Step, today: date) -> bool:
    """
    Whether an earlier step's answers still answer its form, at which the case stands again: not where a field is asked
    now that was not, nor where a rule reads a field that is not asked any more.
    """
    named = flow.states[old.state].form
    form = flow.forms[named.name] if named else None
    if form is None or not form.conditional:
        return True
    hidden = _unasked(flow, case, form, old.answers, today).hidden
    changed: set[str] = set()
    for name in form.conditional:
        field = form.fields[name]
        answered = old.answers.get(name) is not None or name in old.secrets
        if name in hidden:
            changed |= {name} if answered else set()
        elif not answered and _wanted(field, old.unasked.get(name)):
            return False
    return not any(rule.check.names & changed for rule in form.rules)


def _wanted(field: Field, entry: Value | TypedIn) -> bool:
    """Whether a field that is asked now, and was left without an answer, has to be shown for that."""
    if field.secret and field.confirms:
        return False  # what repeats a secret is not kept
    # A box that is asked is ticked or not: null says that it was not asked.
    return field.required or field.kind == "boolean" or _holds(entry)


def _holds(entry: Value | TypedIn) -> bool:
    """Whether anything was typed, or chosen."""
    entry = entry.texts if isinstance(entry, TypedIn) else entry
    return any(entry) if isinstance(entry, tuple) else entry is not None


def _unasked(flow: Flow, case: Case, form: Form, answers: Mapping[str, Value], today: date) -> Unasked:
    given = {name: value for name, value in answers.items() if value is not None}
    return unasked(form, given, names_before(flow, case, len(case.trail) - 1), today)
