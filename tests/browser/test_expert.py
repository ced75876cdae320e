"""The expert procedure in a real browser: the straight way, each refusal, and the ways people leave it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.support import expert
from tests.support.browser_person import BrowserPerson
from tests.support.expert import ANSWER, EMAIL, IDENTITY, PASSWORD
from tests.support.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.browser

Make = Callable[..., BrowserPerson]


def pdf_text(person: BrowserPerson) -> str:
    """The summary, fetched with this browser's cookies."""
    answer = person.context.request.get(person.tab.url.rsplit("/", 1)[0] + "/document/recapitulatif")
    assert answer.headers["content-type"] == "application/pdf", answer.text()[:300]
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)


def test_the_straight_way_leads_to_the_summary(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    page = expert.preregister(person)
    assert "Vous êtes pré-inscrit" in page.text
    assert "mercredi 25 novembre 2026" in page.text
    assert EMAIL in page.text
    page = expert.activate(person, expert.code_in(service))
    number = next(word for word in page.text.split() if word.isdigit() and len(word) == 10)
    text = pdf_text(person)
    assert number in text
    assert EMAIL in text
    assert "Martin" in text
    assert "Quel est votre surnom" in text
    assert PASSWORD not in text
    assert ANSWER not in text


@pytest.mark.parametrize(
    ("width", "height", "screens"),
    [(1280, 800, 1), (390, 844, 2)],
    ids=["a desktop: the first screen", "a phone: the second at the latest"],
)
def test_the_presentation_can_be_begun_after_its_special_cases_and_without_a_search(
    browser: Make, width: int, height: int, screens: int
) -> None:
    person = browser()
    person.open("/espace_expert/presentation")
    person.tab.set_viewport_size({"width": width, "height": height})
    certificate = person.tab.get_by_role("link", name="Vous détenez un espace avec un certificat invalide ?")
    payment = person.tab.get_by_role("link", name="Vous payez par EDI ?")
    begin = person.tab.get_by_role("link", name="Commencer")
    tops = [link.bounding_box()["y"] for link in (certificate, payment, begin)]
    assert tops == sorted(tops), "who must not create an account reads so before the button"
    box = begin.bounding_box()
    assert box["y"] + box["height"] <= height * screens
    payment.click()
    assert person.tab.url.endswith("/espace_expert/cas_particuliers")


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("actif@exemple.fr", "connect"),
        ("EN.attente@Exemple.fr", "activez-la"),
    ],
    ids=["an active account: with the way to sign in", "a pending request: with the way to activate it"],
)
def test_a_taken_address_is_refused_at_its_field(
    service: ServiceUnderTest, browser: Make, email: str, words: str
) -> None:
    expert.preregister(service.person(), "en.attente@exemple.fr")
    person = browser()
    expert.accept(person)
    page = expert.identify(person, email)
    assert page.status == 422
    assert page.title.startswith("Erreur")
    assert any(words in error.lower() for error in page.errors), page.errors
    assert page.value("email") == email, "what was typed stays"
    assert not page.value("mot_de_passe"), "but never a secret"


@pytest.mark.parametrize("address", ["certificat", "partage"])
def test_a_certificate_address_is_blocked_and_goes_on_with_another(
    service: ServiceUnderTest, browser: Make, address: str
) -> None:
    samples = {"certificat": "certificat_unique", "partage": "certificat_partage"}
    register = service.parcours.catalogue.site.registers["espaces"]
    email = next(key for key, status in register.samples.items() if status == samples[address])
    person = browser()
    expert.accept(person)
    page = expert.identify(person, email)
    assert "sans certificat" in page.text
    page = person.press("Choisir une autre adresse électronique")
    assert page.path == "/espace_expert/identifiants"
    page = expert.identify(person)
    assert page.path == "/espace_expert/informations"


