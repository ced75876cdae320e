"""Why a line is not the YAML its author meant, and that line fixed: the repair of French text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.language.yaml.repair.indentation import (
    at_the_margin,
    indents,
    left_of_block,
    not_in_block,
    odd_one_out,
    spaces,
    without_bar,
)
from engine.language.yaml.repair.lines import (
    INVISIBLE,
    KEYS,
    LINE,
    LONGEST,
    ODD_SPACES,
    OF_PATTERN,
    Failure,
    Holds,
    Trap,
)
from engine.language.yaml.repair.punctuation import (
    braces,
    colons,
    escapes,
    goes_on,
    no_colon,
    slips,
    text_traps,
    unquoted_pattern,
)
from engine.language.yaml.repair.quoting import (
    begins_with_comment,
    cut_by_comment,
    decimal_comma,
    quoted,
    quoted_fix,
    text_in_braces,
)

__all__ = [
    "INVISIBLE",
    "KEYS",
    "LONGEST",
    "ODD_SPACES",
    "Failure",
    "Trap",
    "begins_with_comment",
    "cut_by_comment",
    "decimal_comma",
    "explain",
    "quoted",
    "quoted_fix",
    "text_in_braces",
]


def explain(lines: list[str], failure: Failure, holds: Holds) -> Trap:
    """The trap behind a failure: the first whose fixed line `holds`; else the parser's words made clear."""
    first = (no_colon, slips, odd_one_out, at_the_margin, not_in_block, left_of_block, without_bar)
    for trap in (trap for look in first for trap in look(lines, failure)):
        if trap.fixed and holds(trap.line, trap.fixed):
            return trap
    suspects = [number for number in _suspects(lines, failure) if len(lines[number]) <= LONGEST]
    for number in suspects:  # what cannot be seen, before what can: the line below it only looks wrong
        for trap in spaces(lines[number], number):
            if trap.fixed and holds(number, trap.fixed):
                return trap
    for number in suspects:
        for trap in _traps(lines, number, failure):
            if trap.fixed is None or (trap.fixed != lines[number] and holds(number, trap.fixed)):
                return trap
    return _plain_words(lines, failure)


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
    yield from escapes(source, number, failure)
    match = LINE.match(source)
    head, value = (match["head"], match["value"]) if match else ("", source)
    start = len(head)
    at_failure = number == failure.line
    yield from colons(source, number)
    if at_failure and "mapping values" in failure.words:
        yield from goes_on(lines, number, failure.column)
    if value[:1] == "[" and OF_PATTERN.search(head):
        yield from unquoted_pattern(source, number, start)
    if value[:1] in ("{", "["):
        yield from braces(source, number, start, failure)
    if value and head.strip() and (at_failure or value[:1] not in ("{", "[")):
        yield from text_traps(source, number, start, value)
    if at_failure:
        yield from indents(lines, number)


def _plain_words(lines: list[str], failure: Failure) -> Trap:
    """No fixed line holds: what the parser says, in our words."""
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
            f"reading stopped in line {line + 1}, column {column + 1}, where a comma or the closing sign is expected",
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
            "an item of a list where a key is expected" if item else "a key where an item of a list is expected",
            "a key holds either items, each with a dash, or keys, all of them in one column",
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
            "a colon followed by a space ends a key, and no key is possible here: a text of several lines goes on, or "
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
            "this line begins further left than the first one",
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
        f"it is not YAML ({', '.join(words for words in (failure.context, failure.words) if words)})",
        line,
        min(column, max(0, len(source) - 1)),
        1,
        None,
        "put the text into double quotes, or compare the line's indentation with the lines above it",
    )
