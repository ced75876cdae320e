"""Entries that are open on some days alone: what is said on any other, and what goes on all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

FLOW = """
    parcours: 1
    flow: cantine
    title: Inscription à la cantine
    language: fr
    timezone: Europe/Paris
    settings: {rentree: 2026-09-01, fin: 2026-10-15}
    registers: {enfants: {kind: text, statuses: [inscrit]}}
    facts: {enfant: {register: enfants, key: nom}}
    entries:
      inscription: {state: saisie, open: {from: 2026-09-01, until: 2026-10-15}}
      retour: {state: cle, fills: {code_saisi: cle}}
    pages:
      accueil: {title: La cantine, content: "Du {rentree} au {fin} : [s'inscrire](entry:inscription)", path: /}
    states:
      saisie:
        title: Votre enfant
        form: saisie
        transitions: {suite: {label: Continuer, target: recap}}
      recap:
        title: Relisez
        review: true
        timeout: {after: 90 days, target: expiree}
        transitions:
          envoyer:
            label: Envoyer
            first_of:
              - {guard: not enfant == "free", refuse: {message: Déjà inscrit.}}
              - target: attente
                effects:
                  - claim: {register: enfants, key: nom, status: inscrit}
                  - code: {name: cle, length: 10, lives: 90 days}
                  - mail: cle
      attente:
        title: Inscription reçue
        links: [{label: Votre reçu, document: recu}]
        timeout: {after: 90 days, target: expiree, effects: [{release: {register: enfants, key: nom}}]}
        transitions: {confirmer: {target: inscrite}}
      inscrite: {title: Inscription confirmée, rest: true, links: [{label: Votre reçu, document: recu}]}
      expiree: {title: Expirée, final: true}
      cle:
        title: Votre code
        form: cle
        transitions:
          suite:
            label: Confirmer
            first_of:
              - resume: {state: attente, code: cle, typed: code_saisi, event: confirmer}
              - refuse: {field: code_saisi, message: Ce code n'ouvre rien.}
    mails:
      cle: {to: email, subject: Votre code, content: "Voici :\\n\\n{cle}\\n\\n[Confirmez](entry:retour)"}
    documents:
      recu: {title: Reçu, review: true}
"""
SAISIE = """
    type: object
    required: [nom, email]
    properties:
      nom: {type: string, title: Nom de l'enfant}
      email: {type: string, title: Votre adresse, format: email}
      mot: {type: string, title: Mot de passe, x-secret: true}
"""
CLE = "type: object\nrequired: [code_saisi]\nproperties: {code_saisi: {type: string, title: Code, x-widget: code}}\n"
DOOR = "/cantine/start/inscription"
WHO = {"nom": "Ana", "email": "parent@exemple.fr"}
BOUNDS = "open: {from: 2026-09-01, until: 2026-10-15}"

Serve = Callable[..., ServiceUnderTest]


def paris(text: str) -> datetime:
    """An instant by the clocks of Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


@pytest.fixture
def serve(tmp_path: Path, write_flow: WriteFlow) -> Iterator[Serve]:
    """The service at an instant of Paris, with another `open`."""
    running: list[ServiceUnderTest] = []

    def start(at: str, bounds: str = BOUNDS, **settings: Any) -> ServiceUnderTest:
        write_flow("cantine", FLOW.replace(BOUNDS, bounds), {"saisie": SAISIE, "cle": CLE})
        for one in running:
            one.close()
        running[:] = [ServiceUnderTest(tmp_path / "data", tmp_path, start=paris(at), **settings)]
        return running[0]

    yield start
    for one in running:
        one.close()


def begin(person: Person) -> Page:
    person.open(DOOR)
    return person.press("Continuer", **WHO)


@pytest.mark.parametrize(
    ("at", "bounds", "said"),
    [
        ("2026-08-31 23:59:59", BOUNDS, "Cette démarche ouvre le 1er septembre 2026."),
        ("2026-09-01 00:00:00", BOUNDS, None),
        ("2026-10-15 23:59:59", BOUNDS, None),  # in summer time: 21:59:59 UTC
        ("2026-10-16 00:00:00", BOUNDS, "elle l'était jusqu'au 15 octobre 2026 inclus."),
        ("2026-12-31 23:59:59", "open: {until: 2026-12-31}", None),  # in winter time: 22:59:59 UTC
        ("2027-01-01 00:00:00", "open: {until: 2026-12-31}", "jusqu'au 31 décembre 2026 inclus."),
        ("2026-10-25 23:59:59", "open: {until: 2026-10-25}", None),  # the day of 25 hours
        ("2026-10-26 00:00:00", "open: {until: 2026-10-25}", "jusqu'au 25 octobre 2026 inclus."),
        ("2026-03-28 23:59:59", "open: {from: 2026-03-29}", "ouvre le 29 mars 2026."),  # the day of 23 hours
        ("2026-03-29 00:00:00", "open: {from: 2026-03-29}", None),
        ("2026-03-29 23:59:59", "open: {from: 2026-03-29, until: 2026-03-29}", None),  # a day alone
        ("2026-08-31 12:00:00", "open: {from: rentree, until: fin}", "ouvre le 1er septembre 2026."),
        ("2026-10-16 12:00:00", "open: {from: rentree, until: fin}", "jusqu'au 15 octobre 2026 inclus."),
        ("2026-08-31 12:00:00", "open: {from: rentree, message: 'Dès le {rentree}.'}", "Dès le 1er septembre 2026."),
    ],
)
def test_an_entry_is_open_from_its_first_day_to_the_last_second_of_its_last(
    serve: Serve, at: str, bounds: str, said: str | None
) -> None:
    person = serve(at, bounds).person()
    for address in (DOOR, "/cantine/saisie"):
        page = person.open(address)
        assert page.status == 200
        if said is None:
            assert page.h1 == "Votre enfant"
        else:
            assert said in page.text
            assert "Inscription à la cantine" in page.title
            assert page.link("Retour à l'accueil") == "/"
            assert not [form for form in page.forms() if form.xpath(".//*[@name='_token']")]
    if said is None:
        assert begin(person).h1 == "Relisez"


@pytest.mark.parametrize(("begun", "posted"), [("2026-10-15 23:59:59", "2026-10-16 00:00:00")])
def test_a_form_opened_in_time_and_posted_late_begins_nothing_and_keeps_what_was_typed(
    serve: Serve, begun: str, posted: str
) -> None:
    service = serve(begun)
    person = service.person()
    person.open(DOOR)
    service.now = paris(posted)
    page = person.press("Continuer", **WHO, mot="Sesame12345")
    assert page.status == 422
    assert "elle l'était jusqu'au 15 octobre 2026 inclus. Rien n'a été enregistré" in page.errors[0]
    assert (page.value("nom"), page.value("email"), page.value("mot")) == ("Ana", "parent@exemple.fr", "")
    with service.parcours.database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM cases"), {}).scalar() == 0


def test_what_is_begun_goes_on_once_its_entry_has_closed(serve: Serve) -> None:
    service = serve("2026-10-15 10:00:00")
    person = service.person()
    begin(person)
    service.now = paris("2026-10-16 08:00:00")
    page = person.open(DOOR)
    assert page.h1 == "Relisez", "the entry leads to the case that was begun there"
    person.open("/cantine/saisie")
    assert person.press("Enregistrer et revenir au récapitulatif", nom="Anna").h1 == "Relisez"
    assert person.press("Envoyer").h1 == "Inscription reçue"
    assert person.open("/cantine/document/recu").headers["Content-Type"] == "application/pdf"
    page = person.open(DOOR)
    assert "n'est plus ouverte" in page.text
    assert person.follow("Retrouver votre demande").h1 == "Inscription reçue"
    [mail] = service.mails()
    other = service.person()
    other.open("/cantine/start/retour")
    assert other.press("Confirmer", code_saisi=codes_in(text_of(mail))[0]).h1 == "Inscription confirmée"


def test_a_link_to_a_closed_entry_stands_and_says_why(serve: Serve) -> None:
    person = serve(
        "2026-08-01 10:00:00", "open: {from: rentree, message: '[La cantine](page:accueil) attend.'}"
    ).person()
    person.open("/")
    page = person.follow("s'inscrire")
    assert page.h1 == "Pas encore ouvert"
    assert page.link("La cantine") == "/"
    assert "Inscription à la cantine" in person.open("/procedures").text


def test_the_newest_version_says_when_an_entry_is_open(serve: Serve) -> None:
    person = (service := serve("2026-10-10 10:00:00")).person()
    begin(person)
    service = serve("2026-10-20 10:00:00", "open: {from: 2026-09-01, until: 2026-10-31}")
    other = service.person()
    assert begin(other).h1 == "Relisez", "the entry has been opened for longer"
    service = serve("2026-10-20 11:00:00", "open: {from: 2026-09-01, until: 2026-10-12}")
    assert "12 octobre 2026" in service.person().open(DOOR).text
    other = service.person()
    assert "12 octobre 2026" in other.open("/cantine/saisie").text


def test_a_post_that_comes_again_once_the_entry_has_closed_leads_where_it_led(serve: Serve) -> None:
    """Raced: two tabs hold the first form; one is posted in the last second, both come again in the next."""
    service = serve("2026-10-15 23:59:59")
    person = service.person()
    person.open(DOOR)
    url, first = person.filled("Continuer", **WHO)
    person.open(DOOR)
    _, second = person.filled("Continuer", nom="Autre", email="autre@exemple.fr")
    person.press("Continuer", **WHO)
    service.now = paris("2026-10-16 00:00:00")
    for pairs in (second, first):
        page = person.post(url, pairs)
        assert page.status in (200, 422)
        assert "n'est plus ouverte" not in page.text
    assert person.open("/cantine/recap").h1 == "Relisez"


def test_of_two_entries_to_one_state_the_open_one_begins(serve: Serve) -> None:
    service = serve("2026-10-20 10:00:00", BOUNDS + "}\n      tardive: {state: saisie")
    person = service.person()
    assert "n'est plus ouverte" in person.open(DOOR).text
    assert person.open("/cantine/saisie").h1 == "Votre enfant", "the state's own address begins at the open one"
    assert person.press("Continuer", **WHO).h1 == "Relisez"
    service.now = paris("2026-10-10 10:00:00")
    assert service.person().open(DOOR).h1 == "Votre enfant"


def test_a_mails_link_into_an_entry_that_has_closed_says_why_and_the_code_is_not_used(serve: Serve) -> None:
    service = serve("2026-10-15 10:00:00", BOUNDS)
    person = service.person()
    begin(person)
    person.press("Envoyer")
    code = codes_in(text_of(service.mails()[0]))[0]
    closing = "fills: {code_saisi: cle}, open: {until: 2026-10-15}"
    write = service.parcours.settings.folder / "flows" / "cantine.yaml"
    write.write_text(write.read_text("utf-8").replace("fills: {code_saisi: cle}", closing), "utf-8")
    service.now = paris("2026-10-16 10:00:00")
    for closes in (True, False):
        text = write.read_text("utf-8")
        write.write_text(text if closes else text.replace(closing, "fills: {code_saisi: cle}"), "utf-8")
        again = ServiceUnderTest(service.database.parent, write.parents[1], start=service.now)
        other = again.person()
        page = other.open(f"/cantine/start/retour?code_saisi={code}")
        assert ("15 octobre 2026" in page.text) is closes
        if not closes:
            assert other.press("Confirmer").h1 == "Inscription confirmée"
        again.close()


def test_a_draft_that_was_erased_is_not_to_be_begun_again_at_a_closed_entry(serve: Serve) -> None:
    service = serve("2026-10-15 10:00:00")
    person = service.person()
    begin(person)
    service.now = paris("2026-10-18 10:00:00")
    service.worker.work()
    page = person.open("/cantine/recap")
    assert "n'est plus ouverte" in page.text
    assert "Recommencez ici" not in page.text
