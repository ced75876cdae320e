"""What is shown of a case, as text: values of placeholders, answers form by form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from engine import addresses
from engine.core.case import Case, PutMail
from engine.core.filling import locale_of
from engine.core.timers import deadline
from engine.delivery.messages import Messages
from engine.language import signs
from engine.language.forms import Field
from engine.language.guards import as_date
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import Flow, ValueDecl
from engine.language.texts.figures import PLAIN
from engine.language.texts.text import SEVERAL, Locale, Text
from engine.language.values import Duration, LastDay, SettingValue, Value

VERSIONS = 64  # of flows whose words are kept; beyond them the longest unused is worked out again


class Row(NamedTuple):
    """One answer. `value` None: not given; `ticked` is set for a lone checkbox, which has no words of its own."""

    name: str
    title: Text
    value: str | None
    ticked: bool | None = None


class SummaryGroup(NamedTuple):
    """The answers of one form, or of one of its groups."""

    state: str
    title: Text
    rows: tuple[Row, ...]


def title_of(flow: Flow, name: str) -> Text:
    """A field's or value's own title."""
    field = flow.field(name)
    return field.title if field else flow.values[name].title


def words_of(declared: Field | ValueDecl | None, value: Value, locale: Locale) -> str:
    """
    A value as people read it: an option by its title, a figure with its unit, an address in Unicode. None turns the
    text around it.
    """
    if isinstance(value, str):
        value = signs.contained(value)  # not all of them were typed: some are imported, or a service's
    if declared is None or value is None:
        return locale.show(value)
    if isinstance(declared, Field):
        if isinstance(value, tuple):
            return locale.show(tuple(_title(declared, item) or item for item in value))
        if isinstance(value, str) and (title := _title(declared, value)) is not None:
            return title
        if isinstance(value, str) and declared.format == "email":
            return addresses.shown(value)
    shown = locale.show(value, declared.style)
    return f"{shown}\N{NO-BREAK SPACE}{declared.unit.plain({}, _nowhere)}" if declared.unit and shown else shown


def figures_of(field: Field | None, figures: Mapping[str, Any], locale: Locale) -> dict[str, str]:
    """The figures of a field's schema as people read them: in the style of its answers."""
    style = field.style if field else PLAIN
    return {key: locale.show(figure, style) for key, figure in figures.items()}


def value_text(value: str | None, ticked: bool | None, words: Messages) -> str | None:
    """The text of a row's value: true and false are the engine's yes and no."""
    return value if ticked is None else words.plain("form.yes" if ticked else "form.no")


def shown_row(flow: Flow, name: str, case: Case) -> Row:
    """A field or value of this case; without a value where it is not given, or is no one's to see."""
    field = flow.field(name)
    title = title_of(flow, name)
    if (field and field.secret) or name in flow.code_fields():
        return Row(name, title, None)
    return _row(name, title, _declared(flow, name), case.known().get(name), locale_of(flow))


@lru_cache(VERSIONS)
def settings_shown(flow: Flow) -> Mapping[str, str]:
    """What every text of the flow may quote without a case: settings, and the figures of its forms."""
    locale = locale_of(flow)
    shown = {name: _setting(setting.value, locale) for name, setting in flow.settings.items()}
    for form in flow.forms.values():
        for field in form.fields.values():
            figures = figures_of(field, field.figures, locale)
            shown.update({f"{field.name}.{key}": figure for key, figure in figures.items()})
    return shown


def shown_values(flow: Flow, case: Case) -> dict[str, str]:
    """placeholder -> words, for every text shown of this case. Codes are not among them: only a mail knows them."""
    locale = locale_of(flow)
    hidden = flow.code_fields()
    shown = dict(settings_shown(flow))
    for name, value in case.known().items():
        field = flow.field(name)
        if not (field and field.secret) and name not in hidden:
            shown[name] = words_of(_declared(flow, name), value, locale)
    if due := deadline(flow, case):
        shown["deadline"] = locale.show(due)
    return shown


def shown_tries(left: int | None, locale: Locale) -> dict[str, str]:
    """placeholder -> words, of how many tries are left; nothing before the first refusal."""
    if left is None:
        return {}
    return {TRIES_LEFT: locale.show(left), **({f"{TRIES_LEFT}{SEVERAL}": "yes"} if locale.several(left) else {})}


def words_of_mail(flow: Flow, put: PutMail) -> dict[str, str]:
    """
    placeholder -> words, of what a mail was put with.

    Args:
        flow: in the version of the case.
    """
    if put.language is None:  # put by a version that kept words
        return {name: signs.contained(str(value)) for name, value in put.values.items()}
    locale = Locale(put.language, flow.zone)
    return {name: _mail_word(flow, name, value, locale) for name, value in put.values.items()}


def _mail_word(flow: Flow, name: str, value: Any, locale: Locale) -> str:
    if isinstance(value, datetime | Duration | LastDay):
        return locale.show(value)
    if name in flow.settings:
        return _setting(value, locale)
    asked, _, figure = name.partition(".")
    if figure:
        return figures_of(flow.field(asked), {figure: value}, locale)[figure]
    return words_of(_declared(flow, name), value, locale)


def summary(flow: Flow, case: Case) -> tuple[SummaryGroup, ...]:
    """
    The answers on the trail, form by form and group by group, in the order asked.

    No secret, no code, no confirmation of another field, no box that must be ticked.
    """
    hidden = flow.code_fields()
    locale = locale_of(flow)
    groups: list[SummaryGroup] = []
    for step in case.trail:
        state = flow.states[step.state]
        if state.form is None or step.event is None:
            continue
        form = flow.forms[state.form.name]
        grouped = {name for group in form.groups for name in group.fields}
        loose = tuple(name for name in form.fields if name not in grouped)
        parts = [(form.title or state.title, loose), *((group.title, group.fields) for group in form.groups)]
        for title, names in parts:
            rows = tuple(
                _row(name, form.fields[name].title, form.fields[name], step.answers.get(name), locale)
                for name in names
                if name not in hidden and name not in step.unasked and _in_summary(form.fields[name])
            )
            if rows:
                groups = [g for g in groups if (g.state, g.title.source) != (step.state, title.source)]
                groups.append(SummaryGroup(step.state, title, rows))
    return tuple(groups)


def _declared(flow: Flow, name: str) -> Field | ValueDecl | None:
    return flow.field(name) or flow.values.get(name)


def _setting(value: SettingValue, locale: Locale) -> str:
    """A setting as people read it; a text that guards read as a date, as a date."""
    return locale.show(as_date(value) or value)


def _title(field: Field, const: str) -> str | None:
    """Of the option chosen."""
    chosen = (option.title.plain({}, _nowhere) for option in field.options if option.const == const)
    return next(chosen, None)


def _in_summary(field: Field) -> bool:
    return not (field.secret or field.confirms or "const" in field.figures)


def _row(name: str, title: Text, declared: Field | ValueDecl | None, value: Value, locale: Locale) -> Row:
    if isinstance(value, bool):
        return Row(name, title, None, value)
    return Row(name, title, words_of(declared, value, locale) or None)


def _nowhere(kind: str, target: str) -> tuple[str, bool]:
    return ("", False)
