"""Patterns that analysts write, run by RE2 in linear time, whatever is typed. The only module that imports it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

_ANCHORED = re.compile(r"(?:\(\?[a-zA-Z]+\))?\^(?:.*[^\\])?(?:\\\\)*\$\Z", re.S)


def why_not(source: str) -> str | None:
    """Why RE2 cannot run this pattern; None: it can."""
    try:
        _compiled(source)
    except (re2.error, UnicodeError) as error:
        why = error.args[0] if error.args else b""
        return why.decode("utf-8", "replace") if isinstance(why, bytes) else str(error)
    return None


def matches(source: str, text: str) -> bool:
    """Whether a pattern accepts the text: the whole of it where it is anchored at both ends, also `^a|b$`."""
    pattern, anchored = _compiled(source)
    return (pattern.fullmatch if anchored else pattern.search)(_in_bytes(text)) is not None


def matches_whole(source: str, text: str) -> bool:
    """Whether a pattern accepts the whole text."""
    return _compiled(source)[0].fullmatch(_in_bytes(text)) is not None


@lru_cache(maxsize=1024)
def _compiled(source: str) -> tuple[Any, bool]:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(source, options), _ANCHORED.match(source) is not None


def _in_bytes(text: str) -> bytes:
    """Asked of characters, the library also works out which of them matched: that takes longer than the matching."""
    return text.encode("utf-8", "surrogatepass")
