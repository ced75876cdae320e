"""Lines fixed: a text between quotes, one in braces, one cut by a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.language import spellings
from engine.language.yaml.repair.lines import COMMENT, EXPRESSION, FLOW_KEY, LINE, LONGEST, OF_PATTERN

_CUT = re.compile(r"\s+#(?=[^\s#])")


def quoted(text: str) -> str:
    """The text between quotes that need least change of it, in place of curly ones that a word processor made."""
    if curly := re.fullmatch("“([^“”]+)”|‘([^‘’]+)’", text):
        text = (curly[1] or curly[2]).strip()
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted_fix(source: str, column: int) -> str:
    """`write: …` with everything from `column` to the line's end (or its comment) as one quoted text."""
    if len(source) > LONGEST:
        return "put the text into double quotes"
    end = before_comment(source, column)
    return f"write: {(source[:column] + quoted(source[column:end]) + source[end:]).strip()}"


def cut_by_comment(source: str, column: int) -> int | None:
    """The column of a `#` glued to a word after a text that ends at `column`; None where there is none."""
    found = _CUT.match(source, column) if "#" in source else None
    return found.end() - 1 if found else None


def begins_with_comment(source: str, column: int) -> int | None:
    """The column of the `#` that begins what should have been a value."""
    return cut_by_comment(source, column) if source[column : column + 1] != ":" else cut_by_comment(source, column + 1)


def decimal_comma(source: str, column: int) -> tuple[int, str, str] | None:
    """A figure with a comma in braces, before what is read as a key at `column`: its column, it, the line fixed."""
    for found in re.finditer(r"(?<=:)\s+(-?[0-9][0-9 ]*,[0-9]+)(?=\s*[,}])", source[:LONGEST]):
        given = spellings.figure(found[1]) if found.start() < column <= found.end() + 1 else None
        if given:
            return found.start(1), found[1], source[: found.start(1)] + given + source[found.end() :]
    return None


def text_in_braces(source: str, column: int) -> str | None:
    """`write: …` where a line's braces hold a text with a comma, or are the beginning of one."""
    if not 0 < column <= len(source) <= LONGEST or source[:column].count("{") <= source[:column].count("}"):
        return None
    if re.match(r"\s*:", source[column:]) or source[:column].rstrip().endswith(":"):
        return None
    for fixed in (*in_braces(source, max(0, column - 1)), *_whole(source)):
        if fixed != source and _no_lone_key(fixed):
            return f"write: {fixed.strip()}"
    return None


def before_comment(source: str, start: int) -> int:
    """Where the value that begins at `start` ends: before a comment and the spaces at the end."""
    found = COMMENT.search(source, start)
    return found.start() if found and found.start() > start else len(source.rstrip())


def signs_of(source: str, start: int) -> Iterator[tuple[int, str]]:
    """The characters of a line outside quotes, from `start` on, each with its column."""
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


def inside(source: str, start: int, column: int) -> bool:
    """Whether `column` is inside the brackets that open at `start`."""
    depth = 0
    for at, sign in signs_of(source, start):
        if at >= column:
            break
        depth += (sign in "{[") - (sign in "}]")
        if depth == 0:
            return False
    return True


def _whole(source: str) -> Iterator[str]:
    match = LINE.match(source)
    if match and match["value"]:
        start = len(match["head"])
        end = before_comment(source, start)
        yield source[:start] + quoted(source[start:end]) + source[end:]


def in_braces(source: str, column: int) -> Iterator[str]:
    """
    The line with one text of its braces in quotes: the one around `column`, to the next key or the braces' end. Lines
    whose brackets are all closed come first: a text of braces inside braces takes none of theirs.
    """
    yield from sorted(_quoted_in_braces(source, column), key=lambda line: not _balanced(line))


def _balanced(source: str) -> bool:
    """Whether every bracket outside quotes is closed, and none is closed twice."""
    depth = 0
    for _, sign in signs_of(source, 0):
        depth += (sign in "{[") - (sign in "}]")
        if depth < 0:
            return False
    return depth == 0


def _quoted_in_braces(source: str, column: int) -> Iterator[str]:
    starts = [
        found.end() for found in re.finditer(rf"[{{\[,]\s*(?:{FLOW_KEY.pattern})?", source) if found.end() <= column
    ]
    starts = [
        at
        for at in reversed(starts)
        if source[at : at + 1] not in ("", "{", "[") or at == starts[-1] or OF_PATTERN.search(source[:at])
    ]
    keyed = [at for at in starts if re.search(r":\s+$", source[:at])]
    stops = re.finditer(rf"\s*(?:,\s*{FLOW_KEY.pattern}|\}}\s*,\s*\{{)", source)
    ends = [found.start() for found in stops if found.start() >= column]
    tail = re.search(r"[\]}\s,]*$", _cut(source))
    closers = list(range(tail.start(), tail.end())) if tail else []
    for start in [*keyed[:2], *[at for at in starts if at not in keyed][:3]]:
        for end in [*ends[:1], *_before_closers(source, ends[:1]), *reversed(closers), *ends[1:2]]:
            text = source[start:end].strip()
            if end > start and text and end >= column and (source[0:start].rstrip()[-1:] != "{"):
                inner = (
                    text[1:-1] if re.fullmatch(r"'[^\"]*'|\"[^']*\"", text) and not EXPRESSION.search(text) else text
                )
                yield source[:start] + quoted(inner) + source[end:]


def _before_closers(source: str, ends: list[int]) -> Iterator[int]:
    """The places before the closing brackets that precede an end, one after the other: `{a: {b: text}, c: x}`."""
    for end in ends:
        while source[end - 1] in "]} ":
            end -= 1
            yield end


def _cut(source: str) -> str:
    return source[: before_comment(source, 0)]


def _no_lone_key(source: str) -> bool:
    """Whether a line's braces hold keys with values."""
    match = LINE.match(source)
    value = match["value"] if match else source
    if value[:1] != "{":
        return True
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", "q", value)
    return all(re.search(r":\s", f"{item} ") for item in re.split(r",", re.sub(r"[{}\[\]]", "", bare)) if item.strip())


def difference(source: str, fixed: str) -> tuple[int, int]:
    """Column and width of what the fixed line puts into quotes."""
    begin = 0
    while begin < len(source) and source[begin] == fixed[begin]:
        begin += 1
    end = 0
    while end < len(source) - begin and source[-1 - end] == fixed[-1 - end]:
        end += 1
    return begin, len(source) - begin - end
