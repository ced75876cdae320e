"""The fenced blocks and the inline code of the documentation."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = tuple(
    str(path.relative_to(ROOT))
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
    if path.name != "checks.md"  # written by the engine, and held to it by a test of its own
)


class Block(NamedTuple):
    """A fenced block; `line` is that of its first line."""

    page: str
    line: int
    language: str
    text: str


class Command(NamedTuple):
    """A command of a console block, without its prompt and comment, and the output shown below it."""

    page: str
    line: int
    prompt: str
    words: str
    output: str


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.finditer(r"^( *)```(\w*)\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    return [Block(page, text.count("\n", 0, m.start(3)) + 1, m[2], dedent(m[3])) for m in found]


def commands(page: str) -> list[Command]:
    found: list[Command] = []
    for block in blocks(page):
        if block.language != "console":
            continue
        for number, line in enumerate(block.text.splitlines(), block.line):
            if line[:2] in ("$ ", "# "):
                words = re.sub(r"\s+# .*", "", line[2:]).strip()
                found.append(Command(page, number, line[0], words, ""))
            else:
                found[-1] = found[-1]._replace(output=found[-1].output + line + "\n")
    return found


def inline(page: str) -> list[str]:
    """What is between single backticks, outside blocks."""
    text = re.sub(r"^( *)```.*?^\1```$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
