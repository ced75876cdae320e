"""The lines of one file while it is read, and the problems found in them: bounded, so that no file brings thousands."""

from __future__ import annotations

from engine.problems import EngineError, Place, Problem

MOST_PROBLEMS = 50  # of one file: who has more fixes these first


class Refused(EngineError):
    """The file is not looked into any further."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


class Source:
    """The lines of a file, with what strict YAML does not allow in them. Lines and columns count from 0."""

    def __init__(self, lines: list[str], file: str) -> None:
        self.lines = lines
        self.file = file
        self.problems: list[Problem] = []

    def place(self, line: int, column: int, width: int = 1) -> Place:
        """The place of these numbers, which the parser counts from 0."""
        return place_in(self.lines, self.file, line, column, width)

    def add(self, code: str, message: str, place: Place, cause: str, fix: str) -> None:
        """
        Keeps a problem.

        Raises:
            Refused: the file has as many as are shown.
        """
        self.problems.append(Problem(code, message, place, cause, fix))
        if len(self.problems) >= MOST_PROBLEMS:
            raise Refused

    def has_recent(self, place: Place, *, code: str | None = None, fix: str | None = None) -> bool:
        """Whether one of the last three problems is in the same line, with this code or this fix."""
        near = [problem for problem in self.problems[-3:] if problem.place.line == place.line]
        return any(problem.code == code or problem.fix == fix for problem in near)


def place_in(lines: list[str], file: str, line: int, column: int, width: int = 1) -> Place:
    """The place in these lines of a line and a column that count from 0."""
    return Place(file, line + 1, column + 1, width, lines[line] if line < len(lines) else "")
