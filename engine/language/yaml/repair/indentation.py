"""Traps of indentation: the column of a line, the text it belongs to, the white space before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from engine.language.yaml.repair.lines import (
    KEY,
    KEYS,
    LIKE_KEY,
    LONGEST,
    ODD,
    Failure,
    Trap,
    column_of,
    indent_of,
    is_prose,
)


def at_the_margin(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A name in the first columns that belongs beside the names above and below it: the line below only looks wrong."""
    source = lines[failure.line]
    indent = indent_of(source)
    above = next(
        (n for n in range(failure.line - 1, -1, -1) if lines[n].strip() and indent_of(lines[n]) < indent), None
    )
    if above is None or len(lines[above]) > LONGEST or not LIKE_KEY.match(source):
        return
    found = re.match(r" *([a-z][a-z0-9_]*):(?:\s|$)", lines[above])
    before = [line for line in lines[max(0, above - 200) : above] if line.strip()]
    beside = any(LIKE_KEY.match(line) and indent_of(line) == indent for line in before)
    empty = bool(before) and before[-1].rstrip().endswith(":") and indent_of(before[-1]) == indent_of(lines[above])
    unseen = any(True for n in range(above + 1, failure.line) for _ in spaces(lines[n][:LONGEST], n))  # that is it
    if found and found[1] not in KEYS and (beside or empty) and not unseen:
        yield _moved(lines, above, indent, failure.line)


