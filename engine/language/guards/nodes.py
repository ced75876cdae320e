"""The shape of a guard once parsed: frozen nodes that know their place in the text; and the nouns around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol, assert_never

from engine.language.patterns import Texts
from engine.language.values import SettingValue, Value
from engine.problems import EngineError, Place


class Literal(NamedTuple):
    """Text, exact number, true, false or null."""

    value: str | int | Decimal | bool | None
    at: int  # characters from the guard's first
    width: int


class Name(NamedTuple):
    name: str
    at: int
    width: int


class Listing(NamedTuple):
    items: tuple[Literal, ...]
    at: int
    width: int


class Not(NamedTuple):
    inner: Node
    at: int
    width: int


class Joined(NamedTuple):
    """`and` or `or` of two parts or more."""

    word: str
    parts: tuple[Node, ...]
    at: int
    width: int


class Compare(NamedTuple):
    operator: str  # == != < <= > >= in "not in"
    left: Node
    right: Node
    at: int
    width: int


class Negated(NamedTuple):
    """A minus before what is no figure."""

    inner: Node
    at: int
    width: int


class Arithmetic(NamedTuple):
    """Of two numbers; a quotient stands first in `round` alone."""

    operator: str  # + - * /
    left: Node
    right: Node
    at: int
    width: int


class Call(NamedTuple):
    function: str  # len matches given today years_since round
    arguments: tuple[Node, ...]
    at: int
    width: int


Node = Literal | Name | Listing | Not | Joined | Compare | Negated | Arithmetic | Call


def inside(node: Node) -> Iterator[Node]:
    """The node and every node under it, in the order written."""
    yield node
    match node:
        case Not() | Negated():
            yield from inside(node.inner)
        case Joined():
            for part in node.parts:
                yield from inside(part)
        case Compare() | Arithmetic():
            yield from inside(node.left)
            yield from inside(node.right)
        case Call():
            for argument in node.arguments:
                yield from inside(argument)
        case Listing():
            yield from node.items
        case Literal() | Name():
            pass
        case _:
            assert_never(node)


def words_of(node: Node) -> str:
    """The same for two parts with the same words, wherever they are."""
    match node:
        case Literal():
            return repr(node.value)
        case Name():
            return node.name
        case Listing():
            return f"[{', '.join(map(words_of, node.items))}]"
        case Compare():
            return f"{words_of(node.left)} {node.operator} {words_of(node.right)}"
        case Call():
            return f"{node.function}({', '.join(map(words_of, node.arguments))})"
        case Not():
            return f"not {words_of(node.inner)}"
        case Negated():
            return f"-{words_of(node.inner)}"
        case Arithmetic():
            return f"({words_of(node.left)} {node.operator} {words_of(node.right)})"
        case Joined():
            return f"({f' {node.word} '.join(map(words_of, node.parts))})"
        case _:
            assert_never(node)


def as_date(text: object) -> date | None:
    """A text read as a date `2026-11-24`; None where it is none."""
    if not isinstance(text, str) or len(text) != 10:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Guard(NamedTuple):
    """An expression, parsed and allowlisted; its types are checked by `check_guard`."""

    source: str
    place: Place  # of the text's first character
    tree: Node
    names: frozenset[str]  # every name read (of fields, values, facts, settings, guards, codes)
    role: str = ""  # what it is for where that changes its fixes: a form's "check", or what `set` writes: "string" …

    @property
    def asks_the_day(self) -> bool:
        return "today" in self.source or "years_since" in self.source


class Impossible(Protocol):
    """Why no answer is, or matches, something; what was meant; and what to do where that is not certain."""

    @property
    def cause(self) -> str: ...
    @property
    def better(self) -> str | None: ...
    @property
    def instead(self) -> str: ...


class Slot(NamedTuple):
    """What a name stands for, for type checks."""

    kind: str  # "text" | "integer" | "number" | "boolean" | "date" | "list" | "duration" | "secret" | "code"
    origin: str  # "field" | "value" | "fact" | "setting" | "guard" | "code" | "tries" (left, in a `when`)
    nullable: bool = False  # may be null where the guard is read
    choices: tuple[str, ...] = ()  # closed list of values, where there is one; of a text setting: its value
    why_null: str = ""  # in words, for the problem
    place: Place | None = None  # where the name is declared
    kept: Callable[[str], str] | None = None  # of a text that people type: an entry -> what is kept of it
    texts: Texts | None = None  # of a text that people type: all that an answer can be
    refuses: Callable[[Value], Impossible | None] | None = None  # of a field: why a value is no answer to it
    unmatched: Callable[[str], Impossible | None] | None = None  # of a field: why no answer matches a pattern
    value: SettingValue | None = None  # of a setting


class GuardFailed(EngineError):
    """A guard could not be evaluated (null where a value is needed): a failed step, never a silent false."""

    def __init__(self, guard: Guard, why: str) -> None:
        super().__init__(f"{guard.place.file}:{guard.place.line}: guard `{guard.source}`: {why}")
        self.guard = guard
        self.why = why


class Verdict(NamedTuple):
    value: Value
    atoms: tuple[tuple[str, bool], ...]  # each atom's text and its own verdict, those looked at, in order
