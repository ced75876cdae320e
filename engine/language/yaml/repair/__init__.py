"""Why a line is not the YAML its author meant, and that line fixed: the repair of French text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Protocol

from engine.language.yaml.repair.braces import lacking
from engine.language.yaml.repair.indentation import (
    at_the_margin,
    indents,
    left_of_block,
    not_in_block,
    odd_one_out,
    spaces,
    without_bar,
    written,
)
from engine.language.yaml.repair.lines import (
    INVISIBLE,
    KEYS,
    LINE,
    LONGEST,
    ODD_SPACES,
    OF_PATTERN,
    Failure,
    Trap,
    indent_of,
)
from engine.language.yaml.repair.odd import may_be_odd, odd_lines
from engine.language.yaml.repair.places import dashes, elsewhere, glued, holding, into_block
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
    "may_be_odd",
    "misplaced",
    "odd_lines",
    "quoted",
    "quoted_fix",
    "text_in_braces",
]

_MOST_TRIED = 60  # ways to write a line that cannot be read
_MOST_MOVED = 30  # ways to write one that can, and does not fit
_WORD = re.compile(r"\s*(?:-\s+)*(?:[\w$-]+:\s*)?[{\[]*([\w$-]+)\s*:")


class Trials(Protocol):
    """Tries lines in the place of others."""

    @property
    def shapes(self) -> object: ...

    def holds(self, line: int, fixed: str) -> bool: ...

    def weight(self, trap: Trap | None = None, keys: int = 0) -> int | None: ...


def explain(lines: list[str], failure: Failure, trials: Trials) -> Trap:
    """
    The trap behind a failure: of those whose fixed line can be read, the one with which most fits the language, and of
    several the likeliest; else the parser's words made clear.
    """
    likely: Trap | None = None
    least: tuple[Trap, int] | None = None
    tried: set[tuple[int, str]] = set()
    for trap in islice(_candidates(lines, failure, trials.shapes is not None), _MOST_TRIED):
        if trap.fixed is None:
            likely = likely or trap
            break
        if (trap.line, trap.fixed) in tried and not trap.others:
            continue
        tried.add((trap.line, trap.fixed))
        weight = trials.weight(trap)
        if weight == 0 and not (trap.code == "bad-indent" and indent_of(trap.fixed) % 2):
            return trap  # most files indent by two: a column between two is the last to be taken
        if weight is not None and (least is None or weight < least[1]):
            least = trap, weight
        if likely is None and not trap.others and (weight is not None or trials.holds(trap.line, trap.fixed)):
            likely = trap
    if least and (likely is None or trials.weight(likely) != least[1]):
        return least[0]
    return likely or _plain_words(lines, failure)


def misplaced(lines: list[str], numbers: list[int], trials: Trials, keys: int) -> Trap | None:
    """The trap behind things that do not fit (`numbers`: their lines, from 0); with it, everything does."""
    if any(_misspelt(lines[number]) for number in numbers):
        return None
    near = [n for number in numbers for n in (number, _above(lines, number), _below(lines, number))]
    near += [n for number in numbers[:2] for n in holding(lines, number, 2)]
    near = list(dict.fromkeys(n for n in near if 0 <= n < len(lines)))
    here = [trap for n in near for trap in (*glued(lines, n), *lacking(lines[n], n), *into_block(lines, n))]
    here += [trap for n in near for trap in dashes(lines, n)]
    tried: set[tuple[int, str]] = set()
    for trap in islice((*here, *elsewhere(lines, near)), _MOST_MOVED):
        assert trap.fixed is not None
        if (trap.line, trap.fixed) in tried and not trap.others:
            continue
        tried.add((trap.line, trap.fixed))
        weight = trials.weight(trap, keys - (trap.code == "text-outside-block"))
        if weight == 0:
            return trap
    return None


def _misspelt(line: str) -> bool:
    """Whether a key is none of the language, and near to one: that is what is wrong with it."""
    found = _WORD.match(line)
    return found is not None and found[1] not in KEYS and bool(get_close_matches(found[1], KEYS, 1, 0.7))


def _above(lines: list[str], number: int) -> int:
    return next((n for n in range(number - 1, -1, -1) if written(lines[n])), -1)


def _below(lines: list[str], number: int) -> int:
    return next((n for n in range(number + 1, len(lines)) if written(lines[n])), len(lines))


def _candidates(lines: list[str], failure: Failure, fitting: bool) -> Iterator[Trap]:
    first = (no_colon, slips, odd_one_out, at_the_margin, not_in_block, left_of_block, without_bar)
    yield from (trap for look in first for trap in look(lines, failure) if trap.fixed)
    suspects = [number for number in _suspects(lines, failure) if len(lines[number]) <= LONGEST]
    for number in suspects:  # what cannot be seen, before what can: the line below it only looks wrong
        yield from (trap for trap in spaces(lines[number], number) if trap.fixed)
    if fitting:
        yield from (trap for number in suspects for trap in lacking(lines[number], number))
    for number in suspects:
        yield from (trap for trap in _traps(lines, number, failure) if trap.fixed != lines[number])
    if not fitting:
        return
    near = [failure.line, _above(lines, failure.line), failure.context_line, *holding(lines, failure.line)]
    order = list(dict.fromkeys(n for n in near if n is not None and n >= 0))
    for number in order[:3]:
        yield from (*into_block(lines, number), *glued(lines, number))
    yield from elsewhere(lines, order)


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
