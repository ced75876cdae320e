"""« Enregistrer et finir plus tard »: what was typed is kept as it is, unchecked, and fills the form again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

FLOW = """
    parcours: 1
    flow: projet
    title: Un projet
    language: fr
    timezone: Europe/Paris
    facts: {code_saisi: {code: cle, typed: code}}
    entries: {debut: {state: saisie}}
    pages: {accueil: {title: Accueil, content: Bonjour.}}
    states:
      saisie:
        title: Votre projet
        form: saisie
        transitions:
          suite:
            label: Continuer
            first_of:
              - {guard: code_saisi == "used", refuse: {message: Déjà servi.}}
              - {target: recap}
          rester: {label: Enregistrer, skip_form: keep}
          aller: {label: Finir plus tard, skip_form: keep, target: pause}
          partir: {label: Enregistrer et quitter, skip_form: keep, leave: {page: accueil, message: À bientôt.}}
      pause:
        title: En pause
        transitions: {reprendre: {label: Reprendre, target: saisie}}
      recap:
        title: Relisez
        review: true
        transitions:
          envoyer:
            label: Envoyer
            target: fin
            effects: [{code: {name: cle, length: 10, lives: 1 days}}, {mail: cle}]
      fin: {title: Fin, final: true}
    mails: {cle: {to: email, subject: Clé, content: "{cle}"}}
"""
SAISIE = """
    type: object
    required: [nom, email, age]
    properties:
      nom: {type: string, title: Nom, maxLength: 10}
      email: {type: string, title: Adresse, format: email}
      age: {type: integer, title: Âge, minimum: 18}
      jour: {type: string, format: date, title: Jour}
      pays: {type: string, title: Pays, enum: [FR, DE]}
      envois: {type: array, title: Envois, items: {type: string, enum: [lettre, courriel]}}
      accord: {type: boolean, title: Accord}
      mot: {type: string, title: Mot de passe, x-secret: true}
      code: {type: string, title: Code, x-widget: code}
"""
# Nothing of it is valid, and nothing of it is changed.
TYPED: dict[str, str | list[str] | bool] = {
    "nom": "Bien plus long que dix signes", "email": "pas une adresse", "age": "douze", "jour": "31/02/2026",
    "pays": "DE", "envois": ["courriel"], "accord": True,
}  # fmt: skip


@pytest.fixture
def person(tmp_path: Path, write_flow: WriteFlow) -> Iterator[Person]:
    write_flow("projet", FLOW, {"saisie": SAISIE})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/projet/start/debut")
    yield person
    service.close()


def shown(page: Page) -> dict[str, str | list[str] | bool]:
    boxes = [str(box.get("value")) for box in page.tree.xpath("//input[@type='checkbox'][@checked][@name='envois']")]
    agreed = bool(page.tree.xpath("//input[@type='checkbox'][@checked][@name='accord']"))
    texts = {name: page.value(name) or "" for name in ("nom", "email", "age", "jour", "pays")}
    return {**texts, "envois": boxes, "accord": agreed}


def test_where_the_case_stays_the_page_says_that_it_is_saved(person: Person) -> None:
    page = person.press("Enregistrer", **TYPED, mot="Sesame12345", code="ABCDE12345")
    assert page.status == 200
    assert "Ce que vous avez saisi est enregistré tel quel" in page.text
    assert not page.errors
    assert shown(page) == TYPED
    assert (page.value("mot"), page.value("code")) == ("", ""), "neither a secret nor a code is kept"
    assert shown(person.open("/projet/saisie")) == TYPED, "nor is it gone with the next look"


def test_a_target_and_the_way_back_keep_it(person: Person) -> None:
    assert person.press("Finir plus tard", **TYPED).h1 == "En pause"
    assert shown(person.press("Reprendre")) == TYPED


def test_what_was_saved_counts_for_nothing_before_it_is_posted(person: Person) -> None:
    person.press("Enregistrer", **TYPED)
    page = person.press("Continuer")
    assert page.status == 422
    assert len(page.errors) == 4, "each is checked now"
    assert shown(page) == TYPED


def test_who_leaves_reads_the_message_and_nothing_is_lost(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("projet", FLOW, {"saisie": SAISIE})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/projet/start/debut")
    page = person.press("Enregistrer et quitter", **TYPED, mot="Sesame12345")
    assert (page.h1, "À bientôt." in page.text) == ("Accueil", True)
    with service.parcours.database.read() as tx:
        [body] = tx.execute(text("SELECT body FROM cases"), {}).scalars()
    assert "Bien plus long que dix signes" in body
    assert "Sesame" not in body
    service.close()


def test_what_is_larger_than_a_form_may_be_is_shown_again_and_not_kept(person: Person) -> None:
    page = person.press("Enregistrer", nom="n" * 400_000)
    assert page.status == 413
    assert len(page.value("nom") or "") == 400_000
    assert person.open("/projet/saisie").value("nom") == ""


def test_two_clicks_save_once_and_the_last_of_two_tabs_is_kept(person: Person) -> None:
    url, first = person.filled("Enregistrer", **{**TYPED, "nom": "Un"})
    _, second = person.filled("Enregistrer", **{**TYPED, "nom": "Deux"})
    person.post(url, first)
    assert person.post(url, first).value("nom") == "Un"
    page = person.post(url, second)
    assert page.status == 200
    assert page.value("nom") == "Deux"
