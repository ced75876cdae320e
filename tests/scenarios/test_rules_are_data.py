"""A rule changes by an edit to data: it is seen in page, mail, timer and validation, with no edit to code."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from engine.shipped import shipped
from tests.support import expert
from tests.support.french import make_french
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest, text_of

Edit = Callable[[str, str, str], None]


class Copy:
    """A copy of the shipped flows, to be edited by a test and then opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "copy"
        self.database = folder
        for part in ("flows", "forms"):
            shutil.copytree(shipped() / part, self.folder / part)
        make_french(self.folder)

    def edit(self, file: str, old: str, new: str) -> None:
        """One edit of an analyst: `old` stands there exactly once."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file}: {old!r} stands there {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def service(self) -> ServiceUnderTest:
        return ServiceUnderTest(self.database, self.folder)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


FLOW = "flows/espace_expert.yaml"


def test_48_hours_become_72(copy: Copy) -> None:
    copy.edit(FLOW, "activation_delay: 48 hours", "activation_delay: 72 hours")
    service = copy.service()
    person = service.person()
    page = expert.preregister(person)
    assert "72 heures" in page.text
    assert "48" not in page.text
    assert "jeudi 26 novembre 2026" in page.text
    mail = text_of(service.mails()[-1])
    assert "72 heures" in mail
    assert "jeudi 26 novembre 2026" in mail
    service.advance(hours=71, minutes=59)
    code = expert.code_in(service)
    assert expert.give_code(service.person(), code).path == "/espace_expert/adresse"
    service.advance(minutes=1)
    assert "72 heures" in expert.give_code(service.person(), code).text, (
        "refused now, and the refusal says the new delay"
    )
    service.close()


def test_20_characters_become_16(copy: Copy) -> None:
    copy.edit("forms/identifiants.yaml", "minLength: 20", "minLength: 16")
    service = copy.service()
    person = service.person()
    page = expert.accept(person)
    assert "16" in page.text
    assert expert.identify(person, password="a1" * 7 + "b").errors, "15 are too few"
    assert "16" in person.page.errors[0]
    assert expert.identify(person, password="a1" * 8).path == "/espace_expert/informations"
    service.close()


def test_6_characters_of_the_image_become_5(copy: Copy) -> None:
    copy.edit(FLOW, "captcha_length: 6", "captcha_length: 5")
    service = copy.service()
    person = service.person()
    page = expert.to_conditions(person)
    assert len(page.captcha()) == 5
    assert "5" in page.text
    assert person.solve("Continuer", accepte=True).path == "/espace_expert/identifiants"
    service.close()


def test_a_refusal_leads_elsewhere(copy: Copy) -> None:
    copy.edit(
        FLOW, "guard: certificat_unique, target: bloque_unique", "guard: certificat_unique, target: bloque_partage"
    )
    copy.edit(FLOW, "  bloque_unique:\n    phase: identifiants", "  bloque_unique:\n    phase: identifiants # moved")
    # The state nobody reaches any more would be a problem, so it is the shared one's text that goes there.
    text = (copy.folder / FLOW).read_text(encoding="utf-8")
    start = text.index("  bloque_unique:")
    (copy.folder / FLOW).write_text(text[:start] + text[text.index("  bloque_partage:") :], encoding="utf-8")
    service = copy.service()
    person = service.person()
    expert.accept(person)
    assert expert.identify(person, "certificat@exemple.fr").path == "/espace_expert/bloque_partage"
    service.close()


def test_a_label_and_a_trust_question(copy: Copy) -> None:
    copy.edit(FLOW, "label: Valider", "label: Confirmer ma demande")
    copy.edit("forms/informations.yaml", "Quel est votre surnom ?", "Quel est votre arbre préféré ?")
    service = copy.service()
    person = service.person()
    page = expert.to_recap(person)
    assert "Quel est votre arbre préféré ?" in page.text
    assert "Confirmer ma demande" in page.buttons()
    page = person.press("Confirmer ma demande")
    assert page.path == "/espace_expert/attente_activation"
    service.close()


def test_a_case_keeps_its_version_over_a_restart_and_an_edit(copy: Copy) -> None:
    service = copy.service()
    waiting: Person = service.person()
    expert.preregister(waiting)
    code = expert.code_in(service)
    service.close()
    copy.edit(FLOW, "activation_delay: 48 hours", "activation_delay: 72 hours")
    again = copy.service()
    again.advance(hours=48)
    page = expert.give_code(again.person(), code)
    assert page.path != "/espace_expert/adresse", "its 48 hours were fixed when it began"
    newer = again.person()
    expert.preregister(newer, "neuf@exemple.fr")
    again.now += timedelta(hours=71)
    assert expert.give_code(again.person(), expert.code_in(again, "neuf@exemple.fr")).path == "/espace_expert/adresse"
    again.close()
