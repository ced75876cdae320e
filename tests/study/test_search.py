"""Paths are found to every transition and timer that there is a way to, and each shows the service doing the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.cli import main
from engine.language.load import load_catalogue
from engine.study.goals import goals_of
from engine.study.paths import covering, start_of
from engine.study.search import Bounds, Found, search
from tests.support.shipped_flows import shipped_catalogue
from tests.support.told_service import ToldService

FLOW = """
    parcours: 1
    flow: demande
    title: Demande
    language: fr
    timezone: Europe/Paris
    values: {numero: {type: string, title: Numéro}}
    registers: {adresses: {kind: email, statuses: [prise]}}
    facts: {adresse: {register: adresses, key: courriel}, code_lu: {code: cle, typed: code_saisi}}
    entries: {demande: {state: saisie}, reprise: {state: code}}
    states:
      saisie:
        title: Saisie
        form: saisie
        transitions:
          suite:
            label: Continuer
            first_of:
              - {id: prise, guard: adresse != "free", refuse: {field: courriel, message: Prise.}}
              - {id: mineur, guard: years_since(naissance) < 18, refuse: {field: naissance, message: Trop jeune.}}
              - {id: beaucoup, guard: nombre > 41 and urgent, target: refus}
              - {target: recap}
      recap:
        title: Récapitulatif
        back: {label: Retour}
        transitions:
          valider:
            label: Valider
            first_of:
              - {id: doublee, guard: adresse != "free", refuse: {message: Prise entre-temps.}}
              - target: attente
                effects:
                  - {claim: {register: adresses, key: courriel, status: prise}}
                  - {code: {name: cle, length: 10, lives: 2 days}}
                  - {mail: cle}
      attente:
        title: Attente
        reminders: [{after: 1 day, effects: [{mail: rappel}]}]
        timeout: {after: 2 days, target: perdue, effects: [{release: {register: adresses, key: courriel}}]}
        transitions: {confirmer: {target: confirmee}}
      code:
        title: Code
        form: code
        tries: {max: 3, target: bloque}
        transitions:
          suite:
            label: Continuer
            first_of:
              - {id: passe, guard: code_lu == "expired", refuse: {field: code_saisi, message: Passé.}}
              - {id: bon, resume: {state: attente, code: cle, typed: code_saisi, event: confirmer}}
              - {refuse: {field: code_saisi, message: Faux.}}
      confirmee: {title: Confirmée, final: true, show: [numero], on_enter: [{number: {field: numero, digits: 6}}]}
      perdue: {title: Perdue, final: true}
      refus: {title: Refus, final: true}
      bloque: {title: Bloqué, final: true}
    mails:
      cle: {to: courriel, subject: Code, content: "{cle}"}
      rappel: {to: courriel, subject: Rappel, content: Confirmez.}
