"""Nothing is kept for ever by mistake, and nothing erased too soon: named after its row in docs/security.md."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine.language.values import Duration
from tests.conftest import WriteFlow
from tests.support import expert
from tests.support.expert import EMAIL, IDENTITY
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest

TICK = timedelta(microseconds=1)
MINE = {**IDENTITY, "nom": "Quatrebarbes", "voie": "77 chemin des Canaris", "telephone": "06 98 76 54 32"}
# Rows that stay are of nobody: hashes of codes, ids of browsers.
OF_A_CASE = {
    "cases",
    "secrets",
    "register_rows",
    "outbox",
    "mailbox",
    "holds",
    "recipients",
    "tokens",
    "known_browsers",
}


def rows(service: ServiceUnderTest) -> dict[str, int]:
    """How many rows each table holds. What developer mode's registers began with is not counted."""
    with sqlite3.connect(service.database) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        found = {name: connection.execute(f"select count(*) from {name}").fetchone()[0] for name in names}
        samples = connection.execute("select count(*) from register_rows where case_id is null").fetchone()[0]
    connection.close()
    return {**found, "register_rows": found["register_rows"] - samples}


def named_in_history(service: ServiceUnderTest) -> int:
    """How many rows of history are not on their way out."""
    with sqlite3.connect(service.database) as connection:
        found: int = connection.execute("select count(*) from history where forget_at is null").fetchone()[0]
    connection.close()
    return found


def to_recap(person: Person) -> None:
    expert.accept(person)
    expert.identify(person)
    person.press("Continuer", **MINE)


def on_disk(service: ServiceUnderTest) -> bytes:
    """Every byte of the database's files, while the service runs."""
    return b"".join(path.read_bytes() for path in sorted(service.database.parent.glob("parcours.db*")))


def gone(service: ServiceUnderTest) -> None:
    left = rows(service)
    assert {name: left[name] for name in OF_A_CASE} == dict.fromkeys(OF_A_CASE, 0)
    assert not named_in_history(service), "what was done is known for 13 months, of nobody"
    bytes_left = on_disk(service)
    for word in (EMAIL, "Quatrebarbes", "Canaris", "98 76 54", "$argon2"):
        assert word.encode() not in bytes_left, word


def test_retention_a_draft_is_gone_24_hours_after_its_last_step(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    service.advance(hours=20)
    expert.identify(person)
    person.press("Continuer", **MINE)
    assert b"Quatrebarbes" in on_disk(service)
    service.now += timedelta(hours=24) - TICK
    service.worker.work()
    assert rows(service)["cases"] == 1
    service.now += TICK
    service.worker.work()
    gone(service)
    assert person.open("/espace_expert/recapitulatif").path == "/espace_expert/conditions"
    service.now = Duration(13, "month").after(service.now, "UTC") - TICK
    service.worker.work()
    assert rows(service)["history"] == 3
    service.now += TICK
    service.worker.work()
    assert rows(service)["history"] == 0, "13 months later nothing of it is known"


@pytest.mark.parametrize("relay", [True, False], ids=["its mail was sent", "its mail still waits"])
def test_retention_a_request_is_gone_24_hours_after_it_expired(service: ServiceUnderTest, relay: bool) -> None:
    person = service.person()
    to_recap(person)
    person.press("Valider")
    if relay:
        service.mails()
    service.now += timedelta(hours=72) - TICK
    service.worker.fire()
    service.worker.erase()
    left = rows(service)
    assert (left["cases"], left["outbox"]) == (1, 1)
    assert (left["register_rows"], left["secrets"]) == (0, 0), "what it held ended with its 48 hours"
    service.now += TICK
    service.worker.erase()
    gone(service)
    assert rows(service)["codes"] == 1, "its code is known as expired, by hash, for 90 days"
    assert expert.preregister(service.person()).h1 == "Pré-inscription enregistrée"


def test_retention_no_worker_need_run_for_what_is_past_its_time_to_be_unusable(service: ServiceUnderTest) -> None:
    expert.preregister(service.person())
    code = expert.code_in(service)
    service.advance(hours=48)
    assert "a expiré" in expert.give_code(service.person(), code).text


def test_retention_an_account_is_there_after_10_years_with_its_pdf(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    for _ in range(10):
        service.advance(days=365.25)
        service.worker.work()
    person = service.person()
    page = expert.sign_in(person)
    assert page.h1 == "Mon espace"
    assert EMAIL in page.text
    for link in ("Gérer mes services", "Gérer vos coordonnées"):
        page = person.follow(link)
    assert "23 novembre 2026" in page.text
    pdf = person.follow("Sauvegardez ou imprimez récapitulatif")
    assert pdf.headers["Content-Type"] == "application/pdf"
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf.body)).pages)
    assert EMAIL in text
    assert "23 novembre 2026" in text, "the day it was created"
    assert "2036" in text, "the day it was printed"
    newcomer = service.person()
    expert.accept(newcomer)
    assert expert.identify(newcomer).status == 422, "one address, one account"


WAITING = """\
    parcours: 1
    flow: avis
    title: Avis
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: question}}
    states:
      question:
        title: Votre avis
        form: avis
        transitions: {continuer: {label: Continuer, target: reponse}}
      reponse:
        title: Relisez-vous
        content: Envoyez-la avant le {deadline}.
        reminders: [{after: 2 days, effects: [{mail: rappel}]}]
        timeout: {after: 7 days, target: tard}
        transitions: {envoyer: {label: Envoyer, target: merci}}
      merci: {title: Merci, final: true}
      tard: {title: Trop tard, final: true}
    mails: {rappel: {to: email, subject: Votre avis, content: Nous l'attendons.}}
"""
ASKED = """\
    type: object
    properties: {email: {type: string, format: email, title: Adresse}}
    required: [email]
"""


def test_retention_a_case_whose_timer_is_still_to_come_is_no_draft(tmp_path: Path, write_flow: WriteFlow) -> None:
    """Nothing has sealed it; but its page has promised a deadline of 7 days, and a reminder."""
    service = ServiceUnderTest(tmp_path / "own", write_flow("avis", WAITING, {"avis": ASKED}).parents[1])
    try:
        person = service.person()
        person.open("/avis/start/debut")
        person.press("Continuer", email="camille@exemple.fr")
        service.advance(hours=47)
        service.worker.work()
        assert person.open("/avis/reponse").h1 == "Relisez-vous"
        service.advance(hours=2)
        service.worker.work()
        assert [mail["Subject"] for mail in service.mails()] == ["Votre avis – Parcours"]
        for _ in range(2):
            service.advance(days=2)
            assert person.open("/avis/reponse").h1 == "Relisez-vous"
        service.advance(days=1)
        service.worker.work()
        assert person.open("/avis/reponse").h1 == "Trop tard"
        service.advance(hours=24)
        service.worker.work()
        assert person.open("/avis/reponse").path == "/avis/question"
    finally:
        service.close()
