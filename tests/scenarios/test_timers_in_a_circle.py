"""A version stored by an older engine may hold timers that lead in a circle: no look at it takes long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from engine.core.steps.runner import MOST_TIMERS, TimersBehind
from tests.conftest import WriteFlow
from tests.support.circling import FLOW, into_a_circle, timers_fired
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest

A_LINE = """
    parcours: 1
    flow: attente
    title: Attente
    version: "1"
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: s0}}
    states:
      s0: {title: S, transitions: {suite: {label: Continuer, target: s1}}}
"""


@pytest.fixture
def circling(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("attente", FLOW)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def waiting(service: ServiceUnderTest) -> Person:
    """Someone whose case waits in the circle: four minutes of timers are due."""
    person = service.person()
    person.open("/attente/start/debut")
    assert person.press("Continuer").h1 == "Patientez"
    into_a_circle(service.parcours.database, service.now)
    service.advance(hours=1, minutes=4)
    return person


def test_a_look_fires_so_many_timers_and_says_that_more_are_due(circling: ServiceUnderTest) -> None:
    person = waiting(circling)
    page = person.open("/attente/file")
    assert (page.status, page.h1) == (503, "Mise à jour en cours")
    assert page.headers["Retry-After"]
    assert timers_fired(circling.parcours.database) == MOST_TIMERS


def test_the_next_looks_go_on_until_the_case_is_up_to_date(circling: ServiceUnderTest) -> None:
    person = waiting(circling)
    looks = 1
    while (page := person.open("/attente/file")).status == 503:
        looks += 1
    assert page.h1 == "Patientez"
    assert timers_fired(circling.parcours.database) == 241, "the first after an hour, then each second"
    assert looks == 3


def test_a_post_to_a_state_whose_timer_is_due_does_nothing_before_it_has_fired(circling: ServiceUnderTest) -> None:
    person = waiting(circling)
    assert person.press("J'ai fini").status == 503
    while person.open("/attente/file").status == 503:
        pass
    assert person.press("J'ai fini").h1 == "Fin"


def test_a_worker_brings_it_up_to_date_pass_by_pass_and_the_others_have_their_turn(circling: ServiceUnderTest) -> None:
    waiting(circling)
    other = circling.person()
    other.open("/attente/start/debut")
    assert other.press("Continuer").h1 == "Patientez"
    circling.advance(hours=1)
    assert circling.worker.fire() == 2
    assert timers_fired(circling.parcours.database) == MOST_TIMERS + 1
    assert other.open("/attente/fin").h1 == "Fin"


def test_a_worker_stops_between_two_timers_of_one_case(circling: ServiceUnderTest) -> None:
    waiting(circling)
    told, runner = Event(), circling.parcours.runner
    with circling.parcours.database.read() as tx:
        case_id = tx.exec_driver_sql("select id from cases").scalar_one()

    def after_three() -> bool:
        if timers_fired(circling.parcours.database) == 3:
            told.set()
        return told.is_set()

    assert runner.fire_due(case_id, circling.now, after_three)
    assert timers_fired(circling.parcours.database) == 3
    with pytest.raises(TimersBehind):
        runner.fire_due(case_id, circling.now)
    circling.worker.stop()
    circling.worker.fire()
    assert timers_fired(circling.parcours.database) == 3 + MOST_TIMERS, "none once it was told to stop"


def test_a_line_of_timers_that_checks_clean_is_gone_through_in_one_look(tmp_path: Path, write_flow: WriteFlow) -> None:
    states = "".join(
        f"      s{i}: {{title: S, timeout: {{after: 1 minute, target: s{i + 1}}}}}\n" for i in range(1, MOST_TIMERS)
    )
    write_flow("attente", f"{A_LINE}{states}      s{MOST_TIMERS}: {{title: Arrivé, final: true}}\n")
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/attente/start/debut")
    person.press("Continuer")
    service.advance(minutes=MOST_TIMERS)
    assert person.open("/attente/s1").h1 == "Arrivé"
    service.close()


HOLDER = """
    registers: {places: {kind: text, statuses: [prise]}}
    facts: {place: {register: places, key: nom}}
"""


def test_a_case_that_asks_about_a_register_goes_through_the_timers_of_the_holder(
    tmp_path: Path, write_flow: WriteFlow
) -> None:
    """Its timers are no race that is lost: sixty of them are fired, then the step is decided."""
    line = "".join(f"      s{i}: {{title: S, timeout: {{after: 1 day, target: s{i + 1}}}}}\n" for i in range(1, 60))
    write_flow(
        "attente",
        f"""
    parcours: 1
    flow: attente
    title: Attente
    version: "1"
    language: fr
    timezone: Europe/Paris{HOLDER}
    entries: {{debut: {{state: s0}}}}
    states:
      s0:
        title: S
        form: nom
        transitions:
          suite:
            label: Continuer
            first_of:
              - {{guard: place != "free", refuse: {{field: nom, message: Prise.}}}}
              - {{target: s1, effects: [{{claim: {{register: places, key: nom, status: prise}}}}]}}
{line}      s60: {{title: Rendue, final: true, on_enter: [{{release: {{register: places, key: nom}}}}]}}
    retention: {{draft: 999 days, closed: 999 days}}
""",
        {"nom": "{type: object, properties: {nom: {type: string, title: Nom}}, required: [nom]}"},
    )
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    first, second = service.person(), service.person()
    first.open("/attente/start/debut")
    first.press("Continuer", nom="A")
    second.open("/attente/start/debut")
    assert second.press("Continuer", nom="A").errors == ["Prise."]
    service.advance(days=60)
    second.open("/attente/start/debut")
    page = second.press("Continuer", nom="A")
    assert page.path == "/attente/s1"
    service.close()
