"""Signs that stand in the place of YAML's own: other blanks than the space, other dashes, the wide colon."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from engine.language.yaml.repair.braces import unseen
from engine.language.yaml.repair.lines import INVISIBLE, KEY, LIKE_KEY, LONGEST, Trap, indent_of

_BLANK = rf"[^\S\n]|[{INVISIBLE}\ufffd]"
_LEADING = re.compile(rf"(?:{_BLANK})+")
_DASHES = "–—−‐‑‒―•·▪●◦‣∙■*"
_DASH = re.compile(rf"(?P<head> *(?:- +)*)(?P<sign>[{_DASHES}])(?P<gap>\s*)(?=\S)")
_STRUCTURED = re.compile(rf"(?:{KEY}\s*:(?:\s|$)|[{{\[])")
_COLON = re.compile(r"(?P<head> *(?:- +)*)(?P<key>[A-Za-z$_][\w$-]*)(?P<sign>\s*[：﹕︓꞉ː∶]\s*)(?P<rest>.*)")
_WIDE = re.compile(r"(?<=[\w\"'])\s*[：﹕︓]\s*(?=\S)")
_BEFORE = re.compile(
    rf"(?P<head> *(?:- +)*)(?P<key>[A-Za-z$_][\w$-]*)(?P<gap>[\u00a0\u202f\u2007{INVISIBLE}]+):(?P<rest>(?:[ ].*)?)"
)
_WHITE = "".join(filter(str.isspace, map(chr, range(0x3001)))).translate({ord("\n"): None, ord(" "): None})
# One class of characters, without an alternative: every character of every file is held against it.
_ANY = re.compile(rf"[{_WHITE}{INVISIBLE}\ufffd{_DASHES.removesuffix('*')}：﹕︓꞉ː∶]")
_STAR = re.compile(r"^ *(?:- +)*\* ", re.M)
_OPENS = re.compile(r"(?:^|:|-)\s+[|>][+-]?[0-9]?\s*(?:#.*)?$")


def may_be_odd(text: str) -> bool:
    """Whether some such sign is in the text, in a text under a | perhaps."""
    return _ANY.search(text) is not None or ("* " in text and _STAR.search(text) is not None)


def odd_lines(lines: list[str]) -> Iterator[tuple[int, list[Trap]]]:
    """Each line, outside the texts under a |, with a sign that looks like another: and the ways to write it."""
    block: int | None = None  # the column of the key whose text this is
    inside = 0  # where that text begins
    for number, source in enumerate(lines):
        if not source.strip() or len(source) > LONGEST:
            continue
        white = _leading(source)
        width = sum(_width(sign) for sign in white)
        if block is not None:
            if width > block or (white.strip(" ") and _prose(source[len(white) :])):
                inside = inside or _inside(lines, number, block)
                if white.strip(" ") and indent_of(source) < inside:
                    column = width if "\t" not in white and width >= inside else inside
                    yield number, [_blank(source, number, white, column)]
                continue
            block = None
        if white.strip(" "):
            yield number, list(_blanks(lines, number, white))
        elif traps := [*_dash(lines, number), *_colon(source, number), *unseen(source, number)]:
            yield number, traps
        if _OPENS.search(source):
            block, inside = width + len(source[len(white) :]) - len(source[len(white) :].lstrip("- ")), 0


def _inside(lines: list[str], number: int, block: int) -> int:
    """Where the text under a | begins: the column of its first line with nothing but spaces before its words."""
    for line in lines[number : number + 200]:
        white = _leading(line)
        if line.strip() and not white.strip(" "):
            return len(white) if len(white) > block else block + 2
    return block + 2


def _prose(words: str) -> bool:
    return not re.match(rf"(?:-\s|{KEY}\s*:(?:\s|$)|[{{\[]|#)", words)


def _leading(source: str) -> str:
    found = _LEADING.match(source)
    return found[0] if found else ""


def _width(sign: str) -> int:
    if sign in INVISIBLE or sign == "\ufffd":
        return 0
    return 2 if sign in "\t\u3000" else 1


def _blanks(lines: list[str], number: int, white: str) -> Iterator[Trap]:
    """The line with spaces: as many as there are signs, or as bring it under a line nearby, the nearest first."""
    source = lines[number]
    columns = dict.fromkeys(_columns(white))
    likely = next(iter(columns))
    near: set[int] = set()
    for way in (range(number - 1, max(-1, number - 60), -1), range(number + 1, min(len(lines), number + 20))):
        for other in way:
            if lines[other].strip() and not _leading(lines[other]).strip(" "):
                near |= {indent_of(lines[other]), len(lines[other]) - len(lines[other].lstrip("- "))}
                near.add(len(lines[other]) - len(lines[other].lstrip("- ")) + 2)
                if indent_of(lines[other]) == 0:
                    break
    near.add(0)
    columns |= dict.fromkeys(sorted(near, key=lambda column: abs(column - likely)))
    for column in columns:
        yield _blank(source, number, white, column)


def _columns(white: str) -> Iterator[int]:
    yield sum(map(_width, white))
    if "\t" in white:
        for tab in (4, 8, 1):
            yield sum(tab if sign == "\t" else _width(sign) for sign in white)
    if "\u3000" in white:
        yield len(white)


def _blank(source: str, number: int, white: str, column: int) -> Trap:
    sign = next(one for one in white if one != " ")
    fixed = " " * column + source[len(white) :]
    if sign == "\t":
        return Trap(
            "tab-indent",
            "a tab at the beginning of the line",
            "YAML indents by spaces only: a tab is as wide as each editor likes",
            number,
            white.index("\t"),
            1,
            fixed,
            f'write spaces for the tab: "{fixed}"',
        )
    return Trap(
        "odd-space",
        f"{named(sign)} at the beginning of the line",
        "YAML indents by plain spaces only; this one looks the same, and is often copied from a web page",
        number,
        white.index(sign),
        1,
        fixed,
        f'begin it in column {column + 1} with plain spaces: "{fixed}"',
    )


def named(sign: str) -> str:
    """A blank in words: `a no-break space (U+00A0)`."""
    name = unicodedata.name(sign, "character").lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(sign):04X})"


def _dash(lines: list[str], number: int) -> Iterator[Trap]:
    source = lines[number]
    found = _DASH.match(source)
    if not found or (found["sign"] == "*" and not found["gap"]):
        return
    beside = (lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines))
    among = any(line.startswith(f"{found['head']}- ") for line in beside)
    if not among and not _STRUCTURED.match(source, found.end()):
        return
    yield Trap(
        "odd-dash",
        f'a "{found["sign"]}" in place of a dash',
        "an item of a list begins with the plain dash of the keyboard, and a space",
        number,
        found.start("sign"),
        1,
        f"{found['head']}- {source[found.end() :]}",
        f'begin it in column {len(found["head"]) + 1} with a plain dash: "{found["head"]}- {source[found.end() :]}"',
    )


def _colon(source: str, number: int) -> Iterator[Trap]:
    if found := _COLON.fullmatch(source):
        sign = found["sign"].strip()
        rest = _WIDE.sub(": ", found["rest"]) if found["rest"][:1] in ("{", "[") else found["rest"]
        yield Trap(
            "odd-colon",
            f'a "{sign}" in place of a colon',
            f"a key ends with the plain colon of the keyboard and a space; this sign is U+{ord(sign):04X}",
            number,
            found.start("sign") + found["sign"].index(sign),
            1,
            f"{found['head']}{found['key']}: {rest}".rstrip(),
        )
    elif (found := LIKE_KEY.match(source)) and source[found.end() :].lstrip()[:1] in ("{", "["):
        value = source[found.end() :]
        if wide := _WIDE.search(value):
            sign = wide[0].strip()
            yield Trap(
                "odd-colon",
                f'a "{sign}" in place of a colon',
                f"a key ends with the plain colon of the keyboard and a space; this sign is U+{ord(sign):04X}",
                number,
                found.end() + wide.start(),
                1,
                source[: found.end()] + _WIDE.sub(": ", value),
            )
    if found := _BEFORE.fullmatch(source):
        sign = found["gap"][0]
        yield Trap(
            "odd-space",
            f"{named(sign)} between the key and its colon",
            "it makes another word of the key, and is often copied from a web page or a word processor",
            number,
            found.start("gap"),
            len(found["gap"]),
            f"{found['head']}{found['key']}:{found['rest']}",
        )
