"""What decoding works with: one file being read, a kind of value, and the values that other rooms meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final, Generic, NamedTuple, TypeVar

from engine.language.values import Duration, SettingValue
from engine.language.yaml import Node, Scalar
from engine.problems import Place, Problem
from engine.registry import Registry


class Named(NamedTuple):
    """A name that refers to something declared elsewhere, with its place."""

    name: str
    place: Place


class Setting(NamedTuple):
    name: str
    value: SettingValue
    place: Place
    languages: Mapping[str, str] | None = None  # of a text in several; `value` is one of them


class Amount(NamedTuple):
    """A figure or duration, written out or by the name of a setting; `value` is already looked up (None: unknown)."""

    value: int | Duration | None
    setting: str | None
    place: Place


class Day(NamedTuple):
    """A date, written out or by the name of a setting; `value` is already looked up (None: unknown)."""

    value: date | None
    setting: str | None
    place: Place


T = TypeVar("T")


class Broken(Enum):
    """The value of what could not be read; its problem is reported already."""

    BROKEN = "broken"


BROKEN: Final = Broken.BROKEN


class Reading:
    """
    One file being read: its problems so far, and what its nodes refer to.

    Args:
        stored: the file is one of a stored version, whose cases go on: what was accepted when it was published and has
            been refused since, though it can be used, is no problem.
    """

    def __init__(self, registry: Registry, *, stored: bool = False) -> None:
        self.registry = registry
        self.stored = stored
        self.problems: list[Problem] = []
        self.settings: Mapping[str, Setting] = {}
        self.titles: Mapping[str, Mapping[str, str]] = {}  # table of names -> each name, with its title or ""
        self.types: dict[str, str] = {}  # of the values declared so far
        self.fields: dict[str, str] = {}  # of a form: each as written, and the name it has
        self.lists: Mapping[str, Any] = {}  # of a form: the lists of options that lie beside it
        self.required: tuple[str, ...] = ()  # the fields that a form says must be given
        self.broken: set[str] = set()  # names whose declaration could not be read: not unknown, only broken
        self.lost: set[str] = set()  # whole tables of names that could not be read
        self.within: list[tuple[str, Mapping[str, Any]]] = []  # the tables being read: the name and the keys of each
        self.fitting: set[str] = set()  # settings that are what one of their uses wants
        self.unfit: list[tuple[str, Problem, Problem]] = []  # (setting, its problem at the use, at its own line)
        self.understood: set[Place] = set()  # of words with a problem that were read as what was meant

    def report(self, code: str, message: str, place: Place, cause: str, fix: str) -> Broken:
        """Adds a problem; returns BROKEN, for `return reading.report(…)`."""
        self.problems.append(Problem(code, message, place, cause, fix))
        return BROKEN


class Shape(NamedTuple):
    """
    A table of keys, as a fix for a node of another shape needs to know it.

    Attributes:
        keys: word -> its `Key`.
        lone: a text that stands where the table should -> the key whose value it was meant to be, or `key: value` where
            the text is another word for that; None: unclear.
        pair: the keys of `name: value`, where a list of such tables was written as a map.
        single: only one of its keys stands in a table.
        wants: one of these stands beside a lone text, though neither is needed by itself.
    """

    keys: Mapping[str, Any]
    lone: Callable[[str], str | None] | None = None
    pair: tuple[str, str] | None = None
    single: bool = False
    wants: tuple[str, ...] = ()


class Kind(NamedTuple, Generic[T]):
    """
    One kind of value: how it is read, and how an editor checks it.

    `read(reading, node, at)`: `at` is the key of the node; None in a list and for a whole file.
    `schema(definitions)`: JSON Schema; adds what it refers to.
    `shape`: of the table that it is, or that each of its items is. `many`: "list" | "map", where it has several.
    """

    read: Callable[[Reading, Node, Scalar | None], T | Broken]
    schema: Callable[[dict[str, Any]], dict[str, Any]]
    shape: Shape | None = None
    many: str = ""
