"""The nouns of a form: its fields, and what is wrong with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.language.decoding import Named
from engine.language.guards import Guard
from engine.language.patterns import matches
from engine.language.texts.collation import alphabetical
from engine.language.texts.figures import PLAIN, Style
from engine.language.texts.text import Text
from engine.language.values import Value
from engine.problems import Place
from engine.registry import Format

# Keywords whose figures a message may quote.
FIGURES = (
    "minLength", "maxLength", "minimum", "maximum", "formatMinimum", "formatMaximum", "minItems", "maxItems",
    "multipleOf", "const",
)  # fmt: skip
TODAY = "today"  # as a bound: the day on which the form is answered, in the flow's zone
SIGN = "sign"  # what a message for `pattern` may quote besides: the sign of the entry that the pattern does not take

MOST = 10_000  # characters of one entry, where the field itself says nothing


class Option(NamedTuple):
    const: str
    title: Text


class SharedList(NamedTuple):
    """The options of a file in `forms/lists/`. `whole`: every option of it could be read."""

    name: str
    file: str
    options: tuple[Option, ...]
    whole: bool = True


class Pattern(NamedTuple):
    """One `pattern`, the field's own or one of its `allOf`, with its own message where it has one."""

    source: str
    message: Text | None

    def accepts(self, text: str) -> bool:
        return matches(self.source, text)


class Field(NamedTuple):
    name: str
    kind: str  # "text" | "integer" | "number" | "boolean" | "date" | "list": the Slot.kind of its values
    title: Text
    description: Text | None
    required: bool
    default: Value
    examples: tuple[Value, ...]
    options: tuple[Option, ...]  # of enum / oneOf; of the items where kind is "list"; empty: free
    patterns: tuple[Pattern, ...]
    format: str | None
    figures: Mapping[str, Any]  # those of FIGURES that are given: int or Decimal; of a date, days
    confirms: str | None  # x-confirms
    secret: bool  # x-secret
    widget: str  # "text" | "textarea" | "select" | "radio" | "checkbox" | "checkboxes" | "password" | "code"
    unit: Text | None
    autocomplete: str | None
    messages: Mapping[str, Text]  # keyword -> message; keywords also "required", "x-confirms"
    place: Place
    checked: Format | None = None  # what `format` names
    ignores_spaces: bool = False  # x-ignore: spaces
    style: Style = PLAIN  # of the figures of an integer or a number: its own, and those of its keywords
    hinted: bool = True  # x-hint: without a description, its hint is built from its schema
    when: Guard | None = None  # x-when: asked, required and kept only where it holds; of a confirmation, the other's
    written: Mapping[str, Place] = {}  # keyword -> where it stands, of those that say which texts it takes
    shared: str = ""  # x-options: the list that its options are of
    bounds: Mapping[str, Named] = {}  # formatMinimum, formatMaximum: `today`, or a setting
    sorted_after: int | None = None  # how many options stand before those in alphabetical order; None: as listed

    def in_order(self) -> Field:
        """The field with its options in the order that they have in the language of their titles."""
        if self.sorted_after is None:
            return self
        first, others = self.options[: self.sorted_after], self.options[self.sorted_after :]
        return self._replace(options=(*first, *sorted(others, key=lambda option: alphabetical(option.title.source))))


class Group(NamedTuple):
    title: Text
    fields: tuple[str, ...]
    name: str = ""  # its title as it is written first: what a note beside it says, in whatever language it is read


class Rule(NamedTuple):
    check: Guard
    field: str | None
    message: Text


class Entry(NamedTuple):
    """
    One field's entry as read.

    Args:
        fault: the keyword that it fails already.
        variant: of that keyword's default words, where they say more than for another entry.
        figures: what those words quote besides the field's own.
    """

    value: Value
    fault: str | None = None
    variant: str = ""
    figures: Mapping[str, str] = {}


class Fault(NamedTuple):
    """One thing wrong with what was typed. `message` None: the language's default words for `keyword`."""

    field: str | None  # None: above the form
    keyword: str  # "required" | "minLength" | ... | "format" | "type" | "x-confirms" | "x-rules" | "refused" | "gate"
    message: Text | None
    figures: Mapping[str, Any]  # e.g. {"minLength": 20}: what default words, and the analyst's own, may quote
    variant: str = ""  # of the default words: "email" for a format, "integer" for a type

    @property
    def key(self) -> str:
        """The key of the default words; a language without words for the variant has them for the keyword."""
        return f"{self.keyword}.{self.variant}" if self.variant else self.keyword


class Answers(NamedTuple):
    """The answers of one post. A faulty entry is in none of the first three."""

    values: Mapping[str, Value]  # what was given; not secrets, not what is blank
    secrets: Mapping[str, str]  # secret field -> clear text; only in the step that receives it, never kept
    given_secrets: tuple[str, ...]  # names of secrets that count as given: those typed and those kept
    faults: tuple[Fault, ...]
