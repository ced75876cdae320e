"""The manual of a rule: its text is the docstring of the rule's module, its example stands by what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.language.manual.page import Manual
from engine.language.rules import RULES, RULES_TOGETHER


def _texts() -> Iterator[tuple[str, str]]:
    """
    Each code with its rule's text. A docstring is `code: text`; for several codes `code, other, -ending: text`. Its
    short example is left out: here each code has one that is run.
    """
    for rule in (*RULES, *RULES_TOGETHER):
        head, _, text = (rule.__doc__ or "").strip().partition(": ")
        text = text.partition("\n\n    #")[0]
        first, *others = re.split(r",\s*", head)
        for code in (first, *others):
            yield (first.partition("-")[0] + code if code.startswith("-") else code), text[:1].upper() + text[1:]


_TEXTS = dict(_texts())


def example(code: str, wrong: str, right: str, file: str = "flows/loan.yaml", instead_of: str | None = None) -> Manual:
    """An example of a rule, with the text of its module."""
    return Manual(code, _TEXTS[code], wrong, right, file, instead_of)
