"""A service in two languages: its addresses, its pages and what is typed in them, its mails, its timers, its PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

SITE = """
    service: {fr: Mairie, en: Town hall}
    notice: {fr: Essai, en: Trial}
    settings: {horaires: {fr: de 8 h à 12 h, en: from 8 to 12}}
    foot: [{label: {fr: "Aide, {horaires}", en: "Help, {horaires}"}, page: aide}]
    pages:
      aide:
        title: {fr: Aide, en: Help}
        content: {fr: "[Commencer](flow:inscription)", en: "[Begin](flow:inscription)"}
"""
FLOW = """
    parcours: 1
    flow: inscription
    title: {fr: Inscription, en: Enrolment}
    language: fr
    languages: [fr, en]
    timezone: Europe/Paris
    phases: {vous: {fr: Vous, en: You}, suite: {fr: Suite, en: What follows}}
    settings: {delai: 2 days}
    values: {numero: {type: string, title: {fr: Numéro, en: Number}}}
    entries: {debut: {state: saisie}}
    pages:
      presentation:
        title: {fr: Présentation, en: Presentation}
        content: {fr: "Vous avez {delai}.", en: "You have {delai}."}
        links: [{label: {fr: Commencer, en: Begin}, entry: debut, button: true}]
    states:
      saisie:
        title: {fr: Votre demande, en: Your request}
        phase: vous
        form: saisie
        transitions: {continuer: {label: {fr: Continuer, en: Continue}, target: recap}}
      recap:
        title: {fr: Récapitulatif, en: Summary}
        phase: suite
        review: true
        back: {label: {fr: Retour, en: Back}}
        transitions:
          envoyer:
            label: {fr: Envoyer, en: Send}
            target: attente
            effects: [{number: {field: numero, digits: 6}}, {mail: recu}]
      attente:
        title: {fr: En attente, en: Waiting}
        phase: suite
        content: {fr: "Avant le {deadline}.", en: "Before {deadline}."}
        show: [numero, prix]
        links: [{label: {fr: Votre reçu, en: Your receipt}, document: recu}]
        reminders: [{after: 1 day, effects: [{mail: rappel}]}]
        timeout: {after: delai, target: fin}
        transitions: {partir: {label: {fr: Partir, en: Leave}, leave: presentation}}
      fin: {title: {fr: Fin, en: The end}, final: true}
    mails:
      recu:
        to: email
        subject: {fr: Votre demande, en: Your request}
        content: {fr: "Prix : {prix}, {genre}.", en: "Price: {prix}, {genre}."}
      rappel:
        to: email
        subject: {fr: Rappel, en: Reminder}
        content: {fr: "[Voir](page:presentation)", en: "[See](page:presentation)"}
    documents:
      recu: {title: {fr: Reçu, en: Receipt}, content: {fr: "Le {naissance}", en: "On {naissance}"}, review: true}
"""
FORM = """
    type: object
    required: [email, prix, naissance, genre]
    properties:
      email: {type: string, format: email, title: {fr: Courriel, en: Email}}
      prix:
        type: number
        minimum: 10
        multipleOf: 0.01
        title: {fr: Prix, en: Price}
        x-unit: "€"
        x-messages: {minimum: {fr: "Pas moins de {minimum}", en: "No less than {minimum}"}}
      naissance:
        type: string
        format: date
        title: {fr: Né le, en: Born on}
        description: {fr: "Jour d'abord", en: Day first}
      genre:
        type: string
        title: {fr: Genre, en: Kind}
        oneOf: [{const: a, title: {fr: Plein, en: Full}}, {const: b, title: {fr: Réduit, en: Reduced}}]
