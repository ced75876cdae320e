"""The alphabetical order of words, as a reader of a list expects it: without a language's own tables."""

from __future__ import annotations

import re
import unicodedata

_TWO = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_WORD = re.compile(r"\w+")


def alphabetical(text: str) -> tuple[tuple[str, ...], str]:
    """
    By this, texts stand in alphabetical order: word by word, accents, capitals and signs between words not counted;
    where all that is equal, the plain letter before the accented one: `Åland, Albanie, Saint-Marin, Sainte-Lucie`.
    """
    folded = text.casefold().translate(_TWO)
    plain = folded
    if not folded.isascii():
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return tuple(_WORD.findall(plain)), folded
