"""How a trail grows, is cut and is taken back, and what fills its forms again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.core.case import BACK, Case, Step
from engine.core.filling import prefill
from engine.core.timers import Clock, timers_of
from engine.core.trail import By, back_to, entered, keep_draft, modifiable, next_due, taken_back, to_fill
from engine.language.workdays import WEEK
from tests.conftest import MakeFlow
from tests.support.stage import ADULT, CHILD, FLOW, FORMS, NOW, CaseRunner, states, to_recap


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


@pytest.mark.parametrize(
    ("trail", "sealed", "back", "why"),
    [
        (["qui"], 0, None, "the first step"),
        (["qui", "ville"], 0, 0, "the one before"),
        (["qui", "ville"], 1, None, "what is sealed is not gone back to"),
        (["qui", "tri", "ville"], 0, 0, "an automatic state has no screen"),
        (["qui", "attente", "tri", "inscrit"], 1, 1, "the last one that had"),
    ],
)
def test_the_step_that_back_returns_to(
    runner: CaseRunner, trail: list[str], sealed: int, back: int | None, why: str
) -> None:
    steps = tuple(Step(state, visit) for visit, state in enumerate(trail, 1))
    assert back_to(runner.machine.flow, runner.begin()._replace(trail=steps, sealed=sealed)) == back, why


@pytest.mark.parametrize(
    ("draft", "answers", "earlier", "filled", "why"),
    [
        (None, {}, {}, {}, "nothing fills it"),
        (
            {"ville": ("Ly",)},
            {"ville": "Lyon"},
            {"ville": "Paris"},
            {"ville": ("Ly",)},
            "what was typed there and left",
        ),
        ({}, {"ville": "Lyon"}, {"ville": "Paris"}, {}, "a field that was not sent was left blank"),
        (None, {"ville": "Lyon"}, {"ville": "Paris"}, {"ville": "Lyon"}, "else its answers"),
        (None, {"ville": None}, {"ville": "Paris"}, {}, "what was answered with nothing stays blank"),
        (None, {}, {"ville": "Paris"}, {"ville": "Paris"}, "else the same field elsewhere on the trail"),
        ({"ville": ()}, {"ville": "Lyon"}, {}, {"ville": ()}, "also where it was emptied"),
    ],
)
def test_what_fills_a_form(
    runner: CaseRunner, draft: Any, answers: Any, earlier: Any, filled: dict[str, Any], why: str
) -> None:
    trail = (Step("qui", 1, "suite", answers=earlier), Step("ville", 2, answers=answers))
    case = runner.begin()._replace(trail=trail, drafts={} if draft is None else {"ville": draft})
    assert to_fill(runner.machine.flow, case, "ville", 1) == filled, why


def test_no_form_is_filled_with_a_secret_or_a_code(runner: CaseRunner) -> None:
    case = runner.begin()._replace(
        trail=(Step("code", 1, answers={"code_saisi": "hash", "email_saisi": "a@exemple.fr", "mot": "x"}),),
    )
    assert to_fill(runner.machine.flow, case, "code", 0) == {"email_saisi": "a@exemple.fr"}
    assert to_fill(runner.machine.flow, case, "recap", 0) == {}, "a page without a form"


@pytest.mark.parametrize(
    ("state", "typed", "kept", "why"),
    [
        ("qui", {"email": ("a",), "age": ("x",)}, {"email": ("a",), "age": ("x",)}, "unchecked"),
        ("qui", {"mot": ("sésame",)}, {}, "no secret"),
        ("code", {"code_saisi": ("ABC",), "email_saisi": ("a",)}, {"email_saisi": ("a",)}, "no code"),
        ("ville", {"email": ("a",), "ville": ("Ly",)}, {"ville": ("Ly",)}, "no field of another form"),
        ("recap", {"ville": ("Ly",)}, None, "a page without a form"),
        ("qui", {}, {}, "a form posted blank is kept blank: its defaults do not come back"),
        ("qui", None, None, "a form that was not posted"),
    ],
)
def test_what_is_kept_of_what_was_typed(
    runner: CaseRunner, state: str, typed: dict[str, Any] | None, kept: dict[str, Any] | None, why: str
) -> None:
    case = keep_draft(runner.machine.flow, runner.begin(), state, typed)
    assert case.drafts.get(state) == kept, why


@pytest.mark.parametrize(
    ("edit", "timers", "why"),
    [
        ("", [("reminder", 0, 36), ("timeout", 0, 48)], "by due time, not in the order written"),
        ("timeout: {after: delai, target: expiree}", [("reminder", 0, 36), ("timeout", 0, 48)], "from a setting"),
        ("reminders: [{after: 1 hours, effects: [{mail: rappel}]}]", [("reminder", 0, 1), ("timeout", 0, 48)], "after"),
    ],
)
def test_when_the_timers_of_a_state_are_due(
    make_flow: MakeFlow, edit: str, timers: list[tuple[str, int, int]], why: str
) -> None:
    text = FLOW
    if edit:
        key = edit.partition(":")[0] + ":"
        (line,) = (line for line in text.splitlines() if line.strip().startswith(key))
        text = text.replace(line.strip(), edit)
    flow = make_flow("stage", text, FORMS)
    case = Case("c1", flow.name, flow.digest, "inscription", 0, (Step("attente", 1),))
    found = timers_of(flow, case, Clock(NOW, WEEK))
    assert [(one.kind, one.which, (one.due_at - NOW) / timedelta(hours=1)) for one in found] == timers, why


def test_a_step_taken_back_has_given_nothing(runner: CaseRunner) -> None:
    case = runner.send(runner.begin(), "suite", answers=ADULT, secrets=("mot",), gate=True).case
    back = taken_back(runner.machine.flow, case, 0)
    assert back.present == Step("qui", 1, entered_at=NOW)
    assert back.kept_secrets == ("mot",), "its hash stays: blank keeps it"
    assert back.drafts["qui"] == ADULT


def test_what_a_sealing_step_passes_is_not_cut(runner: CaseRunner) -> None:
    flow, case = runner.machine.flow, runner.walk(("suite", ADULT))
    by = By("changer", "ville.changer else")
    cut = entered(flow, case, "qui", by, Clock(NOW, WEEK), sealing=False)
    assert (states(cut), cut.sealed, cut.bound) == (["qui"], 0, False)
    kept = entered(flow, case, "qui", by, Clock(NOW, WEEK), sealing=True)
    assert (states(kept), kept.sealed, kept.bound) == (["qui", "ville", "qui"], 2, True)


def test_what_was_typed_in_a_form_and_left_is_forgotten_when_the_form_is_passed(runner: CaseRunner) -> None:
    case = runner.begin()._replace(drafts={"qui": {"age": ("x",)}, "ville": {"ville": ("Ly",)}})
    assert runner.send(case, "suite", answers=ADULT).case.drafts == {"ville": {"ville": ("Ly",)}}
