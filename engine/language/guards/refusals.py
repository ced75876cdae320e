"""Why a guard cannot be read, and what to write instead: each ends the reading at the first fault."""

from __future__ import annotations

import re
import unicodedata
from typing import NoReturn

from engine.language.guards.vocabulary import FUNCTIONS, MOST_NODES, WHOLE

_MISSED = re.compile(r"\w+|\*\*|//|:=|=+>?|&&?|\|\|?|.", re.DOTALL)
# What people write in place of a guard's own words -> what to write.
_INSTEAD = {
    "=": "==",
    "===": "==",
    "=>": ">=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    **dict.fromkeys(("“", "”", "«", "»", "„", "‘", "’"), '"'),
    **dict.fromkeys(("×", "·", "∗"), "*"),
    **dict.fromkeys(("−", "–", "—"), "-"),
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "True": "true",
    "False": "false",
    "None": "null",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "IN": "in",
    "ET": "and",
    "OU": "or",
    "NON": "not",
}
# The same, where the word could be a name too: it is not one before or after another operand.
WORDS_INSTEAD = {"et": "and", "ou": "or", "non": "not", "pas": "not", "dans": "in", "est": "==", "is": "=="}
_SIMPLE = r"[a-z][a-z0-9_]*|[0-9]+(?:\.[0-9]+)?"
_MOST_FACTORS = 4  # of a power that is written out


class Refused(Exception):
    """Ends the reading of one guard at its first fault; caught by `parse_guard`, which makes a problem of it."""

    def __init__(self, at: int, width: int, message: str, cause: str, fix: str, code: str = "bad-guard") -> None:
        super().__init__(message)
        self.at, self.width, self.message, self.cause, self.fix, self.code = at, width, message, cause, fix, code


def unreadable(source: str, at: int) -> NoReturn:
    """Refuses the character at `at`, which begins no word and no mark of a guard, with the word it belongs to."""
    begin = at
    while begin > 0 and re.match(r"\w\w", source[begin - 1 : begin + 1]):
        begin -= 1  # back to where the word begins: `pr` of `prénom` was read as a name
    at = at if source[begin].isdigit() else begin
    match = _MISSED.match(source, at)
    text = match.group() if match else source[at]
    if text in ("'", '"'):
        raise Refused(
            at,
            1,
            f"a text that is never closed: {text}",
            "a text is written between two quotes",
            f"close it with {text}",
        )
    if text in ("**", "^"):
        _power(source, at, text)
    if text in ("//", "÷"):
        _quotient(source, at, text)
    if text == "%":
        raise Refused(
            at,
            1,
            "`%` in a guard",
            "a guard has no remainder and no percentages: a figure is written as it is",
            "write the figure for a percentage: `* 0.2` for 20 %; a multiple is asked of a field by `multipleOf`",
        )
    if text in _INSTEAD:
        instead(at, text, _INSTEAD[text])
    if text == ".":
        raise Refused(at, 1, "`.` in a guard", "a guard cannot look inside a value", "compare the value as a whole")
    if text[0].isalnum() or text[0] == "_":
        if re.match(r"\s*\(", source[at + len(text) :]):
            unknown_function(at, text)
        plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode().lstrip("_0123456789")
        fix = f"write `{plain}`, or" if plain else "write the name as declared, or"
        raise Refused(
            at, len(text), f"`{text}` is not a valid name", "names are of a-z, 0-9 and _", f"{fix} a text in quotes"
        )
    raise Refused(
        at, len(text), f"`{text}` is not part of a guard", WHOLE, "write it with these; a text is written in quotes"
    )


def unknown_function(at: int, name: str) -> NoReturn:
    """Refuses a function that guards do not have. None is offered by its likeness: it may be anything."""
    known = ", ".join(FUNCTIONS)
    raise Refused(at, len(name), f"unknown function `{name}`", f"a guard knows {known}", "use one of these")


def instead(at: int, text: str, word: str) -> NoReturn:
    """Refuses a word or a mark of another language: a guard has `word` for it."""
    raise Refused(at, len(text), f"`{text}` is not part of a guard", WHOLE, f"write `{word}`")


def _power(source: str, at: int, text: str) -> NoReturn:
    cause = "a guard has no powers: + - * are its signs of arithmetic"
    before, after = _beside(source, at, at + len(text))
    if before and after and after[1] in "234"[: _MOST_FACTORS - 1]:
        product = " * ".join([before[1]] * int(after[1]))
        raise Refused(
            before.start(1), after.end(1) - before.start(1), f"`{text}` in a guard", cause, f"write `{product}`"
        )
    raise Refused(at, len(text), f"`{text}` in a guard", cause, "write it as a product: `x * x`")


def _quotient(source: str, at: int, text: str) -> NoReturn:
    cause = "a quotient is rounded where it stands, halves up, to as many decimals as you say"
    before, after = _beside(source, at, at + len(text))
    if before and after:
        fix = f"write `round({before[1]} / {after[1]}, {2 if text == '÷' else 0})`"
        raise Refused(before.start(1), after.end(1) - before.start(1), f"`{text}` in a guard", cause, fix)
    raise Refused(at, len(text), f"`{text}` in a guard", cause, "write the quotient as `round(x / y, 2)`")


def _beside(source: str, at: int, end: int) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The name or number before a sign and the one behind it."""
    before = re.search(rf"(?<![\w.])({_SIMPLE})\s*\Z", source[:at])
    return before, re.compile(rf"\s*({_SIMPLE})(?![\w.(])").match(source, end)


def too_many(at: int) -> NoReturn:
    """Refuses what begins at `at`: there are too many parts before it."""
    raise Refused(
        at, 1, "a guard too long to read", f"a guard has at most {MOST_NODES} parts", 'name parts of it under "guards"'
    )