"""
FORMS = {
    "saisie": """
        type: object
        required: [courriel, naissance, nombre]
        properties:
          courriel: {type: string, format: email, title: Courriel}
          naissance: {type: string, format: date, title: Né le}
          nombre: {type: integer, title: Nombre, minimum: 1, maximum: 50}
          urgent: {type: boolean, title: Urgent}
    """,
    "code": """
        type: object
        required: [code_saisi]
        properties: {code_saisi: {type: string, title: Code, x-widget: code}}
    """,
}
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
WriteFlow = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path, write_flow: WriteFlow) -> Path:
    write_flow("demande", FLOW, FORMS)
    return tmp_path


def found(folder: Path, most: int = 4000) -> Found:
    catalogue = load_catalogue(folder)
    assert catalogue.problems == ()
    return search(catalogue, "demande", goals_of(catalogue.flows["demande"]), Bounds(START, most))


def test_every_transition_and_timer_is_reached(folder: Path) -> None:
    # past a bound, of two fields at once, in a second browser, with a dead code, by a row that is put meanwhile
    assert [goal.id for goal in found(folder).open] == []


def test_what_cannot_be_reached_stays_open(folder: Path, write_flow: WriteFlow) -> None:
    # a minor is refused before, and nobody grows younger
    never = "- {id: jamais, guard: years_since(naissance) < 18, refuse: {message: Trop jeune.}}"
    doubled = "- {id: doublee,"
    write_flow("demande", FLOW.replace(doubled, f"{never}\n              {doubled}"), FORMS)
    catalogue = load_catalogue(folder)
    left = search(catalogue, "demande", goals_of(catalogue.flows["demande"]), Bounds(START, 1500)).open
    assert [goal.id for goal in left] == ["recap.valider jamais -> refuse"]


def test_a_search_ends_with_its_budget(folder: Path) -> None:
    ended = found(folder, most=10)
    assert (ended.actions, ended.all_tried) == (10, False)


def test_tests_reach_all_that_was_reached_and_none_is_left_over(folder: Path) -> None:
    every = found(folder)
    tests = covering(load_catalogue(folder).flows["demande"], every)
    reached = [name for test in tests for name in test.goals]
    assert sorted(reached) == sorted(goal.id for goal in every.reached)  # each once
    assert all(test.goals for test in tests)
    assert len({test.id for test in tests}) == len(tests)


def test_a_code_is_named_by_where_it_is_told(folder: Path) -> None:
    tests = covering(load_catalogue(folder).flows["demande"], found(folder))
    done = next(test for test in tests if "code.suite bon -> resume confirmer" in test.goals).steps
    typed = next(step for step in done if "code_saisi" in step.do.get("values", {}))
    [reference] = typed.do["values"]["code_saisi"]
    assert reference["mail"] == "cle"
    assert done[reference["step"] - 1].expect["mails"] == [["cle", "camille.martin@exemple.fr"]]
    assert "the code of mail cle (step" in typed.words


@pytest.mark.parametrize("flow", ["espace_expert", "cantine"])
def test_the_service_does_what_a_path_shows(flow: str) -> None:
    catalogue = shipped_catalogue()
    start = start_of(catalogue.flows[flow])
    every = search(catalogue, flow, goals_of(catalogue.flows[flow]), Bounds(start, 1500))
    assert len(every.reached) > 10
    for here in {id(one): one for one in every.reached.values()}.values():
        service = ToldService(start, ("A", "B"))
        try:
            for situation in here.path():
                assert situation.action
                assert service.do(situation.action) == situation.seen
        finally:
            service.close()


def test_paths_begin_when_all_doors_are_open() -> None:
    flows = shipped_catalogue().flows
    assert start_of(flows["espace_expert"]) == START
    opening = flows["cantine"].entries["inscription"].opening
    assert opening
    assert opening.since
    assert start_of(flows["cantine"]).date() == opening.since.value


def test_the_file_is_the_same_in_every_process(folder: Path) -> None:
    texts = []
    for seed in ("1", "2"):
        out = folder / f"plan-{seed}.json"
        command = [sys.executable, "-m", "engine", "paths", "demande", "--folder", str(folder), "--out", str(out)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
        texts.append(out.read_bytes())
    assert texts[0] == texts[1]
    plan = json.loads(texts[0])
    assert (plan["flow"], plan["not_reached"], plan["start"]) == ("demande", [], START.isoformat())


def test_the_command_prints_steps_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paths", "demande", "--folder", str(folder)]) == 0
    said = capsys.readouterr()
    assert "A: open entry demande" in said.out
    assert "A: press « Continuer » with courriel: camille.martin@exemple.fr" in said.out
    assert "wait 1 day" in said.out
    assert said.err.startswith("demande: ")


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["autre"], "there is no flow 'autre'", 2),
        (["demande", "--cover", "pages"], "--cover: pages is not one of states, transitions, timers", 2),
        (["demande", "--most", "5"], "5 actions were tried; --most allows more", 1),
    ],
)
def test_what_the_command_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str, code: int
) -> None:
    try:
        ended = main(["paths", *arguments, "--folder", str(folder)])
    except SystemExit as left:
        ended = int(left.code or 0)
    assert ended == code
    assert said in capsys.readouterr().err


def test_a_flow_with_problems_is_refused_as_check_refuses_it(
    folder: Path, write_flow: WriteFlow, capsys: pytest.CaptureFixture[str]
) -> None:
    write_flow("demande", FLOW.replace("target: recap}", "target: recapp}"), FORMS)
    assert main(["paths", "demande", "--folder", str(folder)]) == 1
    assert "unknown-target" in capsys.readouterr().out
