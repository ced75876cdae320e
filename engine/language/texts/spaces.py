"""
The spaces at which a line must not end.

French sets one before these marks, inside its quotes, and between groups of digits. Where it was typed it is kept. The
rule needs no language: no other writes a space there (a German »Wort« has a letter on the inner side of its quotes).
"""

from __future__ import annotations

import re

NO_BREAK = "\N{NO-BREAK SPACE}"

_ANY = re.compile(r" [:;?!»]|« |\d \d")  # where one of the three may be
_BEFORE_MARK = re.compile(r" (?=[:;?!»](?!\w))")
_AFTER_QUOTE = re.compile(r"((?:^|[\s('’\[])«) ")
_IN_NUMBER = re.compile(r"(?<=\d) (?=\d)")


def kept_together(text: str) -> str:
    """The text, those of its spaces made no-break ones."""
    if not _ANY.search(text):
        return text
    text = _BEFORE_MARK.sub(NO_BREAK, text)
    return _IN_NUMBER.sub(NO_BREAK, _AFTER_QUOTE.sub(rf"\1{NO_BREAK}", text))


def released(text: str) -> str:
    """The same where no line can end, in a header for example: `kept_together` undone, other no-break spaces kept."""
    plain = text.replace(NO_BREAK, " ")
    together = kept_together(plain)
    return "".join(" " if made == NO_BREAK else sign for sign, made in zip(text, together, strict=True))


def held(before: str, after: str) -> bool:
    """Whether a line must not end between the two."""
    return kept_together(f"{before[-2:]} {after[:2]}")[len(before[-2:])] == NO_BREAK
