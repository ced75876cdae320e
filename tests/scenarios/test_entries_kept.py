"""What a form held when it was left or passed is what it shows again: blank fields too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

FLOW = """
    parcours: 1
    flow: essai
    title: Essai
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: saisie}}
    guards: {nomme: given(nom)}
    states:
      saisie:
        title: Saisie
        form: saisie
        transitions:
          continuer: {label: Continuer, target: suite}
          passer: {label: Passer, skip_form: true, target: suite}
          rester: {label: Rester, skip_form: true}
      suite:
        title: Suite
        form: suite
        back: {label: Retour}
        transitions:
          continuer:
            label: Continuer
            first_of:
              - {guard: 'ville == "Rien"', refuse: {state: saisie, message: Revoyez votre saisie.}}
              - {target: recap}
      recap:
        title: Récapitulatif
        back: {label: Retour}
        review: true
        content: "Nom : {nom}."
        transitions:
          envoyer: {label: Envoyer, first_of: [{guard: nomme, target: avec}, {target: sans}]}
      avec: {title: Avec un nom, final: true}
      sans: {title: Sans nom, final: true}
"""
# One of each widget, each with a default; none is required.
SAISIE = """
    type: object
    properties:
      pays: {type: string, title: Pays, default: France}
      projet: {type: string, title: Projet, x-widget: textarea, default: Le mien}
      envois: {type: array, title: Envois, default: [courriel], items: {type: string, enum: [courriel, courrier]}}
      copies: {type: integer, title: Copies, default: 3}
      poids: {type: number, title: Poids, default: 1.5}
      jour: {type: string, format: date, title: Jour, default: 2027-02-01}
      moment: {type: string, title: Moment, enum: [matin, soir], default: matin}
      salle: {type: string, title: Salle, x-widget: select, enum: [grande, petite], default: petite}
      infolettre: {type: boolean, title: Infolettre, default: true}
      nom: {type: string, title: Nom}
"""
SUITE = """
    type: object
    properties:
      nom: {type: string, title: Nom}
      ville: {type: string, title: Ville, default: Lyon}
