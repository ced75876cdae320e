"""Sections, notes and links that stand only where their `when` holds; notes beside a field; the tries that are left."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest
from tests.support.statements import listening

FLOW = """
parcours: 1
flow: guichet
title: Guichet
language: fr
timezone: Europe/Paris
settings: {ouverture: "2026-11-24", essais: 3}
registers: {places: {kind: email, statuses: [prise]}}
facts:
  place: {register: places, key: email}
guards:
  occupee: place == "prise"
  ouvert: today() >= ouverture
entries:
  demande: {state: demande}
  cle: {state: cle}
  nom: {state: porte}
pages:
  accueil:
    title: Accueil
    sections:
      - {when: ouvert, title: Ouvert, content: Entrez., links: [{label: Entrer, entry: demande, when: essais == 3}]}
      - {when: not ouvert, content: Fermé., links: [{label: Jamais, entry: cle, when: essais > 3}]}
    links: [{label: Tout de suite, entry: demande, when: ouvert}]
states:
  demande:
    title: Demande
    content: Bonjour.
    sections:
      - {title: Avant de commencer, content: Lisez., links: [{label: Le club, url: "https://exemple.fr"}]}
      - {when: given(email), content: Vous revenez.}
    notes:
      - {title: Partout, text: De tout.}
      - {title: Adresse, beside: email, text: La vôtre.}
      - {title: Âge, beside: age, text: "## En années"}
      - {title: Pseudonyme, beside: age, text: Ou pas.}
      - {title: Vous, beside: Qui vous êtes, text: Vraiment vous.}
    form: demande
    transitions: {suite: {label: Continuer, target: choix}}
  choix:
    title: Choix
    content: Relisez.
    sections:
      - {when: occupee, title: Prise, content: Cette place est prise.}
      - {when: place == "free", content: Cette place est libre.}
      - {when: len(nom) > 3, content: Un long nom.}
    notes: [{title: Mineur, when: given(age) and age < 18, text: Avec un parent.}]
    links: [{label: Papier, document: papier, when: place == "free"}, {label: Toujours, entry: cle}]
    back: {label: Étape précédente}
    transitions:
      prendre:
        label: Prendre
        first_of:
          - {guard: not place == "free", refuse: {message: Trop tard.}}
          - {target: prise, effects: [{claim: {register: places, key: email, status: prise}}]}
      oublier: {label: Taire mon nom, effects: [{forget: [nom]}]}
  prise:
    title: Prise
    timeout: {after: 1 hours, target: rendue, effects: [{release: {register: places, key: email}}]}
    transitions: {garder: {label: Garder, target: gardee}}
  gardee: {title: Gardée, rest: true}
  rendue: {title: Rendue, final: true}
  cle:
    title: Clé
    content: "Il reste : {tries_left essai|essais}."
    sections: [{when: given(tries_left), content: "Encore {tries_left}, soit {tries_left essai|essais}."}]
    notes: [{title: Dernier, when: given(tries_left) and tries_left < 2, text: Attention.}]
    form: cle
    tries: {max: essais, target: fini}
    transitions:
      suite:
        label: Continuer
        first_of:
          - {guard: cle_saisie == "sésame", target: fini}
          - {refuse: {field: cle_saisie, message: "Non. {tries_left essai|essais}."}}
      partir: {label: Suivre, skip_form: true, target: relire}
  relire:
    title: Relire
    content: "Ici : {tries_left essai|essais}."
    form: mot
    tries: {max: 4, target: fini}
    transitions:
      suite:
        label: Continuer
        first_of: [{refuse: {state: cle, message: "Retour. {tries_left essai|essais}."}}]
  porte:
    title: Porte
    sections:
      - {when: given(tries_left) and tries_left > 0, content: "Il vous reste {tries_left essai|essais}."}
      - {when: tries_left == 0, content: Une pause.}
    form: porte
    tries: {max: 3, per: adresse, pause: 15 minutes}
    transitions:
      entrer:
        label: Entrer
        first_of:
          - {guard: adresse == "entrez@exemple.fr", target: fini}
          - {refuse: {message: "Inconnue. {tries_left essai|essais}"}}
  fini: {title: Fini, final: true}
documents: {papier: {title: Papier, content: Voici.}}
"""
FORMS = {
    "demande": """
type: object
required: [email, nom]
x-groups: [{title: Qui vous êtes, fields: [nom, age]}]
properties:
  email: {type: string, format: email, title: Adresse}
  nom: {type: string, title: Nom}
  age: {type: integer, title: Âge}
""",
    "cle": "{type: object, required: [cle_saisie], properties: {cle_saisie: {type: string, title: Clé}}}",
    "mot": "{type: object, required: [mot], properties: {mot: {type: string, title: Mot}}}",
    "porte": """
