"""A total that the flow works out: on page, recap, mail and paper; worked out again when an answer changes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, text_of

FLOW = """
    parcours: 1
    flow: cantine
    title: Inscrire à la cantine
    language: fr
    timezone: Europe/Paris
    settings: {prix: 12.50, taux: 0.055, part: 3}
    values:
      total: {type: number, title: Total, multipleOf: 0.01, x-unit: €}
      taxe: {type: number, title: Dont taxe, multipleOf: 0.01, x-unit: €}
      mensualite: {type: number, title: Par mois, multipleOf: 0.01, x-unit: €}
      repas: {type: integer, title: Repas}
    guards: {beaucoup: enfants * len(jours) > 9}
    entries: {debut: {state: saisie}}
    states:
      saisie:
        title: Saisie
        form: cantine
        transitions:
          continuer:
            label: Continuer
            first_of:
              - {guard: beaucoup, refuse: {field: enfants, message: Neuf repas au plus.}}
              - target: recap
                effects:
                  - set:
                      repas: enfants * len(jours)
                      total: enfants * prix
                      taxe: round(enfants * prix * taux, 2)
                      mensualite: round(enfants * prix / part, 2)
      recap:
        title: Récapitulatif
        content: "{enfants} enfants × {prix} € = {total}, dont {taxe} ; {repas} repas, {mensualite} par mois."
        review: true
        show: [total]
        back: {label: Étape précédente}
        transitions: {envoyer: {label: Envoyer, target: fin, effects: [{mail: avis}]}}
      fin:
        title: Fin
        content: "Payez {total}."
        links: [{label: Le papier, document: papier}]
        rest: true
    mails:
      avis:
        to: courriel
        subject: "Votre total : {total}"
        content: |
          {enfants} enfants × {prix} € = {total}, soit {mensualite} par mois.
    documents:
      papier:
        title: Papier
        content: "{enfants} enfants × {prix} € = {total}."
        show: [total]
        review: true
"""
FORM = """
    type: object
    properties:
      enfants: {type: integer, title: Enfants, minimum: 1, maximum: 9}
      jours:
        type: array
        title: Jours
        items: {oneOf: [{const: lundi, title: Lundi}, {const: mardi, title: Mardi}]}
      courriel: {type: string, format: email, title: Courriel}
    required: [enfants, jours, courriel]
"""
GIVEN = {"enfants": "3", "jours": ["lundi", "mardi"], "courriel": "a@exemple.fr"}


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("cantine", FLOW, {"cantine": FORM})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


@pytest.fixture
def person(service: ServiceUnderTest) -> Person:
    person = service.person()
    person.open("/cantine/start/debut")
    return person


def words(page: Page) -> str:
    return " ".join(page.text.split())


SUM = "3 enfants × 12,50 € = 37,50 €"


def test_a_total_is_on_the_recap_in_the_mail_and_on_paper(service: ServiceUnderTest, person: Person) -> None:
    recap = words(person.press("Continuer", **GIVEN))
    assert f"{SUM}, dont 2,06 € ; 6 repas, 12,50 € par mois." in recap
    assert "Total 37,50 €" in recap
    assert "Payez 37,50 €." in words(person.press("Envoyer"))
    (mail,) = service.mails()
    assert "Votre total : 37,50 €" in " ".join(mail["Subject"].split())
    assert f"{SUM}, soit 12,50 € par mois." in " ".join(text_of(mail).split())
    html = mail.get_body(("html",))
    assert html is not None
    assert SUM in " ".join(html.get_content().replace("&nbsp;", " ").split())
    paper = PdfReader(BytesIO(person.follow("Le papier").body))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert f"{SUM}." in text
    assert "Total 37,50 €" in text


def test_a_changed_answer_changes_the_total(person: Person) -> None:
    person.press("Continuer", **GIVEN)
    person.follow("Modifier")
    recap = words(person.press("Enregistrer et revenir au récapitulatif", enfants="2"))
    assert "2 enfants × 12,50 € = 25,00 €, dont 1,38 € ; 4 repas, 8,33 € par mois." in recap
    assert "37,50" not in recap


def test_going_back_takes_the_total_along_and_the_next_step_writes_it_again(person: Person) -> None:
    person.press("Continuer", **GIVEN)
    person.press("Étape précédente")
    assert person.page.value("enfants") == "3"
    assert "37,50" not in words(person.page)
    assert "4 enfants × 12,50 € = 50,00 €" in words(person.press("Continuer", enfants="4"))


def test_a_guard_counts_boxes_times_children(person: Person) -> None:
    page = person.press("Continuer", **{**GIVEN, "enfants": "5"})
    assert page.errors == ["Neuf repas au plus."]
    assert person.press("Continuer", **{**GIVEN, "enfants": "4"}).h1 == "Récapitulatif"


SUMS = """
    parcours: 1
    flow: sommes
    title: Des sommes
    language: fr
    timezone: Europe/Paris
    values:
      produit: {type: number, title: Produit}
      reste: {type: number, title: Reste}
      moyenne: {type: integer, title: Moyenne}
    entries: {debut: {state: saisie}}
    states:
      saisie:
        title: Saisie
        form: sommes
        transitions:
          continuer:
            label: Continuer
            target: fin
            effects:
              - set: {produit: a * b, reste: a - b, moyenne: 'round((a + b) / 2, 0)'}
              - set: {produit: produit * produit * produit * produit}
      fin:
        title: Fin
        content: "Reste {reste}, moyenne {moyenne}, produit {produit}."
        sections: [{when: -a * 2 < b, title: La moitié suffit}]
        show: [a, b]
        final: true
"""
SUMS_FORM = """
    type: object
    properties:
      a: {type: number, title: Premier}
      b: {type: number, title: Second}
    required: [a, b]
    x-rules: [{check: a + b >= 0, field: b, message: "La somme est négative."}]
"""


@pytest.fixture
def sums(tmp_path: Path, write_flow: WriteFlow) -> Iterator[Person]:
    write_flow("sommes", SUMS, {"sommes": SUMS_FORM})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/sommes/start/debut")
    yield person
    service.close()


def test_what_is_worked_out_is_exact_from_the_entry_to_the_page(sums: Person) -> None:
    shown = words(sums.press("Continuer", a="0,1", b="0,2"))
    assert "Reste -0,1, moyenne 0, produit 0,00000016." in shown, "0.1 * 0.2, four times, and no digit more"
    assert "La moitié suffit" in shown


def test_a_rule_of_a_form_adds(sums: Person) -> None:
    assert sums.press("Continuer", a="1", b="-1,01").errors == ["La somme est négative."]
    shown = words(sums.press("Continuer", a="1", b="-1"))
    assert "Reste 2, moyenne 0, produit 1." in shown, "no minus before nothing"


def test_a_result_without_end_fails_the_step_and_keeps_what_was_typed(sums: Person) -> None:
    long = "9" * 40
    page = sums.press("Continuer", a=long, b=long)
    assert page.status == 500
    assert page.value("a") == long
    assert sums.press("Continuer", a="2", b="3").h1 == "Fin"
