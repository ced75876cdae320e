"""Slips in a pattern that RE2 runs all the same, as something else than what was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from engine.language.patterns.parsing import Atom, parsed
from engine.language.patterns.parts import atoms_in
from engine.language.patterns.running import why_not


class Slip(NamedTuple):
    """
    A part of a pattern that was meant otherwise.

    Attributes:
        written: that part.
        cause: what it is read as.
        better: the whole pattern as it was meant; None: that is not certain.
    """

    written: str
    cause: str
    better: str | None


@lru_cache(maxsize=1024)
def slip_in(source: str) -> Slip | None:
    """The first slip of a pattern that RE2 can run; None: there is none that is certain."""
    part = parsed(source)
    for atom in atoms_in(part) if part else ():
        for written, cause, better in _slips(source, atom):
            if better is None:
                return Slip(written, cause, None)
            changed = source[: atom.at] + better + source[atom.at + len(written) :]
            if why_not(changed):
                return Slip(written, cause, None)
            other = slip_in(changed)  # what is to be written has none of them
            return Slip(written, cause, other.better if other else changed)
    return None


_BRACES = re.compile(r"\{ *([0-9]*) *(?:(,|;|-|\.\.) *([0-9]*) *)?\}")
_MARK = re.compile(r"(\w)\\x\{0*([0-9a-fA-F]{1,6})\}")  # a letter, and an accent by its number
_ESCAPED_TWICE = re.compile(r"\\\\([dwsDWS])(?=[+*?]|\{[0-9])")
_IN_CLASS = re.compile(r"\[:\^?[a-z]+:\]|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\x..|\\.|.", re.S)
_NAME = re.compile(r"\[\^?:\^?(?:alnum|alpha|digit|lower|upper|punct|space|word|xdigit):\]")


def runnable(source: str) -> str | None:
    """A pattern that RE2 cannot run as it was meant, where a known slip keeps it from that; None: it is no such."""
    for written, meant in _NOT_RUN:
        better = re.sub(written, meant, source)
        if better != source and not why_not(better) and slip_in(better) is None:
            return better
    return None


_NOT_RUN = (
    (r"(\[\^?[A-Za-z0-9-]+)\}", r"\1]"),  # [0-9}
    (r"\((\^?[A-Za-z0-9]-[A-Za-z0-9-]*)\]", r"[\1]"),  # (0-9]
    (r"(\[[^\]]*)([a-z])-([A-Z])", r"\1\2-zA-\3"),  # [a-Z]
    (r"(\[[^\]]*)([1-9])-0", r"\g<1>0-9"),  # [9-0], [1-0]
    (r"\\u([0-9a-fA-F]{4})", r"\\x{\1}"),  # of JavaScript
    (r"\\Z", "$"),
    (r"\\([éèàçùêâîôûëïü])", r"\1"),
    (r"([*+?}])\+", r"\1"),
)


def _slips(source: str, atom: Atom) -> Iterator[tuple[str, str, str | None]]:
    """What is written there, what it is read as, and what was meant instead of it."""
    rest = source[atom.at :]
    if not atom.source.endswith(atom.written) or atom.source.endswith(r"\{"):
        return  # between \Q and \E
    if atom.written == "{" and (found := _BRACES.match(rest)) and atom.at and (found[1] or found[3]):
        least, mark, most = found[1] or "0", found[2], found[3]
        counts = f"{{{least},{most}}}" if mark else f"{{{least}}}"
        yield found[0], "RE2 takes these braces for signs of the answer", counts
    elif len(atom.written) == 1 and (mark := _MARK.match(rest)) and len(one := _composed(mark)) == 1:
        cause = f"{one} is two characters here, U+{ord(mark[1]):04X} U+{int(mark[2], 16):04X}, and one in an answer"
        yield mark[0], cause, one
    elif atom.written == r"\\" and (twice := _ESCAPED_TWICE.match(rest)):
        yield twice[0], f"two backslashes are one of the answer, and the {twice[1]} behind it is a letter", twice[0][1:]
    elif atom.written.startswith("[") and len(atom.written) > 1:
        yield from _in_class(rest, atom.written)


def _composed(mark: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", mark[1] + chr(min(int(mark[2], 16), 0x10FFFF)))


def _in_class(rest: str, written: str) -> Iterator[tuple[str, str, str | None]]:
    if _NAME.fullmatch(written):
        yield written, "a name such as :alpha: stands in brackets of its own", f"[{written}]"
        return
    head = re.match(r"\[\^?", written)
    assert head
    opening, tokens = head[0], _IN_CLASS.findall(written[head.end() : -1])
    behind = rest[len(written) :]
    yield from _closed_by_a_brace(written)
    yield from _bracket(written, opening, tokens, behind)
    yield from _range_over_signs(written, tokens)
    yield from _bar(written, opening, tokens, behind)


def _closed_by_a_brace(written: str) -> Iterator[tuple[str, str, str | None]]:
    """`[0-9}{5}[A-Z]`: the class ends where another one was meant to end."""
    if found := re.match(r"(\[\^?[A-Za-z0-9-]+)\}(?=\{[0-9]+(?:,[0-9]*)?\}|[+*?]?\[).*\[", written):
        meant = f"{found[1]}]{written[len(found[1]) + 1 :]}"
        yield written, "a class ends with ], so this one goes on to the next", meant


def _bracket(written: str, opening: str, tokens: list[str], behind: str) -> Iterator[tuple[str, str, str | None]]:
    """`[a-z[0-9]]`, `[[a-z]`: a [ in a class is a sign of the answer, and no class of its own."""
    if "[" not in tokens or any(not re.fullmatch(r"[\w .,'-]|\[|\\[dwspPx].*|\[:.*", one) for one in tokens):
        return  # a bracket among other such signs is meant
    at = tokens.index("[")
    following = tokens[at + 1 :]
    a_range = len(following) > 2 and following[1] == "-" and following[0].isalnum() and following[2].isalnum()
    if not (a_range or following[:1] in (["\\d"], ["\\w"], ["\\s"]) or behind.startswith("]")):
        return
    inner = "".join(token for token in tokens if token != "[")
    meant = f"{opening}{inner}]"
    if behind.startswith("]"):
        yield f"{written}]", "a [ in a class is a sign of the answer: classes do not stand in classes", meant
    else:
        yield written, "a [ in a class is a sign of the answer: classes do not stand in classes", meant


def _range_over_signs(written: str, tokens: list[str]) -> Iterator[tuple[str, str, str | None]]:
    """`[A-z]`: between Z and a stand six signs."""
    for first, dash, last in zip(tokens, tokens[1:], tokens[2:], strict=False):
        kinds = [_kind(first), _kind(last)]
        if dash != "-" or None in kinds or kinds[0] == kinds[1]:
            continue
        between = "".join(chr(at) for at in range(ord(first), ord(last)) if not chr(at).isalnum())
        parts = [f"{first}-9"] if kinds[0] == "digit" else []
        if "digit" in kinds and "lower" in kinds:
            parts.append("A-Z")
        parts += [f"{first}-Z"] if kinds[0] == "upper" else []
        parts.append(f"{'A' if kinds[1] == 'upper' else 'a'}-{last}")
        meant = written.replace(f"{first}-{last}", "".join(parts), 1)
        yield written, f"between {first} and {last} stand other signs too: {between}", meant
        return


def _kind(token: str) -> str | None:
    if len(token) != 1 or not token.isascii() or not token.isalnum():
        return None
    return "digit" if token.isdigit() else "upper" if token.isupper() else "lower"


def _bar(written: str, opening: str, tokens: list[str], behind: str) -> Iterator[tuple[str, str, str | None]]:
    """`[M|F]`, `[oui|non]`: a | in a class is a sign of the answer, and no choice."""
    pieces: list[list[str]] = [[]]
    for token in tokens:
        if token == "|":
            pieces.append([])
        else:
            pieces[-1].append(token)
    if len(pieces) < 2 or any(not piece or not all(map(_of_a_word, piece)) or piece[0] == "-" for piece in pieces):
        return
    cause = "a | in a class is a sign of the answer: each sign of a class is a choice already"
    if all(len(piece) == 1 or (len(piece) == 3 and piece[1] == "-") for piece in pieces):
        yield written, cause, f"{opening}{''.join(''.join(piece) for piece in pieces)}]"
    elif opening == "[" and "-" not in tokens and not re.match(r"[*+?{]", behind):
        yield written, cause, f"(?:{'|'.join(''.join(piece) for piece in pieces)})"
    else:
        yield written, cause, None


def _of_a_word(token: str) -> bool:
    return token.isalnum() or token in ("-", r"\d", r"\w")
