"""The simplified procedure: its two people, each refusal and deadline, the letter, the account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from parcours_samples import companies
from sqlalchemy import text

from engine.core.case import Case
from engine.language.analysis.texts import all_words
from engine.language.load import Catalogue
from engine.store import cases, registers
from tests.support import expert, simplifie
from tests.support.figures import figures_of, without_placeholders
from tests.support.in_english import EnglishPerson
from tests.support.person import Person
from tests.support.service_under_test import START, ServiceUnderTest, text_of
from tests.support.simplifie import COMPANY, EMAIL, FIRM, REFUSED, SERVICES

SECOND = timedelta(seconds=1)
CONFIRMATION, LETTER = timedelta(hours=72), timedelta(days=60)
ADDRESS = timedelta(hours=2)
ENDED = "Votre demande a pris fin"
PROOF = "Votre code pour confirmer votre adresse"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path)
    yield service
    service.close()


@pytest.fixture
def person(service: ServiceUnderTest) -> Person:
    return service.person()


def kept(service: ServiceUnderTest) -> Case:
    """The case of the request that was sent last: the only one that has a mail of its own."""
    with service.parcours.database.read() as tx:
        query = "select case_id from outbox where flow = 'espace_simplifie' order by id desc limit 1"
        found = cases.load(tx, tx.execute(text(query)).scalar_one())
    assert found
    return found


def status_of(service: ServiceUnderTest, email: str = EMAIL) -> str:
    with service.parcours.database.read() as tx:
        row = registers.row(tx, "espaces", email)
    return row.status if row else "free"


def mails_to(service: ServiceUnderTest, email: str = EMAIL) -> list[str]:
    """The subjects of the mails to an address."""
    return [str(mail["Subject"]).partition(" – ")[0] for mail in service.mails() if mail["To"] == email]


def pass_time(service: ServiceUnderTest, delta: timedelta) -> None:
    service.now += delta
    service.worker.work()


def wait_for_letter(service: ServiceUnderTest, person: Person) -> str:
    """A request that the company has confirmed; returns the letter's code."""
    simplifie.send(service, person)
    simplifie.answer(service, service.person())
    return simplifie.code_of(service.letters()[-1])


# -- the whole way


def test_two_people_lead_a_request_to_the_account(service: ServiceUnderTest, person: Person) -> None:
    page = simplifie.send(service, person)
    assert page.h1 == "Demande envoyée à l'entreprise"
    assert "au plus tard le jeudi 26 novembre 2026 à 10 h" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert status_of(service) == "en_attente"
    assert (mails_to(service, FIRM), mails_to(service)) == (["Confirmez une demande d'espace professionnel"], [PROOF])
    assert service.letters() == []

    firm = service.person()
    page = simplifie.answer(service, firm)
    assert page.h1 == "La demande est confirmée"
    assert mails_to(service) == [PROOF, "Votre code d'activation part par la poste"]
    assert EMAIL not in page.text  # the company sees no page of the request

    page = person.open("/espace_simplifie/attente_activation")
    assert page.h1 == "Une lettre est envoyée à l'entreprise"
    (letter,) = service.letters()

    page = simplifie.activate(person, simplifie.code_of(letter))
    assert page.h1 == "Votre espace est créé"
    assert "Déclarer la TVA et Consulter le compte fiscal" in page.text
    assert status_of(service) == "actif"
    assert re.search(r"\b\d{10}\b", page.text)
    assert person.press("Accéder à mon espace").h1 == "Mon espace"


def test_it_is_walked_in_english_too(service: ServiceUnderTest) -> None:
    person = service.person(EnglishPerson)
    simplifie.send(service, person)
    proof, mail = service.mails()
    assert proof["Subject"] == "Your code to confirm your address – Online services for businesses"
    assert mail["Subject"] == "Confirm a request for a business account – Online services for businesses"
    firm = service.person(EnglishPerson)
    assert simplifie.answer(service, firm).h1 == "The request is confirmed"
    (letter,) = service.letters()
    assert "Here is the code that activates this account" in simplifie.words_of(letter)
    assert simplifie.activate(person, simplifie.code_of(letter)).h1 == "Your account has been created"


