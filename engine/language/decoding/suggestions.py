"""Fixes in words: the nearest word that is known, the nearest name to a text."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

# So many names a message lists: more of them nobody reads, and of thousands of problems each would list thousands.
MOST_LISTED = 40

# So many words are all compared with one. Of more, only those that have most in common with it, and no part of it that
# most of them have: or each of 5,000 names that are unknown would be compared with 5,000 that are known.
MOST_COMPARED = 100
MOST_ALIKE = 20


def closest(word: str, known: Collection[str]) -> str | None:
    """The known word that is nearest to one, if one is near enough to be meant."""
    if len(known) > MOST_COMPARED:
        known = _alike(word, tuple(known))
    found = difflib.get_close_matches(word, known, 1)
    return found[0] if found else None


def listed(names: Iterable[str], most: int = MOST_LISTED) -> str:
    """The names, as many as can be read."""
    every = list(names)
    more = len(every) - most
    return ", ".join(every[:most]) + (f" and {more} more" if more > 0 else "")


def _alike(word: str, known: tuple[str, ...]) -> list[str]:
    """The known words that have most in common with one; the first of them first."""
    having = _having(known)
    common: Counter[int] = Counter()
    for part in sorted(_parts(word) & having.keys(), key=lambda part: (len(having[part]), part)):
        if sum(common.values()) + len(having[part]) > 10 * MOST_COMPARED and common:
            break
        common.update(having[part][:MOST_COMPARED])
    best = sorted(common, key=lambda at: (-common[at], at))[:MOST_ALIKE]
    return [known[at] for at in sorted(best)]


@lru_cache(maxsize=32)
def _having(known: tuple[str, ...]) -> dict[str, list[int]]:
    """part of a word -> which of these have it."""
    having: dict[str, list[int]] = {}
    for at, word in enumerate(known):
        for part in _parts(word):
            having.setdefault(part, []).append(at)
    return having


def _parts(word: str) -> set[str]:
    """Every three letters that stand side by side, those at the ends with the end; a slip leaves most of them alone."""
    ended = f"^{word}$"
    return {ended[at : at + 3] for at in range(len(ended) - 2)}


def near(word: str, known: Collection[str]) -> str | None:
    """The known word nearest to one that is not."""
    plain = slug(word)
    return closest(plain, known) or closest(word, known)


def one_of_these(word: str, known: Collection[str]) -> str:
    """The fix for a word that is not one of those known: the nearest, or the list of them."""
    better = near(word, known) or (next(iter(known)) if len(known) == 1 else None)
    return f'write "{better}"' if better else f"write one of: {listed(known)}"


def slug(text: str) -> str:
    """The name nearest to a text: `Étape 1` -> `etape_1`."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_").lstrip("0123456789_")


def an(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
