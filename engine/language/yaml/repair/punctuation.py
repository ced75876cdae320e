"""Traps of what a line holds: colons, dashes, quotes, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.language.patterns import why_not
from engine.language.yaml.repair.lines import (
    EXPRESSION,
    HARD_TO_START,
    KEYS,
    LIKE_KEY,
    LINE,
    LONGEST,
    NO_COLON,
    Failure,
    Trap,
    column_of,
    indent_of,
    is_prose,
)
from engine.language.yaml.repair.quoting import before_comment, difference, in_braces, inside, quoted, signs_of


def colons(source: str, number: int) -> Iterator[Trap]:
    if found := re.match(r"(\s*(?:-\s+)*[A-Za-z_]\w*):(?=[^\s:/])", source):
        yield _missing_space(source, number, found.end())
    if found := re.fullmatch(r"\s*(?:-\s+)*([A-Za-z_]\w*)\s*", source):
        yield Trap(
            "missing-colon",
            f'no colon after "{found[1]}"',
            "a key ends with a colon",
            number,
            found.start(1),
            len(found[1]),
            source.rstrip() + ":",
        )


def _missing_space(source: str, number: int, end: int, sign: str = "colon", does: str = "ends a key") -> Trap:
    """`end`: behind the sign."""
    return Trap(
        "missing-space",
        f"no space after the {sign}",
        f"only a {sign} with a space after it {does}",
        number,
        end - 1,
        1,
        f"{source[:end]} {source[end:]}",
    )


def slips(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A key behind a text under a `|` that lacks its space or its colon: looked for before it is taken for prose."""
    for number in dict.fromkeys((failure.context_line, failure.line, failure.line - 1)):
        if number is None or number < 0 or len(lines[number]) > LONGEST:
            continue
        source = lines[number]
        below = next((line for line in lines[number + 1 :] if line.strip()), "")
        alone = (
            re.fullmatch(r"\s*[a-z][a-z0-9_]*\s*", source)
            and indent_of(below) > indent_of(source)
            and not is_prose(below)
        )
        if alone or re.match(r"\s*(?:-\s+)*[a-z][a-z0-9_]*:[^\s:/]", source):
            yield from colons(source, number)
        elif found := re.match(r"\s*-(?=\{|[a-z][a-z0-9_]*:(?:\s|$))", source):
            yield _missing_space(source, number, found.end(), "dash", "begins an item")