type: object
required: [adresse]
properties: {adresse: {type: string, format: email, title: Adresse}}
""",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    for name, text in {"flows/guichet.yaml": FLOW, **{f"forms/{n}.yaml": f for n, f in FORMS.items()}}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    service = ServiceUnderTest(tmp_path, tmp_path)
    yield service
    service.close()


def at(service: ServiceUnderTest, entry: str) -> Person:
    person = service.person()
    person.open(f"/guichet/start/{entry}")
    return person


def choosing(service: ServiceUnderTest, email: str = "ana@exemple.fr", **given: str) -> Person:
    person = at(service, "demande")
    person.press("Continuer", email=email, **{"nom": "Ana", "age": "", **given})
    return person


def said(page: Page, *texts: str) -> list[str]:
    """Those of these texts that the page has, in the order of the page."""
    return sorted((text for text in texts if text in page.text), key=page.text.index)


# Sections, and when


def test_sections_of_a_state_stand_after_its_content_and_before_its_form(service: ServiceUnderTest) -> None:
    page = at(service, "demande").page
    there = ["Bonjour.", "Avant de commencer", "Lisez.", "Le club", "Partout", "Adresse", "Continuer"]
    assert said(page, *there) == there
    assert page.tree.xpath("//main//section//h2[text()='Avant de commencer']")
    assert page.link("Le club") == "https://exemple.fr"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, ["Cette place est libre.", "Papier"]),
        ({"nom": "Anatole"}, ["Cette place est libre.", "Un long nom.", "Papier"]),
        ({"age": "12"}, ["Cette place est libre.", "Avec un parent.", "Papier"]),
        ({"age": "18"}, ["Cette place est libre.", "Papier"]),
        ({"email": "prise@exemple.fr"}, ["Prise", "Cette place est prise."]),
        ({"email": "PRISE@exemple.fr", "age": "3"}, ["Prise", "Cette place est prise.", "Avec un parent."]),
    ],
)
def test_what_stands_follows_the_answers_and_the_registers(
    service: ServiceUnderTest, given: dict[str, str], shown: list[str]
) -> None:
    choosing(service, "prise@exemple.fr").press("Prendre")
    page = choosing(service, **given).page
    every = ["Prise", "Cette place est prise.", "Cette place est libre.", "Un long nom.", "Avec un parent.", "Papier"]
    assert sorted(said(page, *every)) == sorted(shown)
    assert "Toujours" in page.text


def test_registers_are_read_at_each_showing_and_a_holders_timer_is_fired_first(service: ServiceUnderTest) -> None:
    first, second = choosing(service), choosing(service)
    assert "Cette place est libre." in second.page.text
    first.press("Prendre")
    assert "Cette place est prise." in second.open("/guichet/choix").text
    service.advance(hours=2)  # no worker has run: the holder's delay is over all the same
    assert "Cette place est libre." in second.open("/guichet/choix").text
    assert first.open("/guichet/prise").h1 == "Rendue"


def test_a_refusals_page_shows_what_stands_now(service: ServiceUnderTest) -> None:
    first, second = choosing(service), choosing(service)
    first.press("Prendre")
    refused = second.press("Prendre")
    assert refused.status == 422
    assert said(refused, "Trop tard.", "Cette place est prise.", "Cette place est libre.", "Papier") == [
        "Trop tard.",
        "Cette place est prise.",
    ]


def test_a_link_that_does_not_stand_there_offers_no_document(service: ServiceUnderTest) -> None:
    first, second = choosing(service), choosing(service)
    assert second.open("/guichet/document/papier").body.startswith(b"%PDF")
    first.press("Prendre")
    assert second.open("/guichet/document/papier").h1 == "Choix"  # led back to the state
    service.advance(hours=2)
    assert second.open("/guichet/document/papier").body.startswith(b"%PDF")


def test_modifier_shows_an_earlier_page_as_the_case_is_now(service: ServiceUnderTest) -> None:
    person = choosing(service)
    assert "Vous revenez." in person.open("/guichet/demande").text
    assert "Vous revenez." not in at(service, "demande").page.text


def test_a_when_that_cannot_be_evaluated_takes_its_section_alone(
    service: ServiceUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    person = choosing(service, nom="Anatole")
    with caplog.at_level(logging.ERROR, "parcours"):
        page = person.press("Taire mon nom")
    assert page.status == 200
    assert said(page, "Relisez.", "Cette place est libre.", "Un long nom.") == ["Relisez.", "Cette place est libre."]
    assert re.search(r"not shown: .*guichet\.yaml:\d+: guard `len\(nom\) > 3`", caplog.text)
    assert "Anatole" not in caplog.text


def test_a_page_outside_a_case_knows_the_day_and_the_settings(service: ServiceUnderTest) -> None:
    every = ["Ouvert", "Entrez.", "Entrer", "Fermé.", "Jamais", "Tout de suite"]
    assert said(service.person().open("/guichet/accueil"), *every) == ["Fermé."]
    service.advance(hours=14)  # midnight in Paris, not yet in UTC
    assert said(service.person().open("/guichet/accueil"), *every) == ["Ouvert", "Entrez.", "Entrer", "Tout de suite"]


def test_a_state_without_when_asks_nothing_more_of_the_database(service: ServiceUnderTest) -> None:
    person = choosing(service)
    person.press("Prendre")
    asked = {}
    for state in ("prise", "choix"):
        reader = choosing(service, f"{state}@exemple.fr")
        if state == "prise":
            reader.press("Prendre")
        with listening() as heard:
            reader.open(f"/guichet/{state}")
            asked[state] = heard.transactions
    assert asked["choix"] == asked["prise"] + 1


# Beside


def test_a_note_stands_before_the_field_or_group_that_it_speaks_of(service: ServiceUnderTest) -> None:
    page = at(service, "demande").page
    seen = page.tree.xpath("//main//*[@role='note']/*[1] | //main//label | //main//legend")
    order = [" ".join(one.text_content().split()) for one in seen]
    assert order == [
        "Partout",
        "Adresse", "* Adresse",
        "Vous", "Qui vous êtes",
        "* Nom",
        "Âge", "Pseudonyme", "Âge",
    ]  # fmt: skip


def test_a_note_has_a_heading_of_the_level_of_its_place_and_is_named_by_it(service: ServiceUnderTest) -> None:
    tree = at(service, "demande").page.tree
    notes = tree.xpath("//main//*[@role='note']")
    assert [note.getchildren()[0].tag for note in notes] == ["h2", "h2", "h2", "h3", "h3"]
    assert [note.get("aria-labelledby") for note in notes] == [note.getchildren()[0].get("id") for note in notes]
    assert len({note.get("aria-labelledby") for note in notes}) == 5
    assert tree.xpath("//*[@role='note']//h4[text()='En années']"), "a heading in it stands below its own"


def test_a_note_stands_there_too_where_the_form_has_a_fault_and_when_it_is_changed(service: ServiceUnderTest) -> None:
    person = at(service, "demande")
    for page in (person.press("Continuer", email="", nom=""), choosing(service).open("/guichet/demande")):
        assert page.tree.xpath("//*[@role='note'][h2='Adresse']/following::input[@name='email']")
        assert not page.tree.xpath("//*[@role='note'][h2='Adresse']/preceding::input[@name='email']")


# Tries


def test_tries_of_a_case_are_known_from_the_first_refusal_on(service: ServiceUnderTest) -> None:
    person = at(service, "cle")
    assert said(person.page, "Il reste : .", "Encore", "Attention.") == ["Il reste : ."]
    assert "Encore" not in person.press("Continuer", cle_saisie="").text, "a field's fault is no try"
    first = person.press("Continuer", cle_saisie="faux")
    assert first.errors == ["Non. 2 essais."]
    assert "Encore 2, soit 2 essais." in first.text
    assert "Attention." not in first.text
    assert "Encore 2, soit" in person.open("/guichet/cle").text, "the case counts them: they are known on a reload"
    assert "Encore 2, soit" in person.press("Continuer", cle_saisie="").text
    second = person.press("Continuer", cle_saisie="encore")
    assert second.errors == ["Non. 1 essai."]
    assert said(second, "Encore 1, soit 1 essai.", "Attention.")[1:] == ["Attention."]
    assert person.press("Continuer", cle_saisie="enfin").h1 == "Fini"


def test_a_second_click_says_what_the_first_one_said(service: ServiceUnderTest) -> None:
    person = at(service, "cle")
    url, pairs = person.filled("Continuer", cle_saisie="faux")
    first, again = (person._send("POST", url, urlencode(pairs).encode()) for _ in range(2))
    assert first.errors == again.errors == ["Non. 2 essais."]
    assert "Encore 2, soit" in again.text


def test_a_refusal_that_leads_back_counts_where_it_was_refused(service: ServiceUnderTest) -> None:
    person = at(service, "cle")
    person.press("Continuer", cle_saisie="faux")
    person.press("Suivre")
    back = person.press("Continuer", mot="non")
    assert back.h1 == "Clé"
    assert back.errors == ["Retour. 3 essais."]
    assert "Il reste : 2 essais." in back.text, "the page's own are those of its state"


def test_tries_per_value_are_known_on_the_page_of_the_refusal_alone(service: ServiceUnderTest) -> None:
    for count, (left, stands) in enumerate(
        [("2 essais", "Il vous reste 2"), ("1 essai", "Il vous reste 1"),
         ("0 essai", "Une pause.")]
    ):  # fmt: skip
        person = at(service, "nom")  # each in a browser of their own: the count is the address's
        assert said(person.page, "Il vous reste", "Une pause.") == []
        refused = person.press("Entrer", adresse="Ana@exemple.fr" if count % 2 else "ana@exemple.fr")
        assert refused.errors == [f"Inconnue. {left}"]
        assert stands in refused.text
        assert said(person.open("/guichet/start/nom"), "Il vous reste", "Une pause.") == []
        assert "Il vous reste 2" in person.press("Entrer", adresse=f"autre{count}@exemple.fr").text
    paused = at(service, "nom").press("Entrer", adresse="ana@exemple.fr")
    assert paused.status == 429
    service.advance(minutes=16)
    assert "Il vous reste 2" in at(service, "nom").press("Entrer", adresse="ana@exemple.fr").text