def test_the_previous_step_keeps_a_half_typed_form(browser: Make) -> None:
    person = browser()
    expert.accept(person)
    expert.identify(person)
    person.fill(nom="Martin", code_postal="7")
    page = person.press("Étape précédente")
    assert page.path == "/espace_expert/identifiants"
    assert page.value("email") == EMAIL
    page = person.press("Continuer")
    assert page.path == "/espace_expert/informations", "blank keeps the password given"
    assert page.value("nom") == "Martin"
    assert page.value("code_postal") == "7"


def test_modify_leads_straight_to_the_form_and_straight_back(browser: Make) -> None:
    person = browser()
    page = expert.to_recap(person)
    assert ANSWER not in page.text
    assert PASSWORD not in page.text
    person.open("/espace_expert/informations")
    page = person.press(expert.SAVE, nom="Durand", reponse=ANSWER)
    assert page.path == "/espace_expert/recapitulatif"
    assert "Durand" in page.text


SHORT, SPACED, ACCENTED = "Abcdefgh12345678901", "Voiture2 Rouge7Maison9", "Voiture2Rougé7Maison9B"
LONG = "a" * 60 + "@" + "b" * 37 + ".fr"
GIVEN = {"email": EMAIL, "email_confirmation": EMAIL, "mot_de_passe": PASSWORD, "mot_de_passe_confirmation": PASSWORD}

# What is wrong: what is typed otherwise, the field where it is said, a word of what is said.
BROKEN = {
    "another confirmation": ({"email_confirmation": "autre@exemple.fr"}, "email_confirmation", ""),
    "19 characters": ({"mot_de_passe": SHORT, "mot_de_passe_confirmation": SHORT}, "mot_de_passe", "20"),
    "a space": ({"mot_de_passe": SPACED, "mot_de_passe_confirmation": SPACED}, "mot_de_passe", ""),
    "an accent": ({"mot_de_passe": ACCENTED, "mot_de_passe_confirmation": ACCENTED}, "mot_de_passe", ""),
    "an address of 101 characters": ({"email": LONG, "email_confirmation": LONG}, "email", "100"),
}


def test_what_breaks_a_rule_is_said_at_its_field(browser: Make) -> None:
    person = browser()
    expert.accept(person)
    for what, (changed, field, words) in BROKEN.items():
        page = person.press("Continuer", **{**GIVEN, **changed})
        assert page.status == 422, what
        links = page.tree.xpath("//*[@id='errors']//a/@href")
        target = page.tree.xpath(f"//*[@id='{links[0][1:]}']")[0]
        assert target.get("name") == field or target.xpath(f".//*[@name='{field}']"), what
        assert words in " ".join(page.errors), what
        if field != "mot_de_passe":
            assert page.value("email") == changed.get("email", EMAIL), what


def test_a_wrong_captcha_keeps_the_form(browser: Make) -> None:
    person = browser()
    expert.to_conditions(person)
    page = person.press("Continuer", accepte=True, _answer="??????")
    assert page.status == 422
    assert page.tree.xpath("//input[@name='accepte']/@checked"), "the box stays ticked"
    page = person.solve("Continuer")
    assert page.path == "/espace_expert/identifiants"


def test_a_solved_captcha_with_an_unticked_box_shows_no_second_image(browser: Make) -> None:
    person = browser()
    expert.to_conditions(person)
    page = person.solve("Continuer")
    assert page.status == 422
    assert not page.tree.xpath("//main//img"), "it stays solved for this form"
    page = person.press("Continuer", accepte=True)
    assert page.path == "/espace_expert/identifiants"


def test_a_code_lives_48_hours(service: ServiceUnderTest, browser: Make) -> None:
    expert.preregister(browser())
    code = expert.code_in(service)
    service.advance(hours=47, minutes=59)
    assert expert.give_code(browser(), code).path == "/espace_expert/adresse"
    service.advance(minutes=1)
    late = browser()
    page = expert.give_code(late, code)
    assert page.path != "/espace_expert/adresse"
    assert "expir" in page.text.lower()


