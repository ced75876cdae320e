"""Argon2 takes longer than all else in a step: how often it runs, and that nobody waits for it with the lock held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from sqlalchemy import Engine, event

from engine.service.security.vault import Vault
from tests.support import expert
from tests.support.service_under_test import ServiceUnderTest


class Watched:
    """
    Attributes:
        done: what was hashed or verified of late.
        within: how often that was while a transaction was open.
    """

    def __init__(self) -> None:
        self.done: list[str] = []
        self.within = 0
        self.open = 0

    def of_late(self) -> list[str]:
        found, self.done = self.done, []
        return found


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    watched = Watched()

    def noting(name: str, real: Any) -> Any:
        def called(vault: Vault, *given: Any) -> Any:
            watched.done.append(name)
            watched.within += watched.open
            return real(vault, *given)

        return called

    def begin(*_given: object) -> None:
        watched.open += 1

    def end(*_given: object) -> None:
        watched.open -= 1

    for name in ("hash", "verify"):
        monkeypatch.setattr(Vault, name, noting(name, getattr(Vault, name)))
    listeners = (("begin", begin), ("commit", end), ("rollback", end))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    yield watched
    for name, listener in listeners:
        event.remove(Engine, name, listener)


def test_a_secret_is_hashed_once_or_verified_once_and_never_within_a_transaction(
    tmp_path: Path, watched: Watched
) -> None:
    service = ServiceUnderTest(tmp_path)
    person = service.person()
    expert.accept(person)
    assert watched.of_late() == []
    expert.identify(person)
    assert watched.of_late() == ["hash"]
    person.press("Continuer", **expert.IDENTITY)
    assert watched.of_late() == ["hash"]
    person.press("Valider")
    expert.activate(service.person(), expert.code_in(service))
    assert watched.of_late() == []
    assert expert.sign_in(service.person()).h1 == "Mon espace"
    assert watched.of_late() == ["verify"]
    expert.sign_in(service.person(), password="Another1Password2Altogether3")
    assert watched.of_late() == ["verify"]
    expert.sign_in(service.person(), "nobody@exemple.fr")
    assert watched.of_late() == ["verify"], "as long as for an address that is known"
    assert (watched.within, watched.open) == (0, 0)
    service.close()


def test_a_refused_form_costs_one_hash_and_none_once_its_secret_is_kept(tmp_path: Path, watched: Watched) -> None:
    service = ServiceUnderTest(tmp_path)
    for taken in ("une@exemple.fr", "deux@exemple.fr"):
        expert.preregister(service.person(), taken)
    person = service.person()
    expert.accept(person)
    watched.of_late()
    assert expert.identify(person, "une@exemple.fr").status == 422
    assert watched.of_late() == ["hash"], "it is kept, so that it need not be typed again"
    for email in ("deux@exemple.fr", "pas une adresse"):
        assert person.press("Continuer", email=email, email_confirmation=email).status == 422
    assert watched.of_late() == []
    assert expert.identify(person, "pas une adresse", "court").status == 422
    assert watched.of_late() == [], "it did not pass its own checks"
    assert person.press("Continuer", email=expert.EMAIL, email_confirmation=expert.EMAIL).status == 200
    assert watched.of_late() == []
    assert (watched.within, watched.open) == (0, 0)
    service.close()


FLOW = """
    parcours: 1
    flow: porte
    title: Une porte
    version: "1"
    language: fr
    timezone: Europe/Paris
    facts: {place: {register: places, key: nom}}
    registers: {places: {kind: text, statuses: [prise], samples: {Ana: prise}}}
    entries: {debut: {state: premier}}
    states:
      premier:
        title: Premier
        form: premier
        transitions:
          continuer:
            label: Continuer
            first_of:
              - {guard: 'place == "prise"', refuse: {field: nom, message: Prise.}}
              - {target: second}
      second:
        title: Second
        gate: {name: captcha, length: 6}
        form: second
        transitions: {continuer: {label: Continuer, target: fin}}
      fin: {title: Fin, final: true}
    retention: {draft: 24 hours, closed: 24 hours}
"""
FIRST = """
    type: object
    required: [nom, mot]
    properties: {nom: {type: string, title: Nom}, mot: {type: string, title: Mot, x-secret: true}}
"""
SECOND = """
    type: object
    required: [age, cle]
    properties: {age: {type: integer, title: Âge}, cle: {type: string, title: Clé, x-secret: true}}
"""


def test_no_hash_is_made_before_a_gate_is_passed_nor_for_a_first_form_that_is_refused(
    tmp_path: Path, watched: Watched
) -> None:
    for name, written in (("flows/porte", FLOW), ("forms/premier", FIRST), ("forms/second", SECOND)):
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(written), encoding="utf-8")
    service = ServiceUnderTest(tmp_path, tmp_path)
    person = service.person()
    person.open("/porte/start/debut")
    again = "Par sécurité, à saisir de nouveau."
    page = person.press("Continuer", nom="Ana", mot="abc")
    assert page.errors == ["Prise."]
    assert again in page.text
    assert watched.of_late() == [], "no case has begun in which it could be kept"
    assert person.press("Continuer", nom="Zoé", mot="abc").h1 == "Second"
    assert watched.of_late() == ["hash"]
    page = person.press("Continuer", age="x", cle="secret", _answer="faux")
    assert watched.of_late() == []
    assert again in page.text
    page = person.solve("Continuer", age="x", cle="secret")
    assert watched.of_late() == ["hash"]
    assert again not in page.text
    assert person.press("Continuer", age="7").h1 == "Fin"
    assert watched.of_late() == []
    assert (watched.within, watched.open) == (0, 0)
    service.close()


def test_a_form_is_shown_with_its_faults_where_nothing_can_be_hashed_now(tmp_path: Path) -> None:
    service = ServiceUnderTest(tmp_path)
    person = service.person()
    expert.accept(person)
    vault = service.parcours.vault
    vault._patience = 0.01
    with vault._place(), vault._place(), vault._place(), vault._place():
        page = expert.identify(person, "pas une adresse")
        assert page.status == 422
        assert "Par sécurité, à saisir de nouveau." in page.text
        assert expert.identify(person).status == 503
    assert expert.identify(person).h1 == "Renseignez vos informations"
    service.close()


def test_a_secret_that_is_sent_again_with_each_refusal_is_hashed_once(tmp_path: Path, watched: Watched) -> None:
    """A reload, and a password manager that fills the fields each time."""
    service = ServiceUnderTest(tmp_path)
    person = service.person()
    expert.accept(person)
    for email in ("pas une adresse", "pas une adresse", "encore faux"):
        assert expert.identify(person, email).status == 422
    assert watched.of_late() == ["hash"]
    assert expert.identify(person).status == 200
    service.close()
