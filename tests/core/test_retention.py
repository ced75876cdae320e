"""When a case is erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from engine.core.case import Case, Held, Timer
from engine.core.retention import erase_at, is_past
from tests.support.stage import ADULT, CHILD, NOW, CaseRunner, to_recap

HOUR = timedelta(hours=1)
DRAFT, CLOSED = 24 * HOUR, 24 * HOUR  # as the flow `stage` says


def a_draft(runner: CaseRunner) -> Case:
    return runner.walk(("suite", ADULT))


def with_timer(runner: CaseRunner) -> Case:
    case = a_draft(runner)
    step = case.present._replace(timers=(Timer("reminder", 0, NOW + HOUR),))
    return case._replace(trail=(*case.trail[:-1], step))


@pytest.mark.parametrize(
    ("made", "kept", "why"),
    [
        (a_draft, DRAFT, "a draft: after its last step"),
        (lambda r: a_draft(r)._replace(touched_at=NOW - HOUR), DRAFT - HOUR, "its last step, not now"),
        (lambda r: a_draft(r)._replace(touched_at=None), None, "nobody knows when it was touched"),
        (lambda r: a_draft(r)._replace(bound=True), None, "it has sealed something: a request"),
        (lambda r: a_draft(r)._replace(held=(Held("places", "x", "prise"),)), None, "it holds a register key"),
        (with_timer, None, "its page has promised what the timer does"),
        (lambda r: r.send(to_recap(r), "valider").case, None, "it waits"),
        (lambda r: a_draft(r)._replace(trail=(a_draft(r).present._replace(state="inscrit"),)), None, "it rests"),
        (lambda r: a_draft(r)._replace(closed_at=NOW - HOUR), CLOSED - HOUR, "it has ended: after its end"),
        (lambda r: with_timer(r)._replace(closed_at=NOW, bound=True), CLOSED, "whatever else is true of it"),
    ],
)
def test_when_a_case_is_erased(
    runner: CaseRunner, made: Callable[[CaseRunner], Case], kept: timedelta | None, why: str
) -> None:
    at = erase_at(runner.machine.flow, made(runner))
    assert at == (None if kept is None else NOW + kept), why


def test_a_timeout_that_ends_the_case_ends_its_time_from_when_it_was_due(runner: CaseRunner) -> None:
    waiting = runner.send(to_recap(runner, CHILD), "valider").case
    ended = runner.send(waiting, "timeout", NOW + 48 * HOUR, actor="timer").case
    assert erase_at(runner.machine.flow, ended) == NOW + 48 * HOUR + CLOSED


@pytest.mark.parametrize(
    ("erased", "past", "why"),
    [
        (None, False, "never"),
        (NOW + HOUR, False, "later"),
        (NOW, True, "now"),
        (NOW - HOUR, True, "a worker has not come to it yet"),
    ],
)
def test_a_case_past_its_time_counts_as_erased(erased: datetime | None, past: bool, why: str) -> None:
    assert is_past(erased, NOW) is past, why
