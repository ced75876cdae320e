"""Fixes in words: the nearest word that is known, the nearest name to a text."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection


def near(word: str, known: Collection[str]) -> str | None:
    """The known word nearest to one that is not."""
    plain = slug(word)
    found = difflib.get_close_matches(plain, known, 1, 0.6) or difflib.get_close_matches(word, known, 1, 0.6)
    return found[0] if found else None


def one_of_these(word: str, known: Collection[str]) -> str:
    """The fix for a word that is not one of those known: the nearest, or the list of them."""
    better = near(word, known) or (next(iter(known)) if len(known) == 1 else None)
    return f'write "{better}"' if better else f"write one of: {', '.join(known)}"


def slug(text: str) -> str:
    """The name nearest to a text: `Étape 1` -> `etape_1`."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_").lstrip("0123456789_")


def an(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
