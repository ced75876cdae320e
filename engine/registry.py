"""Names that plug-ins add – formats and gates – as a value handed to `load_flow`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple


class Format(NamedTuple):
    """A string format: `check` says whether a text has it; `normalise` gives the form in which it is compared."""

    name: str
    check: Callable[[str], bool]
    normalise: Callable[[str], str]


class Registry(NamedTuple):
    formats: Mapping[str, Format]
    gates: frozenset[str]


def default_registry() -> Registry:
    """The engine's own formats (email, date, tel, uri) and gates (captcha)."""
    raise NotImplementedError
