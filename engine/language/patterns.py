"""Patterns that analysts write, run by RE2 in linear time, whatever is typed. The only module that imports it."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def foreign(source: str, text: str) -> int | None:
    """
    Where the first character stands that no accepted text can hold, because no part of the pattern takes it; None:
    there is none, or it is not certain – the pattern does not look at the whole text.
    """
    if not _compiled(source)[1]:
        return None
    atoms = _atoms(source)
    if atoms is None:
        return None
    taken: dict[str, bool] = {}
    for at, character in enumerate(text):
        if character not in taken:
            taken[character] = any(matches(atom, character) for atom in atoms)
        if not taken[character]:
            return at
    return None


def repeated_class(source: str) -> str | None:
    """The one class of which a pattern takes nothing else, from beginning to end (`^[a-z]*$`); None: it is no such."""
    found = _REPEATED.fullmatch(source)
    return found[1] if found and _compiled(source)[1] else None


def one_class(source: str) -> str | None:
    """The class of which a pattern wants one character, anywhere (`[0-9]`); None: it is no such."""
    return source if _Meeting.CLASS.fullmatch(source) else None


@lru_cache(maxsize=1024)
def _atoms(source: str) -> tuple[str, ...] | None:
    """The parts of a pattern that take one character each, with their flags; None: it was not read to its end."""
    walk = _Meeting(source, "")
    walk.possible()
    return tuple(dict.fromkeys(walk.atoms)) if walk.at >= len(source) else None


def meetable(source: str, alphabet: str) -> bool:
    """
    Whether some text of these characters alone matches a pattern that RE2 can run.

    Exact but for anchors and word boundaries, which count as met: then a pattern is rather taken to be meetable.
    """
    return _Meeting(source, alphabet).possible()


class _Meeting:
    """One walk over a pattern: each of its atoms is asked of RE2, over all characters of the alphabet at once."""

    _QUANTIFIER = re.compile(r"(?:([*?])|\+|\{([0-9]+)(?:,[0-9]*)?\})\??")
    _GROUP = re.compile(r"\((?:\?P?<[^>]*>|\?([a-zA-Z-]*)([:)]))?")
    CLASS = re.compile(r"\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|[^\]\\])*\]|\\[dDwW]", re.S)
    _ATOM = re.compile(
        CLASS.pattern + r"|\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[^}]*\}|..)|\\[0-7]{1,3}|\\.|.",
        re.S,
    )
    _ANCHORS = ("^", "$", r"\A", r"\z", r"\b", r"\B")

    def __init__(self, source: str, alphabet: str) -> None:
        self.source, self.alphabet, self.at, self.flags = source, alphabet, 0, ""
        self.atoms: list[str] = []  # those met on the way

    def possible(self) -> bool:
        found = self._branches()
        return found or self.at < len(self.source)  # not read to its end: it is not for us to judge

    def _branches(self) -> bool:
        found = False
        while True:
            found = all([*self._parts()]) or found
            if not self.source.startswith("|", self.at):
                return found
            self.at += 1

    def _parts(self) -> Iterator[bool]:
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            found = self._part()
            while quantifier := self._QUANTIFIER.match(self.source, self.at):
                self.at = quantifier.end()
                found = found or quantifier[1] is not None or quantifier[2] == "0"
            yield found

    def _part(self) -> bool:
        if self.source.startswith(r"\Q", self.at):
            words, _, _ = self.source[self.at + 2 :].partition(r"\E")
            self.at = min(len(self.source), self.at + 4 + len(words))
            met = [self._asked(re.escape(word)) for word in words]
            return all(met)
        if group := self._GROUP.match(self.source, self.at):
            return self._group(group)
        atom = self._ATOM.match(self.source, self.at)
        assert atom, "any character is one"
        self.at = atom.end()
        return atom[0] in self._ANCHORS or self._asked(atom[0])

    def _group(self, group: re.Match[str]) -> bool:
        self.at, outside = group.end(), self.flags
        if group[1]:
            self.flags += f"(?{group[1]})"
        if group[2] == ")":  # flags for what follows
            return True
        found = self._branches()
        self.at, self.flags = self.at + 1, outside
        return found

    def _asked(self, atom: str) -> bool:
        self.atoms.append(self.flags + atom)
        return matches(self.flags + atom, self.alphabet)


_REPEATED = re.compile(rf"\^({_Meeting.CLASS.pattern})(?:[*+]|\{{[0-9]+(?:,[0-9]*)?\}})\$", re.S)


@lru_cache(maxsize=1024)
def _compiled(source: str) -> tuple[Any, bool]:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(source, options), _ANCHORED.match(source) is not None


def _in_bytes(text: str) -> bytes:
    """Asked of characters, the library also works out which of them matched: that takes longer than the matching."""
    return text.encode("utf-8", "surrogatepass")
