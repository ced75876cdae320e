"""A secret that was typed well is not typed again because something else in its form was wrong; a code neither."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from engine.core.pending import MOST_PENDING
from tests.support import expert
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

OTHER = "Velo4Jaune5Jardin6Fleuri"
KEPT = "Déjà saisi, laissez vide pour le conserver."
BEFORE = "La saisie précédente reste enregistrée."
AGAIN = "Par sécurité, à saisir de nouveau."
TAKEN = "deja.prise@exemple.fr"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path)
    yield service
    service.close()


def hint(page: Page, field: str) -> str:
    return " ".join(page.tree.xpath(f"string(//*[@id='field-{field}-hint'])").split())


def wrong_address(person: Person, password: str = expert.PASSWORD, again: str | None = None) -> Page:
    """The password is right, the address is not."""
    return person.press(
        expert.SAVE if expert.SAVE in person.page.buttons() else "Continuer",
        email="pas une adresse",
        email_confirmation="pas une adresse",
        mot_de_passe=password,
        mot_de_passe_confirmation=password if again is None else again,
    )


def right_address(person: Person, **more: str) -> Page:
    button = expert.SAVE if expert.SAVE in person.page.buttons() else "Continuer"
    return person.press(button, email=expert.EMAIL, email_confirmation=expert.EMAIL, **more)


def signs_in_with(service: ServiceUnderTest, person: Person, password: str, email: str = expert.EMAIL) -> None:
    """The account that the person is about to make is opened by this password, and by no other."""
    if person.page.h1 == "Renseignez vos informations":
        person.press("Continuer", **expert.IDENTITY)
    person.press("Valider")
    expert.activate(person, expert.code_in(service, email), email)
    assert expert.sign_in(service.person(), email, password).h1 == "Mon espace"
    other = OTHER if password == expert.PASSWORD else expert.PASSWORD
    assert expert.sign_in(service.person(), email, other).status == 422


def rows(service: ServiceUnderTest) -> list[str]:
    with create_engine(f"sqlite:///{service.database}").connect() as db:
        return sorted(db.execute(text("SELECT field FROM secrets")).scalars())


def test_a_secret_stays_given_while_another_field_is_wrong(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    page = wrong_address(person)
    assert page.status == 422
    assert KEPT in hint(page, "mot_de_passe")
    assert KEPT in hint(page, "mot_de_passe_confirmation")
    assert page.value("mot_de_passe") == ""
    assert "$argon2" not in page.text
    assert "$argon2" not in page.body.decode()
    assert right_address(person).h1 == "Renseignez vos informations"
    assert rows(service) == ["mot_de_passe"]
    signs_in_with(service, person, expert.PASSWORD)


def test_it_stays_given_where_a_fact_refuses_the_form(service: ServiceUnderTest) -> None:
    expert.preregister(service.person(), TAKEN)
    person = service.person()
    expert.accept(person)
    page = expert.identify(person, TAKEN)
    assert page.status == 422
    assert KEPT in hint(page, "mot_de_passe")
    assert right_address(person).h1 == "Renseignez vos informations"
    signs_in_with(service, person, expert.PASSWORD)


def test_the_last_one_typed_well_is_the_one_that_counts(service: ServiceUnderTest) -> None:
    """Each of these two was accepted at its field; blank keeps the newer."""
    person = service.person()
    expert.accept(person)
    wrong_address(person)
    page = wrong_address(person, OTHER)
    assert KEPT in hint(page, "mot_de_passe")
    right_address(person)
    signs_in_with(service, person, OTHER)


def test_one_typed_with_a_valid_form_takes_the_place_of_one_that_waits(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    wrong_address(person)
    right_address(person, mot_de_passe=OTHER, mot_de_passe_confirmation=OTHER)
    assert rows(service) == ["mot_de_passe"]
    signs_in_with(service, person, OTHER)


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [
        (expert.PASSWORD, OTHER, "it was not confirmed"),
        (expert.PASSWORD, "", "nor was it with nothing"),
        ("court1", "court1", "it is too short"),
        ("Voiture2Rouge7Maison9Bleué", "Voiture2Rouge7Maison9Bleué", "a sign of it is not allowed"),
    ],
)
def test_one_that_did_not_pass_is_not_kept(service: ServiceUnderTest, password: str, again: str, why: str) -> None:
    person = service.person()
    expert.accept(person)
    page = wrong_address(person, password, again)
    assert KEPT not in page.text, why
    assert BEFORE not in page.text, why
    assert rows(service) == [], why
    assert right_address(person).status == 422, "blank keeps nothing"


def test_one_typed_anew_and_not_confirmed_leaves_the_one_before_and_the_page_says_which(
    service: ServiceUnderTest,
) -> None:
    person = service.person()
    expert.accept(person)
    wrong_address(person)
    page = wrong_address(person, OTHER, "Autre7Chose8Encore9Autrement")
    assert BEFORE in hint(page, "mot_de_passe")
    assert KEPT not in hint(page, "mot_de_passe")
    right_address(person)
    signs_in_with(service, person, expert.PASSWORD)


def test_etape_precedente_and_back_again_keep_it(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    wrong_address(person)
    person.press("Étape précédente", email=expert.EMAIL, email_confirmation=expert.EMAIL)
    page = person.solve("Continuer", accepte=True)
    assert KEPT in hint(page, "mot_de_passe")
    right_address(person)
    signs_in_with(service, person, expert.PASSWORD)


def test_a_change_that_was_not_accepted_changes_nothing(service: ServiceUnderTest) -> None:
    """« Modifier », a new password, a wrong address, and then « Revenir sans rien modifier »."""
    person = service.person()
    expert.to_recap(person)
    person.open("/espace_expert/identifiants")
    page = wrong_address(person, OTHER)
    assert KEPT in hint(page, "mot_de_passe")
    person.follow("Revenir sans rien modifier")
    person.open("/espace_expert/identifiants")
    right_address(person)  # this page has said that the one before stands
    assert rows(service) == ["mot_de_passe", "reponse"]
    signs_in_with(service, person, expert.PASSWORD)


def test_a_change_that_is_accepted_later_counts(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.to_recap(person)
    person.open("/espace_expert/identifiants")
    wrong_address(person, OTHER)
    assert right_address(person).h1 == "Récapitulatif"
    assert rows(service) == ["mot_de_passe", "reponse"]
    signs_in_with(service, person, OTHER)


def test_a_double_click_on_a_form_that_keeps_it_is_one_step(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    wrong = wrong_address(person)
    right_address(person)
    person.page = wrong
    assert right_address(person).h1 == "Renseignez vos informations"
    signs_in_with(service, person, expert.PASSWORD)


def test_of_two_tabs_each_keeps_what_its_own_page_has_said_or_asks_again(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    one = wrong_address(person)
    wrong_address(person, OTHER)
    person.page = one
    page = right_address(person)
    assert page.status == 422, "the other tab's is not taken for this one's"
    assert rows(service) == ["mot_de_passe?"]
    page = right_address(person, mot_de_passe=expert.PASSWORD, mot_de_passe_confirmation=expert.PASSWORD)
    signs_in_with(service, person, expert.PASSWORD)


def test_a_seal_drops_one_that_still_waits(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.to_recap(person)
    person.open("/espace_expert/identifiants")
    wrong_address(person, OTHER)
    assert rows(service) == ["mot_de_passe", "mot_de_passe?", "reponse"]
    person.open("/espace_expert/recapitulatif")
    person.press("Valider")
    assert rows(service) == ["mot_de_passe", "reponse"]


def test_a_draft_is_erased_with_what_waits(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    wrong_address(person)
    service.advance(hours=25)
    service.worker.erase()
    assert rows(service) == []


def test_only_so_many_are_hashed_while_a_form_is_refused(service: ServiceUnderTest) -> None:
    """An Argon2 hash is dear: who changes the password at each refusal types it again from the eleventh on."""
    person = service.person()
    expert.accept(person)
    for number in range(MOST_PENDING):
        page = wrong_address(person, f"{OTHER}{number}")
        assert KEPT in hint(page, "mot_de_passe")
    page = wrong_address(person, f"{OTHER}Enfin")
    assert BEFORE in hint(page, "mot_de_passe"), "the page says that it is the one before that is kept"
    page = right_address(person, mot_de_passe=expert.PASSWORD, mot_de_passe_confirmation=expert.PASSWORD)
    signs_in_with(service, person, expert.PASSWORD)


def test_a_secret_that_a_resume_compares_is_typed_again_and_the_page_says_so(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    person = service.person()
    expert.accept(person)  # a case of their own, which could keep it
    page = expert.sign_in(person, "pas une adresse")
    assert page.status == 422
    assert AGAIN in hint(page, "mot_de_passe_saisi")
    page = expert.sign_in(person, password=OTHER)
    assert page.status == 422
    assert AGAIN in hint(page, "mot_de_passe_saisi")
    assert rows(service) == ["mot_de_passe", "reponse"]


def test_a_code_that_was_not_tried_is_shown_again_and_one_that_was_is_not(service: ServiceUnderTest) -> None:
    person = service.person()
    person.open("/espace_expert/start/activation")
    page = person.press("Continuer", code_activation="K7M2X PQ9RT", _answer="faux")
    assert page.status == 422
    assert page.value("code_activation") == "K7M2X PQ9RT", "only the image was wrong"
    assert AGAIN not in page.text
    page = person.press("Autre image")
    assert page.value("code_activation") == "K7M2X PQ9RT"
    page = person.solve("Continuer")
    assert page.status == 422
    assert page.value("code_activation") == "", "it was tried, and is unknown"
