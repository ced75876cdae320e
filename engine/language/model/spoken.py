"""A noun in one of the languages of its texts: whatever has no text of its own stays the same object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from operator import is_not
from typing import Any, TypeVar

from engine.language.decoding import Amount, Named, Setting
from engine.language.forms import Field
from engine.language.guards import Guard
from engine.language.model.parts import field_names
from engine.language.texts.text import Text
from engine.problems import Place

T = TypeVar("T")
Parts = TypeVar("Parts", bound=tuple[Any, ...])

_LEAVES = (type(None), str, bytes, int, Place, Named, Amount, Guard)


def spoken(noun: T, language: str) -> T:
    """The noun with each text in that language; a text that lacks it stays as it is."""
    found: T = _spoken(noun, language)
    return found


@cache
def _is_leaf(kind: type) -> bool:
    return issubclass(kind, _LEAVES)


def _spoken(noun: Any, language: str) -> Any:
    if _is_leaf(noun.__class__):
        return noun
    if isinstance(noun, Text):
        return noun.spoken(language)
    if isinstance(noun, Setting):
        words = (noun.languages or {}).get(language)
        return noun if words is None else noun._replace(value=words)
    if isinstance(noun, Mapping):
        made = {key: _spoken(value, language) for key, value in noun.items()}
        return made if any(map(is_not, made.values(), noun.values())) else noun
    if isinstance(noun, Field):
        return _each_spoken(noun, language).in_order()
    if isinstance(noun, tuple):
        return _each_spoken(noun, language)
    changed: dict[str, Any] = {}
    for name in field_names(noun.__class__):
        part = getattr(noun, name)
        if (now := _spoken(part, language)) is not part:
            changed[name] = now
    return replace(noun, **changed) if changed else noun


def _each_spoken(noun: Parts, language: str) -> Parts:
    items = [item if _is_leaf(item.__class__) else _spoken(item, language) for item in noun]
    if not any(map(is_not, items, noun)):
        return noun
    made: Parts = type(noun)(*items) if hasattr(noun, "_fields") else type(noun)(items)
    return made
