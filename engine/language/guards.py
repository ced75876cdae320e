"""Guard text -> typed expression -> verdict. Parsed with the standard library's parser, never run by Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.language.values import Value
from engine.problems import EngineError, Place, Problem


class Guard(NamedTuple):
    """An expression, parsed and allowlisted; its types are checked by `check_guard`."""

    source: str
    place: Place  # of the text's first character
    tree: Any  # this module's own nodes
    names: frozenset[str]  # every name read (of fields, values, facts, settings, guards, codes)


class Slot(NamedTuple):
    """What a name stands for, for type checks."""

    kind: str  # "text" | "integer" | "number" | "boolean" | "date" | "list" | "duration" | "secret" | "code"
    origin: str  # "field" | "value" | "fact" | "setting" | "guard" | "code"
    nullable: bool = False  # may be null where the guard is read
    choices: tuple[str, ...] = ()  # closed list of values, where there is one


class GuardFailed(EngineError):
    """A guard could not be evaluated (null where a value is needed): a failed step, never a silent false."""

    def __init__(self, guard: Guard, why: str) -> None:
        super().__init__(f"{guard.place.file}:{guard.place.line}: guard `{guard.source}`: {why}")
        self.guard = guard
        self.why = why


class Verdict(NamedTuple):
    value: Value
    atoms: tuple[tuple[str, bool], ...]  # each atom's text and its own verdict, those looked at, in order


def parse_guard(source: str, place: Place) -> tuple[Guard | None, list[Problem]]:
    """Text to expression; problems carry the column inside the guard."""
    raise NotImplementedError


def check_guard(guard: Guard, scope: Mapping[str, Slot], *, boolean: bool = True) -> list[Problem]:
    """Type errors, unknown names, null not guarded against. `boolean`: the whole must be true-or-false."""
    raise NotImplementedError


def kind_of(guard: Guard, scope: Mapping[str, Slot]) -> str | None:
    """The kind the expression yields (as Slot.kind), for `set`; None if it does not type."""
    raise NotImplementedError


def evaluate(guard: Guard, look: Callable[[str], Value], today: date) -> Verdict:
    """
    The guard's value. `look(name)` gives each name's value (None: not given); whatever it raises passes through.

    Raises:
        GuardFailed: null or another kind where a value of one kind is needed.
    """
    raise NotImplementedError