def test_the_mail_to_the_company_says_who_asks_for_what_and_how_to_refuse(
    service: ServiceUnderTest, person: Person
) -> None:
    simplifie.send(service, person)
    words = text_of(service.mails()[-1])
    for said in ("Camille Martin", COMPANY["raison_sociale"], "100000009", EMAIL, "Déclarer la TVA", "refusez-la"):
        assert said in words


def test_the_link_of_that_mail_fills_the_code_in(service: ServiceUnderTest, person: Person) -> None:
    simplifie.send(service, person)
    firm = service.person()
    firm.open(simplifie.link_to_firm(service))
    assert firm.page.value("code_confirmation") == simplifie.code_to_firm(service)


# -- the letter


def test_the_letter_says_the_code_to_whom_and_until_when(service: ServiceUnderTest, person: Person) -> None:
    code = wait_for_letter(service, person)
    (letter,) = service.letters()
    words = simplifie.words_of(letter)
    assert f"{code[:5]} {code[5:]}" in words
    assert "Boulangerie Émile & Fils 7 rue des Lilas Bâtiment B 75005 Paris" in words
    assert "au plus tard le vendredi 22 janvier 2027 à 10 h" in words


def test_no_mail_and_no_page_says_the_code_of_the_letter(service: ServiceUnderTest, person: Person) -> None:
    code = wait_for_letter(service, person)
    pages = [person.open("/espace_simplifie/attente_activation")]
    for days in (30, 53, 60):
        pass_time(service, START + timedelta(days=days) - service.now)
    pages.append(person.open("/espace_simplifie/demande_close"))
    assert len(service.mails()) == 6  # the address, to the company, confirmed, two reminders, the end
    for mail in service.mails():
        assert code not in re.sub(r"\s", "", mail.as_string() + text_of(mail))
    for page in pages:
        assert code not in re.sub(r"\s", "", page.text)


def test_without_further_details_the_address_has_no_gap(service: ServiceUnderTest, person: Person) -> None:
    simplifie.send(service, person, complement="")
    simplifie.answer(service, service.person())
    (letter,) = service.letters()
    assert "7 rue des Lilas 75005 Paris" in simplifie.words_of(letter)


def test_developer_mode_shows_the_letter(service: ServiceUnderTest, person: Person) -> None:
    wait_for_letter(service, person)
    person.open("/_dev/mails")
    page = person.follow("Lettre à Boulangerie Émile & Fils, 7 rue des Lilas, Bâtiment B, 75005 Paris")
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.body == service.letters()[0]


# -- refusals: the company


@pytest.mark.parametrize(
    ("siren", "said"),
    [
        ("100 000 008", "ce numéro n'est pas valide"),
        ("12345", "ce numéro n'est pas valide"),
        ("", "saisissez les 9 chiffres"),
        ("100 000 025", "cette entreprise a cessé son activité"),
        ("732 829 320", "aucune entreprise ne porte ce numéro"),
    ],
)
def test_a_company_is_refused_at_its_number_in_words_of_its_own(person: Person, siren: str, said: str) -> None:
    simplifie.begin(person)
    page = simplifie.describe(person, siren=siren)
    assert page.status == 422
    (error,) = page.errors
    assert error.replace("\N{NO-BREAK SPACE}", " ").startswith("Numéro SIREN : ")
    assert said in error
    assert page.tree.xpath("//input[@name='siren' and @aria-invalid='true']")


def test_where_the_register_does_not_answer_the_page_says_so_and_keeps_what_was_typed(person: Person) -> None:
    simplifie.begin(person)
    page = simplifie.describe(person, siren=companies.SILENT)
    assert (page.status, page.h1) == (422, "Indiquez l'entreprise")
    (error,) = page.errors
    assert "Le registre des entreprises ne répond pas" in error
    assert page.value("raison_sociale") == COMPANY["raison_sociale"]
    assert person.press("Continuer", siren=COMPANY["siren"]).h1 == "Créez vos identifiants"  # the image stays solved


