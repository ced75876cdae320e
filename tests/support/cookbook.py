"""The pieces of docs/cookbook.md, each as the files of a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.every_key import data, dumped
from tests.support.snippets import blocks

PAGE = "docs/cookbook.md"


class Piece(NamedTuple):
    """A piece: its number, its heading, and the files that it shows – those of the piece that it adds to, too."""

    number: int
    title: str
    files: Mapping[str, str]

    def write(self, folder: Path) -> None:
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")


def pieces() -> tuple[Piece, ...]:
    """Every piece, in the order of the page; each begins with the site that stands above them all."""
    text = Path(PAGE).read_text(encoding="utf-8")
    headings = {
        int(m[1]): (text.count("\n", 0, m.start()) + 1, m[2]) for m in re.finditer(r"^## (\d+)\. (.*)$", text, re.M)
    }
    files: dict[int, dict[str, str]] = {number: {} for number in (0, *headings)}
    for block in blocks(PAGE):
        number = max((n for n, (line, _) in headings.items() if line < block.line), default=0)
        name, _, added = block.text.splitlines()[0].removeprefix("# ").partition(", ")
        assert added in ("", "added"), f"{PAGE}:{block.line}"
        if added:
            before = next(files[n] for n in range(number, -1, -1) if name in files[n])
            files[number] = {**before, **files[number], name: dumped(_joined(data(before[name]), data(block.text)))}
        else:
            files[number][name] = block.text
    return tuple(Piece(n, title, {**files[0], **files[n]}) for n, (_, title) in headings.items())


def _joined(old: Any, new: Any) -> Any:
    """A mapping with what is added to it, at every level."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _joined(old[key], value) if key in old else value for key, value in new.items()}}
    return new
