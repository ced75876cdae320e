"""How large the post of a form may be, from the form's own limits."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from engine.language.forms.form import Form
from engine.language.forms.nouns import MOST, Field

BYTES_OF_A_CHARACTER = 12  # four bytes of UTF-8, each sent as %XX
LEAST_BYTES = 64 << 10
MOST_BYTES = 1 << 20  # a form whose limits allow more is a problem
CONTROLS = 16 << 10  # the names of the fields, and what a page adds: tokens, button, answer to the challenge
LEAST_FIELDS = 100
_CONTROLS = 20


class Extent(NamedTuple):
    """The largest post of a form in which every entry keeps to its limits: bytes of its body, fields in it."""

    bytes: int
    fields: int

    def exceeds(self, most: Extent) -> bool:
        return self.bytes > most.bytes or self.fields > most.fields


@lru_cache(maxsize=64)
def extent_of(form: Form | None) -> Extent:
    """The extent of a form's post; None: a page with buttons alone."""
    fields = form.fields.values() if form else ()
    entries = BYTES_OF_A_CHARACTER * sum(map(_characters, fields))
    sent = sum(len(field.options) if field.kind == "list" else 1 for field in fields)
    return Extent(max(LEAST_BYTES, min(entries, MOST_BYTES) + CONTROLS), max(LEAST_FIELDS, sent + _CONTROLS))


def _characters(field: Field) -> int:
    """The characters of a field's entry. A single line without a limit of its own shares what all forms have."""
    if field.options:
        lengths = [len(option.const) for option in field.options]
        return sum(lengths) if field.kind == "list" else max(lengths)
    unlimited = MOST if field.widget == "textarea" else 0
    length: int = field.figures.get("maxLength", unlimited)
    return length
