"""Other places for a line: further left or right, alone or with the lines of its block, or behind a dash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.language.yaml.repair.indentation import indents, written
from engine.language.yaml.repair.lines import LIKE_KEY, LONGEST, Trap, column_of, indent_of, is_prose

_MOST_KEYS = 5  # of a block that is moved as one
_OPENS = re.compile(r":\s+[|>][+-]?\s*(?:#.*)?$")
_GLUED = re.compile(r"(?P<head>\s*(?:-\s+)*)(?P<key>[A-Za-z$_][\w$-]*)(?P<sign>\s*[:=;]\s*|\s+)(?P<rest>[^\s:=;].*)")
_ITEM = re.compile(r"\s*-(?:\s|$)")


def elsewhere(lines: list[str], numbers: list[int]) -> Iterator[Trap]:
    """Each of these lines in other columns, the smallest move of all first; then behind a dash; then whole blocks."""
    numbers = [n for n in numbers if written(lines[n]) and len(lines[n]) <= LONGEST]
    moves = [trap for number in numbers for trap in indents(lines, number)]
    yield from sorted(moves, key=lambda trap: abs(indent_of(trap.fixed or "") - indent_of(lines[trap.line])))
    for number in numbers:
        yield from dashes(lines, number)
    for number in numbers:
        yield from blocks(lines, number)


def dashes(lines: list[str], number: int) -> Iterator[Trap]:
    """The line as an item of a list."""
    source = lines[number]
    words, indent = source.lstrip(), indent_of(source)
    if _ITEM.match(source) or not (LIKE_KEY.match(source) or words[:1] in "{[" or _beside_item(lines, number)):
        return
    for column in (indent, indent - 2):
        if column >= 0:
            yield Trap(
                "missing-dash",
                "no dash before this item",
                "each item of a list begins with a dash, all of them in one column",
                number,
                indent,
                len(words.rstrip()),
                f"{' ' * column}- {words}",
                None
                if column == indent
                else f'begin it in column {column + 1}, with a dash: "{" " * column}- {words}"',
            )


def blocks(lines: list[str], number: int) -> Iterator[Trap]:
    """The line with what stands below it, and with the keys that follow it, one level deeper or less deep."""
    source = lines[number]
    indent = indent_of(source)
    above = next((n for n in range(number - 1, max(-1, number - 200), -1) if written(lines[n])), None)
    if above is None:
        return
    deeper = column_of(lines[above]) + 2 if lines[above].split(" #")[0].rstrip().endswith(":") else None
    for column in (deeper, indent - 2, indent + 2, indent - 4):
        if column is None or column < 0 or column == indent:
            continue
        end, keys = number + 1, 1
        while keys <= _MOST_KEYS:
            while end < len(lines) and (not lines[end].strip() or indent_of(lines[end]) > indent):
                end += 1
            if end - number > 1:
                yield _moved_together(lines, range(number, end), column - indent, above)
            if end == len(lines) or indent_of(lines[end]) < indent:
                break
            end, keys = end + 1, keys + 1


def _moved_together(lines: list[str], numbers: range, by: int, above: int) -> Trap:
    moved = [(n, " " * max(0, indent_of(lines[n]) + by) + lines[n].lstrip(" ")) for n in numbers if lines[n].strip()]
    source = lines[numbers[0]]
    key = source.strip().lstrip("- ").partition(":")[0]
    last = moved[-1][0]
    column = indent_of(moved[0][1]) + 1
    one = len(moved) == 1
    far = "deeper" if by > 0 else "less deep"
    spaces = f"{abs(by)} space{'s' * (abs(by) > 1)}"
    return Trap(
        "bad-indent",
        f'"{key}" stands one level {"too far left" if by > 0 else "too far right"}',
        f"a key belongs to the line above it that begins further left: this one belongs one level {far}",
        numbers[0],
        indent_of(source),
        max(1, len(source.strip())),
        moved[0][1],
        None
        if one
        else f"begin lines {numbers[0] + 1} to {last + 1} {spaces} further {'right' if by > 0 else 'left'}: "
        f"line {numbers[0] + 1} in column {column}",
        tuple(moved[1:]),
    )


def glued(lines: list[str], number: int) -> Iterator[Trap]:
    """A key without its colon, or without the space behind it."""
    source = lines[number]
    found = _GLUED.match(source) if len(source) <= LONGEST else None
    if found and not re.fullmatch(r"\s*:\s+", found["sign"]) and (found["sign"].strip() or found["sign"]):
        space = found["sign"] == ":"
        yield Trap(
            "missing-space" if space else "missing-colon",
            "no space after the colon" if space else f'no colon after "{found["key"]}"',
            "only a colon with a space after it ends a key" if space else "a key ends with a colon and a space",
            number,
            found.start("key") if not space else found.start("sign"),
            1 if space else len(found["key"]),
            f"{found['head']}{found['key']}: {found['rest']}",
        )


def into_block(lines: list[str], number: int) -> Iterator[Trap]:
    """A line of a text under a | that begins too far left to belong to it."""
    source = lines[number]
    words = source.lstrip()
    if not is_prose(source):
        return
    before = [n for n in range(number - 1, max(-1, number - 200), -1) if lines[n].strip()]
    for place, opener in enumerate(before):
        if not _OPENS.search(lines[opener]):
            if indent_of(lines[opener]) == 0:
                return
            continue
        inside = [indent_of(lines[n]) for n in before[:place]]
        column = inside[-1] if inside else column_of(lines[opener]) + 2
        if min(inside, default=column) >= column > indent_of(source):
            yield Trap(
                "text-outside-block",
                "this line begins further left than the text it belongs to",
                f"the text under the | of line {opener + 1} ends with the first line that begins further left",
                number,
                indent_of(source),
                max(1, len(words)),
                " " * column + words,
                f"begin it in column {column + 1}, like line {(before[place - 1] if place else opener) + 1}: "
                f'"{" " * column}{words}"',
            )
        return


def holding(lines: list[str], number: int, most: int = 3) -> list[int]:
    """The lines above, each further left than the next, that this one belongs to: nearest first."""
    found: list[int] = []
    indent = indent_of(lines[number])
    for above in range(number - 1, max(-1, number - 200), -1):
        if written(lines[above]) and indent_of(lines[above]) < indent:
            indent = indent_of(lines[above])
            found.append(above)
            if len(found) == most or indent == 0:
                break
    return found


def _beside_item(lines: list[str], number: int) -> bool:
    """Whether the next line above or below, in the same column, is an item."""
    indent = indent_of(lines[number])
    for way in (range(number - 1, -1, -1), range(number + 1, len(lines))):
        near = next((lines[n] for n in way if written(lines[n]) and indent_of(lines[n]) <= indent), "")
        if _ITEM.match(near) and indent_of(near) in (indent, indent - 2):
            return True
    return False
