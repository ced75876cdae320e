"""What stood in the file of an older version goes on, over HTTP, as if nothing had happened to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.store import mailbox
from tests.support import expert
from tests.support.old_database import OldFile
from tests.support.service_under_test import ServiceUnderTest, text_of

STATES = ("espace_cree", "mon_espace", "gerer_services", "coordonnees")
# Of the newest version; no case of the file was begun in it.
EDITS = {
    "title: Mon espace\n": "title: Mon nouvel espace\n",
    "title: Renseignez vos informations": "title: Dites-nous tout",
    "title: Votre espace est créé": "title: C'est fait",
    "label: Valider": "label: Confirmer",
}


@pytest.fixture
def old(tmp_path: Path) -> OldFile:
    return OldFile(tmp_path)


@pytest.fixture
def going_on(old: OldFile) -> Iterator[ServiceUnderTest]:
    service = old.service(EDITS)
    yield service
    service.close()


def test_a_draft_keeps_its_secret_and_is_completed_in_its_own_version(old: OldFile, going_on: ServiceUnderTest) -> None:
    person = old.person(going_on, old.known["cookies"]["draft"])
    assert person.open("/espace_expert/informations").h1 == "Renseignez vos informations"
    assert person.press("Continuer", **expert.IDENTITY).path == "/espace_expert/recapitulatif"
    assert person.press("Valider").path == "/espace_expert/attente_activation"
    email = "brouillon@exemple.fr"
    assert expert.activate(person, expert.code_in(going_on, email), email).h1 == "Votre espace est créé"
    assert expert.sign_in(going_on.person(), email).h1 == "Mon espace", "the password typed before still opens it"


def test_a_draft_at_its_summary_shows_what_was_typed_and_is_sent(old: OldFile, going_on: ServiceUnderTest) -> None:
    person = old.person(going_on, old.known["cookies"]["recap"])
    page = person.open("/espace_expert/recapitulatif")
    assert "12 rue des Lilas" in page.text
    assert person.press("Valider").path == "/espace_expert/attente_activation"
    assert expert.code_in(going_on, "recapitulatif@exemple.fr")


@pytest.mark.parametrize("email", ["attend@exemple.fr", "recue@exemple.fr"], ids=["its mail waits", "its mail is sent"])
def test_a_request_is_activated_by_its_code(going_on: ServiceUnderTest, email: str) -> None:
    page = expert.activate(going_on.person(), expert.code_in(going_on, email), email)
    assert page.h1 == "Votre espace est créé"
    assert expert.sign_in(going_on.person(), email).h1 == "Mon espace"


def test_a_request_that_waits_expires_when_its_time_has_come(old: OldFile, going_on: ServiceUnderTest) -> None:
    person = old.person(going_on, old.known["cookies"]["waiting"])
    assert person.open("/espace_expert/attente_activation").path == "/espace_expert/attente_activation"
    going_on.advance(hours=48)
    going_on.worker.work()
    assert person.open("/espace_expert/attente_activation").h1 == "Votre demande a expiré"
    newcomer = going_on.person()
    newcomer.open("/espace_expert/start/creation")
    newcomer.solve("Continuer", accepte=True)
    assert expert.identify(newcomer, "attend@exemple.fr").h1 == "Dites-nous tout", "the address is free again"


def test_a_mail_in_the_hands_of_a_worker_that_died_is_sent_when_its_lease_ends(going_on: ServiceUnderTest) -> None:
    def recipients() -> list[str]:
        return [mail["To"] for mail in going_on.mails()]

    assert "en.main@exemple.fr" not in recipients()
    going_on.advance(minutes=2)
    assert recipients().count("en.main@exemple.fr") == 1
    assert recipients().count("attend@exemple.fr") == 1


def test_a_mail_that_had_failed_is_tried_again_when_it_is_asked_for(going_on: ServiceUnderTest) -> None:
    with going_on.parcours.database.write() as tx:
        (failed,) = [mail for mail in mailbox.unsent(tx) if mail.state == "failed"]
        assert mailbox.try_again(tx, going_on.now, failed.id) == 1
    assert expert.code_in(going_on, "refusee@exemple.fr")


@pytest.mark.parametrize("state", STATES)
def test_an_account_is_at_its_page_and_signs_in_from_elsewhere(
    old: OldFile, going_on: ServiceUnderTest, state: str
) -> None:
    email = old.known["accounts"][state]
    titles = {
        "espace_cree": "Votre espace est créé",
        "mon_espace": "Mon espace",
        "gerer_services": "Gérer mes services",
    }
    there = old.person(going_on, old.known["cookies"][state]).open(f"/espace_expert/{state}")
    assert there.path == f"/espace_expert/{state}"
    assert there.h1 == titles.get(state, "Gérer vos coordonnées")
    person = going_on.person()
    page = expert.sign_in(person, email)
    assert page.h1 == "Mon espace"
    assert email in page.text
    for button in ("Gérer mes services", "Gérer vos coordonnées"):
        page = person.press(button)
    assert "23 novembre 2026" in page.text
    ((number,),) = old.rows(
        "select number from numbers join register_rows using (case_id) where register_rows.key = ?", email
    )
    assert number in page.text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")


@pytest.fixture
def shipped(old: OldFile) -> Iterator[ServiceUnderTest]:
    service = old.shipped()
    yield service
    service.close()


@pytest.mark.parametrize("state", STATES)
def test_an_account_made_before_signs_in_to_the_shipped_procedure_wherever_it_stands(
    old: OldFile, shipped: ServiceUnderTest, state: str
) -> None:
    email, there = old.known["accounts"][state], f"/espace_expert/{state}"
    held = old.person(shipped, old.known["cookies"][state])
    page = held.open(there)
    assert page.path == there, "a state of its own version, where the newest has a view"
    assert email in page.header()
    assert ("Se déconnecter" in page.header()) is (state != "espace_cree"), "its version could not sign out there"
    person = shipped.person()
    page = expert.sign_in(person, email)
    assert (page.status, page.h1) == (200, "Mon espace")
    assert page.header() == [email, "Mon espace", "Se déconnecter"]
    assert page.buttons() == ["Gérer mes services"], "as its version has it; the header signs out"
    assert person.open("/").header() == page.header()
    assert person.open("/espace_expert/start/connexion").path == "/espace_expert/mon_espace"
    for button in ("Gérer mes services", "Gérer vos coordonnées"):
        page = person.press(button)
        assert page.header() == [email, "Mon espace", "Se déconnecter"], "in a state that is not one of the account's"
    assert person.open("/espace_expert/document/recapitulatif").headers["Content-Type"] == "application/pdf"
    assert person.open("/espace_expert/mon_espace").path == "/espace_expert/coordonnees", "one position, in its version"
    person.open("/")
    assert person.press("Se déconnecter").header() == []


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("attend@exemple.fr", "a request that waits: it has an address and a password too"),
        ("recue@exemple.fr", "another, whose mail was sent"),
        ("expiree@exemple.fr", "one that has expired"),
        ("importe@exemple.fr", "an account of elsewhere, without a case"),
    ],
)
def test_what_is_no_account_signs_in_nowhere(shipped: ServiceUnderTest, email: str, why: str) -> None:
    page = expert.sign_in(shipped.person(), email)
    assert page.status == 422, why
    assert "Adresse électronique ou mot de passe inconnus" in page.text


def test_wrong_tries_go_on_being_counted(old: OldFile, going_on: ServiceUnderTest) -> None:
    person = going_on.person()
    for _ in range(4):  # the fifth, with the one in the file
        page = expert.sign_in(person, "coordonnees@exemple.fr", "Faux" * 6)
        assert page.status == 422
    assert expert.sign_in(person, "coordonnees@exemple.fr").h1 != "Mon espace", "it waits now"
    assert expert.sign_in(going_on.person(), "mon.espace@exemple.fr").h1 == "Mon espace"


def test_a_dead_code_is_known_as_what_it_is(going_on: ServiceUnderTest) -> None:
    for email, told in {"mon.espace@exemple.fr": "déjà été utilisé", "expiree@exemple.fr": "a expiré"}.items():
        assert told in expert.give_code(going_on.person(), expert.code_in(going_on, email)).text


def test_a_key_that_a_case_has_taken_over_is_given_back_as_it_was_imported(
    old: OldFile, going_on: ServiceUnderTest
) -> None:
    def status(email: str) -> tuple[str, bool]:
        ((found, free),) = old.rows("select status, case_id is null from register_rows where key = ?", email)
        return found, bool(free)

    person = old.person(going_on, old.known["cookies"]["takes over"])
    assert person.open("/reprise/attente").h1 == "Votre reprise est en cours"
    assert status("repris@exemple.fr") == ("en_attente", False)
    assert person.press("Rendre").path == "/reprise/abandonnee"
    assert status("repris@exemple.fr") == ("certificat_unique", True)

    assert status("rendu@exemple.fr") == ("en_attente", False)
    going_on.advance(hours=24)
    going_on.worker.erase()
    assert status("rendu@exemple.fr") == ("certificat_unique", True), "its case has ended and is erased"
    assert status("importe@exemple.fr") == ("certificat_unique", True)


def test_what_is_past_its_time_is_erased_and_nothing_else(old: OldFile, going_on: ServiceUnderTest) -> None:
    going_on.advance(hours=24)
    going_on.worker.erase()
    left = {state for (state,) in old.rows("select state from cases")}
    assert left == {*STATES, "attente_activation", "attente"}
    assert len(old.rows("select 1 from codes where case_id is null")) == 2, "they stay, of nobody"
    assert len(old.rows("select 1 from numbers where field = 'dossier' and case_id is null")) == 2
    assert old.rows("select count(*) from secrets") == [(4 * 2 + 4 * 2,)], "of four accounts and four requests"


def test_a_cookie_still_shows_its_case_and_one_signed_out_shows_none(old: OldFile, going_on: ServiceUnderTest) -> None:
    cookies = old.known["cookies"]
    assert old.person(going_on, cookies["draft"]).open("/espace_expert/informations").path.endswith("/informations")
    for signed_out in (cookies["signed out"], old.known["posts"]["signs out"]["cookie"]):
        assert old.person(going_on, signed_out).open("/espace_expert/mon_espace").path != "/espace_expert/mon_espace"


def test_a_post_that_comes_again_has_the_same_answer_and_no_effect(old: OldFile, going_on: ServiceUnderTest) -> None:
    def kept() -> list[object]:
        effects = ("history", "cases", "secrets", "codes", "numbers", "register_rows", "outbox", "holds")
        return [{name: old.counts()[name] for name in effects}, old.rows("select id, revision from cases order by id")]

    before = kept()
    led_to = {name: old.post_again(going_on, name) for name in old.known["posts"]}
    assert led_to == {
        "chooses an address": "/espace_expert/informations",
        "sends the request": "/espace_expert/attente_activation",
        **{f"activates {state}": f"/espace_expert/{state}" for state in STATES},  # where the account stands now
        "signs out": "/",
    }
    assert kept() == before


def test_a_mail_put_by_the_old_version_is_sent_with_the_words_it_was_put_with(old: OldFile) -> None:
    """Then words were kept, now values are: what was made then is not made again."""
    with closing(sqlite3.connect(old.path)) as connection, connection:
        words = "replace(put, '48\\u00a0heures', 'deux jours pleins')"
        changed = connection.execute(f"update outbox set put = {words} where put like '%attend@exemple.fr%'")
        assert changed.rowcount == 1
    service = old.service()
    try:
        (mail,) = [mail for mail in service.mails() if mail["To"] == "attend@exemple.fr"]
        assert "deux jours pleins" in text_of(mail)
        assert "mercredi 25 novembre 2026" in text_of(mail)
    finally:
        service.close()
