"""Figures and days from the hint to the paper: as they were meant, and in the style of their field."""

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
    flow: maison
    title: Déclarer une maison
    language: fr
    timezone: Europe/Paris
    settings: {ouverture: "2027-03-01", plafond: 12500, attente: 8 days, service: 2027-3}
    values:
      releve: {type: integer, title: Relevé, x-grouping: false}
      taxe: {type: number, title: Taxe, multipleOf: 0.01, x-unit: €}
      du: {type: date, title: Du}
    entries: {debut: {state: saisie}}
    states:
      saisie:
        title: Saisie
        content: "Ouvert le {ouverture}, jusqu'à {plafond}. Années {annee.minimum} à {annee.maximum}. Bureau {service}."
        form: saisie
        transitions:
          continuer:
            label: Continuer
            target: recap
            effects: [{set: {releve: annee, taxe: 1234.5, du: '"2027-11-01"'}}]
      recap:
        title: Récapitulatif
        review: true
        show: [releve, taxe, du]
        transitions: {envoyer: {label: Envoyer, target: fin, effects: [{mail: avis}]}}
      fin:
        title: Fin
        content: "Bâtie en {annee}, relevée en {releve}, {taxe}, le {jour}, avant le {deadline}."
        links: [{label: Le papier, document: papier}]
        timeout: {after: attente, target: close}
      close: {title: Close, final: true}
    mails:
      avis:
        to: courriel
        subject: Bâtie en {annee}
        content: |
          En {annee}, de {annee.minimum} à {annee.maximum} ; {montant}, taxe {taxe}, relevé {releve}, le {jour}.
          Ouvert le {ouverture}.
    documents:
      papier:
        title: Papier
        content: "En {annee}, jusqu'en {annee.maximum}, avant le {deadline}."
        review: true
        show: [releve, taxe]
"""
FORM = """
    type: object
    properties:
      annee: {type: integer, title: Année de construction, minimum: 1800, maximum: 2100, x-grouping: false}
      suivante:
        type: integer
        title: Suivante
        maximum: 2100
        x-grouping: false
        x-messages: {maximum: "{suivante} est après {maximum}."}
      effectif: {type: integer, title: Effectif, minimum: 1, maximum: 100000}
      montant:
        type: number
        title: Montant
        multipleOf: 0.01
        x-unit: €
        x-messages: {multipleOf: "{montant} a plus de deux décimales."}
      solde: {type: number, title: Solde, x-unit: €}
      surface: {type: number, title: Surface, minimum: 0}
      etage: {type: integer, title: Étage, minimum: -5, maximum: 100}
      jour: {type: string, format: date, title: Jour, examples: ["2027-02-01"]}
      courriel: {type: string, format: email, title: Courriel}
    required: [annee, courriel]
