"""What is wrong with a file, where, why and how to fix it; and the root of all exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class EngineError(Exception):
    """Root of every exception raised by the engine: a violated contract in the code, never an analyst's mistake."""


class Place(NamedTuple):
    """A stretch of one line of a file. Lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int
    width: int = 1
    source: str = ""  # the whole line as the analyst wrote it

    def inside(self, offset: int, width: int = 1) -> Place:
        """The place `offset` characters further on in the same line."""
        return self._replace(column=self.column + offset, width=width)


class Problem(NamedTuple):
    """One mistake of an analyst: a value, gathered with the others and shown at once."""

    code: str  # kebab-case, e.g. "unknown-target"
    message: str
    place: Place
    cause: str
    fix: str

    def __str__(self) -> str:
        return render(self)


def render(problem: Problem) -> str:
    """The problem as a person reads it: place, message, the line with carets, cause and fix."""
    place = problem.place
    lines = [f"{place.file}:{place.line}:{place.column}: {problem.message} [{problem.code}]"]
    if place.source.strip():
        number = str(place.line)
        shown, column = _window(place.source.rstrip("\r\n"), place.column)
        pad = "".join("\t" if c == "\t" else " " for c in shown[: column - 1])
        width = max(1, min(place.width, len(shown) - column + 1))
        lines += [f"{' ' * len(number)} |", f"{number} | {shown}", f"{' ' * len(number)} | {pad}{'^' * width}"]
    lines += [f"  cause: {problem.cause}", f"  fix:   {problem.fix}"]
    return "\n".join(lines)


def as_json(problem: Problem) -> dict[str, Any]:
    """The same as a JSON object, for editors and CI."""
    place = problem.place
    return {
        "code": problem.code,
        "message": problem.message,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "width": place.width,
        "cause": problem.cause,
        "fix": problem.fix,
    }


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Without repeats, by file, line and column."""
    return tuple(sorted(set(problems), key=lambda p: (p.place.file, p.place.line, p.place.column, p.code, p.message)))


def _window(source: str, column: int, most: int = 160) -> tuple[str, int]:
    """At most `most` characters of the line around the column, so that one long line stays readable."""
    if len(source) <= most:
        return source, column
    start = max(0, min(column - 1 - most // 2, len(source) - most))
    return source[start : start + most], column - start
