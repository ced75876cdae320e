"""Long entries: what keeps to the form's own limits is accepted; beyond them nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WriteFlow
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest

FLOW = """
    parcours: 1
    flow: essai
    title: Essai
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: saisie}}
    states:
      saisie:
        title: Saisie
        form: saisie
        transitions:
          continuer: {label: Continuer, target: recap}
          rester: {label: Rester, skip_form: true}
      recap:
        title: Récapitulatif
        review: true
        back: {label: Retour}
        transitions: {envoyer: {label: Envoyer, target: fin}}
      fin: {title: Fin, final: true, review: true}
"""
FORM = """
    type: object
    properties:
      projet: {type: string, title: Projet, x-widget: textarea, maxLength: 10000}
      besoin: {type: string, title: Besoin, x-widget: textarea, maxLength: 30000}
      suite: {type: string, title: Suite, x-widget: textarea}
      nom: {type: string, title: Nom}
"""


@pytest.fixture
def person(tmp_path: Path, write_flow: WriteFlow) -> Iterator[Person]:
    write_flow("essai", FLOW, {"saisie": FORM})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/essai/start/debut")
    yield person
    service.close()


@pytest.mark.parametrize("sign", ["a", "é", "ж", "字", "’", "😀"], ids=["1", "2", "2", "3", "3", "4"])
def test_entries_at_the_form_s_own_limits_are_accepted_whatever_their_alphabet(person: Person, sign: str) -> None:
    """Percent-encoded, a sign takes up to twelve bytes of the body."""
    page = person.press("Continuer", projet=sign * 10_000, besoin=sign * 30_000, suite=sign * 10_000)
    assert page.h1 == "Récapitulatif", (page.status, page.errors)
    assert sign * 30_000 in page.text


@pytest.mark.parametrize(
    ("entries", "status", "errors"),
    [
        ({"projet": "字" * 10_001}, 422, ["Projet"]),
        ({"besoin": "a" * 30_001}, 422, ["Besoin"]),
        ({"nom": "a" * 10_001}, 422, ["Nom"]),
        ({"projet": "字" * 70_000}, 413, ["Projet"]),
        ({"besoin": "a" * 700_000, "nom": "Zoé"}, 413, ["Besoin"]),
    ],
)
def test_an_entry_that_is_too_long_is_named_and_stays(
    person: Person, entries: dict[str, str], status: int, errors: list[str]
) -> None:
    page = person.press("Continuer", **entries)
    assert page.status == status
    assert [line.split(" ")[0] for line in page.errors] == errors
    for name, typed in entries.items():
        assert (page.value(name) or "").strip("\n") == typed, "nothing of it is cut or lost"
    if status == 413:
        assert "Votre envoi dépasse la taille acceptée" in page.text
        assert page.title.startswith("Erreur : ")
    person.press("Continuer", **dict.fromkeys(entries, "court"))
    assert person.page.h1 == "Récapitulatif"


def test_a_post_that_is_too_large_keeps_nothing_whatever_the_button(person: Person) -> None:
    page = person.press("Rester", projet="字" * 70_000)
    assert (page.status, page.h1) == (413, "Saisie")
    assert person.open("/essai/saisie").value("projet") in (None, "", "\n")


def test_a_post_that_no_form_could_make_is_refused_without_being_read(person: Person) -> None:
    page = person.press("Continuer", besoin="a" * 1_200_000)
    assert (page.status, page.h1) == (413, "Envoi trop volumineux")


def test_a_form_of_many_fields_is_accepted_whole(tmp_path: Path, write_flow: WriteFlow) -> None:
    boxes = "".join(f"\n          - {{const: n{n}, title: Option {n}}}" for n in range(130))
    form = f"""
    type: object
    properties:
      envois:
        type: array
        title: Envois
        items:
          type: string
          oneOf: {boxes}
"""
    write_flow("essai", FLOW, {"saisie": form})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/essai/start/debut")
    page = person.press("Continuer", envois=[f"n{n}" for n in range(130)])
    assert (page.status, page.h1) == (200, "Récapitulatif"), page.errors
    service.close()