"""
FILLED = {
    "pays": ["France"], "projet": ["Le mien"], "envois": ["courriel"], "copies": ["3"], "poids": ["1,5"],
    "jour": ["01/02/2027"], "moment": ["matin"], "salle": ["petite"], "infolettre": ["true"], "nom": [""],
}  # fmt: skip
CLEARED: dict[str, str | list[str] | bool] = {
    "pays": "", "projet": "", "envois": [], "copies": "", "poids": "", "jour": "", "moment": "", "salle": "",
    "infolettre": False, "nom": "",
}  # fmt: skip
EMPTY = {name: [] if name in ("envois", "infolettre") else [""] for name in FILLED}


@pytest.fixture
def person(tmp_path: Path, write_flow: WriteFlow) -> Iterator[Person]:
    write_flow("essai", FLOW, {"saisie": SAISIE, "suite": SUITE})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/essai/start/debut")
    yield person
    service.close()


def shown(person: Person) -> dict[str, list[str]]:
    """What the first form holds: what a browser would send of it."""
    _, sent = person.filled()
    return {name: [value for key, value in sent if key == name] for name in FILLED}


def boxes(page: Page) -> list[str]:
    return [str(box.get("value")) for box in page.tree.xpath("//input[@type='checkbox'][@checked]")]


def test_a_form_begins_with_its_defaults(person: Person) -> None:
    assert shown(person) == FILLED


def test_a_field_that_was_cleared_stays_blank_however_one_comes_back(person: Person) -> None:
    page = person.press("Continuer", **CLEARED)
    assert page.h1 == "Suite"
    person.press("Retour")
    assert shown(person) == EMPTY, "« Retour » from the next step"
    person.press("Continuer")
    person.press("Continuer", ville="Lyon")
    assert person.page.text.count("Non renseigné") == 10
    person.open("/essai/saisie")
    assert shown(person) == EMPTY, "« Modifier »"
    person.press("Enregistrer et revenir au récapitulatif")
    assert person.page.h1 == "Récapitulatif"
    assert person.page.text.count("Non renseigné") == 10, "nor do they come back once it was posted again"


def test_the_field_of_a_later_form_that_was_cleared_and_left_by_back_stays_blank(person: Person) -> None:
    person.press("Continuer")
    person.press("Retour", ville="")
    person.press("Continuer")
    assert person.page.value("ville") == ""


def test_a_form_of_boxes_alone_left_by_back_keeps_them_unticked(tmp_path: Path, write_flow: WriteFlow) -> None:
    """A browser sends nothing of a box that is not ticked: such a post names no field at all."""
    boxes_only = "type: object\nproperties:\n  accord: {type: boolean, title: Accord, default: true}\n"
    write_flow("essai", FLOW.replace("'ville == \"Rien\"'", "accord"), {"saisie": SAISIE, "suite": boxes_only})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/essai/start/debut")
    person.press("Continuer")
    assert boxes(person.page) == ["true"]
    person.press("Retour", accord=False)
    person.press("Continuer")
    assert boxes(person.page) == []
    service.close()


@pytest.mark.parametrize(
    ("first", "second", "quoted", "end"),
    [
        ("Zoé", "Zoé", "Nom : Zoé.", "Avec un nom"),
        ("Zoé", "Léa", "Nom : Léa.", "Avec un nom"),
        ("Zoé", "", "Nom : .", "Sans nom"),  # the last form counts, also where it says nothing
        ("", "Léa", "Nom : Léa.", "Avec un nom"),
    ],
)
def test_of_a_field_asked_by_two_forms_the_last_answer_counts(
    person: Person, first: str, second: str, quoted: str, end: str
) -> None:
    person.press("Continuer", nom=first)
    assert person.page.value("nom") == first, "the second form begins with the first one's answer"
    person.press("Continuer", nom=second)
    assert quoted in person.page.text
    assert person.press("Envoyer").h1 == end


def test_what_was_typed_stays_where_a_button_skips_the_form(person: Person) -> None:
    typed: dict[str, str | list[str] | bool] = {**CLEARED, "pays": "Chili", "copies": "deux"}
    person.press("Rester", **typed)
    assert shown(person) == {**EMPTY, "pays": ["Chili"], "copies": ["deux"]}
    person.press("Passer")
    assert person.page.h1 == "Suite"
    person.press("Retour")
    assert shown(person) == {**EMPTY, "pays": ["Chili"], "copies": ["deux"]}, "unchecked, as it was"
    person.press("Continuer", copies="2")
    person.press("Retour")
    assert shown(person) == {**EMPTY, "pays": ["Chili"], "copies": ["2"]}


def test_what_was_typed_stays_where_the_answer_sends_one_to_an_earlier_form(person: Person) -> None:
    person.press("Continuer", nom="Zoé")
    page = person.press("Continuer", nom="Léa", ville="Rien")
    assert (page.h1, page.errors) == ("Saisie", ["Revoyez votre saisie."])
    person.press("Continuer")
    assert (person.page.value("nom"), person.page.value("ville")) == ("Léa", "Rien")


def test_no_answer_can_be_chosen_where_a_question_of_radio_buttons_is_optional(person: Person) -> None:
    """A browser cannot undo a choice among them."""
    radios = person.page.tree.xpath("//input[@name='moment']")
    assert [(radio.get("value"), radio.get("checked") is not None) for radio in radios] == [
        ("matin", True), ("soir", False), ("", False),
    ]  # fmt: skip
    assert "Sans réponse" in person.page.text
    person.press("Continuer", moment="soir")
    person.press("Retour")
    person.press("Continuer", moment="")
    person.press("Retour")
    assert person.page.tree.xpath("//input[@name='moment'][@checked]/@value") == [""]
