"""A deadline whose way out asks a register: what is due is fired once, in its order, and never waits for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import WriteFlow
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest

FLOW = """
    parcours: 1
    flow: table
    title: Une table
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {tables: {kind: text, statuses: [prise]}}
    facts:
      la_mienne: {register: tables, key: mienne}
      l_autre: {register: tables, key: autre}
    guards:
      prise: not la_mienne == "free"
      autre_libre: l_autre == "free"
    entries: {debut: {state: choix}}
    states:
      choix:
        title: Votre table
        form: choix
        transitions:
          suite:
            label: Réserver
            first_of:
              - {guard: prise, refuse: {field: mienne, message: Cette table est prise.}}
              - {target: attente, effects: [{claim: {register: tables, key: mienne, status: prise}}]}
      attente:
        title: Nous vous attendons
        timeout: {after: 1 hours, target: tri}
        transitions: {venir: {label: Je suis là, target: venu}}
      tri:
        automatic:
          first_of:
            - {guard: autre_libre, target: autre}
            - {target: perdu}
      venu: {title: Bienvenue, rest: true}
      autre: {title: L'autre table est libre, final: true, on_enter: [{release: {register: tables, key: mienne}}]}
      perdu: {title: Plus de table, final: true, on_enter: [{release: {register: tables, key: mienne}}]}
    retention: {draft: 24 hours, closed: 24 hours}
"""
FORM = """
    type: object
    required: [mienne, autre]
    properties:
      mienne: {type: string, title: Votre table}
      autre: {type: string, title: Sinon}
"""


@pytest.fixture
def tables(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("table", FLOW, {"choix": FORM})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def booked(service: ServiceUnderTest, mine: str, other: str) -> Person:
    person = service.person()
    person.open("/table/start/debut")
    assert person.press("Réserver", mienne=mine, autre=other).h1 == "Nous vous attendons"
    return person


def test_a_case_does_not_wait_for_its_own_deadline(tables: ServiceUnderTest) -> None:
    person = booked(tables, "1", "1")
    tables.advance(hours=1)
    assert person.open("/table/attente").h1 == "L'autre table est libre", "its own claim does not count against it"


def test_the_worker_goes_on_past_such_a_deadline(tables: ServiceUnderTest) -> None:
    booked(tables, "1", "1")
    tables.advance(hours=1)
    tables.worker.fire()
    with tables.parcours.database.read() as tx:
        assert tx.execute(text("select state from cases")).scalars().all() == ["autre"]


def test_the_earlier_deadline_is_fired_first_whoever_is_looked_at(tables: ServiceUnderTest) -> None:
    booked(tables, "1", "3")
    tables.advance(minutes=1)
    later = booked(tables, "2", "1")
    tables.advance(hours=2)
    assert later.open("/table/attente").h1 == "L'autre table est libre", "the first one had lost it by then"


def test_two_that_are_due_at_once_and_look_at_each_other_both_get_an_answer(tables: ServiceUnderTest) -> None:
    one, two = booked(tables, "1", "2"), booked(tables, "2", "1")
    tables.advance(hours=1)
    told = {one.open("/table/attente").h1, two.open("/table/attente").h1}
    assert told == {"L'autre table est libre", "Plus de table"}