"""
GIVEN = {
    "annee": "1987",
    "effectif": "12 000",
    "montant": "-1500,5 €",
    "solde": "\u2212 3,141",
    "jour": "1er février 2027",
    "courriel": "a@exemple.fr",
}


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("maison", FLOW, {"saisie": FORM})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


@pytest.fixture
def person(service: ServiceUnderTest) -> Person:
    person = service.person()
    person.open("/maison/start/debut")
    return person


TWO_WAYS = "peut se lire de deux façons. Si ce sont des milliers, écrivez"
TOO_MANY = "si ce sont des décimales, ce champ n'en accepte pas autant."
AS_A_DATE = "Saisissez la date sous la forme jour/mois/année (12/05/1980 ou 12051980). Par exemple 01/02/2027."


def words(page: Page) -> str:
    return " ".join(page.text.split())


def test_what_is_typed_on_the_way_is_the_same_at_its_end(service: ServiceUnderTest, person: Person) -> None:
    page = words(person.page)
    assert "Ouvert le 1er mars 2027, jusqu'à 12 500. Années 1800 à 2100. Bureau 2027-3." in page
    assert "Nombre entier, de 1800 à 2100." in page
    assert "Nombre entier, de 1 à 100 000." in page
    assert "Jour/mois/année, ou huit chiffres à la suite, par exemple 01/02/2027." in page

    recap = words(person.press("Continuer", **GIVEN))
    assert person.page.h1 == "Récapitulatif"
    for shown in (
        "Année de construction 1987",
        "Effectif 12 000",
        "Montant -1 500,5 €",
        "Solde -3,141 €",
        "Jour 1er février 2027",
        "Relevé 1987",
        "Taxe 1 234,50 €",
        "Du 1er novembre 2027",
    ):
        assert shown in recap

    person.follow("Modifier")
    filled = {name: person.page.value(name) for name in GIVEN}
    assert filled == GIVEN | {"effectif": "12000", "montant": "-1500,5", "solde": "-3,141", "jour": "01/02/2027"}
    again = words(person.press("Enregistrer et revenir au récapitulatif"))
    answers = recap[recap.index("Récapitulatif") :]  # below what the first page says once of the draft
    assert again.endswith(answers), "what was filled in is what was given"

    end = words(person.press("Envoyer"))
    assert "Bâtie en 1987, relevée en 1987, 1 234,50 €, le 1er février 2027, avant le mardi 1er décembre 2026 à" in end
    (mail,) = service.mails()
    assert mail["Subject"] == "Bâtie en 1987 – Parcours"
    letter = " ".join(text_of(mail).split())
    assert "En 1987, de 1800 à 2100 ; -1 500,5 €, taxe 1 234,50 €, relevé 1987, le 1er février 2027." in letter
    assert "Ouvert le 1er mars 2027." in letter
    paper = PdfReader(BytesIO(person.follow("Le papier").body))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "En 1987, jusqu'en 2100, avant le mardi 1er décembre 2026" in text
    assert "1 987" not in text
    assert "1er février 2027" in text


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("annee", "2987", "Année de construction : saisissez un nombre inférieur ou égal à 2100."),
        ("annee", "1100", "Année de construction : saisissez un nombre supérieur ou égal à 1800."),
        ("suivante", "2 987", "2987 est après 2100."),
        ("montant", "€ 1500,505", "1 500,505 € a plus de deux décimales."),
        ("effectif", "12.000", f"Effectif : « 12.000 » {TWO_WAYS} 12 000 ; si ce sont des décimales, écrivez 12."),
        ("effectif", "12,500", f"Effectif : « 12,500 » {TWO_WAYS} 12 500 ; {TOO_MANY}"),
        ("montant", "1,505 €", f"Montant : « 1,505 € » {TWO_WAYS} 1 505 ; {TOO_MANY}"),
        ("annee", "1.987", f"Année de construction : « 1.987 » {TWO_WAYS} 1987 ; {TOO_MANY}"),
        ("montant", "1.500,00", "Montant : « 1.500,00 » n'est pas écrit comme en français. Écrivez 1 500,00."),
        ("jour", "12/5/80", f"Jour : l'année s'écrit avec quatre chiffres, de 1800 à 2199. {AS_A_DATE}"),
    ],
)
def test_a_refusal_says_how_to_write_it(person: Person, name: str, typed: str, error: str) -> None:
    page = person.press("Continuer", **{**GIVEN, name: typed})
    assert page.status == 422
    assert [" ".join(one.split()) for one in page.errors] == [error]
    assert page.value(name) == typed, "what was typed stays"


@pytest.mark.parametrize(
    ("name", "mode", "why"),
    [
        ("annee", "numeric", "digits alone"),
        ("effectif", "numeric", "digits alone"),
        ("surface", "decimal", "digits and a comma"),
        ("jour", "numeric", "eight digits are a date"),
        ("montant", None, "a phone's keys for figures have no minus sign"),
        ("solde", None, "a phone's keys for figures have no minus sign"),
        ("etage", None, "a phone's keys for figures have no minus sign"),
        ("suivante", None, "nothing says that it is not below 0"),
    ],
)
def test_a_phone_offers_keys_with_which_every_answer_can_be_typed(
    person: Person, name: str, mode: str | None, why: str
) -> None:
    (entry,) = person.page.tree.xpath(f"//input[@name='{name}']")
    assert entry.get("inputmode") == mode, why
