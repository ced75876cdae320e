"""Shared lists, days between bounds, so many boxes: from the hint to the paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, text_of

FLOW = """\
parcours: 1
flow: sejour
title: Un séjour
language: fr
timezone: Europe/Paris
settings: {ouverture: 2026-12-01, cloture: "2027-08-31", rappel: 2 days}
values: {limite: {type: date, title: Limite}}
entries: {debut: {state: saisie}}
states:
  saisie:
    title: Votre séjour
    content: "Du {arrivee.formatMinimum} au {cloture}, sauf avant le {naissance.formatMinimum}."
    form: saisie
    transitions:
      continuer:
        label: Continuer
        first_of:
          - {guard: pays == "CH", refuse: {field: pays, message: Pas depuis la Suisse.}}
          - {target: recap, effects: [{set: {limite: cloture}}]}
  recap:
    title: Récapitulatif
    review: true
    show: [limite]
    transitions: {envoyer: {label: Envoyer, target: fin, effects: [{mail: avis}]}}
  fin:
    title: Fin
    content: "{pays}, {villes}, le {arrivee}, avant le {limite}."
    links: [{label: Le papier, document: papier}]
    timeout: {after: rappel, target: close}
  close: {title: Close, final: true}
mails:
  avis:
    to: courriel
    subject: Depuis {pays}
    content: |
      Le {arrivee}, jusqu'au {cloture} : {villes}. Dès le {arrivee.formatMinimum}.
documents:
  papier: {title: Papier, content: "Jusqu'au {arrivee.formatMaximum}.", review: true}
"""
FORM = """\
type: object
properties:
  courriel: {type: string, format: email, title: Courriel}
  pays: {type: string, title: Pays, x-widget: select, x-options: {list: pays, without: [DE]}}
  villes: {type: array, title: Villes, items: {x-options: villes}, minItems: 1, maxItems: 3}
  loisirs: {type: array, title: Loisirs, items: {enum: [lire, nager, peindre]}, minItems: 2, x-hint: false}
  arrivee:
    type: string
    format: date
    title: Arrivée
    formatMinimum: ouverture
    formatMaximum: cloture
    x-messages: {formatMaximum: "Nous fermons le {formatMaximum}."}
  naissance: {type: string, format: date, title: Naissance, formatMinimum: 1900-01-01, formatMaximum: today}
  depart: {type: string, format: date, title: Départ, formatMinimum: today}
