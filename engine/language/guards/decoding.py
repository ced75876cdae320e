"""A node -> a guard: the kinds GUARD, CHECK and EXPRESSION, and what `set` was meant to write."""

from __future__ import annotations

import re

from engine.language import spellings
from engine.language.decoding import BROKEN, Broken, Kind, Reading, in_quotes, read_words, string_schema, subject
from engine.language.guards import Guard, parse_guard
from engine.language.guards.nodes import Arithmetic, Literal
from engine.language.yaml import Node, Scalar, repair
from engine.language.yaml import Sequence as List


def _guard(role: str, noun: str) -> Kind[Guard]:
    """A guard's text. `role`: that of `parse_guard`; `noun`: what the text is called."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> Guard | Broken:
        if isinstance(node, List):
            return reading.report(
                "text-needs-quotes",
                f"{subject(at)} must be {noun}, not a list",
                node.place,
                '"[" at the beginning of a value begins a list',
                in_quotes(node.place),
            )
        words = read_words(reading, node, at)
        if words is BROKEN:
            return BROKEN
        guard, problems = parse_guard(words.text.rstrip("\n"), words.place, role)
        reading.problems += problems
        return guard if guard is not None else BROKEN

    return Kind(read, string_schema)


def _read_expression(reading: Reading, node: Node, at: Scalar | None) -> Guard | Broken:
    """Returns the expression that `set` writes to the value `at`; a text in it has quotes of its own."""
    if not isinstance(node, Scalar) or not at:
        return GUARD.read(reading, node, at)
    words = read_words(reading, node, at)
    if words is BROKEN:
        return BROKEN
    text = words.text.strip()
    type = reading.types.get(at.text, "string")
    guard, problems = parse_guard(words.text.rstrip("\n"), words.place, type)
    unclear = any(problem.code == "unclear-number" for problem in problems)
    given = None if unclear else _meant_expression(text, type, guard)
    if given is None:
        reading.problems += problems
        return guard if guard is not None else BROKEN
    is_text = given[0] in "\"'"
    return reading.report(
        "text-needs-quotes" if is_text else "bad-guard",
        f'"{text[:60]}" is read as an expression',
        words.place,
        "YAML removes the outer quotes; a text in an expression has quotes of its own"
        if is_text
        else f'"{at.text}" is declared as {type}',
        f"write: {at.text}: {repair.quoted(given) if is_text else given}",
    )


def _meant_expression(text: str, type: str, guard: Guard | None) -> str | None:
    """The expression that a text, a date, a figure or a yes was meant to be; None where it is one, or is unclear."""
    tree = guard.tree if guard else None
    inner = tree.value if isinstance(tree, Literal) else None
    if inside := re.fullmatch(r"\{([a-z][a-z0-9_]*)\}", text):
        return inside[1]
    if type == "string" and isinstance(tree, Arithmetic) and re.fullmatch(r"[a-z0-9_]+(?:-[a-z0-9_]+)+", text):
        return f'"{text}"'  # a word with hyphens: no text is a difference
    if guard is not None and not isinstance(tree, Literal):
        return {"oui": "true", "vrai": "true", "non": "false", "faux": "false"}.get(text) if type == "boolean" else None
    said = inner if isinstance(inner, str) else text
    if type == "date":
        day = spellings.day(said)
        return f'"{day}"' if day and day != inner else None
    if type in ("integer", "number"):
        figure = spellings.figure(said) if guard is None or isinstance(inner, str) else None
        return figure if figure and (type == "number" or "." not in figure) else None
    if type == "boolean":
        return spellings.truth(said) if isinstance(inner, str) else None
    if isinstance(inner, str) or text == "null" or re.search(r"[\"=<>+*()\[\]]|\b(?:and|or|not|in)\b", text):
        return None
    return f'"{text}"'


GUARD: Kind[Guard] = _guard("", "a guard")
CHECK: Kind[Guard] = _guard("check", "a check")
EXPRESSION: Kind[Guard] = Kind(_read_expression, string_schema)
