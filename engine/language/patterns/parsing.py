"""A pattern that RE2 can run -> what it is made of; or nothing, where it holds what is not read here."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

MOST_DEPTH = 40  # of groups in groups


class Atom(NamedTuple):
    """What takes one character. `source`: as it is written, behind the flags that hold there."""

    source: str
    at: int  # where it is written, without flags: characters from the pattern's first
    written: str


class Mark(NamedTuple):
    """What takes nothing, and asks where it stands: `^`, `$`, `b` (at a word's end) or `B`."""

    kind: str


class Sequence(NamedTuple):
    parts: tuple[Part, ...]


class Choice(NamedTuple):
    branches: tuple[Part, ...]


class Repeat(NamedTuple):
    part: Part
    least: int
    most: int | None


Part = Atom | Mark | Sequence | Choice | Repeat


class Unread(Exception):
    """Ends the reading of a pattern that holds what is not read here."""


@lru_cache(maxsize=1024)
def parsed(source: str) -> Part | None:
    """The parts of a pattern; None: it holds what is not read here."""
    try:
        reader = _Reader(source)
        part = reader.choice(0)
    except Unread:
        return None
    return part if reader.at == len(source) else None


CLASS = re.compile(r"\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|[^\]\\])*\]|\\[dDwW]", re.S)
QUANTIFIER = re.compile(r"(?:([*?+])|\{([0-9]+)(?:(,)([0-9]*))?\})\??")
_GROUP = re.compile(r"\((?:\?P?<[^>]*>|\?([a-zA-Z-]*)([:)]))?")
_ATOM = re.compile(
    CLASS.pattern + r"|\\[sS]|\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[^}]*\}|..)|\\[0-7]{1,3}|\\.|.",
    re.S,
)
_MARKS = {"^": "^", "$": "$", r"\A": "^", r"\z": "$", r"\b": "b", r"\B": "B"}


class _Reader:
    """One walk over a pattern; `flags` are those that hold where it is."""

    def __init__(self, source: str) -> None:
        self.source, self.at, self.flags = source, 0, ""

    def choice(self, depth: int) -> Part:
        if depth > MOST_DEPTH:
            raise Unread
        branches = [self._sequence(depth)]
        while self.source.startswith("|", self.at):
            self.at += 1
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self, depth: int) -> Part:
        parts: list[Part] = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            part = self._part(depth)
            while quantifier := QUANTIFIER.match(self.source, self.at):
                self.at = quantifier.end()
                part = _repeated(part, quantifier)
            parts.append(part)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _part(self, depth: int) -> Part:
        if self.source.startswith(r"\Q", self.at):
            return self._quoted()
        if group := _GROUP.match(self.source, self.at):
            return self._group(group, depth)
        atom = _ATOM.match(self.source, self.at)
        if atom is None or atom[0] == r"\C":
            raise Unread
        at, self.at = self.at, atom.end()
        return Mark(_MARKS[atom[0]]) if atom[0] in _MARKS else Atom(self.flags + atom[0], at, atom[0])

    def _quoted(self) -> Part:
        words, _, _ = self.source[self.at + 2 :].partition(r"\E")
        begin = self.at + 2
        self.at = min(len(self.source), begin + len(words) + 2)
        if QUANTIFIER.match(self.source, self.at):
            raise Unread  # of its last character alone
        return Sequence(tuple(Atom(self.flags + re.escape(word), begin + n, word) for n, word in enumerate(words)))

    def _group(self, group: re.Match[str], depth: int) -> Part:
        self.at, outside = group.end(), self.flags
        if group[1]:
            if "m" in group[1].partition("-")[0]:
                raise Unread  # ^ and $ would ask about lines
            self.flags += f"(?{group[1]})"
        if group[2] == ")":  # flags for what follows
            return Sequence(())
        part = self.choice(depth + 1)
        if not self.source.startswith(")", self.at):
            raise Unread
        self.at, self.flags = self.at + 1, outside
        return part


def _repeated(part: Part, quantifier: re.Match[str]) -> Part:
    sign, least, comma, most = quantifier.groups()
    if sign:
        return Repeat(part, int(sign == "+"), 1 if sign == "?" else None)
    return Repeat(part, int(least), int(most) if most else None if comma else int(least))