@pytest.mark.parametrize(
    "siren", ["100000009", "100 000 009", " 100\N{NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}009 "]
)
def test_spaces_of_a_number_count_for_nothing(person: Person, siren: str) -> None:
    simplifie.begin(person)
    assert simplifie.describe(person, siren=siren).h1 == "Créez vos identifiants"


@pytest.mark.parametrize("code", ["7500", "750055", "7500A"])
def test_a_postal_code_has_five_digits(person: Person, code: str) -> None:
    simplifie.begin(person)
    (error,) = simplifie.describe(person, code_postal=code).errors
    assert "saisissez les 5 chiffres" in error


# -- refusals: the address, the services, the engagement


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("actif@exemple.fr", "un espace existe déjà avec cette adresse"),
        ("conserve@exemple.fr", "un espace existe déjà avec cette adresse"),
        ("en.attente@exemple.fr", "une demande de création est déjà en cours"),
        ("certificat@exemple.fr", "associée à un espace avec certificat"),
        ("cabinet@exemple.fr", "associée à un espace avec certificat"),
    ],
)
def test_an_address_that_is_taken_is_refused_in_words_of_its_own(
    service: ServiceUnderTest, person: Person, email: str, said: str
) -> None:
    expert.preregister(service.person(), "en.attente@exemple.fr")  # of another procedure: one register for both
    simplifie.begin(person)
    simplifie.describe(person)
    (error,) = simplifie.identify(person, email).errors
    assert said in error


def test_who_has_a_certificate_is_led_to_the_access_without_one(person: Person) -> None:
    simplifie.begin(person)
    simplifie.describe(person)
    page = simplifie.identify(person, "certificat@exemple.fr")
    (address, *_) = page.tree.xpath("//a[contains(@href, 'option_sans_certificat')]/@href")
    page = person.open(address)
    assert (page.status, page.path) == (200, "/option_sans_certificat/adresse")


def test_an_address_that_is_taken_meanwhile_is_asked_again(service: ServiceUnderTest, person: Person) -> None:
    simplifie.to_recap(person)
    simplifie.send(service, service.person(), courriel_entreprise="autre@boulangerie.exemple.fr")
    page = person.press("Envoyer la demande", engagement=True)
    assert page.h1 == "Créez vos identifiants"
    assert "vient d'être associée" in page.errors[0]
    assert len(mails_to(service, FIRM)) == 0


def test_the_companys_own_address_is_none_to_sign_in_with(person: Person) -> None:
    simplifie.begin(person)
    simplifie.describe(person)
    page = simplifie.identify(person, FIRM)
    assert (page.status, page.h1) == (422, "Créez vos identifiants")
    assert "cette adresse est celle de l'entreprise" in page.errors[0]
    assert page.tree.xpath("//input[@name='email' and @aria-invalid='true']")


def test_the_companys_address_does_not_become_the_one_to_sign_in_with(
    service: ServiceUnderTest, person: Person
) -> None:
    simplifie.to_recap(person)
    person.open("/espace_simplifie/entreprise")
    page = person.solve(expert.SAVE, courriel_entreprise=EMAIL)
    assert page.h1 == "Créez vos identifiants"
    assert "cette adresse est celle de l'entreprise" in page.errors[0]
    assert service.mails() == []


# -- the address for signing in is shown to be one's own


def test_the_company_hears_of_no_request_whose_address_is_not_proved(service: ServiceUnderTest, person: Person) -> None:
    assert simplifie.ask(person).h1 == "Confirmez votre adresse"
    assert (status_of(service), mails_to(service), mails_to(service, FIRM)) == ("en_attente", [PROOF], [])
    (error,) = simplifie.prove(person, "AAAAA AAAAA").errors
    assert f"n'est pas celui qui a été envoyé à {EMAIL}" in error
    assert mails_to(service, FIRM) == []
    code = simplifie.code_to_address(service)
    assert simplifie.prove(person, code).h1 == "Demande envoyée à l'entreprise"
    assert len(mails_to(service, FIRM)) == 1


