"""
The parts of a noun, read off the noun itself: a place that the language adds is visited without a change here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from engine.language.decoding import Amount, Named
from engine.language.forms import Form
from engine.language.guards import Guard
from engine.language.texts.text import Text
from engine.problems import Place

# What holds no branch and no effect: it is not looked into.
_LEAVES = (str, bytes, Place, Named, Amount, Text, Guard, Form)


def parts_of(noun: Any) -> Iterable[Any]:
    """The values of a noun's fields, in the order declared; a tuple's items."""
    if names := field_names(noun.__class__):
        return [getattr(noun, name) for name in names]
    return noun if isinstance(noun, tuple) else ()


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """Those of a data class; of any other kind none."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def within(noun: object, kinds: tuple[type, ...]) -> Iterator[Any]:
    """Every value of these kinds that a noun holds, field by field, however deep; what is found is not looked into."""
    waiting: list[Any] = [noun]
    while waiting:
        part = waiting.pop()
        if isinstance(part, kinds):
            yield part
        elif opens := _opens(part.__class__):
            waiting.extend(opens(part)[::-1])


@cache
def _opens(kind: type) -> Callable[[Any], Sequence[Any]] | None:
    """How a value of this kind is looked into; None: it is not."""
    names = field_names(kind)
    if issubclass(kind, _LEAVES):
        return None
    if issubclass(kind, Mapping):
        return lambda noun: (*noun.values(),)
    if names:
        return attrgetter(*names) if len(names) > 1 else lambda noun: (getattr(noun, names[0]),)
    return (lambda noun: noun) if issubclass(kind, tuple) else None
