"""What fills a form again, as a person would type it."""

from __future__ import annotations

from functools import lru_cache

from engine.core.case import Case
from engine.core.trail import to_fill
from engine.language.forms import Field, typed_again, typed_in_another
from engine.language.model import Flow
from engine.language.texts.text import Locale
from engine.language.values import TypedIn, Value

VERSIONS = 64  # of flows whose words are kept; beyond them the longest unused is worked out again


@lru_cache(VERSIONS)
def locale_of(flow: Flow) -> Locale:
    """The language and zone in which the flow speaks."""
    return Locale(flow.language, flow.zone)


def prefill(flow: Flow, case: Case, state: str, at: int | None = None) -> dict[str, tuple[str, ...]]:
    """What fills the form of `state`, field by field, as a person would type it: see `to_fill`."""
    locale = locale_of(flow)
    filled: dict[str, tuple[str, ...]] = {}
    for name, value in to_fill(flow, case, state, at).items():
        field = flow.field(name)
        assert field
        filled[name] = _typed(field, value, locale)
    return filled


def _typed(field: Field, value: Value | TypedIn, locale: Locale) -> tuple[str, ...]:
    if isinstance(value, TypedIn):
        before = locale._replace(language=value.language)
        return value.texts if before == locale else typed_in_another(field, value.texts, before, locale)
    return value if isinstance(value, tuple) else typed_again(field, value, locale)
