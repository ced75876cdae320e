"""How many tries are left, as the expert procedure says: before a sign-in pauses, before an activation ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support import expert
from tests.support.expert import EMAIL
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

LEFT = re.compile(r"Il vous reste \d essais? avant une pause de 15 minutes\.|C'était le dernier essai : [^.]*\.")
NEXT = [
    f"Il vous reste {left} avant une pause de 15 minutes." for left in ("4 essais", "3 essais", "2 essais", "1 essai")
]
LAST = "C'était le dernier essai : vous pourrez en faire un nouveau dans 15 minutes."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    """With one account, of EMAIL, opened in no browser that is met here."""
    service = ServiceUnderTest(tmp_path_factory.mktemp("tries"))
    expert.create(service, service.person())
    yield service
    service.close()


def said(page: Page) -> list[str]:
    return LEFT.findall(page.text)


def words(page: Page) -> str:
    """What a page says, whatever address was typed."""
    return re.sub(r"\S+@\S+", "", page.text)


def test_nothing_shown_differs_between_known_and_unknown_addresses(service: ServiceUnderTest) -> None:
    asked: dict[str, list[str]] = {}
    seen: dict[str, list[str]] = {}
    for email in (EMAIL, "inconnue@exemple.fr"):
        person: Person = service.person()
        pages = [expert.sign_in(person, email, "UnAutreMot2") for _ in range(5)]
        asked[email] = [line for page in pages for line in said(page)]
        seen[email] = [words(page) for page in pages]
        assert said(person.open("/espace_expert/start/connexion")) == [], "before a try there is nothing to say"
    assert asked[EMAIL] == asked["inconnue@exemple.fr"] == [*NEXT, LAST]
    assert seen[EMAIL] == seen["inconnue@exemple.fr"]


def test_a_browser_in_which_the_account_was_opened_is_told_its_own_count(service: ServiceUnderTest) -> None:
    owner, stranger = service.person(), service.person()
    service.advance(minutes=20)  # what strangers did before is over
    expert.sign_in(owner)
    owner.press("Se déconnecter")
    assert said(expert.sign_in(stranger, EMAIL, "faux")) == [NEXT[0]]
    assert said(expert.sign_in(stranger, EMAIL, "faux")) == [NEXT[1]]
    assert said(expert.sign_in(owner, EMAIL, "faux")) == [NEXT[0]]


def test_a_wrong_address_says_how_many_are_left_of_this_activation(service: ServiceUnderTest) -> None:
    person, other = service.person(), "autre@exemple.fr"
    expert.preregister(person, other)
    there = expert.give_code(person, expert.code_in(service, other))
    assert "Il vous reste" not in there.text
    assert "Il vous reste" not in person.press("Continuer", email_saisi="pas une adresse").text, "no try was made"
    for left in ("4 essais", "3 essais", "2 essais", "1 essai"):
        assert f"Il vous reste {left}." in person.press("Continuer", email_saisi="faux@exemple.fr").text
        assert f"Il vous reste {left}." in person.open("/espace_expert/adresse").text
    assert person.press("Continuer", email_saisi="faux@exemple.fr").h1 == "Trop d'adresses erronées"
