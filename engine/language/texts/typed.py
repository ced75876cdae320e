"""The signs that keyboards, phones and other programs put in place of those of a figure or a date."""

from __future__ import annotations

import unicodedata

_SAME = {"\N{MINUS SIGN}": "-", "\N{FRACTION SLASH}": "/", "\N{DIVISION SLASH}": "/"} | dict.fromkeys("’ʼ‘′", "'")
_FULLWIDTH = range(0xFF01, 0xFF5F)  # ASCII in the width of an ideograph


def plain_signs(text: str) -> str:
    """
    The text with one kind of space, dash, apostrophe and slash, and without what cannot be seen.

    Digits of other scripts, raised ones and fractions stay what they are: 5² is not 52.
    """
    if not text.isascii():
        text = "".join(map(_plain, text))
    return " ".join(text.split())


def _plain(sign: str) -> str:
    if sign in _SAME:
        return _SAME[sign]
    if ord(sign) in _FULLWIDTH:
        return chr(ord(sign) - 0xFEE0)
    category = unicodedata.category(sign)
    if category == "Pd":
        return "-"
    return "" if category == "Cf" else " " if category == "Zs" else sign


def folded(text: str) -> str:
    """The text in small letters without accents, with plain signs: what two spellings of one word have in common."""
    letters = unicodedata.normalize("NFKD", plain_signs(text).casefold())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))
