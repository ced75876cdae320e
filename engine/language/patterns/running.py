"""Patterns run by RE2, in linear time, whatever is typed. The only module that imports it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import re2

_ANCHORED = re.compile(r"(?:\(\?[a-zA-Z]+\))?\^(?:.*[^\\])?(?:\\\\)*\$\Z", re.S)

# All characters that RE2 takes, which are all but the surrogates: first and last of those with one, two … bytes.
_WIDTHS = ((0, 0x7F, 1), (0x80, 0x7FF, 2), (0x800, 0xD7FF, 3), (0xE000, 0xFFFF, 3), (0x10000, 0x10FFFF, 4))
_ASCII_ALONE = re.compile(r"(?:\[(?!\^)(?:[^\\\[\]]|\\[^pPxDWSCQ0-7])+\]|[^\\.\[]|\\[dwsnt]|\\[^\w])", re.ASCII)


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


def anchored(source: str) -> bool:
    """Whether a pattern looks at the whole text: what it accepts is matched from beginning to end."""
    return _compiled(source)[1]


@lru_cache(maxsize=4096)
def taken_by(atom: str) -> tuple[tuple[int, int], ...]:
    """The characters that a part of a pattern takes, which takes one: ranges from first to last, in order."""
    if atom.isascii() and _ASCII_ALONE.fullmatch(atom):
        return _joined((at, at) for at in range(0x80) if matches_whole(atom, chr(at)))
    options = re2.Options()
    options.log_errors = False
    spans = (found.span() for found in re2.compile(f"(?:{atom})+", options).finditer(_all_characters()))
    return _joined((_character_at(begin), _character_at(end - 1)) for begin, end in spans if begin < end)


@cache
def _all_characters() -> bytes:
    return "".join(chr(at) for first, last, _ in _WIDTHS for at in range(first, last + 1)).encode()


def _character_at(byte: int) -> int:
    """The character that a byte of them all belongs to."""
    for first, last, width in _WIDTHS:
        if byte < (last - first + 1) * width:
            return first + byte // width
        byte -= (last - first + 1) * width
    raise AssertionError("there is no such byte")


def _joined(ranges: Iterator[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for first, last in ranges:
        if found and found[-1][1] + 1 >= first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)


@lru_cache(maxsize=1024)
def _compiled(source: str) -> tuple[Any, bool]:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(source, options), _ANCHORED.match(source) is not None


def _in_bytes(text: str) -> bytes:
    """Asked of characters, the library also works out which of them matched: that takes longer than the matching."""
    return text.encode("utf-8", "surrogatepass")
