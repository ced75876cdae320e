"""Why a browser does not hold a case any more, and which of these reasons is said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.core.case import TIMEOUT, Case
from engine.core.endings import Ended, Ending, ended, let_go, why
from engine.core.holds import Hold, How
from engine.core.limits import Limits
from tests.support.stage import ADULT, NOW, CaseRunner

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITS = Limits(begun_idle=72 * HOUR, resumed_idle=HOUR / 2, resumed_absolute=12 * HOUR)


@pytest.mark.parametrize(("how", "reason"), [("begun", "left_before"), ("code", "signed_out_before")])
def test_who_lets_go_has_left_or_signed_out(how: How, reason: Ending) -> None:
    assert let_go(how) == reason


@pytest.mark.parametrize(
    ("how", "since", "seen", "reason", "at"),
    [
        ("begun", 72, 71.9, None, 0.0),
        ("begun", 90, 72, "unused", 0),
        ("begun", 90, 80, "unused", -8),
        ("code", 11, 0.4, None, 0),
        ("register", 1, 0.5, "idle", 0),
        ("register", 20, 1, "open_all_day", -8),
        ("code", 40, 39, "idle", -38.5),
    ],
)
def test_a_hold_ends_at_the_first_of_its_limits(
    runner: CaseRunner, how: How, since: float, seen: float, reason: Ending | None, at: float
) -> None:
    hold = Hold("c1", how, NOW - since * HOUR, NOW - seen * HOUR)
    found = ended(hold, runner.walk(("suite", ADULT)), None, NOW, LIMITS)
    assert found == (Ended(reason, NOW + at * HOUR) if reason else None)


def _closed(case: Case, *, by_timeout: bool) -> Case:
    trail = case.trail
    if by_timeout:
        trail = (*trail[:-2], trail[-2]._replace(event=TIMEOUT), trail[-1])
    return case._replace(trail=trail, closed_at=NOW - DAY)


def test_that_its_case_is_erased_comes_before_anything_else(runner: CaseRunner) -> None:
    draft = runner.walk(("suite", ADULT))
    idle = Hold("c1", "begun", NOW - 30 * DAY, NOW - 20 * DAY)
    for case, reason in (
        (draft, "draft_erased"),
        (_closed(draft, by_timeout=False), "closed"),
        (_closed(draft, by_timeout=True), "expired"),
    ):
        assert ended(idle, case, NOW - HOUR, NOW, LIMITS) == Ended(reason, NOW - HOUR)  # type: ignore[arg-type]
        found = ended(idle, case, NOW + HOUR, NOW, LIMITS)
        assert found
        assert found.reason == "unused", "not yet"


def _before(reason: Ending, days: float) -> Ended:
    return Ended(reason, _ago(days))


def _ago(days: float) -> datetime:
    return NOW - days * DAY


@pytest.mark.parametrize(
    ("found", "account", "posted", "reason"),
    [
        ([], False, False, "never_begun"),
        ([], True, False, "anothers"),
        ([], True, True, "open_too_long"),
        ([("idle", 29.9)], True, True, "idle"),
        ([("idle", 30)], True, True, "open_too_long"),
        ([("idle", 30)], True, False, "anothers"),
        ([("draft_erased", 5), ("expired", 2)], False, True, "expired"),  # the last
        ([("draft_erased", 1), ("idle", 2)], True, False, "idle"),  # an account is asked for, not a draft
        ([("draft_erased", 2), ("idle", 1)], False, False, "draft_erased"),  # and the other way round
        ([("draft_erased", 2)], True, False, "draft_erased"),  # nothing else is known
    ],
)
def test_of_several_reasons_the_one_that_can_be_meant_is_said(
    found: list[tuple[Ending, float]], reason: str, *, account: bool, posted: bool
) -> None:
    known = [_before(*one) for one in found]
    assert why(known, NOW, account=account, posted=posted) == reason
