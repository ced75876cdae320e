"""Refused attempts: counted in the case or by what was typed, and what follows the last one."""

from __future__ import annotations

from datetime import timedelta

from engine.core.case import CountTry, Decision, PauseQuestion, Refusal
from tests.conftest import MakeFlow
from tests.support.stage import NOW, CaseRunner


def test_the_last_try_leads_to_its_target(runner: CaseRunner) -> None:
    case = runner.begin("confirmation")
    for count in (1, 2):
        refused = runner.send(case, "suite", answers={"code_saisi": "bad", "email_saisi": "ana@exemple.fr"})
        assert isinstance(refused, Refusal)
        case = refused.case
        assert case.tries == {"code": count}
    last = runner.send(case, "suite", answers={"code_saisi": "bad", "email_saisi": "ana@exemple.fr"})
    assert isinstance(last, Decision)
    assert last.case.state == "fini"


PAUSED = """
    parcours: 1
    flow: porte
    title: Une porte
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {cles: {kind: text, statuses: [la]}}
    facts: {cle: {register: cles, key: nom}}
    entries: {porte: {state: porte}}
    states:
      porte:
        title: La porte
        form: porte
        tries: {max: 2, per: nom, pause: 15 minutes}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - {guard: cle == "la", target: dedans}
              - {refuse: {message: Non.}}
      dedans: {title: Dedans, final: true}
    retention: {draft: 1 hours, closed: 1 hours}
"""
DOOR = {"porte": "{type: object, required: [nom], properties: {nom: {type: string, title: Nom}}}"}


def test_tries_across_cases_are_counted_by_the_value_and_paused(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("porte", PAUSED, DOOR))
    refused = runner.send(runner.begin("porte"), "entrer", answers={"nom": "  Ana "})
    assert refused.effects == (CountTry("porte", "porte", "Ana", 2, NOW + timedelta(minutes=15)),)
    runner.paused = NOW + timedelta(minutes=5)
    runner.asked.clear()
    paused = runner.send(runner.begin("porte"), "entrer", answers={"nom": "Ana"})
    assert (paused.why, paused.until) == ("paused", runner.paused)
    assert [type(question) for question in runner.asked] == [PauseQuestion], "nothing else is even looked up"
