"""A step in the making: refusals that lead back, timers, secrets that a seal leaves behind."""

from __future__ import annotations

from datetime import timedelta
from textwrap import dedent

import pytest

from engine.core.builder import NoBranch
from engine.core.case import BACK, REMINDER, TIMEOUT, DropSecrets, PutMail, Refusal, RegisterRow, ReleaseKey
from engine.core.trail import next_due
from engine.language.load import empty_site, load_sources
from tests.conftest import MakeFlow
from tests.support.stage import ADULT, CHILD, FLOW, FORMS, NOW, CaseRunner, states, to_recap


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


def test_a_state_without_a_timeout_does_not_time_out(runner: CaseRunner) -> None:
    refused = runner.send(runner.begin(), TIMEOUT, actor="timer")
    assert isinstance(refused, Refusal)
    assert refused.why == "not-open"


def test_a_reminder_that_was_sent_is_not_open_again(runner: CaseRunner) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    after = runner.send(waiting, REMINDER, actor="timer", at=0).case
    assert runner.send(after, REMINDER, actor="timer", at=0).why == "not-open"


SEVERAL = "[{after: 1 hours, effects: [{mail: rappel}]}, {before: 12 hours, effects: [{mail: rappel}]}]"


def test_a_reminder_drops_those_due_before_it(make_flow: MakeFlow) -> None:
    old = "[{before: 12 hours, effects: [{mail: rappel}]}]"
    assert old in FLOW
    runner = CaseRunner(make_flow("stage", FLOW.replace(old, SEVERAL), FORMS))
    waiting = runner.send(to_recap(runner), "valider").case
    assert [timer.which for timer in waiting.present.timers] == [0, 1, 0]
    after = runner.send(waiting, REMINDER, actor="timer", at=1)
    assert len(after.effects) == 1, "a worker that was late sends one of them"
    assert [timer.kind for timer in after.case.present.timers] == ["timeout"]


def test_a_button_that_skips_the_form_and_stays_keeps_what_was_typed_unchecked(make_flow: MakeFlow) -> None:
    old = "changer: {label: Changer de nom, skip_form: true, target: qui}"
    assert old in FLOW
    new = 'changer: {label: Changer, skip_form: true, effects: [{set: {mineur: "true"}}]}'
    runner = CaseRunner(make_flow("stage", FLOW.replace(old, new), FORMS))
    case = runner.walk(("suite", ADULT))
    again = runner.send(case, "changer", answers={"ville": "Lyon"}, typed={"ville": ("Ly",)}).case
    assert again.state == "ville"
    assert again.drafts["ville"] == {"ville": ("Ly",)}
    assert "ville" not in again.known()


# What is asked changes meanwhile: the two automatic states send the case to each other.
CIRCLE = """
    parcours: 1
    flow: rond
    title: Rond
    version: "1"
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: debut}}
    states:
      debut: {title: Début, transitions: {suite: {label: Suite, target: un}}}
      un: {automatic: {first_of: [{target: deux}]}}
      deux: {automatic: {first_of: [{target: un}]}}
"""


def test_a_circle_of_automatic_states_ends_with_a_fault() -> None:
    """`check` refuses it where the text alone shows it."""
    runner = CaseRunner(load_sources("rond", {"flows/rond.yaml": dedent(CIRCLE)}, empty_site()))
    with pytest.raises(NoBranch, match="in a circle"):
        runner.send(runner.begin("debut"), "suite")


def test_a_state_in_which_no_branch_holds_fails_the_step() -> None:
    text = CIRCLE.replace("[{target: deux}]", '[{guard: "1 == 2", target: deux}]')
    runner = CaseRunner(load_sources("rond", {"flows/rond.yaml": dedent(text)}, empty_site()))
    with pytest.raises(NoBranch, match="no branch of un"):
        runner.send(runner.begin("debut"), "suite")
