"""Why a line is not the YAML its author meant, and that line mended: the traps of French text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.language import meant
from engine.problems import Place, Problem

LONGEST = 2000  # characters: a longer line is not looked at

_KEY = r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'\[\]{}#&*!|>%@`,?-][^:#{}\[\]]*?|[?-][^\s:#{}\[\]][^:#{}\[\]]*?)"
_LINE = re.compile(rf"(?P<head>\s*(?:-\s+)*(?:{_KEY}\s*:(?:\s+|$))?)(?P<value>.*)")
_COMMENT = re.compile(r"\s+#(?:\s.*)?$")
_FLOW_KEY = re.compile(r"(?:\"[^\"]*\"|'[^']*'|[^\s\"':#{}\[\],?-][^:#{}\[\],]*?)\s*:\s+")
_EXPRESSION = re.compile(r"\s(?:==|!=|<=?|>=?|in|and|or|not)\s")
ODD_SPACES = ("\u00a0", "\u202f", "\u2007")  # no-break spaces: YAML takes them for letters
_ODD = " " + "".join(ODD_SPACES)
INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u2060"  # no width at all
# The language's own keys: a line among keys that begins with one, and has no colon, was meant as one.
_WORDS = """
$schema after allOf automatic back before button check claim closed code const content default description
digits document documents draft effects entries entry enum event examples facts field fields fills final
first_of flow foot forget form format gate guard guards id items key kind label language leave length links
lives mail mails max maxLength maximum message minLength minimum multipleOf name new_tab notes notice number of
on_enter oneOf over page pages parcours path pattern pause per phase phases properties refuse register registers
release reminders required rest resume retention review samples secret sections service set settings show
skip_form spend state states status statuses subject target template text timeout timezone title to transitions
tries type typed url values version where x-autocomplete x-confirms x-groups x-messages x-rules x-secret x-unit
x-widget
"""
KEYS = frozenset(_WORDS.split())
_LIKE_KEY = re.compile(r"\s*(?:-\s+)*(?:\"[^\"]*\"|'[^']*'|[\w$-]+)\s*:(?:\s|$)")
_NO_COLON = re.compile(
    r"(?P<head>\s*(?:-\s+)*)(?P<key>[A-Za-z$_][\w$-]*)(?P<gap>\s*[=;,.]\s*|\s+[-\u2013\u2014]\s+|\s+)(?P<value>\S.*)"
)
_HARD_TO_START = "{[*&\"'->%@`!|,?]}#"


class Failure(NamedTuple):
    """Where and why the C parser gave up. Lines and columns count from 0."""

    line: int
    column: int
    words: str
    context: str
    context_line: int | None
    context_column: int


class Trap(NamedTuple):
    """What is wrong with a line. `line`, `column` count from 0; `mended`: the whole line as it should be."""

    code: str
    message: str
    cause: str
    line: int
    column: int
    width: int
    mended: str | None
    mend: str | None = None  # where "write: <the mended line>" does not say it

    def problem(self, file: str, lines: list[str]) -> Problem:
        place = Place(file, self.line + 1, self.column + 1, self.width, lines[self.line])
        return Problem(self.code, self.message, place, self.cause, self.mend or f"write: {(self.mended or '').strip()}")


Holds = Callable[[int, str], bool]


def explain(lines: list[str], failure: Failure, holds: Holds) -> Trap:
    """The trap behind a failure: the first whose mended line `holds`; else the parser's words made clear."""
    first = (_no_colon, _slips, _at_the_margin, _not_in_block, _left_of_block, _without_bar)
    for trap in (trap for look in first for trap in look(lines, failure)):
        if trap.mended and holds(trap.line, trap.mended):
            return trap
    suspects = [number for number in _suspects(lines, failure) if len(lines[number]) <= LONGEST]
    for number in suspects:  # what cannot be seen, before what can: the line below it only looks wrong
        for trap in _spaces(lines[number], number):
            if trap.mended and holds(number, trap.mended):
                return trap
    for number in suspects:
        for trap in _traps(lines, number, failure):
            if trap.mended is None or (trap.mended != lines[number] and holds(number, trap.mended)):
                return trap
    return _plain_words(lines, failure)


def quoted(text: str) -> str:
    """The text between quotes that need least change of it."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted_mend(source: str, column: int) -> str:
    """`write: …` with everything from `column` to the line's end (or its comment) as one quoted text."""
    if len(source) > LONGEST:
        return "put the text into double quotes"
    end = _before_comment(source, column)
    return f"write: {(source[:column] + quoted(source[column:end]) + source[end:]).strip()}"


