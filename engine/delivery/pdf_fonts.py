"""Says in the HTML of a document which font draws which characters, and shows where none does."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import escape

from engine.fonts import Family, Fonts

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# What is no text of the document: tags, comments, and elements whose content is not drawn.
_MARKUP = re.compile(r"(<(style|title|script)\b.*?</\2\s*>|<!--.*?-->|<[^<>]*>)", re.DOTALL | re.IGNORECASE)


def css_name(number: int) -> str:
    """The name by which a style asks for the family of this number, in `Fonts.families`."""
    return f"family-{number}"


def with_fonts(html: str, fonts: Fonts) -> str:
    """
    The HTML in which each stretch of text that the first family lacks names the one that has it.

    A stretch that no font has becomes one U+FFFD for each character that people see, so that it shows that something
    is missing; title and style are left as they are.
    """
    if fonts.covers(html) and "&#" not in html:
        return html
    numbers = {family: number for number, family in enumerate(fonts.families)}
    pieces = _MARKUP.split(html)  # text, markup, name of the element, text, …
    return "".join(
        _text(piece, fonts, numbers) if n % 3 == 0 else piece for n, piece in enumerate(pieces) if n % 3 != 2
    )


def _text(piece: str, fonts: Fonts, numbers: dict[Family, int]) -> str:
    text = unescape(piece) if "&" in piece else piece
    if not text or (text is piece and fonts.covers(text)):
        return piece
    found = []
    for run in fonts.runs(text):
        if run.family is None:
            found.append(REPLACEMENT * len(fonts.missing(run.text)))
        elif numbers[run.family]:
            found.append(f'<span style="font-family: {css_name(numbers[run.family])}">{escape(run.text)}</span>')
        else:
            found.append(str(escape(run.text)))
    return "".join(found)