def test_the_code_of_another_request_proves_nothing(service: ServiceUnderTest, person: Person) -> None:
    simplifie.ask(service.person(), "autre@exemple.fr", courriel_entreprise="autre@boulangerie.exemple.fr")
    simplifie.ask(person)
    assert simplifie.prove(person, simplifie.code_to_address(service, "autre@exemple.fr")).errors
    assert mails_to(service, FIRM) == []


@pytest.mark.parametrize("late", [False, True])
def test_the_code_for_the_address_lives_2_hours(service: ServiceUnderTest, person: Person, late: bool) -> None:
    simplifie.ask(person)
    code = simplifie.code_to_address(service)
    service.now += ADDRESS - (timedelta() if late else SECOND)
    page = simplifie.prove(person, code)
    assert page.h1 == (ENDED if late else "Demande envoyée à l'entreprise")
    assert status_of(service) == ("free" if late else "en_attente")
    if late:
        assert "n'a pas été saisi dans le délai de 2 heures" in page.text.replace("\N{NO-BREAK SPACE}", " ")
        assert mails_to(service) == [PROOF]  # to an address that nobody has proved, no second one


def test_five_wrong_codes_end_the_request_and_free_the_address(service: ServiceUnderTest, person: Person) -> None:
    simplifie.ask(person)
    code = simplifie.code_to_address(service)
    for left in ("4 essais", "3 essais", "2 essais", "1 essai"):
        page = simplifie.prove(person, "AAAAA AAAAA")
        assert f"Il vous reste {left}." in page.text.replace("\N{NO-BREAK SPACE}", " ")
    page = simplifie.prove(person, "AAAAA AAAAA")
    assert page.h1 == ENDED
    assert "Trop d'essais" in page.text
    assert status_of(service) == "free"
    case = kept(service)
    assert {name for name, value in case.known().items() if value is not None} == {"engagement"}
    assert not case.secrets_given()
    simplifie.ask(person)
    assert simplifie.prove(person, code).errors


def test_a_request_given_up_before_its_address_is_proved_frees_it(service: ServiceUnderTest, person: Person) -> None:
    simplifie.ask(person)
    page = person.press("Abandonner la demande")
    assert "Vous avez abandonné la demande" in page.text
    assert (status_of(service), mails_to(service, FIRM)) == ("free", [])


def test_a_request_needs_a_service_and_the_engagement(person: Person) -> None:
    simplifie.begin(person)
    simplifie.describe(person)
    simplifie.identify(person)
    (error,) = person.press("Continuer", prenom="Camille", nom="Martin").errors
    assert "cochez un service au moins" in error
    person.press("Continuer", **SERVICES)
    (error,) = person.press("Envoyer la demande").errors
    assert "cochez la case" in error


# -- the company's answer


def test_a_refusal_ends_the_request_and_frees_the_address(service: ServiceUnderTest, person: Person) -> None:
    simplifie.send(service, person)
    assert simplifie.answer(service, service.person(), REFUSED).h1 == "La demande est refusée"
    assert mails_to(service) == [PROOF, "Votre demande a été refusée"]
    assert status_of(service) == "free"
    assert service.letters() == []
    page = person.open("/espace_simplifie/attente_confirmation")
    assert page.h1 == ENDED
    assert "L'entreprise a refusé la demande" in page.text
    assert simplifie.send(service, person).h1 == "Demande envoyée à l'entreprise"


def test_what_was_typed_is_erased_where_a_request_ends(service: ServiceUnderTest, person: Person) -> None:
    simplifie.send(service, person)
    simplifie.answer(service, service.person(), REFUSED)
    case = kept(service)
    assert case.state == "demande_close"
    assert {name for name, value in case.known().items() if value is not None} == {"fin", "engagement"}
    assert not case.secrets_given()


