"""The kinds of a guard's values: in words, and of a literal."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.guards.nodes import Literal, Name, Node, Slot, as_date

IN_WORDS = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
    "list": "a list",
    "duration": "a duration",
    "secret": "a secret",
    "code": "a code",
    "null": "null",
}
NUMBERS = ("integer", "number")
ORDERED = ("integer", "number", "date")


def kind_of_literal(node: Literal) -> str:
    """The kind of a value that is written out; "null" for null."""
    if node.value is None:
        return "null"
    if isinstance(node.value, bool):
        return "boolean"
    if isinstance(node.value, str):
        return "text"
    return "integer" if isinstance(node.value, int) else "number"


def kind_of_rounded(decimals: Node) -> str:
    """The kind of what is rounded to so many decimals: to none, it is whole."""
    return "number" if isinstance(decimals, Literal) and decimals.value else "integer"


def reads_as_date(node: Node, scope: Mapping[str, Slot]) -> bool:
    """Whether a text, or a setting that is one, can be compared with a date."""
    if isinstance(node, Literal):
        return as_date(node.value) is not None
    slot = scope.get(node.name) if isinstance(node, Name) else None
    return slot is not None and slot.origin == "setting" and bool(slot.choices) and as_date(slot.choices[0]) is not None
