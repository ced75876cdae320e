"""The bounds of a date field that are no day yet: those of a setting, and `today`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from engine.language.forms.form import Form
from engine.language.forms.nouns import TODAY, Field
from engine.language.guards import as_date

BOUNDS = ("formatMinimum", "formatMaximum")


def with_days(form: Form, settings: Mapping[str, object]) -> Form:
    """The form with the days of its flow's settings as figures; a setting that is no date is left out."""
    return _with(form, {name: day for name, value in settings.items() if (day := as_date(value))})


@lru_cache(maxsize=256)
def on_day(form: Form, today: date) -> Form:
    """The form as it is checked on this day: `today` is a figure like any other."""
    return _with(form, {TODAY: today})


def _with(form: Form, days: Mapping[str, date]) -> Form:
    fields = {name: _bounded(field, days) if field.bounds else field for name, field in form.fields.items()}
    return replace(form, fields=fields) if fields != form.fields else form


def _bounded(field: Field, days: Mapping[str, date]) -> Field:
    figures = {key: days[named.name] for key, named in field.bounds.items() if named.name in days}
    return field._replace(figures={**field.figures, **figures})
