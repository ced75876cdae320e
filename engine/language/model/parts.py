"""
The parts of a noun, read off the noun itself: a place that the language adds is visited without a change here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from engine.language.decoding import Amount, Named
from engine.language.forms import Form
from engine.language.guards import Guard
from engine.language.texts.text import Text
from engine.problems import Place

# What holds no branch and no effect: it is not looked into.
_LEAVES = (str, bytes, Place, Named, Amount, Text, Guard, Form)


def parts_of(noun: object) -> Iterable[Any]:
    """The values of a noun's fields, in the order declared; a tuple's items."""
    if is_dataclass(noun):
        return (getattr(noun, field.name) for field in fields(noun))
    return noun if isinstance(noun, tuple) else ()


def within(noun: object, kinds: tuple[type, ...]) -> Iterator[Any]:
    """Every value of these kinds that a noun holds, field by field, however deep; what is found is not looked into."""
    if isinstance(noun, kinds):
        yield noun
    elif isinstance(noun, Mapping):
        for value in noun.values():
            yield from within(value, kinds)
    elif not isinstance(noun, _LEAVES):
        for part in parts_of(noun):
            yield from within(part, kinds)