def odd_one_out(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """One line in another column than those above and below it: reading stops at the line below, which is right."""
    indent = indent_of(lines[failure.line])
    near = range(failure.line + 1, min(len(lines), failure.line + 200))
    below = next((n for n in near if written(lines[n]) and indent_of(lines[n]) <= indent), None)
    if below is None or indent_of(lines[below]) != indent:
        return
    if not LIKE_KEY.match(lines[failure.line]) or not LIKE_KEY.match(lines[below]):
        return
    above = [n for n in range(failure.line - 1, max(-1, failure.line - 200), -1) if written(lines[n])]
    inside = list(takewhile(lambda n: indent_of(lines[n]) > indent, above))
    if not inside and above and re.match(r"\s*(?:-\s+)*[\w$-]+:\s+[^\s|>]", lines[above[0]]):
        # Further left, with a value of its own: the line below it belongs to nothing there.
        before = next((n for n in above[1:] if indent_of(lines[n]) <= indent), None)
        if before is not None and indent_of(lines[before]) == indent and LIKE_KEY.match(lines[before]):
            yield _moved(lines, above[0], indent, failure.line)
    elif inside and len(inside) < len(above) and indent_of(lines[above[len(inside)]]) < indent:
        right = [n for n in inside if indent_of(lines[n]) <= indent + 1]
        if right == inside[-1:]:  # by one space, and the first; by two, the key above may stand too far left
            yield _moved(lines, right[0], indent, failure.line)


def written(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def not_in_block(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A text under a `|` that begins in the column of its key, or further left."""
    for number in dict.fromkeys((failure.context_line, failure.line)):
        if not number or len(lines[number]) > LONGEST:
            continue
        if not is_prose(lines[number]) and not lines[number].lstrip()[:1].isupper():  # no key is written so
            continue
        opener = number - 1
        while opener > 0 and not lines[opener].strip():
            opener -= 1
        column = column_of(lines[opener])
        if re.search(r":\s+[|>][+-]?\s*(?:#.*)?$", lines[opener]) and indent_of(lines[number]) <= column:
            words = lines[number].lstrip()
            yield Trap(
                "text-outside-block",
                f"this text is not indented under the | of line {opener + 1}",
                "a text belongs to a | as long as it is indented further than the key",
                number,
                indent_of(lines[number]),
                max(1, len(words)),
                " " * (column + 2) + words,
                f'begin each of its lines in column {column + 3}: "{" " * (column + 2)}{words}"',
            )


def left_of_block(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A line of a text under a `|` that is not indented like the others."""
    for number in dict.fromkeys((failure.context_line, failure.line, failure.line - 1)):
        if not number or len(lines[number]) > LONGEST or not is_prose(lines[number]) or "\t" in lines[number]:
            continue
        before = number - 1
        while before > 0 and not lines[before].strip():
            before -= 1
        indent = indent_of(lines[before])
        opener = before
        while opener > 0 and (not lines[opener].strip() or indent_of(lines[opener]) >= indent):
            opener -= 1
        if indent > indent_of(lines[number]) and re.search(r":\s+[|>][+-]?\s*(?:#.*)?$", lines[opener]):
            words = lines[number].lstrip()
            yield Trap(
                "text-outside-block",
                "this line begins further left than the text it belongs to",
                f"the text under the | of line {opener + 1} ends with the first line that begins further left",
                number,
                indent_of(lines[number]),
                max(1, len(words)),
                " " * indent + words,
                f'begin it in column {indent + 1}, like line {before + 1}: "{" " * indent}{words}"',
            )


def without_bar(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A key with a text on the lines below it, but no `|`."""
    number = failure.line
    if failure.words.endswith("':'") and failure.context_line is not None:
        number = failure.context_line  # the line that has no colon, although the next one shows it should
    for above in range(number - 1, max(-1, number - 200), -1):
        line = lines[above]
        if len(line) > LONGEST or not line.strip() or indent_of(line) >= indent_of(lines[number]):
            continue
        below = next((under for under in lines[above + 1 :] if under.strip()), "")
        if re.search(rf"^\s*(?:-\s+)*{KEY}\s*:\s*$", line) and is_prose(below):
            yield Trap(
                "text-without-bar",
                "a text of several lines without a |",
                "without it, a line with a colon is taken for a key, and one with a # for a comment",
                above,
                indent_of(line),
                len(line.strip()),
                f"{line.rstrip()} |",
            )
        return


def spaces(source: str, number: int) -> Iterator[Trap]:
    """Tabs and no-break spaces where YAML wants spaces."""
    indent = re.match(r"[^\S\n]*", source)
    white = indent[0] if indent else ""
    for width in (2, 4, 8, 0) if "\t" in white else ():
        spaces = white.replace("\t", " " * width)
        yield Trap(
            "tab-indent",
            "a tab at the beginning of the line",
            "YAML indents by spaces only: a tab is as wide as each editor likes",
            number,
            white.index("\t"),
            1,
            spaces + source[len(white) :],
            f'write spaces for the tab: "{spaces}{source[len(white) :]}"',
        )
    odd = re.search(r"[\u00a0\u202f\u2007]", white)
    if odd:
        yield Trap(
            "odd-space",
            "a no-break space at the beginning of the line",
            "YAML indents by plain spaces only; this one looks the same, and is often copied from a web page",
            number,
            odd.start(),
            1,
            " " * len(white) + source[len(white) :],
            f'replace the no-break spaces by plain ones: "{" " * len(white)}{source[len(white) :]}"',
        )
    if found := re.match(r"\s*-(?=[\u00a0\u202f\u2007])", source):
        yield Trap(
            "odd-space",
            "a no-break space after the dash",
            "only a dash with a plain space after it begins an item",
            number,
            found.end(),
            1,
            f"{source[: found.end()]} {source[found.end() :].lstrip(ODD)}",
        )
    if found := re.match(r"\s*(?:-\s+)*[A-Za-z_]\w*\s*:(?=[\u00a0\u202f\u2007])", source):
        rest = source[found.end() :].lstrip(ODD)
        yield Trap(
            "odd-space",
            "a no-break space after the colon",
            "only a colon with a plain space after it ends a key",
            number,
            found.end(),
            1,
            f"{source[: found.end() - 1].rstrip(ODD)}: {rest}",
        )


def indents(lines: list[str], number: int) -> Iterator[Trap]:
    """The line moved under each of the lines above it: into the nearest column first, of two the nearest line's."""
    source = lines[number]
    has = len(source) - len(source.lstrip())
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    opens = source.rstrip().endswith(":") and indent_of(below) > 0  # what it holds stands further right than itself
    like: dict[int, int] = {}  # column -> the nearest line above that begins there
    for above in range(number - 1, max(-1, number - 200), -1):
        line = lines[above]
        if not written(line):
            continue
        for indent in (len(line) - len(line.lstrip()), len(line) - len(line.lstrip(" -"))):
            if indent != has and not (opens and indent >= indent_of(below)):
                like.setdefault(indent, above)
        if not line.startswith(" ") and like:
            break

    key_above = next((n for n in range(number - 1, max(-1, number - 200), -1) if written(lines[n])), None)
    if key_above is not None and lines[key_above].split(" #")[0].rstrip().endswith(":"):
        like.setdefault(column_of(lines[key_above]) + 2, -1 - key_above)
    next_below = next((n for n in range(number + 1, min(len(lines), number + 200)) if written(lines[n])), None)
    if next_below is not None and indent_of(lines[next_below]) != has:
        like.setdefault(indent_of(lines[next_below]), next_below)

    def unlikely(indent: int) -> tuple[int, bool]:
        """A slip of one column before one of six; a name under a name, before a name under a key of the language."""
        beside = lines[max(like[indent], -1 - like[indent])]
        return abs(indent - has), (_first_word(beside) in KEYS) is not (_first_word(source) in KEYS)

    for indent in sorted(like, key=unlikely):
        yield _moved(lines, number, indent, like[indent])


def _first_word(line: str) -> str:
    return line.strip().lstrip("- ").partition(":")[0]


def _moved(lines: list[str], number: int, indent: int, like: int) -> Trap:
    """The line moved to the column of another; with a `like` below 0, under line `-1 - like`, as the first there."""
    source = lines[number]
    words = source.lstrip()
    if like < 0:
        key = _first_word(lines[-1 - like])
        return Trap(
            "bad-indent",
            f'this line does not stand under "{key}"',
            f"what belongs to a key begins further right than it, as a rule by two spaces: in column {indent + 1}",
            number,
            len(source) - len(words),
            max(1, len(words.rstrip())),
            " " * indent + words,
            f'begin it in column {indent + 1}, under line {-like}: "{" " * indent}{words}"',
        )
    return Trap(
        "bad-indent",
        "this line is not aligned with any other",
        "keys of one mapping begin in the same column; this one begins "
        f"{_more(len(source) - len(words), indent)} line {like + 1}",
        number,
        0 if not words else len(source) - len(words),
        max(1, len(words.rstrip())),
        " " * indent + words,
        f'begin it in column {indent + 1}, like line {like + 1}: "{" " * indent}{words}"',
    )


def _more(has: int, wants: int) -> str:
    by = abs(has - wants)
    return f"{by} space{'s' * (by > 1)} further {'right' if has > wants else 'left'} than"
