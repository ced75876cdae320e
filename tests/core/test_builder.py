"""A step in the making: refusals that lead back, timers, secrets that a seal leaves behind."""

from __future__ import annotations

from datetime import timedelta

from engine.core.case import BACK, REMINDER, TIMEOUT, DropSecrets, PutMail, Refusal, RegisterRow, ReleaseKey
from engine.core.trail import next_due
from tests.support.stage import ADULT, CHILD, NOW, CaseRunner, states, to_recap


def test_a_recap_that_lost_its_key_leads_back_to_the_form_with_the_message(runner: CaseRunner) -> None:
    recap = to_recap(runner)
    runner.rows["places", "ana@exemple.fr"] = RegisterRow("reservee", "someone")
    refused = runner.send(recap, "valider")
    assert isinstance(refused, Refusal)
    assert states(refused.case) == ["qui"]
    assert refused.field == "email"


def test_a_timeout_is_decided_with_its_own_effects(runner: CaseRunner) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    timer = next_due(waiting, NOW + timedelta(hours=48))
    assert timer
    assert timer.kind == "timeout"
    decision = runner.send(waiting, TIMEOUT, now=timer.due_at, actor="timer")
    assert decision.case.state == "expiree"
    assert decision.effects == (ReleaseKey("places", "ana@exemple.fr"),)
    assert decision.case.closed_at == timer.due_at
    assert decision.case.held == ()


def test_a_reminder_is_sent_once_and_moves_nothing(runner: CaseRunner) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    after = runner.send(waiting, REMINDER, actor="timer", at=0)
    assert [type(effect) for effect in after.effects] == [PutMail]
    assert after.case.state == "attente"
    assert after.case.visits == waiting.visits, "a reminder makes no form stale"
    assert [timer.kind for timer in after.case.present.timers] == ["timeout"]


def test_a_secret_is_dropped_when_a_seal_leaves_its_step_off_the_trail(runner: CaseRunner) -> None:
    case = runner.send(runner.begin(), "suite", answers=CHILD, secrets=("mot",)).case
    case = runner.send(case, "suite", answers={"parent": "Eva"}).case
    assert case.kept_secrets == ("mot",)
    back = runner.send(runner.send(case, BACK).case, BACK).case
    assert back.kept_secrets == ("mot",), "a step taken back keeps its secret: blank keeps it"
    again = runner.send(back, "suite", answers=ADULT, secrets=()).case
    recap = runner.send(again, "suite", answers={"ville": "Lyon"}).case
    decision = runner.send(recap, "valider")
    assert DropSecrets(("mot",)) in decision.effects
    assert decision.case.kept_secrets == ()
