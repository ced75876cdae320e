"""Values that are missing or cut off: forgotten, or a text that YAML reads as something else."""

from __future__ import annotations

import re

from engine.language.yaml import repair
from engine.language.yaml.events import Mark
from engine.language.yaml.keys import space_after_colon
from engine.language.yaml.nodes import Scalar
from engine.language.yaml.source import Source
from engine.problems import Place


def cut_off(start: Mark, end: Mark, key: Scalar | None, source: Source) -> None:
    """A text that ends before a `#`, or whose first line is taken for a comment."""
    if cut := repair.cut_by_comment(source.lines[end.line], end.column):
        source.add(
            "comment-in-text",
            "the text ends before the #",
            source.place(end.line, cut, 1),
            'after a space, "#" begins a comment: what follows is not read',
            repair.quoted_fix(source.lines[start.line], start.column) + '; for a comment, write a space after the "#"',
        )
    elif key and start.line > key.place.line and source.lines[key.place.line].lstrip().startswith("#"):
        source.add(
            "comment-in-text",
            "the first line of the text is a comment",
            source.place(key.place.line, source.lines[key.place.line].index("#"), 1),
            'outside a | block, a line that begins with "#" is a comment, and is not read',
            f'write "{source.lines[key.place.line - 1].strip()} |" in line {key.place.line}',
        )


def empty(at: Mark, key: Scalar | None, source: Source) -> None:
    """A key or an item without a value: forgotten, or a text that YAML takes for something else."""
    line = source.lines[at.line] if at.line < len(source.lines) else ""
    place = key.place if key else source.place(at.line, min(at.column, len(line)), 1)
    below = next((under for under in source.lines[at.line + 1 :] if under.strip()), "")
    if below.lstrip(" ")[:1] in repair.ODD_SPACES and below:
        return  # the problem is reported in the line that should be its value
    if key and space_after_colon(key, source):
        return
    if source.has_recent(place, code="missing-space"):
        return  # with that fix it is another line
    if key and (_missing_space(key, line, source) or _decimal_comma(at, line, source)):
        return
    name = f'"{key.text[:60]}"' if key else "this item"
    if (fixed := repair.text_in_braces(line, at.column)) is not None:
        _text_in_braces(name, place, fixed, source)
    elif key and key.place.line == at.line + 1 and (cut := repair.begins_with_comment(line, at.column)):
        source.add(
            "comment-in-text",
            f'{name} has no value: a comment begins at the "#"',
            source.place(at.line, cut, 1),
            'after a space, "#" begins a comment: what follows is not read',
            f'{repair.quoted_fix(line, cut)}; for a comment, write a value before it and a space after the "#"',
        )
    else:
        source.add(
            "empty-value",
            f"{name} has no value",
            place,
            "every key says something; one without a value would be left without effect",
            _filling(key, name, below) if key else "write it, or remove the dash",
        )


def _missing_space(key: Scalar, line: str, source: Source) -> bool:
    """Whether the key holds a colon that no space follows; then that is the problem."""
    colon = re.match(r"[A-Za-z_][\w-]*:(?=[^\s:/])", key.text) if key.style == "plain" else None
    if colon:
        end = key.place.column - 1 + colon.end()
        source.add(
            "missing-space",
            "no space after the colon",
            key.place.inside(colon.end() - 1, 1),
            "only a colon with a space after it ends a key",
            f"write: {(line[:end] + ' ' + line[end:]).strip()}",
        )
    return colon is not None


def _decimal_comma(at: Mark, line: str, source: Source) -> bool:
    """Whether a figure with a comma is written before it; then that is the problem."""
    figure = repair.decimal_comma(line, at.column)
    if figure:
        column, text, line_fixed = figure
        source.add(
            "decimal-comma",
            f'a comma in the figure "{text}"',
            source.place(at.line, column, len(text)),
            "inside braces, a comma begins another key; decimals take a point",
            f"write: {line_fixed.strip()}; for a text, put it in double quotes",
        )
    return figure is not None


def _text_in_braces(name: str, place: Place, fixed: str, source: Source) -> None:
    if not source.has_recent(place, fix=fixed):  # of a text with two commas, one is enough
        source.add(
            "text-needs-quotes",
            f"{name} is read as a key without a value",
            place,
            "inside braces, a comma begins another key and another brace a map",
            fixed,
        )


def _filling(key: Scalar, name: str, below: str) -> str:
    """The fix of a key that has no value: a name with keys just below it may only begin in the wrong column."""
    is_name = key.text not in repair.KEYS and len(below) - len(below.lstrip(" ")) == key.place.column - 1
    if is_name and key.place.line > 1 and re.match(r"\s*[\w$-]+\s*:(?:\s|$)", below):
        return f"begin it further left if the lines below belong to it; else write a value after {name}"
    return f"write a value after {name}, or remove the line"