required: [courriel, pays, villes, arrivee]
"""
LISTS = {
    "pays": "- {const: FR, title: France}\n- {const: CH, title: Suisse}\n- {const: DE, title: Allemagne}\n",
    "villes": "\n".join(
        f"- {{const: {name[0].lower()}, title: {name}}}" for name in ("Paris", "Lyon", "Nice", "Brest")
    ),
}
GIVEN: dict[str, str | list[str]] = {
    "courriel": "a@exemple.fr",
    "pays": "FR",
    "villes": ["l", "p"],
    "arrivee": "1er décembre 2026",
    "naissance": "23/11/2026",
    "depart": "23/11/2026",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    for name, text in {
        "flows/sejour.yaml": FLOW,
        "forms/saisie.yaml": FORM,
        **{f"forms/lists/{name}.yaml": text for name, text in LISTS.items()},
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


@pytest.fixture
def person(service: ServiceUnderTest) -> Person:
    person = service.person()
    person.open("/sejour/start/debut")
    return person


def words(page: Page) -> str:
    return " ".join(page.text.split())


def test_what_is_chosen_and_typed_is_the_same_at_the_end_of_the_way(service: ServiceUnderTest, person: Person) -> None:
    page = words(person.page)
    assert "Du 1er décembre 2026 au 31 août 2027, sauf avant le 1er janvier 1900." in page
    assert "Allemagne" not in page
    assert "Choisissez 1 à 3 réponses." in page
    assert "Choisissez au moins 2" not in page, "x-hint: false"
    day = "Jour/mois/année, ou huit chiffres à la suite"
    assert f"{day}, au plus tôt le 1er décembre 2026, au plus tard le 31 août 2027." in page
    assert f"{day}, au plus tôt le 1er janvier 1900, au plus tard aujourd'hui." in page
    assert f"{day}, au plus tôt aujourd'hui." in page

    recap = words(person.press("Continuer", **GIVEN))
    assert person.page.h1 == "Récapitulatif"
    shown = ("Pays France", "Villes Paris et Lyon", "Arrivée 1er décembre 2026", "Naissance 23 novembre 2026")
    for words_shown in (*shown, "Départ 23 novembre 2026", "Limite 31 août 2027"):
        assert words_shown in recap
    end = words(person.press("Envoyer"))
    assert "France, Paris et Lyon, le 1er décembre 2026, avant le 31 août 2027." in end
    (mail,) = service.mails()
    assert mail["Subject"] == "Depuis France – Parcours"
    letter = " ".join(text_of(mail).split())
    assert "Le 1er décembre 2026, jusqu'au 31 août 2027 : Paris et Lyon. Dès le 1er décembre 2026." in letter
    paper = PdfReader(BytesIO(person.follow("Le papier").body))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    for told in ("Jusqu'au 31 août 2027.", "France", "Paris et Lyon", "1er décembre 2026"):
        assert told in text


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("pays", "DE", "Pays : choisissez une des réponses proposées."),  # left out of the list
        ("pays", "CH", "Pas depuis la Suisse."),  # a guard reads the const
        ("villes", [], "Villes : choisissez une réponse."),  # required, before how many
        ("villes", ["p", "l", "n", "b"], "Villes : choisissez au plus 3 réponses."),
        ("loisirs", ["lire"], "Loisirs : choisissez au moins 2 réponses."),
        ("arrivee", "30/11/2026", "Arrivée : saisissez une date au plus tôt le 1er décembre 2026."),
        ("arrivee", "1/9/2027", "Nous fermons le 31 août 2027."),
        ("naissance", "24/11/2026", "Naissance : saisissez une date au plus tard le 23 novembre 2026."),
        ("naissance", "31/12/1899", "Naissance : saisissez une date au plus tôt le 1er janvier 1900."),
        ("depart", "22/11/2026", "Départ : saisissez une date au plus tôt le 23 novembre 2026."),
        # what no day is, is said as such and not as one out of bounds
        (
            "depart",
            "31/02/2027",
            "Départ : saisissez une date qui existe, sous la forme jour/mois/année (12/05/1980 ou 12051980).",
        ),
    ],
)
def test_a_refusal_says_the_bound(person: Person, name: str, typed: str | list[str], error: str) -> None:
    page = send(person, {**GIVEN, name: typed})
    assert page.status == 422
    assert [" ".join(one.split()) for one in page.errors] == [error]


def send(person: Person, typed: dict[str, str | list[str]]) -> Page:
    """Also what no browser would send by itself."""
    url, pairs = person.filled("Continuer")
    sent = [pair for pair in pairs if pair[0] not in typed]
    sent += [
        (name, one) for name, several in typed.items() for one in ([several] if isinstance(several, str) else several)
    ]
    return person._send("POST", url, urlencode(sent).encode())


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ({"villes": ["p"]}, True),
        ({"villes": ["p", "l", "n"]}, True),
        ({"loisirs": []}, True),  # not required: none, or two at least
        ({"loisirs": ["lire", "nager"]}, True),
        ({"arrivee": "31/08/2027"}, True),  # the last day itself
        ({"naissance": "01/01/1900"}, True),
        ({"naissance": ""}, True),
        ({"arrivee": ""}, False),
    ],
)
def test_the_bounds_themselves_are_inside(person: Person, given: dict[str, str | list[str]], right: bool) -> None:
    page = send(person, {**GIVEN, **given})
    assert (page.h1 == "Récapitulatif") is right, page.errors


def test_today_is_the_day_of_the_zone_when_the_form_is_sent(service: ServiceUnderTest, person: Person) -> None:
    service.now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Paris
    page = send(person, {**GIVEN, "depart": "23/11/2026"})
    assert [" ".join(one.split()) for one in page.errors] == [
        "Départ : saisissez une date au plus tôt le 24 novembre 2026."
    ]
    assert send(person, {**GIVEN, "depart": "24/11/2026", "naissance": "24/11/2026"}).h1 == "Récapitulatif"


def test_a_day_that_has_passed_since_is_asked_again_by_modify(service: ServiceUnderTest, person: Person) -> None:
    person.press("Continuer", **GIVEN)
    service.now += timedelta(hours=20)
    person.follow("Modifier")
    assert person.page.value("depart") == "23/11/2026", "it is filled in as it was given"
    page = person.press("Enregistrer et revenir au récapitulatif")
    assert [" ".join(one.split()) for one in page.errors] == [
        "Départ : saisissez une date au plus tôt le 24 novembre 2026."
    ]
    assert person.press("Enregistrer et revenir au récapitulatif", depart="24/11/2026").h1 == "Récapitulatif"