"""
GIVEN = {"email": "a@exemple.fr", "naissance": "01/02/1980", "genre": "b"}
FRENCH = ("Mairie", "Aller au contenu", "Courriel", "Prix", "Continuer", "Jour d'abord", "Réduit", "Étape", "Essai")


@pytest.fixture
def town(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("inscription", FLOW, {"saisie": FORM}, SITE)
    (tmp_path / "data").mkdir()
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


@pytest.fixture
def person(town: ServiceUnderTest) -> Person:
    return town.person()


def language(page: Page) -> str:
    (found,) = page.tree.xpath("//html/@lang")
    assert page.headers["Content-Language"] == found
    return str(found)


ADDRESSES = [
    ("/procedures", "fr", "/procedures", "the list of procedures"),
    ("/en/procedures", "en", "/en/procedures", "the same"),
    ("/", "fr", "/", "the front door"),
    ("/en/", "en", "/en/", "the same"),
    ("/aide", "fr", "/aide", "a page of the site"),
    ("/en/aide", "en", "/en/aide", "the same"),
    ("/inscription/presentation", "fr", "/inscription/presentation", "a page of the flow"),
    ("/en/inscription/presentation", "en", "/en/inscription/presentation", "the same"),
    ("/inscription", "fr", "/inscription/presentation", "the flow itself leads to its page"),
    ("/en/inscription", "en", "/en/inscription/presentation", "the same"),
    ("/inscription/start/debut", "fr", "/inscription/saisie", "an entry leads to its form"),
    ("/en/inscription/start/debut", "en", "/en/inscription/saisie", "the same"),
    ("/en/inscription/recap", "en", "/en/inscription/saisie", "a state without a case leads to the form"),
    ("/rien", "fr", "/rien", "nothing"),
    ("/en/rien", "en", "/en/rien", "nothing, in English"),
    ("/fr/aide", "fr", "/fr/aide", "the first language stands before no path"),
    ("/de/aide", "fr", "/de/aide", "nor one that is not spoken"),
    ("/en/static/style.css", "en", "/en/static/style.css", "what nobody reads has no language"),
    ("/en/healthz", "en", "/en/healthz", "the same"),
]


@pytest.mark.parametrize(("asked", "spoken", "ends", "reason"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_an_address_says_its_language(person: Person, asked: str, spoken: str, ends: str, reason: str) -> None:
    page = person.open(asked)
    assert (language(page), page.path) == (spoken, ends), reason
    if spoken == "en":
        for word in FRENCH:
            assert word not in page.text, word
        links = page.tree.xpath("//main//a/@href | //footer//a/@href | //main//form/@action")
        own = [link for link in links if link[0] == "/"]
        assert all(link.startswith("/en/") for link in own), "every link stays in the language"
    assert page.status == (
        404
        if asked.rpartition("/")[2] in ("rien", "style.css", "healthz") or "/fr/" in asked or "/de/" in asked
        else 200
    )


def test_accept_language_chooses_at_the_front_door_alone(town: ServiceUnderTest) -> None:
    client = town.app.test_client()
    english = {"Accept-Language": "en-GB,en;q=0.9,fr;q=0.8"}

    def get(path: str, **headers: str) -> tuple[int, str | None, str | None]:
        answer = client.get(path, base_url="http://127.0.0.1", headers={**english, **headers})
        return answer.status_code, answer.headers.get("Location"), answer.headers.get("Vary")

    varies = "Accept-Language, Sec-Fetch-Site, Referer"
    assert get("/") == (302, "/en/", varies)
    assert get("/?a=b") == (302, "/en/?a=b", varies)
    assert get("/", **{"Accept-Language": "de, fr;q=0.5"}) == (200, None, varies), "the best that is spoken"
    assert get("/", **{"Accept-Language": "de"}) == (200, None, varies), "else the first"
    assert get("/", **{"Sec-Fetch-Site": "same-origin"}) == (200, None, varies), "who chose French keeps it"
    assert get("/", Referer="http://127.0.0.1/aide") == (200, None, varies), "an older browser too"
    assert get("/aide") == (200, None, None)
    assert get("/en/") == (200, None, None)


def test_the_headers_link_changes_the_language(person: Person) -> None:
    page = person.open("/inscription/presentation?x=1")
    (link,) = page.tree.xpath("//header//*[@class='languages']//a")
    assert (link.get("hreflang"), link.get("lang"), link.text) == ("en", "en", "English")
    assert link.get("href") == "/en/inscription/presentation?x=1"
    page = person.open(link.get("href"))
    (link,) = page.tree.xpath("//header//*[@class='languages']//a")
    assert (link.get("lang"), link.text, link.get("href")) == ("fr", "Français", "/inscription/presentation?x=1")


def switch(person: Person, **fields: str) -> Page:
    """Fills the form and presses the button of the header that shows it in the other language."""
    (button,) = person.page.tree.xpath("//header//button[@name='_language']")
    _, pairs = person.filled(None, **fields)
    return person.post(button.get("formaction"), [*pairs, ("_language", button.get("value"))])


def test_what_is_typed_is_kept_when_the_language_changes(person: Person) -> None:
    person.open("/inscription/start/debut")
    french = {**GIVEN, "prix": "1250,5", "naissance": "1er février 1980"}
    page = switch(person, **french)
    assert (language(page), page.path, page.status) == ("en", "/en/inscription/saisie", 200)
    assert not page.errors, "nothing is checked"
    assert page.value("email") == "a@exemple.fr"
    assert page.value("prix") == "1250.5", "as English types it"
    assert page.value("naissance") == "01/02/1980"
    assert page.value("genre") == "b"
    page = person.press("Continue")
    assert (page.path, page.h1) == ("/en/inscription/recap", "Summary")
    assert "1,250.5 €" in page.text
    assert "1 February 1980" in page.text
    assert "Reduced" in page.text


def test_enter_in_a_field_never_changes_the_language(person: Person) -> None:
    page = person.open("/inscription/start/debut")
    buttons = page.tree.xpath("//button[ancestor::form[@id='step'] or @form='step']")
    assert buttons[0].get("name") == "_event"


def test_a_fault_is_said_in_the_pages_language(person: Person) -> None:
    person.open("/en/inscription/start/debut")
    page = person.press("Continue", **{**GIVEN, "prix": "9.99", "naissance": "31/02/1980"})
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.errors == [
        "No less than 10",
        "Born on: enter a date that exists, in the form day/month/year (12/05/1980 or 12051980).",
    ]
    assert [link.get("href") for link in page.tree.xpath("//link[@rel='alternate']")] == ["/inscription/saisie"]


def send(person: Person, before: str = "/en") -> Page:
    french = before == ""
    person.open(f"{before}/inscription/start/debut")
    person.press("Continuer" if french else "Continue", **{**GIVEN, "prix": "12,5" if french else "12.5"})
    return person.press("Envoyer" if french else "Send")


def test_a_mail_a_document_and_a_timer_have_the_language_of_the_last_page(
    town: ServiceUnderTest, person: Person
) -> None:
    page = send(person)
    assert page.h1 == "Waiting"
    assert "heure" not in page.text
    town.worker.work()
    mail = town.mails()[-1]
    assert mail["Subject"] == "Your request – Town hall"
    assert "Price: 12.5\u00a0€, Reduced." in body(mail)
    assert "This message is sent automatically" in body(mail)
    assert person.follow("Your receipt").headers["Content-Type"] == "application/pdf"
    # The last page is French from now on: no step is taken, and the reminder knows.
    person.open("/inscription/attente")
    assert person.page.h1 == "En attente"
    town.advance(hours=25)
    town.worker.work()
    mail = town.mails()[-1]
    assert mail["Subject"] == "Rappel – Mairie"
    assert "http://127.0.0.1/inscription/presentation" in body(mail)


def test_a_reminder_in_english_links_to_english_pages(town: ServiceUnderTest, person: Person) -> None:
    send(person)
    town.advance(hours=25)
    town.worker.work()
    mail = town.mails()[-1]
    assert mail["Subject"] == "Reminder – Town hall"
    assert "http://127.0.0.1/en/inscription/presentation" in body(mail)


def test_a_post_of_a_page_shown_before_the_language_changed_is_no_stale_one(person: Person) -> None:
    """Changing it is no step: the other tab's form is still good, and its answer is in its own language."""
    person.open("/inscription/start/debut")
    person.press("Continuer", **{**GIVEN, "prix": "12,5"})
    url, pairs = person.filled("Envoyer")
    person.open("/en/inscription/recap")
    page = person.post(url, pairs)
    assert (page.path, page.h1) == ("/inscription/attente", "En attente")


