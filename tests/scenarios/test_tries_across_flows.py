"""Several sign-ins lead to the same accounts: who guesses a password has one set of tries at all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

BASE = """
    parcours: 1
    flow: carnet
    title: Un carnet
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {carnets: {kind: email, statuses: [ouvert]}}
    facts: {carnet: {register: carnets, key: email}}
    entries: {creation: {state: creation}, connexion: {state: connexion}}
    pages: {accueil: {title: Accueil, path: /, content: Bonjour.}}
    states:
      creation:
        title: Un carnet
        form: creation
        transitions:
          creer:
            label: Créer
            first_of:
              - {guard: carnet != "free", refuse: {field: email, message: Prise.}}
              - {target: ouvert, effects: [{claim: {register: carnets, key: email, status: ouvert}}]}
      ouvert:
        title: Votre carnet
        rest: true
        transitions: {sortir: {label: Sortir, leave: accueil}}
      connexion:
        title: Connexion
        form: connexion
        tries: {max: 5, per: email_saisi, pause: 15 minutes}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - resume:
                  flow: [carnet, carnet_de_bord]
                  state: ouvert
                  register: carnets
                  key: email_saisi
                  secret: {mot: mot_saisi}
              - {refuse: {message: Non.}}
"""
VARIANT = """
    extends: carnet
    flow: carnet_de_bord
    title: Un carnet de bord
"""
# One of its own making, whose sign-in is called and written otherwise.
OTHER = """
    parcours: 1
    flow: guichet
    title: Un guichet
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {carnets: {kind: email, statuses: [ouvert]}}
    entries: {guichet: {state: guichet}}
    states:
      guichet:
        title: Guichet
        form: guichet
        tries: {max: 5, per: adresse, pause: 15 minutes}
        transitions:
          ouvrir:
            label: Entrer
            first_of:
              - resume:
                  flow: [carnet_de_bord, carnet]
                  register: carnets
                  key: adresse
                  secret: {mot: cle}
              - {refuse: {message: Non.}}
"""
FORMS = {
    "creation": """
        type: object
        required: [email, mot]
        properties:
          email: {type: string, format: email, title: Adresse}
          mot: {type: string, title: Mot, x-secret: true}
    """,
    "connexion": """
        type: object
        required: [email_saisi, mot_saisi]
        properties:
          email_saisi: {type: string, format: email, title: Adresse}
          mot_saisi: {type: string, title: Mot, x-secret: true}
    """,
    "guichet": """
        type: object
        required: [adresse, cle]
        properties:
          adresse: {type: string, title: Adresse}
          cle: {type: string, title: Mot, x-secret: true}
    """,
}
DOORS = {
    "/carnet/start/connexion": ("email_saisi", "mot_saisi"),
    "/carnet_de_bord/start/connexion": ("email_saisi", "mot_saisi"),
    "/guichet/start/guichet": ("adresse", "cle"),
}
EMAIL, WORD = "ana@exemple.fr", "sésame"


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("carnet", BASE, FORMS)
    write_flow("carnet_de_bord", VARIANT)
    write_flow("guichet", OTHER)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def create(service: ServiceUnderTest, flow: str) -> None:
    person = service.person()
    person.open(f"/{flow}/start/creation")
    assert person.press("Créer", email=EMAIL, mot=WORD).h1 == "Votre carnet"


def try_at(person: Person, door: str, word: str, email: str = EMAIL) -> Page:
    person.open(door)
    key, secret = DOORS[door]
    return person.press("Entrer", **{key: email, secret: word})


@pytest.mark.parametrize("flow", ["carnet", "carnet_de_bord"])
@pytest.mark.parametrize("last", DOORS)
def test_five_tries_at_all_the_doors_together_and_then_a_pause_at_each(
    service: ServiceUnderTest, flow: str, last: str
) -> None:
    create(service, flow)
    doors = [*DOORS, *DOORS][:4]
    assert [try_at(service.person(), door, "faux").status for door in [*doors, last]] == [422] * 5
    assert [try_at(service.person(), door, WORD).status for door in DOORS] == [429] * 3
    service.advance(minutes=15)
    assert [try_at(service.person(), door, WORD).h1 for door in DOORS] == ["Votre carnet"] * 3


@pytest.mark.parametrize("opened", DOORS)
def test_the_right_word_at_one_door_forgets_the_wrong_ones_at_all(service: ServiceUnderTest, opened: str) -> None:
    create(service, "carnet_de_bord")
    assert [try_at(service.person(), door, "faux").status for door in [*DOORS, opened]] == [422] * 4
    assert try_at(service.person(), opened, WORD).h1 == "Votre carnet"
    assert [try_at(service.person(), door, "faux").status for door in [*DOORS, *DOORS]] == [422] * 5 + [429]


def test_a_browser_that_has_opened_the_account_at_one_door_is_known_at_all(service: ServiceUnderTest) -> None:
    create(service, "carnet_de_bord")
    owner = service.person()
    assert try_at(owner, "/carnet/start/connexion", WORD).h1 == "Votre carnet"
    owner.press("Sortir")
    for door in [*DOORS, *DOORS]:
        try_at(service.person(), door, "faux")
    assert try_at(service.person(), "/guichet/start/guichet", WORD).status == 429
    for door in DOORS:
        assert try_at(owner, door, WORD).h1 == "Votre carnet", door
        owner.open("/carnet_de_bord/ouvert")
        owner.press("Sortir")


def test_another_spelling_of_the_address_has_no_tries_of_its_own_at_any_door(service: ServiceUnderTest) -> None:
    create(service, "carnet")
    spelt = [EMAIL, EMAIL.upper(), f" {EMAIL}", EMAIL.title(), EMAIL]
    doors = [*DOORS, *DOORS][:5]
    tried = [try_at(service.person(), door, "faux", email) for door, email in zip(doors, spelt, strict=True)]
    assert [page.status for page in tried] == [422] * 5
    assert [try_at(service.person(), door, WORD).status for door in DOORS] == [429] * 3


def test_an_address_without_an_account_is_answered_in_the_same_way(service: ServiceUnderTest) -> None:
    nobody = "personne@exemple.fr"
    tried = [try_at(service.person(), door, WORD, nobody).status for door in [*DOORS, *DOORS]]
    assert tried == [422] * 5 + [429]