@pytest.mark.parametrize("code", ["AAAAA AAAAA AAAAA AAAAA", "XXXXXXXXXX"])
def test_a_code_that_no_mail_had_is_unknown(service: ServiceUnderTest, code: str) -> None:
    firm = service.person()
    firm.open("/espace_simplifie/start/confirmation")
    (error,) = firm.press("Envoyer la réponse", code_confirmation=code, decision=REFUSED).errors
    assert "ce code est inconnu" in error


def test_the_company_answers_once_and_chooses(service: ServiceUnderTest, person: Person) -> None:
    simplifie.send(service, person)
    firm = service.person()
    firm.open(simplifie.link_to_firm(service))
    (error,) = firm.press("Envoyer la réponse").errors
    assert "choisissez de confirmer ou de refuser" in error
    simplifie.answer(service, firm)
    (error,) = simplifie.answer(service, service.person(), REFUSED).errors
    assert "ce code ne peut plus servir" in error
    assert kept(service).state == "attente_activation"


@pytest.mark.parametrize("late", [False, True])
def test_the_company_has_72_hours(service: ServiceUnderTest, person: Person, late: bool) -> None:
    simplifie.send(service, person)
    firm = service.person()
    link = simplifie.link_to_firm(service)
    service.now += CONFIRMATION - (timedelta() if late else SECOND)
    firm.open(link)
    page = firm.press("Envoyer la réponse", decision="confirmer")
    if late:
        assert "ce code a expiré" in page.errors[0]
        service.worker.work()
        assert (status_of(service), len(service.letters())) == ("free", 0)
    else:
        assert page.h1 == "La demande est confirmée"
        assert len(service.letters()) == 1


def test_without_an_answer_the_request_ends_at_72_hours(service: ServiceUnderTest, person: Person) -> None:
    simplifie.send(service, person)
    pass_time(service, CONFIRMATION - SECOND)
    assert (kept(service).state, mails_to(service)) == ("attente_confirmation", [PROOF])
    pass_time(service, SECOND)
    assert (kept(service).state, kept(service).known()["fin"]) == ("demande_close", "sans_confirmation")
    assert mails_to(service) == [PROOF, ENDED]
    assert status_of(service) == "free"


# -- the activation


def test_a_code_that_no_letter_had_is_unknown(person: Person) -> None:
    (error,) = simplifie.activate(person, "AAAAA AAAAA").errors
    assert "ce code est inconnu" in error


def test_the_code_of_the_companys_mail_activates_nothing(service: ServiceUnderTest, person: Person) -> None:
    simplifie.send(service, person)
    (error,) = simplifie.activate(person, simplifie.code_to_firm(service)).errors
    assert "ce code est inconnu" in error


def test_another_address_than_that_of_the_request_is_refused_and_counted(
    service: ServiceUnderTest, person: Person
) -> None:
    code = wait_for_letter(service, person)
    other = service.person()
    for left in ("4 essais", "3 essais", "2 essais", "1 essai"):
        page = simplifie.activate(other, code, "autre@exemple.fr")
        assert "n'est pas celle de la demande" in page.errors[0]
        assert f"Il vous reste {left}" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert simplifie.activate(other, code, "autre@exemple.fr").h1 == "Trop d'essais"
    assert simplifie.activate(service.person(), code).h1 == "Votre espace est créé"


def test_five_tries_with_a_code_that_has_expired_promise_nothing_of_it(
    service: ServiceUnderTest, person: Person
) -> None:
    code = wait_for_letter(service, person)
    pass_time(service, LETTER)
    other = service.person()
    for _ in range(5):
        page = simplifie.activate(other, code)
    assert page.h1 == "Trop d'essais"
    assert "S'il n'a pas expiré ni déjà servi, le code de la lettre reste valable" in page.text
    assert "La demande elle-même reste valable" not in page.text


def test_a_letter_is_used_once(service: ServiceUnderTest, person: Person) -> None:
    code = wait_for_letter(service, person)
    simplifie.activate(person, code)
    (error,) = simplifie.activate(service.person(), code).errors
    assert "ce code ne peut plus servir" in error