def cut_by_comment(source: str, column: int) -> int | None:
    """Where a `#` glued to a word stands behind a text that ends at `column`; None where none does."""
    found = re.compile(r"\s+#(?=[^\s#])").match(source, column)
    return found.end() - 1 if found else None


def begins_with_comment(source: str, column: int) -> int | None:
    """Where the `#` stands that begins what should have been a value."""
    return cut_by_comment(source, column) if source[column : column + 1] != ":" else cut_by_comment(source, column + 1)


def decimal_comma(source: str, column: int) -> tuple[int, str, str] | None:
    """Where a figure with a comma stands in a line's braces, before what is read as a key at `column`; it; mended."""
    for found in re.finditer(r"(?<=:)\s+(-?[0-9][0-9 ]*,[0-9]+)(?=\s*[,}])", source[:LONGEST]):
        given = meant.figure(found[1]) if found.start() < column <= found.end() + 1 else None
        if given:
            return found.start(1), found[1], source[: found.start(1)] + given + source[found.end() :]
    return None


def text_in_braces(source: str, column: int) -> str | None:
    """`write: …` where a line's braces hold a text with a comma, or are the beginning of one."""
    if not 0 < column <= len(source) <= LONGEST or source[:column].count("{") <= source[:column].count("}"):
        return None
    if re.match(r"\s*:", source[column:]) or source[:column].rstrip().endswith(":"):
        return None
    for mended in (*_in_braces(source, max(0, column - 1)), *_whole(source)):
        if mended != source and _no_lone_key(mended):
            return f"write: {mended.strip()}"
    return None


# What may be wrong ----------------------------------------------------------------------------------------------------


def _suspects(lines: list[str], failure: Failure) -> list[int]:
    """The line of the failure, the written one above it, and the one where the thing began."""
    above = failure.line - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    order = [failure.line, above]
    if failure.context_line is not None:
        opened = "flow" in failure.context or "quoted" in failure.context
        order.insert(0 if opened and failure.context_line < failure.line else 2, failure.context_line)
    # A text whose quote was never closed may have begun many lines above.
    for number in range(failure.line - 1, max(-1, failure.line - 200), -1):
        if re.search(r"(?::|-)\s+(?:\"[^\"]*|'[^']*)$", lines[number][:LONGEST]):
            order.append(number)
            break
    return list(dict.fromkeys(n for n in order if n >= 0))


def _traps(lines: list[str], number: int, failure: Failure) -> Iterator[Trap]:
    """What may be wrong with this line, the likeliest first."""
    source = lines[number]
    yield from _escapes(source, number, failure)
    match = _LINE.match(source)
    head, value = (match["head"], match["value"]) if match else ("", source)
    start = len(head)
    at_failure = number == failure.line
    yield from _colons(source, number)
    if at_failure and "mapping values" in failure.words:
        yield from _goes_on(lines, number, failure.column)
    if value[:1] in ("{", "["):
        yield from _braces(source, number, start, failure)
    if value and head.strip() and (at_failure or value[:1] not in ("{", "[")):
        yield from _text(source, number, start, value)
    if at_failure:
        yield from _indents(lines, number)


def _colons(source: str, number: int) -> Iterator[Trap]:
    if found := re.match(r"(\s*(?:-\s+)*[A-Za-z_]\w*):(?=[^\s:/])", source):
        yield Trap(
            "missing-space",
            "no space after the colon",
            "only a colon with a space after it ends a key",
            number,
            found.end() - 1,
            1,
            source[: found.end()] + " " + source[found.end() :],
        )
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


