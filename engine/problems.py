"""What is wrong with a file, where, why and how to fix it; and the root of all exceptions."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

# Characters of a quoted line, around its column: one long line stays readable, and little of a file is repeated.
MOST_QUOTED = 200
# Characters of a line that a fix writes again: it is there to be copied. Longer ones are no analyst's.
MOST_WRITTEN = 2000

# How grave a problem is.
PROBLEM = "problem"
NOTE = "note"


class EngineError(Exception):
    """Root of every exception raised by the engine: a violated contract in the code, never an analyst's mistake."""


class Place(NamedTuple):
    """A stretch of one line of a file. Lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int
    width: int = 1
    source: str = ""  # the whole line as the analyst wrote it
    below: tuple[str, ...] = ()  # of a text of several lines, read as one: those under the first

    def inside(self, offset: int, width: int = 1) -> Place:
        """The place `offset` characters further on: in the same line, or in one of those below."""
        place = self._replace(column=self.column + offset, width=width, below=())
        rest = offset - len(self.source[self.column - 1 :].rstrip()) - 1
        for number, line in enumerate(self.below if rest >= 0 else (), self.line + 1):
            written = line.strip()
            if rest < len(written):
                indent = len(line) - len(line.lstrip())
                return Place(self.file, number, indent + rest + 1, min(width, len(written) - rest), line)
            rest -= len(written) + 1
        return place

    def key(self, name: str) -> Place:
        """The place of the key `name` of the value that begins here; this place where it stands in another line."""
        before = self.source[: self.column - 1]
        found = re.search(rf"""(?<![\w.-])(["']?)({re.escape(name)})\1\s*:\s*["']?\Z""", before)
        return self._replace(column=found.start(2) + 1, width=len(name)) if found else self

    def value(self, key: str) -> Place:
        """The place of the value of `key`, which begins here or further on in the line; else this place."""
        found = re.compile(
            rf"""(?<![\w.-]){re.escape(key)}["']?\s*:\s*["']?([^"',}}\]]+?)(?=["',}}\]]|\s+#|\s*$)"""
        ).search(self.source, self.column - 1)
        return self._replace(column=found.start(1) + 1, width=len(found[1])) if found else self


class Problem(NamedTuple):
    """One mistake of an analyst: a value, gathered with the others and shown at once."""

    code: str  # kebab-case, e.g. "unknown-target"
    message: str
    place: Place
    cause: str
    fix: str
    severity: str = PROBLEM

    @property
    def refuses(self) -> bool:
        """Whether what has it is not served; a note only says what may be meant otherwise."""
        return self.severity != NOTE

    def __str__(self) -> str:
        return render(self)


def printable(text: str) -> str:
    """
    The text as it can be shown anywhere: what cannot be seen, a terminal's own characters and bytes of a name that is
    not UTF-8 appear as escapes. Line feeds, tabs and spaces of any width stay.
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def one_line(text: str) -> str:
    """The same on one line: a name with a line break in it must not begin a problem of its own."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def render(problem: Problem) -> str:
    """The problem as a person reads it: place, message, the line with carets, cause and fix."""
    place = problem.place
    where = f"{one_line(place.file)}:{place.line}:{place.column}"
    lines = [f"{where}: {_kind(problem)}{one_line(problem.message)} [{problem.code}]"]
    if place.source.strip():
        number = str(place.line)
        shown, column = _window(place.source.rstrip("\r\n"), place.column)
        before, after = printable(shown[: column - 1]), shown[column - 1 :]
        pad = "".join("\t" if c == "\t" else " " for c in before)
        width = len(printable(after[: max(1, place.width)])) or 1
        lines += [
            f"{' ' * len(number)} |",
            f"{number} | {before}{printable(after)}",
            f"{' ' * len(number)} | {pad}{'^' * width}",
        ]
    lines += [f"  cause: {one_line(problem.cause)}", f"  fix:   {_fix(problem)}"]
    return "\n".join(lines)


def as_json(problem: Problem) -> dict[str, Any]:
    """The same as a JSON object, for editors and CI."""
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": one_line(problem.message),
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "width": place.width,
        "cause": one_line(problem.cause),
        "fix": _fix(problem),
    }


def refusing(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that keep a flow from being served: all but notes."""
    return tuple(problem for problem in problems if problem.refuses)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Without repeats, by file, line and column."""
    return tuple(sorted(set(problems), key=lambda p: (p.place.file, p.place.line, p.place.column, p.code, p.message)))


def on_other_lines(reported: Iterable[Problem], found: Iterable[Problem]) -> list[Problem]:
    """Those on lines without a reported problem: what is read of a line that has one is a guess."""
    lines = {(problem.place.file, problem.place.line) for problem in reported if problem.refuses}
    return [problem for problem in found if (problem.place.file, problem.place.line) not in lines]


def beside(reported: Collection[Problem], found: Iterable[Problem]) -> list[Problem]:
    """Those about other words than the reported ones, and not in a text whose braces are reported."""
    texts = {(problem.place.file, problem.place.line) for problem in reported if problem.code == "lone-brace"}
    lines: dict[tuple[str, int], list[Place]] = {}
    for problem in refusing(reported):
        lines.setdefault((problem.place.file, problem.place.line), []).append(problem.place)
    taken = {line: _Taken(places) for line, places in lines.items()}
    return [
        problem
        for problem in found
        if (line := (problem.place.file, problem.place.line)) not in texts
        and not (line in taken and taken[line].meets(problem.place))
    ]


class _Taken:
    """The columns that some places of one line take: of thousands in a line, each is looked for in a few steps."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []  # each after its last column
        for begin, end in sorted((place.column, place.column + place.width) for place in places):
            if self._ends and begin <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._begins.append(begin)
                self._ends.append(end)

    def meets(self, place: Place) -> bool:
        """Whether the place shares a column with one of them."""
        before = bisect_left(self._begins, place.column + place.width) - 1  # the last that begins before its end
        return before >= 0 and self._ends[before] > place.column


def _kind(problem: Problem) -> str:
    return "" if problem.refuses else f"{problem.severity}: "


def _shown(sign: str) -> str:
    if sign in "\n\t" or sign.isprintable() or unicodedata.category(sign) == "Zs":
        return sign
    if "\udc80" <= sign <= "\udcff":  # how Python carries a byte of a name that is not UTF-8
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return ascii(sign)[1:-1]


def _fix(problem: Problem) -> str:
    """The fix; one that repeats an endless line, as its part around what changes."""
    before, write, line = problem.fix.partition("write: ")
    if not write or len(line) <= MOST_WRITTEN:
        return printable(problem.fix)
    pairs = enumerate(zip(line, problem.place.source.strip(), strict=False))
    changed = next((at for at, (new, old) in pairs if new != old), 0)
    shown, column = _window(line, changed + 1)
    begins, ends = column == changed + 1, line.endswith(shown)
    return printable(f"{before}{write}{'' if begins else '…'}{shown}{'' if ends else '…'}")


def _window(source: str, column: int, most: int = MOST_QUOTED) -> tuple[str, int]:
    """At most `most` characters of the line around the column, so that one long line stays readable."""
    if len(source) <= most:
        return source, column
    start = max(0, min(column - 1 - most // 2, len(source) - most))
    return source[start : start + most], column - start
