"""The bytes of a file -> its text: UTF-8, plain line ends, and none of the characters that no keyboard types."""

from __future__ import annotations

import re
from itertools import islice

from engine.language.yaml.repair import LONGEST
from engine.language.yaml.source import MOST_PROBLEMS
from engine.problems import Place, Problem

LARGEST = 2 * 1024 * 1024  # bytes

# Not allowed in a file: what no keyboard types (YAML refuses most of it, without saying where), line ends only YAML
# knows, and marks that make a text read otherwise than it is written.
CONTROL = re.compile(
    "[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SHOWN = "\N{REPLACEMENT CHARACTER}"


def plain(text: str) -> str:
    """The text without a byte order mark, each of its lines ended by a line feed alone."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes | str, file: str) -> tuple[str | None, list[Problem]]:
    """
    The text with plain line ends, and a problem for each line that has a character which is not allowed.

    Such a character is replaced by U+FFFD, so that reading can go on. None where the file is too large, is not UTF-8
    or has too many of them.
    """
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        return None, [_too_large(size, file)]
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            return None, [_not_utf8(data, error.start, file)]
    else:
        text = data
    text = plain(text)
    found = list(islice(CONTROL.finditer(text), MOST_PROBLEMS))
    first = {text.rfind("\n", 0, character.start()) + 1: character for character in reversed(found)}
    problems = [_control(text, begin, character.start(), file) for begin, character in sorted(first.items())]
    if len(found) == MOST_PROBLEMS:
        return None, problems
    return CONTROL.sub(_SHOWN, text), problems


def named(character: str) -> str:
    """The character's number as Unicode writes it."""
    return f"U+{ord(character):04X}"


def _too_large(size: int, file: str) -> Problem:
    return Problem(
        "too-large",
        "the file is larger than 2 MiB",
        Place(file, 1, 1),
        f"it has {size} bytes; it was not read",
        "split it into several flows",
    )


def _control(text: str, begin: int, at: int, file: str) -> Problem:
    """A character that is not allowed, in the line that begins at `begin`."""
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    short = len(line) <= LONGEST
    return Problem(
        "control-character",
        f"the character {named(text[at])} is not allowed in a file",
        Place(file, text.count("\n", 0, begin) + 1, at - begin + 1, 1, CONTROL.sub(_SHOWN, line) if short else ""),
        "it cannot be seen or typed; it often comes from copying out of another program",
        f"write: {' '.join(CONTROL.sub(' ', line).split())}" if short else "remove it",
    )


def _not_utf8(data: bytes, start: int, file: str) -> Problem:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        cause = "its first bytes say that it was saved as UTF-16"
    elif b"\0" in data[:1024]:
        cause = "it looks like a picture, a program or an archive, not like a text"
    else:
        cause = f"the byte {data[start]:#04x} is not UTF-8; the file was probably saved as Windows-1252 (Latin 1)"
    before = data[:start].rpartition(b"\n")[2]
    line = before + data[start:].partition(b"\n")[0]
    shown = "" if b"\0" in line else line.decode("cp1252", "replace").rstrip("\r")
    place = Place(file, data.count(b"\n", 0, start) + 1, len(before.decode("utf-8").lstrip("\ufeff")) + 1, 1, shown)
    return Problem(
        "not-utf8",
        "the file is not UTF-8 text",
        place,
        cause,
        'save it again with the encoding "UTF-8" in your editor',
    )
