"""Patterns run by RE2, in linear time, whatever is typed. The only module that imports it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import re2

_ANCHORED = re.compile(r"(?:\(\?[a-zA-Z]+\))?\^(?:.*[^\\])?(?:\\\\)*\$\Z", re.S)

# All characters that RE2 takes, which are all but the surrogates: first and last of those with one, two … bytes.
_WIDTHS = ((0, 0x7F, 1), (0x80, 0x7FF, 2), (0x800, 0xD7FF, 3), (0xE000, 0xFFFF, 3), (0x10000, 0x10FFFF, 4))
_ASCII_ALONE = re.compile(r"(?:\[(?!\^)(?:[^\\\[\]]|\\[^pPxDWSCQ0-7])+\]|[^\\.\[]|\\[dwsnt]|\\[^\w])", re.ASCII)

# A class of characters and ranges alone, without names, kinds and flags.
_ESCAPED = r"\\x\{[0-9a-fA-F]{1,6}\}|\\x[0-9a-fA-F]{2}|\\[nrtfv]|\\[^\w\s]"
_PLAIN_CLASS = re.compile(rf"\[(\^?)((?:(?!\^)(?:{_ESCAPED}|[^\\\[\]])|(?<!\[)\^)+)\]", re.S)
_MEMBER = re.compile(rf"{_ESCAPED}|.", re.S)
_ENDS = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\f": "\f", r"\v": "\v"}
_DASH = ord("-")
_BLOCK = 0x4000  # characters of a block
LAST = 0x10FFFF


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
    if atom == "(?s:.)":
        return ((0, LAST),)
    if plain := _PLAIN_CLASS.fullmatch(atom):
        return _of_class(plain)
    if atom.isascii() and _ASCII_ALONE.fullmatch(atom):
        return _joined((at, at) for at in range(0x80) if matches_whole(atom, chr(at)))
    options = re2.Options()
    options.log_errors = False
    pattern = re2.compile(f"(?:{atom})+", options)
    return _joined(
        (first + begin // width, first + (end - 1) // width)
        for first, width, block in _blocks()
        for begin, end in (found.span() for found in pattern.finditer(block))
        if begin < end
    )


def _of_class(found: re.Match[str]) -> tuple[tuple[int, int], ...]:
    """The characters of a class that names them one by one or by first and last: what a scan would find, at once."""
    members = [_member(token) for token in _MEMBER.findall(found[2])]
    ranges, at = [], 0
    while at < len(members):
        last = at + 2 if at + 2 < len(members) and members[at + 1] == (_DASH, False) else at
        ranges.append((members[at][0], members[last][0]))
        at = last + 1
    taken = _joined(iter(sorted(ranges)))
    if not found[1]:
        return taken
    edges = [-1, *(edge for one in taken for edge in one), LAST + 1]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return tuple((before + 1, behind - 1) for before, behind in gaps if before + 1 < behind)


def _member(token: str) -> tuple[int, bool]:
    """The character of a part of a class, and whether it is escaped."""
    if token.startswith("\\x"):
        return int(token[2:].strip("{}"), 16), True
    return ord(_ENDS.get(token, token[-1])), len(token) > 1


@cache
def _blocks() -> tuple[tuple[int, int, bytes], ...]:
    """
    All characters: the first of each block, how many bytes each of it has, and the block.

    Blocks are small: once a piece of megabytes was freed, the allocator of a long-lived server keeps such pieces for
    each of its threads.
    """
    return tuple(
        (at, width, array("I", range(at, min(at + _BLOCK, last + 1))).tobytes().decode("utf-32").encode())
        for first, last, width in _WIDTHS
        for at in range(first, last + 1, _BLOCK)
    )


def _joined(ranges: Iterator[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for first, last in ranges:
        if found and found[-1][1] + 1 >= first:
            found[-1] = (found[-1][0], max(found[-1][1], last))
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
