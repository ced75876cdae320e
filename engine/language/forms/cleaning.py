"""What was typed in a field -> what is kept of it: the same entry, without what nobody sees and the field ignores."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.addresses import joins
from engine.language import signs
from engine.language.forms.normal import letters_and_digits, normalise
from engine.language.forms.nouns import Field

PASSWORD = "a password"
CODE = "letters and digits alone"
SPACELESS = "a text without spaces"
TEXT = "a text"


def reading_of(field: Field) -> str:
    """How a text is read, in words. What is compared with it must be read alike, or the two are never the same."""
    if field.secret and field.widget == "password":
        return PASSWORD
    if field.widget == "code":
        return CODE
    return SPACELESS if field.ignores_spaces else TEXT


def cleaned(field: Field, entry: str, *, as_code: bool = False) -> str:
    """
    One entry as it is checked, kept and compared; empty: it is not given. Twice is the same as once.

    Args:
        as_code: it is compared with a code that the engine made, which has no O, I or L.
    """
    reading = reading_of(field)
    if reading == PASSWORD:
        return "" if signs.is_blank(entry) else signs.one_form(entry)
    if reading == CODE:
        return normalise("code", entry) if as_code else letters_and_digits(entry)
    if field.kind in ("boolean", "list") or field.options:
        return signs.trimmed(entry)
    if reading == SPACELESS:
        entry = signs.without_spaces(entry)
    elif field.kind == "text" and not field.format:
        return signs.trimmed(entry, lines=field.widget == "textarea")
    else:
        entry = signs.freed(entry, joins if field.format == "email" else None)
    return field.checked.read(entry) if field.checked else entry


def keeps(field: Field) -> Callable[[str], str] | None:
    """What is kept of an entry, of a field in which a text is typed; None: it is no such field."""
    return partial(cleaned, field) if field.kind == "text" and not field.options else None


def takes_no_space(field: Field, entry: str) -> bool:
    """Whether a pattern of the field refuses this entry for nothing but its blanks."""
    bare = signs.without_spaces(entry)
    return bare != entry and any(not one.accepts(entry) and one.accepts(bare) for one in field.patterns)
