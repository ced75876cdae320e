"""The parser's events, one by one and bounded: a bomb ends here, before any tree is built of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import yaml

from engine.language.yaml.repair import Failure
from engine.language.yaml.source import Refused, place_in
from engine.problems import EngineError, Place, Problem

DEEPEST = 40  # levels
MOST_EVENTS = 100_000


class Mark(Protocol):
    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Broken(EngineError):
    """The C parser gave up here."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.words)
        self.failure = failure


def events(text: str, file: str) -> Iterator[yaml.Event]:
    """
    The parser's events. It keeps its own stack for them; only its trees are recursive, and crash.

    Raises:
        Refused: the text has more levels or more events than any flow needs.
        Broken: it is not YAML.
    """
    parser = yaml.CLoader(text)
    depth = count = 0
    try:
        while True:
            event = parser.get_event()
            assert event is not None  # the stream's end is an event too
            kind = type(event)
            if kind is yaml.ScalarEvent:
                pass
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                depth += 1
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                depth -= 1
            elif kind is yaml.StreamEndEvent:
                return
            count += 1
            if depth > DEEPEST or count > MOST_EVENTS:
                at = start_of(event)
                raise Refused(_bomb(depth, place_in(text.split("\n", at.line + 1), file, at.line, at.column)))
            yield event
    except yaml.YAMLError as error:
        raise Broken(_failure(error, last=text.count("\n"))) from None
    finally:
        parser.dispose()


def too_many(text: str, file: str) -> Problem | None:
    """A problem where the text has more than MOST_EVENTS, before anything is kept of it."""
    if len(text) <= MOST_EVENTS - 4:  # no event is shorter than a character, but for the four that open and close
        return None
    try:
        for _ in events(text, file):
            pass
    except Refused as refused:
        return refused.problems[0]
    except Broken:
        pass  # explained when the tree is built
    return None


def start_of(event: yaml.Event) -> Mark:
    """Where an event begins; lines and columns count from 0."""
    assert event.start_mark is not None  # always there where the C parser made the event
    return event.start_mark


def end_of(event: yaml.Event) -> Mark:
    """Where an event ends; lines and columns count from 0."""
    assert event.end_mark is not None
    return event.end_mark


def _failure(error: yaml.YAMLError, last: int) -> Failure:
    """Where and why the parser gave up; `last`: the number of the last line, beyond which no mark leads."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Failure(0, 0, str(error), "", None, 0)
    mark, context = error.problem_mark, error.context_mark
    return Failure(
        min(mark.line, last) if mark else 0,
        mark.column if mark else 0,
        error.problem or "",
        error.context or "",
        min(context.line, last) if context else None,
        context.column if context else 0,
    )


def _bomb(depth: int, place: Place) -> Problem:
    if depth > DEEPEST:
        return Problem(
            "too-deep",
            f"more than {DEEPEST} levels inside one another",
            place,
            "no flow needs so many levels; the rest of the file was not read",
            "take levels out; a bracket or brace that was never closed also opens levels",
        )
    return Problem(
        "too-large",
        f"more than {MOST_EVENTS} keys, values and lists",
        place,
        "no flow needs so many; the rest of the file was not read",
        "split it into several flows",
    )