@pytest.mark.parametrize("late", [False, True])
def test_the_code_of_the_letter_lives_60_days(service: ServiceUnderTest, person: Person, late: bool) -> None:
    code = wait_for_letter(service, person)
    service.now += LETTER - (timedelta() if late else SECOND)
    page = simplifie.activate(service.person(), code)
    if late:
        assert "ce code a expiré" in page.errors[0]
        service.worker.work()
        assert status_of(service) == "free"
    else:
        assert page.h1 == "Votre espace est créé"


def test_reminders_are_sent_after_30_days_and_7_days_before_the_end(service: ServiceUnderTest, person: Person) -> None:
    wait_for_letter(service, person)
    before = mails_to(service)
    reminder = "Activez votre espace professionnel"
    sent: list[str] = []
    for day, mail in ((30, reminder), (53, reminder), (60, ENDED)):
        pass_time(service, START + timedelta(days=day) - SECOND - service.now)
        assert mails_to(service) == before + sent
        pass_time(service, SECOND)
        sent.append(mail)
        assert mails_to(service) == before + sent
    assert (kept(service).state, kept(service).known()["fin"]) == ("demande_close", "sans_activation")
    assert status_of(service) == "free"


def test_no_reminder_is_sent_once_the_account_is_there(service: ServiceUnderTest, person: Person) -> None:
    simplifie.activate(person, wait_for_letter(service, person))
    before = mails_to(service)
    pass_time(service, LETTER)
    assert mails_to(service) == before
    assert status_of(service) == "actif"


# -- giving up


def test_a_request_given_up_before_the_answer_ends_its_code(service: ServiceUnderTest, person: Person) -> None:
    simplifie.send(service, person)
    page = person.press("Abandonner la demande")
    assert page.h1 == ENDED
    assert "Vous avez abandonné la demande" in page.text
    assert status_of(service) == "free"
    (error,) = simplifie.answer(service, service.person()).errors
    assert "ce code ne peut plus servir" in error


def test_a_request_given_up_after_the_letter_ends_its_code(service: ServiceUnderTest, person: Person) -> None:
    code = wait_for_letter(service, person)
    person.open("/espace_simplifie/attente_activation")
    assert person.press("Abandonner la demande").h1 == ENDED
    (error,) = simplifie.activate(service.person(), code).errors
    assert "ce code ne peut plus servir" in error
    assert status_of(service) == "free"


@pytest.mark.parametrize("state", ["attente_confirmation", "attente_activation"])
def test_whoever_leaves_is_told_what_comes_next(service: ServiceUnderTest, person: Person, state: str) -> None:
    simplifie.send(service, person)
    if state == "attente_activation":
        simplifie.answer(service, service.person())
    person.open(f"/espace_simplifie/{state}")
    page = person.press("OK")
    assert page.path == "/"
    assert "au plus tard le" in page.text
    assert kept(service).state == state


# -- found again, in a browser that does not know it

WAITING = {
    "attente_adresse": "Confirmez votre adresse",
    "attente_confirmation": "Demande envoyée à l'entreprise",
    "attente_activation": "Une lettre est envoyée à l'entreprise",
}


@pytest.mark.parametrize("state", WAITING)
def test_a_request_that_waits_is_found_by_its_address_and_password(
    service: ServiceUnderTest, person: Person, state: str
) -> None:
    simplifie.ask(person)
    if state != "attente_adresse":
        simplifie.prove(person, simplifie.code_to_address(service))
    if state == "attente_activation":
        simplifie.answer(service, service.person())
    other = service.person()
    other.open("/espace_professionnel")
    other.follow("Retrouver ma demande en mode simplifié")
    (error,) = other.press("Continuer", email_saisi=EMAIL, mot_de_passe_saisi="Voiture2Rouge7Maison9Verte").errors
    assert "Aucune demande en cours" in error
    page = simplifie.find_again(other)
    assert (page.path, page.h1) == (f"/espace_simplifie/{state}", WAITING[state])
    assert other.press("Abandonner la demande").h1 == ENDED
    assert status_of(service) == "free"


