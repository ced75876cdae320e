"""A base and its variants side by side: addresses, mails and codes of their own, one register between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest, text_of

BASE = """
    parcours: 1
    flow: carte
    title: Une carte de bibliothèque
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {delai: 48 hours}
    registers:
      cartes: {kind: email, statuses: [demandee, active]}
    facts:
      carte: {register: cartes, key: email}
      code_lu: {code: cle, typed: code_saisi}
    guards:
      prise: carte != "free"
    entries:
      demande: {state: qui}
      cle: {state: cle}
    pages:
      accueil: {title: La bibliothèque, path: /, links: [{id: demander, label: Demander une carte, entry: demande}]}
    states:
      qui:
        title: Qui êtes-vous ?
        form: lecteur
        links:
          - {id: aide, label: De l'aide, page: accueil}
        transitions:
          suite:
            label: Continuer
            first_of:
              - {id: prise, guard: prise, refuse: {field: email, message: Cette adresse a déjà une carte.}}
              - target: attente
                effects:
                  - claim: {register: cartes, key: email, status: demandee}
                  - code: {name: cle, length: 10, lives: delai}
                  - mail: cle
      attente:
        title: Votre code est parti
        content: "Il vaut jusqu'au {deadline}."
        timeout: {after: delai, target: perdue, effects: [{release: {register: cartes, key: email}}]}
        transitions:
          activer: {target: active}
      cle:
        title: Votre code
        form: cle
        transitions:
          suite:
            label: Activer
            first_of:
              - id: lu
                guard: code_lu == "valid"
                resume: {state: attente, code: cle, typed: code_saisi, event: activer}
              - {refuse: {field: code_saisi, message: Aucune demande ne porte ce code.}}
      active:
        title: Votre carte est active
        rest: true
        on_enter: [{claim: {register: cartes, key: email, status: active}}]
        show: [nom, email]
      perdue: {title: Votre demande a pris fin, final: true}
    mails:
      cle: {to: email, subject: Votre code, content: "Code : {cle}. [Activer](entry:cle)"}
    retention: {draft: 24 hours, closed: 24 hours}
"""
FORMS = {
    "lecteur": """
        type: object
        title: Vous
        required: [nom, email]
        properties:
          nom: {type: string, title: Votre nom}
          email: {type: string, format: email, title: Votre adresse}
          remarque: {type: string, title: Une remarque}
        x-groups:
          - {title: Vous, fields: [nom, email]}
          - {title: À nous dire, fields: [remarque]}
    """,
    "cle": """
        type: object
        required: [code_saisi]
        properties:
          code_saisi: {type: string, title: Votre code, x-widget: code}
    """,
}
SCHOOL = """
    extends: carte
    flow: carte_scolaire
    title: Une carte de bibliothèque pour une classe
    settings: {delai: 5 days}
    states:
      qui:
        transitions:
          suite:
            first_of:
              petite: {guard: eleves < 5, refuse: {field: eleves, message: Une classe a cinq élèves au moins.}}
      active: {show: [nom, email, eleves]}
    forms:
      lecteur:
        properties:
          eleves: {type: integer, title: Nombre d'élèves, minimum: 1, x-after: nom}
          remarque: null
        required: {eleves: true}
"""
NURSERY = """
    extends: carte_scolaire
    flow: carte_maternelle
    title: Une carte pour une maternelle
"""


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("carte", BASE, FORMS)
    write_flow("carte_scolaire", SCHOOL)
    write_flow("carte_maternelle", NURSERY)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def ask(service: ServiceUnderTest, flow: str, email: str, **more: str) -> str:
    person = service.person()
    person.open(f"/{flow}/start/demande")
    return person.press("Continuer", nom="Zoé", email=email, **more).h1


def code_in(service: ServiceUnderTest) -> str:
    found = re.search(r"[0-9A-Z]{5} [0-9A-Z]{5}", text_of(service.mails()[-1]))
    assert found
    return found[0]


def test_a_variant_asks_one_field_more_after_its_neighbour_in_the_same_group(service: ServiceUnderTest) -> None:
    page = service.person().open("/carte_scolaire/start/demande")
    assert page.h1 == "Qui êtes-vous ?"
    assert page.text.index("Votre nom") < page.text.index("Nombre d'élèves") < page.text.index("Votre adresse")
    assert "Une remarque" not in page.text
    assert "À nous dire" not in page.text, "a group that is left empty goes"
    base = service.person().open("/carte/start/demande")
    assert "Nombre d'élèves" not in base.text
    assert "Une remarque" in base.text
    assert "À nous dire" in base.text


def test_a_branch_of_a_variant_is_tried_before_the_last(service: ServiceUnderTest) -> None:
    assert ask(service, "carte_scolaire", "zoe@exemple.fr", eleves="4") == "Qui êtes-vous ?"
    assert ask(service, "carte_scolaire", "zoe@exemple.fr", eleves="5") == "Votre code est parti"
    assert ask(service, "carte", "ana@exemple.fr") == "Votre code est parti"


def test_a_register_is_one_for_the_base_and_its_variants(service: ServiceUnderTest) -> None:
    assert ask(service, "carte", "zoe@exemple.fr") == "Votre code est parti"
    person = service.person()
    person.open("/carte_maternelle/start/demande")
    page = person.press("Continuer", nom="Zoé", email="zoe@exemple.fr", eleves="7")
    assert "Cette adresse a déjà une carte." in page.text


def test_mails_links_and_delays_are_the_variants_own(service: ServiceUnderTest) -> None:
    ask(service, "carte_maternelle", "zoe@exemple.fr", eleves="7")
    assert "/carte_maternelle/start/cle" in text_of(service.mails()[-1])
    service.advance(days=3)
    person = service.person()
    person.open("/carte_maternelle/start/cle")
    page = person.press("Activer", code_saisi=code_in(service))
    assert page.h1 == "Votre carte est active"
    assert "Nombre d'élèves" in page.text


def test_a_code_of_the_base_opens_nothing_in_a_variant(service: ServiceUnderTest) -> None:
    ask(service, "carte", "zoe@exemple.fr")
    person = service.person()
    person.open("/carte_scolaire/start/cle")
    assert "Aucune demande ne porte ce code." in person.press("Activer", code_saisi=code_in(service)).text
    person.open("/carte/start/cle")
    assert person.press("Activer", code_saisi=code_in(service)).h1 == "Votre carte est active"


def test_the_address_of_a_page_stays_that_of_the_base(service: ServiceUnderTest) -> None:
    assert service.person().open("/").h1 == "La bibliothèque"
    page = service.person().open("/carte_scolaire/accueil")
    assert page.h1 == "La bibliothèque"
    assert "/carte_scolaire/start/demande" in page.body.decode()
    listed = service.person().open("/procedures").text
    assert "Une carte pour une maternelle" in listed


DESK = """
    parcours: 1
    flow: guichet
    title: Le guichet
    language: fr
    timezone: Europe/Paris
    entries: {code: {state: code}}
    states:
      code:
        title: Le code du lecteur
        form: code_guichet
        transitions:
          suite:
            label: Activer sa carte
            first_of:
              - {resume: {flow: carte_scolaire, state: attente, code: cle, typed: code_guichet, event: activer}}
              - {refuse: {field: code_guichet, message: Aucune classe n'attend ce code.}}
"""
DESK_FORM = """
    type: object
    required: [code_guichet]
    properties: {code_guichet: {type: string, title: Code du lecteur, x-widget: code}}
"""


def test_another_flow_resumes_a_case_of_the_variant_and_none_of_its_base(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("carte", BASE, FORMS)
    write_flow("carte_scolaire", SCHOOL)
    write_flow("guichet", DESK, {"code_guichet": DESK_FORM})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    ask(service, "carte", "zoe@exemple.fr")
    person = service.person()
    person.open("/guichet/start/code")
    page = person.press("Activer sa carte", code_guichet=code_in(service))
    assert "Aucune classe n'attend ce code." in page.text
    ask(service, "carte_scolaire", "ana@exemple.fr", eleves="9")
    page = person.press("Activer sa carte", code_guichet=code_in(service))
    assert (page.h1, page.path) == ("Votre carte est active", "/carte_scolaire/active")
    service.close()


def test_a_case_of_a_variant_goes_on_in_its_version_though_the_base_changes(
    tmp_path: Path, write_flow: WriteFlow
) -> None:
    write_flow("carte", BASE, FORMS)
    write_flow("carte_scolaire", SCHOOL)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    ask(service, "carte_scolaire", "zoe@exemple.fr", eleves="9")
    code = code_in(service)
    service.close()
    write_flow("carte", BASE.replace("Votre carte est active", "Votre carte vaut dès ce jour"))
    write_flow("carte_scolaire", SCHOOL.replace("show: [nom, email, eleves]", "show: [nom]"))
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/carte_scolaire/start/cle")
    page = person.press("Activer", code_saisi=code)
    assert page.h1 == "Votre carte est active"
    assert "Nombre d'élèves" in page.text
    service.close()
