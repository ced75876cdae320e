"""A second, tiny flow, written here: served by the same engine with no Python of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest, text_of

FLOW = """
    parcours: 1
    flow: cantine
    title: Une place à la cantine
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {petit: 6, reponse: 3 days}
    guards:
      trop_petit: age < petit
    entries:
      demande: {state: enfant}
    states:
      enfant:
        title: Votre enfant
        form: enfant
        transitions:
          suite: {label: Demander une place, target: tri}
      tri:
        automatic:
          first_of:
            - {guard: trop_petit, target: refus}
            - {target: place}
      place:
        title: Une place vous attend
        content: "Répondez avant le {deadline}."
        on_enter: [{mail: offre}]
        timeout: {after: reponse, target: refus}
        reminders: [{before: 1 days, effects: [{mail: rappel}]}]
        transitions:
          accepter: {label: J'accepte, target: inscrit}
      inscrit: {title: Votre enfant est inscrit, final: true}
      refus: {title: Pas de place, final: true}
    mails:
      offre: {to: courriel, subject: Une place, content: "Une place attend {prenom}, jusqu'au {deadline}."}
      rappel: {to: courriel, subject: Rappel, content: "Plus que {reponse} moins deux jours pour {prenom}."}
    retention: {draft: 1 hours, closed: 1 hours}
"""
FORM = """
    type: object
    required: [prenom, age, courriel]
    properties:
      prenom: {type: string, title: Prénom}
      age: {type: integer, title: Âge, minimum: 0, maximum: 12}
      courriel: {type: string, title: Courriel, format: email}
"""


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow) -> ServiceUnderTest:
    write_flow("cantine", FLOW, {"enfant": FORM})
    return ServiceUnderTest(tmp_path / "data", tmp_path)


def ask(service: ServiceUnderTest, age: str) -> str:
    person = service.person()
    person.open("/cantine/start/demande")
    page = person.press("Demander une place", prenom="Zoé", age=age, courriel="zoe@exemple.fr")
    return page.h1


@pytest.mark.parametrize(
    ("age", "told"), [("5", "Pas de place"), ("6", "Une place vous attend")], ids=["just under", "just at the bound"]
)
def test_a_guard_on_a_number_decides_in_an_automatic_state(service: ServiceUnderTest, age: str, told: str) -> None:
    assert ask(service, age) == told
    service.close()


def test_the_reminder_and_then_the_timeout_are_fired_by_the_worker(service: ServiceUnderTest) -> None:
    ask(service, "7")
    assert [mail["Subject"] for mail in service.mails()] == ["Une place – Parcours"]
    assert "jeudi 26 novembre 2026" in text_of(service.mails()[0])
    service.advance(days=2)
    service.worker.work()
    assert [mail["Subject"] for mail in service.mails()] == ["Une place – Parcours", "Rappel – Parcours"]
    service.advance(days=1)
    service.worker.work()
    with service.parcours.database.read() as tx:
        states = [row[0] for row in tx.execute(text("select state from cases"))]
    assert states == ["refus"]
    service.advance(hours=1)
    service.worker.work()
    with service.parcours.database.read() as tx:
        assert tx.execute(text("select count(*) from cases")).scalar() == 0, "retention erases what has ended"
    service.close()


def test_the_timeout_holds_where_no_worker_runs(service: ServiceUnderTest) -> None:
    person = service.person()
    person.open("/cantine/start/demande")
    person.press("Demander une place", prenom="Zoé", age="7", courriel="zoe@exemple.fr")
    form = person.page
    for _ in range(3):
        service.advance(hours=23)
        assert person.open("/cantine/place").h1 == "Une place vous attend", "a look each day keeps the case in hand"
    service.advance(hours=3)
    person.page = form
    assert person.press("J'accepte").h1 == "Pas de place"
    service.close()


def test_the_hosted_flows_are_listed_where_no_page_claims_the_root(service: ServiceUnderTest) -> None:
    page = service.person().open("/")
    assert "Une place à la cantine" in page.text
    service.close()