def test_after_five_wrong_passwords_there_is_a_pause(service: ServiceUnderTest, person: Person) -> None:
    simplifie.ask(person)
    other = service.person()
    for _ in range(5):
        simplifie.find_again(other, password="Voiture2Rouge7Maison9Verte")
    assert simplifie.find_again(other).path == "/espace_simplifie/suivi"
    service.advance(minutes=15)
    assert simplifie.find_again(other).h1 == "Confirmez votre adresse"


def test_an_account_is_no_request_that_waits(service: ServiceUnderTest, person: Person) -> None:
    simplifie.create(service, person)
    (error,) = simplifie.find_again(service.person()).errors
    assert "si votre espace est déjà activé" in error


def test_each_mail_to_whoever_waits_leads_back_to_the_request(service: ServiceUnderTest, person: Person) -> None:
    wait_for_letter(service, person)
    pass_time(service, timedelta(days=30))
    mails = [mail for mail in service.mails() if mail["To"] == EMAIL]
    assert len(mails) == 3  # the code for the address, confirmed, a reminder
    assert all("/espace_simplifie/start/suivi" in text_of(mail) for mail in mails)


# -- the account


def test_the_portals_one_sign_in_opens_the_account(service: ServiceUnderTest, person: Person) -> None:
    simplifie.create(service, person)
    other = service.person()
    page = simplifie.sign_in(other)
    assert page.path == "/espace_simplifie/mon_espace"
    assert page.header() == [EMAIL, "Mon espace", "Se déconnecter"]
    assert COMPANY["raison_sociale"] in page.text
    page = other.follow("Gérer vos coordonnées")
    assert "Bâtiment B" in page.text
    assert other.press("Se déconnecter").path == "/"
    assert simplifie.sign_in(other, password="Voiture2Rouge7Maison9Verte").errors


def test_a_request_that_waits_is_no_account(service: ServiceUnderTest, person: Person) -> None:
    wait_for_letter(service, person)
    assert simplifie.sign_in(service.person()).errors


def test_the_summary_of_the_account_is_a_document(service: ServiceUnderTest, person: Person) -> None:
    simplifie.create(service, person)
    words = simplifie.words_of(person.follow("Sauvegardez ou imprimez récapitulatif").body)
    for said in (EMAIL, "Boulangerie Émile & Fils", "23 novembre 2026", "Déclarer la TVA"):
        assert said in words


def test_the_portal_leads_to_both_its_ways_in(person: Person) -> None:
    person.open("/choix_du_mode")
    assert person.follow("Créez votre espace en mode simplifié").h1 == "Créer votre espace en mode simplifié"
    assert person.follow("Commencer").h1 == "Indiquez l'entreprise"
    person.open("/espace_professionnel")
    assert person.follow("Activer mon espace avec le code d'une lettre").h1 == "Activez votre espace"


def test_the_expert_procedure_refuses_the_address_of_a_request_and_leads_to_where_it_is_activated(
    service: ServiceUnderTest, person: Person
) -> None:
    simplifie.ask(person)
    other = service.person()
    expert.accept(other)
    page = expert.identify(other, EMAIL)
    (error,) = page.errors
    assert "Tant qu'elle n'a pas pris fin" in error
    assert "48" not in error  # another procedure's request may last longer
    assert page.tree.xpath("//main//a[@href='/espace_professionnel' and normalize-space()='Activez-la']")


# -- the text


def test_no_figure_of_the_rules_is_written_again_in_a_text(catalogue: Catalogue) -> None:
    flow = catalogue.flows["espace_simplifie"]
    typed = figures_of(flow, catalogue.site)
    examples = re.compile(r"100 000 009|\b7 rue des Lilas|\(0 (à|to) 9\)")
    written = [
        f"{words.text.place.file}:{words.text.place.line}: {found.group()!r}"
        for words in all_words(flow)
        for found in [typed.search(examples.sub("", without_placeholders(words.text.source)))]
        if found
    ]
    assert not written
