"""How a trail grows, is cut and is taken back, and what fills its forms again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.case import BACK
from engine.core.trail import modifiable, next_due
from engine.delivery.display import prefill
from tests.support.stage import ADULT, CHILD, NOW, CaseRunner, states, to_recap


def test_back_takes_off_the_last_step_and_keeps_what_was_typed_unchecked(runner: CaseRunner) -> None:
    case = runner.walk(("suite", ADULT))
    back = runner.send(case, BACK, typed={"ville": (" ly",)}).case
    assert states(back) == ["qui"]
    flow = runner.machine.flow
    assert prefill(flow, back, "qui", 0) == {"email": ("Ana@exemple.fr",), "age": ("30",)}
    again = runner.send(back, "suite", answers=ADULT).case
    assert prefill(flow, again, "ville", 1) == {"ville": (" ly",)}


def test_an_answer_of_a_way_since_left_counts_for_nothing_but_fills_its_form(runner: CaseRunner) -> None:
    child = runner.walk(("suite", CHILD), ("suite", {"parent": "Eva"}))
    back = runner.send(runner.send(child, BACK).case, BACK).case
    grown = runner.send(back, "suite", answers=ADULT).case
    assert states(grown) == ["qui", "ville"]
    assert "parent" not in grown.known()
    assert "mineur" not in grown.known(), "what `set` wrote leaves the trail with its step"
    small = runner.send(runner.send(grown, BACK).case, "suite", answers=CHILD).case
    assert prefill(runner.machine.flow, small, "parent", 1) == {"parent": ("Eva",)}


def test_a_target_on_the_trail_cuts_it_back(runner: CaseRunner) -> None:
    again = runner.send(runner.walk(("suite", ADULT)), "changer").case
    assert states(again) == ["qui"]
    assert again.visits == 3


def test_a_step_with_effects_seals_the_trail_before_it(runner: CaseRunner) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    assert waiting.state == "attente"
    assert runner.send(waiting, BACK).why == "not-open"
    assert modifiable(runner.machine.flow, waiting) == {}


@pytest.mark.parametrize(
    ("hours", "kind"),
    [(35, None), (36, "reminder"), (47, "reminder"), (48, "timeout"), (90, "timeout")],
    ids=["not yet", "the reminder", "late", "a reminder due together with the timeout is not sent", "long past"],
)
def test_what_is_due_when(runner: CaseRunner, hours: int, kind: str | None) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    due = next_due(waiting, NOW + timedelta(hours=hours))
    assert (due.kind if due else None) == kind