def test_a_code_that_dies_between_the_two_screens_is_told(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    expert.preregister(person)
    service.advance(hours=47, minutes=59)
    expert.give_code(person, expert.code_in(service))
    service.advance(minutes=1)
    page = person.press("Continuer", email_saisi=EMAIL)
    assert "Espace créé" not in page.h1
    assert "expir" in page.text.lower()


def test_a_code_works_once(service: ServiceUnderTest, browser: Make) -> None:
    expert.preregister(browser())
    code = expert.code_in(service)
    assert "abonné" in expert.activate(browser(), code).text
    page = expert.give_code(browser(), code)
    assert page.path != "/espace_expert/adresse"
    assert "utilisé" in page.text


def test_five_wrong_addresses_end_this_try_and_the_request_stays_good(service: ServiceUnderTest, browser: Make) -> None:
    expert.preregister(browser())
    code = expert.code_in(service)
    person = browser()
    expert.give_code(person, code)
    for count in range(4):
        assert person.press("Continuer", email_saisi=f"autre{count}@exemple.fr").status == 422
    page = person.press("Continuer", email_saisi="autre@exemple.fr")
    assert page.path == "/espace_expert/essais_epuises"
    assert "abonné" in expert.activate(browser(), code).text


def test_ok_leads_home_and_the_activation_is_done_later(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    expert.preregister(person)
    page = person.press("OK")
    assert page.path == "/"
    person.follow("Votre espace professionnel")
    page = person.follow("Activer mon espace / mes services")
    page = person.solve("Continuer", code_activation=expert.code_in(service))
    page = person.press("Continuer", email_saisi=EMAIL.upper())
    assert "abonné" in page.text


def test_a_second_request_in_the_same_browser_while_the_first_waits(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    expert.preregister(person)
    service.advance(minutes=1)
    page = expert.preregister(person, "deuxieme@exemple.fr")
    assert "deuxieme@exemple.fr" in page.text
    assert "abonné" in expert.activate(person, expert.code_in(service)).text
    assert (
        "abonné" in expert.activate(person, expert.code_in(service, "deuxieme@exemple.fr"), "deuxieme@exemple.fr").text
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_back_twice_in_the_account_leads_to_the_pages_before(
    service: ServiceUnderTest, browser: Make, scripts: bool
) -> None:
    expert.create(service, service.person())
    person = browser(java_script_enabled=scripts)
    expert.sign_in(person)
    person.follow("Gérer mes services")
    person.follow("Gérer vos coordonnées")
    for heading in ("Gérer mes services", "Mon espace"):
        person.tab.go_back()
        assert person.page.h1 == heading
        assert "n'est pas l'étape en cours" not in person.page.text
        assert person.page.header() == [EMAIL, "Mon espace", "Se déconnecter"]
    person.tab.go_forward()
    assert person.page.h1 == "Gérer mes services"
    person.open("/espace_professionnel")
    assert person.follow("Connexion à mon espace").h1 == "Mon espace", "the entry leads straight in"
    person.open("/assistance")
    page = person.press("Se déconnecter")
    assert (page.path, page.header()) == ("/", [])
    person.tab.go_back()
    assert person.page.header() == [], "the page is kept by no cache"


def test_signing_in_from_another_browser_and_out_and_in_again(service: ServiceUnderTest, browser: Make) -> None:
    expert.create(service, browser())
    other = browser()
    page = expert.sign_in(other)
    assert page.status == 200, page.text
    other.follow("Gérer mes services")
    page = other.follow("Gérer vos coordonnées")
    assert IDENTITY["nom"] in page.text
    assert "Martin" in pdf_text(other)
    page = other.press("Se déconnecter")
    assert page.path == "/"
    page = other.open("/espace_expert/coordonnees")
    assert "Martin" not in page.text
    page = expert.sign_in(other)
    assert page.status == 200