def no_colon(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A line among keys that begins with a key of the language and has no colon: the first of several, first."""
    numbers = [number for number in (failure.context_line, failure.line) if number is not None]
    above = failure.line - 1
    while above >= max(0, failure.line - 50) and (not lines[above].strip() or _without_colon(lines, above)):
        numbers.append(above)
        above -= 1
    for number in sorted(set(numbers)):
        found = _without_colon(lines, number)
        if found:
            key = found["key"] if found["key"] in KEYS or found["key"].lower() not in KEYS else found["key"].lower()
            yield Trap(
                "missing-colon",
                f'no colon after "{found["key"]}"',
                "a key ends with a colon and a space",
                number,
                found.start("key"),
                len(found["key"]),
                f"{found['head']}{key}: {found['value']}".rstrip(),
            )


def _without_colon(lines: list[str], number: int) -> re.Match[str] | None:
    """The line's parts where it is a key without its colon, and not a line of a text."""
    source = lines[number]
    found = NO_COLON.fullmatch(source) if len(source) <= LONGEST else None
    if found is None or LIKE_KEY.match(source):
        return None
    braces = re.match(r"\{\s*[\w$-]+\s*:\s|\[\s*\{\s*[\w$-]+\s*:\s", found["value"])
    if not braces and (found["key"].lower() not in KEYS or re.search(r":\s", found["value"])):
        return None
    below, above = lines[number + 1 : number + 200], reversed(lines[max(0, number - 200) : number])
    beside = [next((line for line in some if line.strip() and not _same(line, source)), "") for some in (below, above)]
    return found if braces or any(column_of(line) == column_of(source) for line in beside) else None


def _same(line: str, source: str) -> bool:
    """Whether both begin in one column and lack their colon."""
    return column_of(line) == column_of(source) and not LIKE_KEY.match(line)


def goes_on(lines: list[str], number: int, column: int) -> Iterator[Trap]:
    """A text of several lines without a `|`, one of which holds a colon; not a key that begins too far right."""
    source = lines[number]
    above = LINE.match(lines[number - 1]) if number else None
    deeper = above and len(source) - len(source.lstrip()) > len(above["head"]) - len(above["head"].lstrip())
    name = source[:column].strip() in KEYS or re.fullmatch(r"\s*[a-z][a-z0-9_]*", source[:column])
    if above and deeper and not name and ":" in above["head"] and above["value"] and above["value"][0] not in "\"'{[|>":
        key = above["head"].strip()
        yield Trap(
            "text-needs-quotes",
            "a text of several lines that holds a colon followed by a space",
            "a colon followed by a space ends a key, so the words before it are taken for one",
            number,
            column,
            1,
            source[:column] + "." + source[column + 1 :],
            f'write "{key} |" in line {number} and the whole text below it, indented',
        )


def braces(source: str, number: int, start: int, failure: Failure) -> Iterator[Trap]:
    """A line whose value begins with a bracket: a text inside that needs quotes, one bracket too few or too many."""
    if number != failure.line:
        for found in re.finditer(r"\s#", source):
            for fixed in in_braces(source, found.end()):
                yield _needs_quotes(number, *difference(source, fixed), fixed, braces=True)
        yield from _unclosed(source, number, start)
        return
    for found in re.finditer(r"[{,]\s*[A-Za-z_][\w-]*:(?=[{\[])", source):
        yield _missing_space(source, number, found.end())
    if inside(source, start, failure.column):
        for fixed in in_braces(source, failure.column):
            yield _needs_quotes(number, *difference(source, fixed), fixed, braces=True)
    sign = source[failure.column : failure.column + 1]
    if sign in ("}", "]"):
        yield Trap(
            "stray-bracket",
            f'a "{sign}" that closes nothing',
            "every bracket and brace that was opened before it is closed already",
            number,
            failure.column,
            1,
            source[: failure.column] + source[failure.column + 1 :],
        )


def escapes(source: str, number: int, failure: Failure) -> Iterator[Trap]:
    if "escape" not in failure.words or number != failure.line:
        return
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"', source):
        if found.start() < failure.column < found.end():
            inner = found[0][1:-1].replace('\\"', '"')
            sign = source[failure.column : failure.column + 2]
            yield Trap(
                "bad-escape",
                f'"{sign}" means nothing between double quotes',
                'between double quotes, "\\" begins an escape such as "\\n"; between single quotes it is itself',
                number,
                failure.column,
                2,
                f"{source[: found.start()]}'{inner.replace(chr(39), chr(39) * 2)}'{source[found.end() :]}",
            )


def text_traps(source: str, number: int, start: int, value: str) -> Iterator[Trap]:
    """The value of a line, or the item of a list, taken as one text."""
    end = before_comment(source, start)
    quote = value[0]
    if quote in "\"'" and not re.fullmatch(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", source[start:end]):
        if value.count(quote) % 2:
            yield Trap(
                "unclosed-quote",
                f"a {quote} that is not closed",
                "the text goes on until the next such sign, lines further down",
                number,
                start,
                1,
                f"{source[:end]}{quote}{source[end:]}",
            )
        whole = source[start:end]
        inner = whole[1:-1]
        # In `"dites "oui" ici"` the second sign opens, in `"oui" ou "non"` it closes.
        closes = re.match(rf"{quote}[^{quote}]*[^{quote}\s]{quote}(?!\w)", whole)
        if len(whole) > 2 and whole[-1] == quote and not closes and not EXPRESSION.search(whole):
            yield _needs_quotes(number, start, end - start, source[:start] + quoted(inner) + source[end:], first=quote)
    fixed = source[:start] + quoted(source[start:end]) + source[end:]
    yield _needs_quotes(number, start, end - start, fixed, first=quote if quote in HARD_TO_START else "")
    if end != len(source):
        everything = source.rstrip()
        fixed = source[:start] + quoted(everything[start:])
        yield _needs_quotes(number, start, len(everything) - start, fixed)


def unquoted_pattern(source: str, number: int, start: int) -> Iterator[Trap]:
    """A pattern that begins with a bracket: in quotes it may still lack the other one."""
    end = before_comment(source, start)
    fixed = source[:start] + quoted(source[start:end]) + source[end:]
    trap = _needs_quotes(number, start, end - start, fixed, first="[")
    if "missing ]" in (why_not(source[start:end]) or ""):
        trap = trap._replace(fix=f'write: {fixed.strip()}, and in it the "]" that is missing')
    yield trap


def _needs_quotes(number: int, column: int, width: int, fixed: str, *, first: str = "", braces: bool = False) -> Trap:
    if first and first in "\"'":
        message, cause = (
            "something follows the closing quote",
            f"a value that begins with {first} ends at the next {first}: all of it goes into quotes, or none",
        )
    elif first:
        message = f'a text that begins with "{first}"'
        cause = f'at the beginning of a value, "{first}" is a sign of YAML'
    elif braces:
        message = "this text needs quotes in braces or brackets"
        cause = "in braces and brackets, the signs , ? { } [ ] # and a colon followed by a space are YAML's own"
    else:
        message = "a text that holds a colon followed by a space"
        cause = "a colon followed by a space ends a key, so the words before it are taken for one"
    return Trap("text-needs-quotes", message, cause, number, column, max(1, width), fixed)


def _unclosed(source: str, number: int, start: int) -> Iterator[Trap]:
    opened: list[tuple[str, int]] = []
    for at, sign in signs_of(source, start):
        if sign in "{[":
            opened.append((sign, at))
        elif sign in "}]" and opened:
            opened.pop()
    if not opened:
        return
    end = before_comment(source, start)
    closers = "".join({"{": "}", "[": "]"}[sign] for sign, _ in reversed(opened))
    sign, at = opened[-1]
    yield Trap(
        "unclosed-bracket",
        f'a "{sign}" that is not closed',
        "what it holds goes on until it is closed, over the lines below",
        number,
        at,
        1,
        source[:end].rstrip().rstrip(",") + closers + source[end:],
    )
