"""A resume that looks in several flows, and takes answers along for the event that it fires."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

# A company begins a request; whoever holds its code joins it, and says who they are.
COMPANY = """
    parcours: 1
    flow: {name}
    title: Une société
    language: fr
    timezone: Europe/Paris
    values:
      membre: {{type: string, title: Membre}}
      naissance: {{type: date, title: Naissance}}
      parts: {{type: integer, title: Parts}}
      courriel_membre: {{type: string, title: Courriel du membre}}
    entries: {{debut: {{state: societe}}}}
    states:
      societe:
        title: La société
        form: societe
        transitions:
          suite:
            label: Continuer
            target: attente
            effects: [{{code: {{name: cle, length: 10, lives: 2 days}}}}, {{mail: cle}}]
      attente:
        title: En attente
        timeout: {{after: 2 days, target: fin}}
        transitions:
          joindre:
            first_of:
              - {{guard: given(parts) and parts > 100, target: refusee}}
              - {{target: jointe, effects: [{{mail: jointe}}]}}
          revoir: {{label: Revoir, target: attente}}
      jointe:
        title: Société jointe
        content: "Rejointe par {{membre}}, né le {{naissance}}, {{parts}} parts."
        transitions: {{clore: {{label: Clore, target: fin}}}}
      refusee: {{title: Trop de parts, final: true}}
      fin: {{title: Fin, final: true}}
    mails:
      cle: {{to: courriel, subject: Votre code, content: "Voici :\\n\\n{{cle}}"}}
      jointe: {{to: courriel_membre, subject: Bienvenue, content: "Bonjour {{membre}}, {{parts}} parts."}}
"""
MEMBER = """
    parcours: 1
    flow: membre
    title: Un membre
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: moi}}
    states:
      moi:
        title: Qui êtes-vous ?
        form: moi
        transitions:
          joindre:
            label: Joindre
            first_of:
              - resume:
                  flow: [ateliers, boutiques]
                  state: attente
                  code: cle
                  typed: code_saisi
                  event: joindre
                  carry: {membre: nom, naissance: jour, parts: parts_voulues, courriel_membre: adresse}
              - refuse: {field: code_saisi, message: Ce code n'ouvre rien.}
"""
FORMS = {
    "societe": """
        type: object
        required: [courriel]
        properties: {courriel: {type: string, title: Adresse, format: email}}
    """,
    "moi": """
        type: object
        required: [code_saisi, nom, jour, adresse]
        properties:
          code_saisi: {type: string, title: Code, x-widget: code}
          nom: {type: string, title: Votre nom}
          jour: {type: string, format: date, title: Votre naissance}
          parts_voulues: {type: integer, title: Parts}
          adresse: {type: string, title: Votre adresse, format: email}
    """,
}
ME = {"nom": "Zoé [x](page:y)", "jour": "03/02/1990", "adresse": "zoe@exemple.fr"}


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    for name in ("ateliers", "boutiques"):
        write_flow(name, COMPANY.format(name=name), FORMS)
    write_flow("membre", MEMBER)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def founded(service: ServiceUnderTest, flow: str) -> tuple[Person, str]:
    """A company that waits, and its code."""
    person = service.person()
    person.open(f"/{flow}/start/debut")
    assert person.press("Continuer", courriel=f"{flow}@exemple.fr").h1 == "En attente"
    return person, codes_in(text_of(service.mails()[-1]))[0]


def join(service: ServiceUnderTest, code: str, parts: str = "12") -> Page:
    person = service.person()
    person.open("/membre/start/debut")
    return person.press("Joindre", code_saisi=code, parts_voulues=parts, **ME)


@pytest.mark.parametrize("flow", ["ateliers", "boutiques"])
def test_the_case_is_found_in_each_of_the_flows_and_knows_what_was_taken_along(
    service: ServiceUnderTest, flow: str
) -> None:
    _, code = founded(service, flow)
    page = join(service, code)
    assert (page.h1, page.path) == ("Société jointe", f"/{flow}/jointe")
    assert "Rejointe par Zoé [x](page:y), né le 3 février 1990, 12 parts." in page.text
    mail = service.mails()[-1]
    assert mail["To"] == "zoe@exemple.fr"
    assert "12 parts" in text_of(mail)


def test_a_guard_of_the_event_sees_it(service: ServiceUnderTest) -> None:
    _, code = founded(service, "ateliers")
    assert join(service, code, "101").h1 == "Trop de parts"


def test_null_carries_null(service: ServiceUnderTest) -> None:
    _, code = founded(service, "ateliers")
    page = join(service, code, "")
    assert "né le 3 février 1990, parts." in page.text.replace("  ", " ")


def test_the_code_serves_once_whoever_is_first(service: ServiceUnderTest) -> None:
    """Raced: two people have filled the form in with one code."""
    _, code = founded(service, "boutiques")
    first, second = service.person(), service.person()
    for person in (first, second):
        person.open("/membre/start/debut")
    posts = [person.filled("Joindre", code_saisi=code, parts_voulues="1", **ME) for person in (first, second)]
    pages = [person.post(*post) for person, post in zip((first, second), posts, strict=True)]
    assert [page.status for page in pages] == [200, 422]
    assert "Ce code n'ouvre rien." in pages[1].text
    assert pages[1].value("nom") == ME["nom"]
