"""The two sets of faults, and what `check` makes of each, in figures."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.language.faults import shipped_meaning, shipped_shapes, shipped_words, unshipped
from tests.language.faults.table import Fault, Figures, Folder, Outcome, figures, folder_of, outcome

ROOT = Path(__file__).parents[3]
_PATTERNS = ("flows/*.yaml", "forms/**/*.yaml")


class Set(NamedTuple):
    """Good files and the faults that are put into them, one at a time."""

    words: str
    folder: Folder
    rows: tuple[Fault, ...]
    least: int

    def fixed(self, row: Fault) -> str:
        """The edited file as it should be once the fix was typed."""
        return self.folder.files[row.file].replace(row.old, row.old if row.right is None else row.right)


SETS = {
    "shipped": Set(
        "the shipped files",
        folder_of(ROOT, *_PATTERNS),
        (
            *shipped_words.NAMES,
            *shipped_shapes.LINES,
            *shipped_shapes.KEYS,
            *shipped_shapes.TYPES,
            *shipped_meaning.BRANCHES,
            *shipped_meaning.EFFECTS,
            *shipped_meaning.RESUMES,
            *shipped_meaning.TEXT,
            *shipped_meaning.FIELDS,
        ),
        80,
    ),
    "unshipped": Set(
        "a procedure that does not ship", folder_of(Path(__file__).parent / "camp", *_PATTERNS), unshipped.ROWS, 20
    ),
}


def outcome_of(name: str, row: Fault) -> Outcome:
    """What `check` makes of a row of a set."""
    return outcome(SETS[name].folder, row)


def declared() -> dict[str, Figures]:
    """Each set's figures, by the words for its files: what the rows declare, and the test of each row asserts."""
    return {one.words: figures(one.rows) for one in SETS.values()}
