"""What stands on a page: each `when` by the case, the facts and the tries that are left."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine.core.case import Decision, Refusal, RegisterRow
from engine.core.context import EvaluationContext, Unanswered
from engine.core.machine import Machine
from engine.core.preparing import Ready, TimerDue, prepare_due, prepare_page
from engine.core.standing import Standing, page_standing, standing, unconditional
from tests.conftest import MakeFlow
from tests.support.memory import MemoryRecords
from tests.support.stage import NOW, CaseRunner

FLOW = """
    parcours: 1
    flow: vue
    title: Une vue
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {majorite: 18, jour: "2026-11-23"}
    registers: {places: {kind: email, statuses: [prise]}}
    facts: {place: {register: places, key: email}}
    guards: {libre: place == "free"}
    entries: {vue: {state: demande}}
    pages:
      dehors:
        title: Dehors
        sections:
          - {when: today() == jour, content: Ce jour., links: [{label: Ici, entry: vue, when: majorite > 18}]}
        links: [{label: Là, entry: vue, when: majorite == 18}]
    states:
      demande: {title: Demande, form: demande, transitions: {suite: {label: Suite, target: vue}}}
      vue:
        title: Vue
        sections:
          - {title: libre, when: libre}
          - {title: prise, when: not libre}
          - {title: toujours, links: [{label: papier, document: papier, when: libre}]}
        notes:
          - {title: grand, when: given(age) and age >= majorite, text: Oui.}
          - {title: essais, when: given(tries_left), text: Oui.}
          - {title: dernier, when: tries_left == 1, text: Oui.}
        links: [{label: nom, entry: vue, when: len(nom) > 2}]
        tries: {max: 3, target: fini}
        transitions:
          non: {label: Non, refuse: {message: Non.}}
          prendre:
            label: Prendre
            first_of:
              - {guard: libre, target: prise, effects: [{claim: {register: places, key: email, status: prise}}]}
              - {refuse: {message: Non.}}
      prise:
        title: Prise
        timeout: {after: 1 hours, target: fini, effects: [{release: {register: places, key: email}}]}
      fini: {title: Fini, final: true}
    documents: {papier: {title: Papier}}
"""
FORMS = {
    "demande": """
        type: object
        required: [email, nom]
        properties:
          email: {type: string, format: email, title: Adresse}
          nom: {type: string, title: Nom}
          age: {type: integer, title: Âge}
    """
}
ANA: dict[str, Any] = {"email": "ana@exemple.fr", "nom": "Ana", "age": None}


@pytest.fixture
def runner(make_flow: MakeFlow) -> CaseRunner:
    return CaseRunner(make_flow("vue", FLOW, FORMS))


def at(runner: CaseRunner, **given: Any) -> Any:
    return runner.send(runner.begin("vue"), "suite", answers={**ANA, **given}).case


def shown(found: Standing) -> set[str]:
    state = found.page
    titles = [part.title.source for part in (*state.sections, *state.notes) if part.title]
    return {*titles, *(link.label.source for part in (state, *state.sections) for link in part.links)}


def look(runner: CaseRunner, case: Any, tries_left: int | None = None) -> Standing:
    facts: dict[Any, Any] = {}
    state = runner.machine.flow.states["vue"]
    while True:
        try:
            return standing(EvaluationContext(runner.machine, facts, NOW), case, state, tries_left)
        except Unanswered as unanswered:
            facts[unanswered.question] = runner.answer(unanswered.question)


@pytest.mark.parametrize(
    ("given", "row", "left", "expected"),
    [
        ({}, None, None, {"libre", "toujours", "papier", "nom"}),
        ({}, RegisterRow("prise", "other"), None, {"prise", "toujours", "nom"}),
        ({}, RegisterRow("prise", "c1"), None, {"libre", "toujours", "papier", "nom"}),  # the case's own claim
        ({"age": 18}, None, None, {"libre", "toujours", "papier", "nom", "grand"}),
        ({"age": 17}, None, None, {"libre", "toujours", "papier", "nom"}),
        ({"nom": "Al"}, None, None, {"libre", "toujours", "papier"}),
        ({}, None, 2, {"libre", "toujours", "papier", "nom", "essais"}),
        ({}, None, 1, {"libre", "toujours", "papier", "nom", "essais", "dernier"}),
        ({}, None, 0, {"libre", "toujours", "papier", "nom", "essais"}),  # nought is given
    ],
)
def test_what_stands(runner: CaseRunner, given: Any, row: RegisterRow | None, left: int | None, expected: Any) -> None:
    if row:
        runner.rows["places", "ana@exemple.fr"] = row
    found = look(runner, at(runner, **given), left)
    assert shown(found) == expected
    assert found.failed == ()
    flow = runner.machine.flow
    assert flow.documents_linked(found.page) == ({"papier"} if "papier" in expected else frozenset())
    assert flow.documents_linked(flow.states["vue"]) == {"papier"}, "the flow itself is as it was"


def test_a_when_that_cannot_be_evaluated_is_told_and_hides_its_own_part_alone(runner: CaseRunner) -> None:
    found = look(runner, at(runner, nom=None))
    assert shown(found) == {"libre", "toujours", "papier"}
    assert [(fault.guard.source, fault.why) for fault in found.failed] == [
        ("len(nom) > 2", "len(nom): len() of null"),
    ]


def test_without_the_database_only_what_depends_on_nothing_stands(runner: CaseRunner) -> None:
    assert shown(Standing(unconditional(runner.machine.flow.states["vue"]))) == {"toujours"}


def test_a_holders_timer_is_fired_before_its_row_is_read(make_flow: MakeFlow) -> None:
    flow = make_flow("vue", FLOW, FORMS)
    machine, runner = Machine(flow), CaseRunner(flow)
    records = MemoryRecords(machine)
    holder = runner.send(at(runner), "prendre")
    assert isinstance(holder, Decision)
    records.keep(holder)
    case, state, later = at(runner)._replace(id="c2"), flow.states["vue"], NOW + timedelta(hours=2)
    now = prepare_page(records, machine, case, state, None, NOW)
    assert isinstance(now, Standing)
    assert "prise" in shown(now)
    assert prepare_page(records, machine, case, state, None, later) == TimerDue("c1")
    due = prepare_due(records, "c1", later)
    assert isinstance(due, Ready)
    records.keep(due.outcome)
    found = prepare_page(records, machine, case, state, None, later)
    assert isinstance(found, Standing)
    assert "libre" in shown(found)


@pytest.mark.parametrize(("today", "labels"), [(date(2026, 11, 23), ["Ce jour.", "Là"]), (date(2026, 11, 24), ["Là"])])
def test_a_page_outside_a_case_reads_settings_and_the_day(runner: CaseRunner, today: date, labels: list[str]) -> None:
    flow = runner.machine.flow
    page, failed = page_standing(flow.pages["dehors"], flow.settings.get, flow, today)
    contents = [section.content.source for section in page.sections if section.content]
    links = [link.label.source for part in (*page.sections, page) for link in part.links]
    assert contents + links == labels
    assert not failed


def test_a_refusal_says_how_many_tries_are_left(runner: CaseRunner) -> None:
    case, left = at(runner), []
    for _ in range(2):
        refused = runner.send(case, "non")
        assert isinstance(refused, Refusal)
        case = refused.case
        left.append(refused.tries_left)
    assert left == [2, 1]
    assert isinstance(runner.send(case, "non"), Decision), "the last leads away"