def _slips(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A key behind a text under a `|` that lacks its space or its colon: looked for before it is taken for prose."""
    for number in dict.fromkeys((failure.context_line, failure.line, failure.line - 1)):
        if number is None or number < 0 or len(lines[number]) > LONGEST:
            continue
        source = lines[number]
        below = next((line for line in lines[number + 1 :] if line.strip()), "")
        alone = (
            re.fullmatch(r"\s*[a-z][a-z0-9_]*\s*", source) and _indent(below) > _indent(source) and not _prose(below)
        )
        if alone or re.match(r"\s*(?:-\s+)*[a-z][a-z0-9_]*:[^\s:/]", source):
            yield from _colons(source, number)
        elif found := re.match(r"\s*-(?=\{|[a-z][a-z0-9_]*:(?:\s|$))", source):
            yield Trap(
                "missing-space",
                "no space after the dash",
                "only a dash with a space after it begins an item",
                number,
                found.end() - 1,
                1,
                source[: found.end()] + " " + source[found.end() :],
            )


def _no_colon(lines: list[str], failure: Failure) -> Iterator[Trap]:
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
    found = _NO_COLON.fullmatch(source) if len(source) <= LONGEST else None
    if found is None or _LIKE_KEY.match(source):
        return None
    braces = re.match(r"\{\s*[\w$-]+\s*:\s|\[\s*\{\s*[\w$-]+\s*:\s", found["value"])
    if not braces and (found["key"].lower() not in KEYS or re.search(r":\s", found["value"])):
        return None
    below, above = lines[number + 1 : number + 200], reversed(lines[max(0, number - 200) : number])
    beside = [next((line for line in some if line.strip() and not _same(line, source)), "") for some in (below, above)]
    return found if braces or any(_column(line) == _column(source) for line in beside) else None


def _same(line: str, source: str) -> bool:
    """Whether both stand in one column and lack their colon."""
    return _column(line) == _column(source) and not _LIKE_KEY.match(line)


def _column(line: str) -> int:
    """Where the first word begins, that of an item too."""
    return len(line) - len(line.lstrip(" -"))


def _at_the_margin(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A name in the first columns that belongs beside the names above and below it: the line below only looks wrong."""
    source = lines[failure.line]
    indent = _indent(source)
    above = next((n for n in range(failure.line - 1, -1, -1) if lines[n].strip() and _indent(lines[n]) < indent), None)
    if above is None or len(lines[above]) > LONGEST or not _LIKE_KEY.match(source):
        return
    found = re.match(r" *([a-z][a-z0-9_]*):(?:\s|$)", lines[above])
    before = [line for line in lines[max(0, above - 200) : above] if line.strip()]
    beside = any(_LIKE_KEY.match(line) and _indent(line) == indent for line in before)
    empty = bool(before) and before[-1].rstrip().endswith(":") and _indent(before[-1]) == _indent(lines[above])
    if found and found[1] not in KEYS and (beside or empty):
        yield _moved(lines, above, indent, failure.line)


def _not_in_block(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A text under a `|` that begins in the column of its key, or further left."""
    for number in dict.fromkeys((failure.context_line, failure.line)):
        if not number or len(lines[number]) > LONGEST:
            continue
        if not _prose(lines[number]) and not lines[number].lstrip()[:1].isupper():  # no key is written so
            continue
        opener = number - 1
        while opener > 0 and not lines[opener].strip():
            opener -= 1
        column = _column(lines[opener])
        if re.search(r":\s+[|>][+-]?\s*(?:#.*)?$", lines[opener]) and _indent(lines[number]) <= column:
            words = lines[number].lstrip()
            yield Trap(
                "text-outside-block",
                f"this text does not stand under the | of line {opener + 1}",
                "a text belongs to a | as far as it stands further right than the key",
                number,
                _indent(lines[number]),
                max(1, len(words)),
                " " * (column + 2) + words,
                f'begin each of its lines in column {column + 3}: "{" " * (column + 2)}{words[:80]}"',
            )


def _left_of_block(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A line of a text under a `|` that is not indented like the others."""
    for number in dict.fromkeys((failure.context_line, failure.line, failure.line - 1)):
        if not number or len(lines[number]) > LONGEST or not _prose(lines[number]) or "\t" in lines[number]:
            continue
        before = number - 1
        while before > 0 and not lines[before].strip():
            before -= 1
        indent = _indent(lines[before])
        opener = before
        while opener > 0 and (not lines[opener].strip() or _indent(lines[opener]) >= indent):
            opener -= 1
        if indent > _indent(lines[number]) and re.search(r":\s+[|>][+-]?\s*(?:#.*)?$", lines[opener]):
            words = lines[number].lstrip()
            yield Trap(
                "text-outside-block",
                "this line stands further left than the text it belongs to",
                f"the text under the | of line {opener + 1} ends with the first line that stands further left",
                number,
                _indent(lines[number]),
                max(1, len(words)),
                " " * indent + words,
                f'begin it in column {indent + 1}, like line {before + 1}: "{" " * indent}{words[:80]}"',
            )


def _without_bar(lines: list[str], failure: Failure) -> Iterator[Trap]:
    """A key with a text on the lines below it, but no `|`."""
    number = failure.line
    if failure.words.endswith("':'") and failure.context_line is not None:
        number = failure.context_line  # the line that has no colon, although the next one shows it should
    for above in range(number - 1, max(-1, number - 200), -1):
        line = lines[above]
        if len(line) > LONGEST or not line.strip() or _indent(line) >= _indent(lines[number]):
            continue
        below = next((under for under in lines[above + 1 :] if under.strip()), "")
        if re.search(rf"^\s*(?:-\s+)*{_KEY}\s*:\s*$", line) and _prose(below):
            yield Trap(
                "text-without-bar",
                "a text of several lines without a |",
                "without it, a line with a colon is taken for a key, and one with a # for a comment",
                above,
                _indent(line),
                len(line.strip()),
                f"{line.rstrip()} |",
            )
        return


def _prose(line: str) -> bool:
    """Whether a line looks like words of a text rather than a key, an item or a comment."""
    words = line.strip()
    return bool(words) and not re.match(r"(?:-\s+)?(?:[{\[]\w|[\"']?[\w-]+[\"']?\s*:(?:\s|$))|-\s|#\s", words)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _goes_on(lines: list[str], number: int, column: int) -> Iterator[Trap]:
    """A text of several lines without a `|`, one of which holds a colon."""
    source = lines[number]
    above = _LINE.match(lines[number - 1]) if number else None
    deeper = above and len(source) - len(source.lstrip()) > len(above["head"]) - len(above["head"].lstrip())
    name = re.fullmatch(r"\s*[a-z][a-z0-9_]*", source[:column])
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


def _braces(source: str, number: int, start: int, failure: Failure) -> Iterator[Trap]:
    """A line whose value begins with a bracket: a text inside that needs quotes, one bracket too few or too many."""
    if number != failure.line:
        for found in re.finditer(r"\s#", source):
            for mended in _in_braces(source, found.end()):
                yield _needs_quotes(number, *_difference(source, mended), mended, braces=True)
        yield from _unclosed(source, number, start)
        return
    if _inside(source, start, failure.column):
        for mended in _in_braces(source, failure.column):
            yield _needs_quotes(number, *_difference(source, mended), mended, braces=True)
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


def _spaces(source: str, number: int) -> Iterator[Trap]:
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
            f'write spaces for the tab: "{spaces}{source[len(white) :][:80]}"',
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
            f'replace the no-break spaces by plain ones: "{" " * len(white)}{source[len(white) :][:60]}"',
        )
    if found := re.match(r"\s*-(?=[\u00a0\u202f\u2007])", source):
        yield Trap(
            "odd-space",
            "a no-break space after the dash",
            "only a dash with a plain space after it begins an item",
            number,
            found.end(),
            1,
            f"{source[: found.end()]} {source[found.end() :].lstrip(_ODD)}",
        )
    if found := re.match(r"\s*(?:-\s+)*[A-Za-z_]\w*\s*:(?=[\u00a0\u202f\u2007])", source):
        rest = source[found.end() :].lstrip(_ODD)
        yield Trap(
            "odd-space",
            "a no-break space after the colon",
            "only a colon with a plain space after it ends a key",
            number,
            found.end(),
            1,
            f"{source[: found.end() - 1].rstrip(_ODD)}: {rest}",
        )


def _escapes(source: str, number: int, failure: Failure) -> Iterator[Trap]:
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


def _text(source: str, number: int, start: int, value: str) -> Iterator[Trap]:
    """The value of a line, or the item of a list, taken as one text."""
    end = _before_comment(source, start)
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
        if len(whole) > 2 and whole[-1] == quote and not closes and not _EXPRESSION.search(whole):
            yield _needs_quotes(number, start, end - start, source[:start] + quoted(inner) + source[end:], first=quote)
    mended = source[:start] + quoted(source[start:end]) + source[end:]
    yield _needs_quotes(number, start, end - start, mended, first=quote if quote in _HARD_TO_START else "")
    if end != len(source):
        everything = source.rstrip()
        mended = source[:start] + quoted(everything[start:])
        yield _needs_quotes(number, start, len(everything) - start, mended)


def _needs_quotes(number: int, column: int, width: int, mended: str, *, first: str = "", braces: bool = False) -> Trap:
    if first and first in "\"'":
        message, cause = (
            "something follows the closing quote",
            f"a value that begins with {first} ends at the next {first}: all of it goes into quotes, or none",
        )
    elif first:
        message = f'a text that begins with "{first}"'
        cause = f'at the beginning of a value, "{first}" is a sign of YAML'
    elif braces:
        message = "this text cannot stand in braces or brackets without quotes"
        cause = "in braces and brackets, the signs , ? { } [ ] # and a colon followed by a space are YAML's own"
    else:
        message = "a text that holds a colon followed by a space"
        cause = "a colon followed by a space ends a key, so the words before it are taken for one"
    return Trap("text-needs-quotes", message, cause, number, column, max(1, width), mended)


def _unclosed(source: str, number: int, start: int) -> Iterator[Trap]:
    opened: list[tuple[str, int]] = []
    for at, sign in _signs(source, start):
        if sign in "{[":
            opened.append((sign, at))
        elif sign in "}]" and opened:
            opened.pop()
    if not opened:
        return
    end = _before_comment(source, start)
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


def _indents(lines: list[str], number: int) -> Iterator[Trap]:
    """The line moved under each of the lines above it: into the nearest column first, of two the nearest line's."""
    source = lines[number]
    has = len(source) - len(source.lstrip())
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    opens = source.rstrip().endswith(":") and _indent(below) > 0  # what it holds stands further right than itself
    like: dict[int, int] = {}  # column -> the nearest line above that begins there
    for above in range(number - 1, max(-1, number - 200), -1):
        line = lines[above]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        for indent in (len(line) - len(line.lstrip()), len(line) - len(line.lstrip(" -"))):
            if indent != has and not (opens and indent >= _indent(below)):
                like.setdefault(indent, above)
        if not line.startswith(" ") and like:
            break

    def unlikely(indent: int) -> tuple[int, bool]:
        """A slip of one column before one of six; a name under a name, before a name under a key of the language."""
        return abs(indent - has), (_first_word(lines[like[indent]]) in KEYS) is not (_first_word(source) in KEYS)

    for indent in sorted(like, key=unlikely):
        yield _moved(lines, number, indent, like[indent])


def _first_word(line: str) -> str:
    return line.strip().lstrip("- ").partition(":")[0]


def _moved(lines: list[str], number: int, indent: int, like: int) -> Trap:
    """The line moved to stand under another."""
    source = lines[number]
    words = source.lstrip()
    return Trap(
        "bad-indent",
        "this line does not stand under any other",
        "keys of one thing stand exactly under each other; this one begins "
        f"{_more(len(source) - len(words), indent)} line {like + 1}",
        number,
        0 if not words else len(source) - len(words),
        max(1, len(words.rstrip())),
        " " * indent + words,
        f'begin it in column {indent + 1}, like line {like + 1}: "{" " * indent}{words[:80]}"',
    )


def _more(has: int, wants: int) -> str:
    by = abs(has - wants)
    return f"{by} space{'s' * (by > 1)} further {'right' if has > wants else 'left'} than"


def _plain_words(lines: list[str], failure: Failure) -> Trap:
    """No mended line holds: what the parser says, in our words."""
    line, column = failure.line, failure.column
    source = lines[line]
    opened = failure.context_line
    if "quoted scalar" in failure.context and "end of stream" in failure.words and opened is not None:
        return Trap(
            "unclosed-quote",
            "a quote that is not closed",
            "the text goes on to the end of the file",
            opened,
            failure.context_column,
            1,
            None,
            "write the same sign again where the text ends",
        )
    if "flow" in failure.context and opened is not None:
        sign = lines[opened][failure.context_column : failure.context_column + 1]
        return Trap(
            "unclosed-bracket",
            f'something in this "{sign}" is not what it seems, or it is not closed',
            f"reading stopped in line {line + 1}, column {column + 1}, where a comma or the closing sign should stand",
            opened,
            failure.context_column,
            1,
            None,
            "close it, or put the texts inside it into double quotes; or write one key a line, without braces",
        )
    if re.match(r"\s*-(\s|$)", source) or "'-'" in failure.words:
        item = source.lstrip().startswith("-")
        return Trap(
            "bad-indent",
            "an item of a list where a key should stand" if item else "a key where an item of a list should stand",
            "under one key stand either items, each with a dash, or keys, all of them in one column",
            line,
            column,
            max(1, len(source.strip())),
            None,
            "put the dashes of a list one under the other, below their key; the key itself has no other value",
        )
    if "mapping values" in failure.words:
        return Trap(
            "text-needs-quotes",
            "a colon followed by a space in the middle of a text",
            "a colon followed by a space ends a key, and a key cannot stand here: a text of several lines goes on, or "
            "the line is indented too far",
            line,
            column,
            1,
            None,
            "write a text of several lines under a | (key: | and the text below, indented), or put it in double quotes",
        )
    if "<document start>" in failure.words:
        return Trap(
            "bad-indent",
            "this line stands further left than the first one",
            "the keys of a file all begin in the same column, the first line's",
            line,
            column,
            max(1, len(source.strip())),
            None,
            "begin every key of the file in the first column",
        )
    return Trap(
        "not-yaml",
        "this line cannot be read",
        f"it is no YAML ({', '.join(words for words in (failure.context, failure.words) if words)})",
        line,
        min(column, max(0, len(source) - 1)),
        1,
        None,
        "put the text into double quotes, or compare the line's indentation with the lines above it",
    )


# Mending --------------------------------------------------------------------------------------------------------------


def _before_comment(source: str, start: int) -> int:
    """Where the value that begins at `start` ends: before a comment and the spaces at the end."""
    found = _COMMENT.search(source, start)
    return found.start() if found and found.start() > start else len(source.rstrip())


def _signs(source: str, start: int) -> Iterator[tuple[int, str]]:
    """The signs of a line from `start` on that stand outside quotes."""
    quote = ""
    for at in range(start, len(source)):
        sign = source[at]
        if quote:
            if sign == quote and not (quote == '"' and source[at - 1] == "\\"):
                quote = ""
        elif sign in "\"'" and re.match(r"[\s{\[,:(]", source[at - 1 : at] or " "):
            quote = sign
        else:
            yield at, sign


def _inside(source: str, start: int, column: int) -> bool:
    """Whether `column` stands inside the brackets that open at `start`."""
    depth = 0
    for at, sign in _signs(source, start):
        if at >= column:
            break
        depth += (sign in "{[") - (sign in "}]")
        if depth == 0:
            return False
    return True


def _whole(source: str) -> Iterator[str]:
    match = _LINE.match(source)
    if match and match["value"]:
        start = len(match["head"])
        end = _before_comment(source, start)
        yield source[:start] + quoted(source[start:end]) + source[end:]


def _in_braces(source: str, column: int) -> Iterator[str]:
    """The line with one text of its braces in quotes: the one around `column`, to the next key or the braces' end."""
    starts = [
        found.end() for found in re.finditer(rf"[{{\[,]\s*(?:{_FLOW_KEY.pattern})?", source) if found.end() <= column
    ]
    starts = [at for at in reversed(starts) if source[at : at + 1] not in ("", "{", "[") or at == starts[-1]]
    keyed = [at for at in starts if re.search(r":\s+$", source[:at])]
    stops = re.finditer(rf"\s*(?:,\s*{_FLOW_KEY.pattern}|\}}\s*,\s*\{{)", source)
    ends = [found.start() for found in stops if found.start() >= column]
    tail = re.search(r"[\]}\s,]*$", _cut(source))
    closers = list(range(tail.start(), tail.end())) if tail else []
    for start in [*keyed[:2], *[at for at in starts if at not in keyed][:3]]:
        for end in [*ends[:1], *reversed(closers), *ends[1:2]]:
            text = source[start:end].strip()
            if end > start and text and end >= column and (source[0:start].rstrip()[-1:] != "{"):
                inner = (
                    text[1:-1] if re.fullmatch(r"'[^\"]*'|\"[^']*\"", text) and not _EXPRESSION.search(text) else text
                )
                yield source[:start] + quoted(inner) + source[end:]


def _cut(source: str) -> str:
    return source[: _before_comment(source, 0)]


def _no_lone_key(source: str) -> bool:
    """Whether what stands in a line's braces is keys with values."""
    match = _LINE.match(source)
    value = match["value"] if match else source
    if value[:1] != "{":
        return True
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", "q", value)
    return all(re.search(r":\s", f"{item} ") for item in re.split(r",", re.sub(r"[{}\[\]]", "", bare)) if item.strip())


def _difference(source: str, mended: str) -> tuple[int, int]:
    """Column and width of what the mended line puts into quotes."""
    begin = 0
    while begin < len(source) and source[begin] == mended[begin]:
        begin += 1
    end = 0
    while end < len(source) - begin and source[-1 - end] == mended[-1 - end]:
        end += 1
    return begin, len(source) - begin - end