def body(mail: object) -> str:
    part = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content())


def test_search_engines_are_kept_from_cases_in_every_language(person: Person) -> None:
    rules = person.open("/robots.txt").body.decode()
    assert "Disallow: /inscription/\n" in rules
    assert "Disallow: /en/inscription/\n" in rules


def test_the_picture_is_spoken_in_the_pages_language(tmp_path: Path) -> None:
    """The shipped procedure: the same picture, heard in English and in French."""
    service = ServiceUnderTest(tmp_path)
    person = service.person()
    person.open("/en/espace_expert/start/creation")
    (sound,) = person.page.tree.xpath("//audio/@src")
    assert sound.startswith("/en/challenge/")
    english, french = person.open(sound), person.open(sound.removeprefix("/en"))
    assert (english.status, french.status) == (200, 200)
    assert english.body != french.body
    service.close()


# Typed in French and kept unchecked -> what fills the English form: nothing is read as another value.
KEPT = [
    ("1250,5", "1250.5", "the comma is decimal in French"),
    ("1 250,50", "1250.50", "with both signs"),
    ("12,500", "", "twelve or twelve thousand: French asks which, English would take one for granted"),
    ("12.000", "", "the same, with the sign of the other language"),
    ("douze", "douze", "no language reads it"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("typed", "filled", "reason"), KEPT, ids=[row[0] or "blank" for row in KEPT])
def test_what_is_switched_is_never_read_as_another_figure(person: Person, typed: str, filled: str, reason: str) -> None:
    person.open("/inscription/start/debut")
    page = switch(person, **{**GIVEN, "prix": typed})
    assert (page.value("prix") or "") == filled, reason


@pytest.fixture
def keeping(tmp_path: Path, write_flow: WriteFlow) -> Iterator[Person]:
    """Someone before the same form, whose « Garder » saves it unchecked."""
    saved = FLOW.replace("target: recap}}", "target: recap}, garder: {label: {fr: Garder, en: Save}, skip_form: keep}}")
    assert saved != FLOW
    write_flow("inscription", saved, {"saisie": FORM}, SITE)
    (tmp_path / "data").mkdir()
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/inscription/start/debut")
    yield person
    service.close()


@pytest.mark.parametrize(("typed", "filled", "reason"), KEPT, ids=[row[0] or "blank" for row in KEPT])
def test_a_draft_is_never_read_as_another_figure_in_another_language(
    keeping: Person, typed: str, filled: str, reason: str
) -> None:
    keeping.press("Garder", **{**GIVEN, "prix": typed, "naissance": "1er février 1980"})
    page = keeping.open("/en/inscription/saisie")
    assert (page.value("prix") or "") == filled, reason
    assert page.value("naissance") == "01/02/1980"


@pytest.mark.parametrize("typed", [row[0] for row in KEPT if row[0]])
def test_a_draft_comes_back_as_it_was_typed_in_its_own_language(keeping: Person, typed: str) -> None:
    page = keeping.press("Garder", **{**GIVEN, "prix": typed, "naissance": "1er février 1980"})
    for _ in range(2):
        assert (page.value("prix"), page.value("naissance")) == (typed, "1er février 1980")
        keeping.open("/en/inscription/saisie")  # looking at it in English changes nothing
        page = keeping.open("/inscription/saisie")


def test_what_an_english_draft_keeps_is_typed_again_in_english(keeping: Person) -> None:
    keeping.open("/en/inscription/start/debut")
    page = keeping.press("Save", **{**GIVEN, "prix": "1,250.50", "naissance": "1 February 1980"})
    assert (page.value("prix"), page.value("naissance")) == ("1,250.50", "1 February 1980")
    page = keeping.open("/inscription/saisie")
    assert (page.value("prix"), page.value("naissance")) == ("1250,50", "01/02/1980")
    page = keeping.press("Garder", prix=page.value("prix") or "")
    assert keeping.open("/en/inscription/saisie").value("prix") == "1250.50"


# ---- beside a flow of one language

ALONE = """
    parcours: 1
    flow: seul
    title: Prendre rendez-vous
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: saisie}}
    states:
      saisie: {title: Votre rendez-vous, transitions: {prendre: {label: Prendre, target: fin}}}
      fin: {title: Pris, final: true}
"""


def test_a_flow_of_one_language_stands_beside_those_of_two(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("inscription", FLOW, {"saisie": FORM}, SITE)
    write_flow("seul", ALONE)
    service = ServiceUnderTest(tmp_path, tmp_path)
    person = service.person()
    for path, of_parts in (("/procedures", [None, None]), ("/en/procedures", [None, "fr"])):
        links = person.open(path).tree.xpath("//main//ul//a")
        parts = {link.text_content(): next(iter(link.xpath("./*/@lang")), None) for link in links}
        assert list(parts.values()) == of_parts, "what is said in another language says so"
        assert list(parts)[1] == "Prendre rendez-vous"
        assert links[1].get("href") == "/seul/start/debut"
    page = person.open("/seul/start/debut")
    assert language(page) == "fr"
    assert not page.tree.xpath("//header//*[@class='language']"), "there is no other to go to"
    assert page.link("Aide") == "/aide"
    assert person.press("Prendre").h1 == "Pris"
    assert person.open("/en/seul/saisie").status == 404
    service.close()
