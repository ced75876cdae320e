"""The shipped procedure in French alone, as it was before a second language: for tests that edit its words."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

BOTH = ("fr", "en")
_NEEDS_QUOTES = re.compile(r"""^[\s\-?:,\[\]{}#&*!|>'"%@`]|: |:$| #|\n""")


def in_french(text: str) -> str:
    """A file of the flow without its English words: each text stands where its map stood."""
    lines = text.replace("\nlanguages: [fr, en]\n", "\n").split("\n")
    found: list[tuple[yaml.Node, yaml.MappingNode, bool]] = []
    _look(yaml.compose("\n".join(lines), Loader=yaml.CSafeLoader), None, False, found)
    for key, both, inline in reversed(found):
        (_, french), _ = both.value
        if both.flow_style:
            line = lines[both.start_mark.line]
            words = line[french.start_mark.column : french.end_mark.column]
            if not inline and french.style and not _NEEDS_QUOTES.search(french.value):
                words = french.value
            lines[both.start_mark.line] = line[: both.start_mark.column] + words + line[both.end_mark.column :]
            continue
        head, first = key.start_mark.line, french.start_mark.line
        last = _last(lines, head, key.start_mark.column)
        written = lines[first][french.start_mark.column :]
        begins = next(
            number for number in range(first + 1, last + 1) if _indent(lines[number]) <= _indent(lines[first])
        )
        words, _, comment = lines[head].partition("#") if " #" in lines[head] else (lines[head], "", "")
        body = [line[2:] if line.strip() else line for line in lines[first + 1 : begins]]
        lines[head : last + 1] = [f"{words.rstrip()} {written}" + (f" #{comment}" if comment else ""), *body]
    return "\n".join(lines)


def make_french(folder: Path) -> None:
    """The same of a copy of the shipped files."""
    for path in (*folder.glob("flows/*.yaml"), *folder.glob("forms/**/*.yaml")):
        path.write_text(in_french(path.read_text(encoding="utf-8")), encoding="utf-8")


def _look(
    node: yaml.Node, key: yaml.Node | None, inline: bool, found: list[tuple[yaml.Node, yaml.MappingNode, bool]]
) -> None:
    if isinstance(node, yaml.MappingNode):
        if key is not None and tuple(name.value for name, _ in node.value) == BOTH:
            found.append((key, node, inline))
            return
        for name, value in node.value:
            _look(value, name, inline or bool(node.flow_style), found)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _look(item, key, inline or bool(node.flow_style), found)


def _last(lines: list[str], head: int, column: int) -> int:
    """The last line of what stands below a key."""
    last = head
    for number in range(head + 1, len(lines)):
        if lines[number].strip() and _indent(lines[number]) <= column:
            break
        last = number if lines[number].strip() else last
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 1000
