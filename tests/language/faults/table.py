"""One fault of the tables: an edit of a good file, where it is to be reported, and what puts it right."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from engine.language.load import load_catalogue
from engine.problems import Problem
from tests.support.fixes import apply_fix, choices
from tests.support.french import in_french

HERE = "▸"  # stands before the sign that a problem points at


class Fault(NamedTuple):
    """
    One slip of an analyst.

    Attributes:
        reason: what went wrong, in words; the row's name.
        file: the edited one.
        old, new: the text, once in the file, and the text in its place.
        code: of the problem that is expected; empty, in a row that is not found: whatever is reported of it.
        at: the text, once in the edited file, that is reported, with a mark before the place; the mark may stand in
            `new` instead.
        into: the file in which it is reported, where that is another one.
        right: what stands in the place of `new` once the fix was typed; None: what stood there before.
        decision: whether the fix leaves to the person what to type, as it must where it is not known what was meant.
        waits: why it is not reported so yet, in words about the product.
        lacks: of such a row what is missing: "found", "line", "column", "fix"; its test asserts just that.
        echoes: how many other problems are reported beside it.
    """

    reason: str
    file: str
    old: str
    new: str
    code: str
    at: str = ""
    into: str = ""
    right: str | None = None
    decision: bool = False
    waits: str = ""
    lacks: tuple[str, ...] = ()
    echoes: int = 0


class Outcome(NamedTuple):
    """
    What `check` made of a fault.

    Attributes:
        found, at_line, at_column: whether the expected problem is reported; there.
        echoes: every other problem.
        left: what is still reported once the fix was typed; None: there is nothing to type.
        text: the edited file then.
        problems: all that is reported.
    """

    found: bool
    at_line: bool
    at_column: bool
    echoes: tuple[Problem, ...]
    left: tuple[Problem, ...] | None
    text: str
    problems: tuple[Problem, ...]

    def lacks(self, right: str) -> tuple[str, ...]:
        """What is missing, in the words of the rows; right: the edited file as it should be once the fix was typed."""
        if not self.found:
            return ("found",)
        typed = self.left is None or (not self.left and self.text == right)
        there = (("line", self.at_line), ("column", self.at_column or not self.at_line), ("fix", typed))
        return tuple(word for word, well in there if not well)


class Figures(NamedTuple):
    """A table's measure."""

    faults: int
    found: int
    at_line: int
    at_column: int
    echoes: int
    fixes: int
    wrong_fixes: int


class Folder(NamedTuple):
    """Files, by their names in a folder."""

    files: dict[str, str]

    @contextmanager
    def written(self) -> Iterator[Path]:
        """In a folder that holds them, so that problems name them as here."""
        before = Path.cwd()
        with TemporaryDirectory() as folder:
            for name, text in self.files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode("utf-8", "surrogateescape"))
            os.chdir(folder)
            try:
                yield Path()
            finally:
                os.chdir(before)


def folder_of(root: Path, *patterns: str) -> Folder:
    """The files of a folder that fit one of the patterns; of two languages the first."""
    return Folder(
        {
            path.relative_to(root).as_posix(): in_french(path.read_text(encoding="utf-8"))
            for pattern in patterns
            for path in sorted(root.glob(pattern))
        }
    )


def edited(folder: Folder, fault: Fault) -> dict[str, str]:
    """The files with the fault in them."""
    text = folder.files[fault.file]
    assert text.count(fault.old) == 1, f"{fault.reason}: the old text stands {text.count(fault.old)} times in the file"
    return {**folder.files, fault.file: text.replace(fault.old, fault.new.replace(HERE, ""))}


def expected_at(files: dict[str, str], fault: Fault) -> tuple[int, int]:
    """Line and column of the place that is to be reported."""
    if fault.at:
        text, marked = files[fault.into or fault.file], fault.at
    else:
        assert HERE in fault.new, f"{fault.reason}: no place is marked"
        text, marked = files[fault.file], fault.new
    plain = marked.replace(HERE, "")
    assert text.count(plain) == 1, f"{fault.reason}: the marked text stands {text.count(plain)} times in the file"
    before = text[: text.index(plain) + marked.index(HERE)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def outcome(folder: Folder, fault: Fault) -> Outcome:
    """What `check` makes of the fault, and of what its fix says to type."""
    files = Folder(edited(folder, fault))
    line, column = expected_at(files.files, fault)
    file = fault.into or fault.file
    with files.written() as root:
        problems = load_catalogue(root).problems
        meant = [p for p in problems if (not fault.code or p.code == fault.code) and p.place.file == file]
        at_line = [p for p in meant if p.place.line == line]
        at_column = [p for p in at_line if p.place.column == column]
        chosen = next(iter([*at_column, *at_line, *meant]), None)
        left, text = fixed(chosen, fault.file, root) if chosen else (None, "")
    echoes = tuple(p for p in problems if p is not chosen)
    return Outcome(bool(meant), bool(at_line), bool(at_column), echoes, left, text, problems)


def fixed(problem: Problem, file: str, root: Path) -> tuple[tuple[Problem, ...] | None, str]:
    """
    What is still reported once the fix was typed, and the text of the file then; None where there is nothing to type.

    Where the fix leaves a choice of two, the one that fixes.
    """
    before = Path(root, file).read_bytes()
    left: tuple[Problem, ...] | None = None
    text = ""
    for choice in range(choices(problem)):
        Path(root, file).write_bytes(before)
        if not apply_fix(problem, root, choice):
            return None, ""
        left = load_catalogue(root).problems
        text = Path(root, file).read_text(encoding="utf-8")
        if not left:
            break
    return left, text


def figures(rows: Sequence[Fault]) -> Figures:
    """The measure of a table, as its rows declare it; the test of each row holds it to that."""
    found = [row for row in rows if "found" not in row.lacks]
    lines = [row for row in found if "line" not in row.lacks]
    return Figures(
        len(rows),
        len(found),
        len(lines),
        sum("column" not in row.lacks for row in lines),
        sum(row.echoes for row in rows),
        sum(not row.decision for row in found),
        sum("fix" in row.lacks for row in found),
    )
