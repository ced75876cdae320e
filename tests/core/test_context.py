"""What a guard sees: answers, values, settings, and facts that are asked for by their normalised key."""

from __future__ import annotations

from engine.core.case import RegisterQuestion, RegisterRow
from tests.support.stage import ADULT, CaseRunner


def test_a_register_is_asked_by_its_normalised_key(runner: CaseRunner) -> None:
    runner.send(runner.begin(), "suite", answers=ADULT)
    assert runner.asked == [RegisterQuestion("places", "ana@exemple.fr")]


def test_a_claim_of_the_case_itself_does_not_count_against_it(runner: CaseRunner) -> None:
    runner.rows["places", "ana@exemple.fr"] = RegisterRow("reservee", "c1")
    assert runner.walk(("suite", ADULT)).state == "ville"
