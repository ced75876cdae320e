"""The developer mode: what it shows, and that nothing of it exists in production."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from engine.application import Application
from engine.language.load import load_catalogue
from engine.web.app import create_app
from tests.conftest import WriteFlow
from tests.support import expert, simplifie
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest
from tests.support.statements import listening
from tests.web.conftest import FILLED

START = "/inscription/start/debut"


REMINDED = """
parcours: 1
flow: rappel
title: Rappel
version: "1"
language: fr
timezone: Europe/Paris
entries: {debut: {state: adresse}}
states:
  adresse: {title: Adresse, form: adresse, transitions: {envoyer: {label: Envoyer, target: attente}}}
  attente:
    title: Attente
    timeout: {after: 1 day, target: fini}
    reminders: [{after: 90 minutes, effects: [{mail: rappel}]}]
    transitions: {encore: {label: Encore, target: brouillon}}
  brouillon: {title: Brouillon, transitions: {finir: {label: Finir, target: fini}}}
  fini: {title: Fini, final: true}
mails:
  rappel: {to: courriel, subject: Rappel, content: Bonjour.}
retention: {draft: 2 days, closed: 24 hours}
"""
ADDRESS = "{type: object, properties: {courriel: {type: string, format: email, title: Courriel}}, required: [courriel]}"


def bar(page: Page) -> str:
    return words(page.tree.xpath("//*[@data-dev='bar']")[0])


def words(element: Any) -> str:
    """As they are read: a line of its own is parted from the next by a blank."""
    return " ".join(" ".join(element.itertext()).split())


def steps(page: Page, which: str) -> list[str]:
    """Of the trail: "sealed", or "trail" for those that are not."""
    return [words(step) for step in page.tree.xpath(f"//*[@data-dev='{which}']/li")]


ROUTES = ["mails", "mails/1", "mails/1/html", "mails/1/made", "clock", "again", "empty"]


@pytest.mark.parametrize("name", ROUTES)
def test_production_knows_none_of_it(live: ServiceUnderTest, name: str) -> None:
    client = live.app.test_client()
    assert client.get(f"/_dev/{name}").status_code == 404
    assert client.post(f"/_dev/{name}", data={"amount": "1"}).status_code in (403, 404)


def test_every_route_was_tried(club: ServiceUnderTest) -> None:
    rules = {rule.rule for rule in club.app.url_map.iter_rules() if rule.rule.startswith("/_dev")}
    assert {rule.replace("<int:number>", "1") for rule in rules} == {f"/_dev/{name}" for name in ROUTES}


def test_production_shows_no_bar(live: ServiceUnderTest) -> None:
    for path in ("/aide", START, "/rien"):
        answer = live.app.test_client().get(path)
        assert "data-dev" not in answer.text
        assert "dev.css" not in answer.text


def test_the_bar_says_where_the_case_is_and_what_the_image_reads(club: ServiceUnderTest) -> None:
    person = club.person()
    page = person.open(START)
    assert len(page.captcha()) == 4
    page = person.solve("Continuer", **FILLED)
    assert "state Vos goûts inscription.gouts" in bar(page)
    assert steps(page, "trail") == ["Qui êtes-vous ? identite – left by Continuer continuer", "Vos goûts gouts – now"]
    assert "can still be changed, and where it is now" in bar(page)
    assert not steps(page, "sealed"), "there is a way back to all of it"
    assert "Nom nom Zoé <b>" in bar(page)
    assert "email" not in bar(page), "not given"
    assert "tresors9" not in bar(page), "a secret is nobody's to see"
    assert "bar" not in page.text


def test_the_bar_says_what_is_due_what_guards_would_be_told_and_the_samples(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    said = bar(person.page)
    assert "free (held by this case: en_attente) – the register espaces at Adresse électronique email" in said
    assert "asked when a code is posted – the code activation typed in Code d'activation code_activation" in said
    assert 'guard adresse_libre true – espace == "free"' in said
    assert 'guard demande_en_cours false – espace == "en_attente"' in said
    assert "certificat@exemple.fr certificat_unique" in said


def test_each_due_time_says_when_how_long_from_now_and_what_then(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    service.advance(hours=27)
    timeout, code, browser = [words(one) for one in person.open("").tree.xpath("//*[@data-dev='due']")]
    when = "Wednesday 25 November 2026 at 10:00, Paris time, in 21 hours"
    assert timeout.startswith(f"{when}: leads to Votre demande a expiré expiree release: register espaces, key email")
    assert "forget: email, email_confirmation" in timeout
    assert code == f"{when}: activation expires"
    assert browser.endswith("in 3 days: lets go of the case, unless it looks at it before")


def test_a_reminder_and_the_end_of_a_draft_are_due_too(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("rappel", REMINDED, {"adresse": ADDRESS})
    service = ServiceUnderTest(tmp_path, tmp_path)
    person = service.person()
    person.open("/rappel/start/debut")
    person.press("Envoyer", courriel="zoe@exemple.fr")
    due = [words(one) for one in person.page.tree.xpath("//*[@data-dev='due']")]
    assert (
        due[0]
        == "Monday 23 November 2026 at 11:30, Paris time, in 1 hour 30 minutes: the state stays send mail: rappel"
    )
    assert due[1].startswith("Tuesday 24 November 2026 at 10:00, Paris time, in 1 day: leads to Fini fini")
    person.press("Encore")
    said = bar(person.page)
    assert "in 2 days: the case is erased" in said
    service.close()


def test_a_code_that_was_typed_is_no_row_of_digits(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    expert.give_code(person, expert.code_in(service))
    said = bar(person.page)
    assert "Code d'activation code_activation typed: only a hash of it is kept" in said
    assert "fact code_saisi valid – the code activation typed in" in said


def test_what_is_sealed_stands_apart_from_what_can_still_be_changed(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    sealed = steps(person.page, "sealed")
    title = "Acceptez les conditions générales et recopiez les caractères de l'image"
    assert sealed[0] == f"{title} conditions – left by Continuer continuer"
    assert len(sealed) == 4
    assert steps(person.page, "trail") == ["Pré-inscription enregistrée attente_activation – now"]
    assert "sealed: cannot be changed any more" in bar(person.page)
    assert "|" not in bar(person.page)


def test_titles_are_in_the_language_of_their_flow_and_all_else_in_english(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    found = person.page.tree.xpath("//*[@data-dev='bar']")[0]
    assert found.get("lang") == "en"
    french = {words(one) for one in found.xpath(".//*[@lang='fr']")}
    assert {"Pré-inscription enregistrée", "Votre demande a expiré", "Adresse électronique", "France"} <= french
    assert not [one for one in french if one.isascii() and "_" in one], "a name of the flow is no French"


def test_the_bar_says_that_a_case_is_on_an_older_version(tmp_path: Path, club: ServiceUnderTest) -> None:
    person = club.person()
    person.open(START)
    person.solve("Continuer", **FILLED)
    path = tmp_path / "flows" / "inscription.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Vos goûts", "Vos préférences"), encoding="utf-8")
    later = ServiceUnderTest(tmp_path, tmp_path)
    again = in_process(later.app)
    client_cookie = person.cookies()
    answer = later.app.test_client(use_cookies=False).get("/inscription/gouts", headers={"Cookie": client_cookie})
    assert "older than the one hosted now" in answer.text
    assert "Vos goûts" in answer.text
    assert "older" not in bar(again.open(START))
    later.close()


def test_every_mail_is_in_the_mailbox_with_its_text_and_its_html(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    assert "waits to be sent" in person.open("/_dev/mails").body.decode()
    code = expert.code_in(service)
    page = person.open("/_dev/mails")
    assert b"waits to be sent" not in page.body
    assert expert.EMAIL in page.body.decode()
    page = person.open(page.link("Votre code d'activation – Téléprocédures des professionnels"))
    code = f"{code[:5]} {code[5:]}"
    assert code in page.body.decode()
    assert page.tree.xpath("//pre//a[contains(@href, '/espace_expert/start/activation')]")
    page = person.open(page.link("As HTML"))
    assert code in page.body.decode()
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert person.open("/_dev/mails/999").status == 404


def test_the_mailbox_lists_mails_and_letters_without_reading_what_they_hold(service: ServiceUnderTest) -> None:
    """A letter is a PDF of some hundred kilobytes, and the page is looked at again after each step."""
    simplifie.send(service, service.person())
    simplifie.answer(service, service.person())
    letter = service.letters()[0]
    person = service.person()
    with listening() as heard:
        page = person.open("/_dev/mails")
    assert not [sent.text for sent in heard.statements if "source" in sent.text]
    there = page.link("Lettre à Boulangerie")
    assert person.open(there).body == letter
    number = there.removeprefix("/_dev/mails/").removesuffix("/made")
    assert [person.open(f"/_dev/mails/{number}{kind}").status for kind in ("", "/html")] == [404, 404], "it is no mail"
    mail = page.link("Confirmez").partition("?")[0]
    assert person.open(f"{mail}/made").status == 404, "nor is a mail a letter"


@pytest.fixture
def ticking(club: ServiceUnderTest) -> Iterator[tuple[Application, Person]]:
    """The same service by the developers' own clock."""
    settings = club.settings
    parcours = Application(settings, load_catalogue(settings.folder))
    yield parcours, in_process(create_app(parcours))
    parcours.close()


def posted(person: Person, **fields: str) -> Page:
    """The clock's form, sent."""
    page = person.open("/_dev/clock")
    token = page.tree.xpath("//input[@name='_csrf']/@value")[0]
    person.page = person._send("POST", page.url, urlencode({"_csrf": token, **fields}).encode())
    return person.page


def test_the_clock_is_advanced_by_any_amount(ticking: tuple[Application, Person]) -> None:
    parcours, person = ticking
    page = posted(person, amount="48", unit="hours", back="/aide")
    assert page.path == "/aide"
    posted(person, amount="90", unit="minutes")
    ahead = parcours.now() - datetime.now(UTC)
    assert abs(ahead - timedelta(hours=49, minutes=30)) < timedelta(seconds=30)
    assert "2 days 1 hour 30 minutes ahead" in bar(person.open("/aide"))


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": "-1", "unit": "hours"},
        {"amount": "1.5", "unit": "hours"},
        {"amount": "", "unit": "hours"},
        {"amount": "1", "unit": "years"},
        {"amount": "999999", "unit": "days"},
        {"amount": "9999999", "unit": "minutes"},
    ],
)
def test_an_amount_that_is_none_moves_nothing(ticking: tuple[Application, Person], fields: dict[str, str]) -> None:
    parcours, person = ticking
    assert posted(person, **fields).status == 400
    assert parcours.now() - datetime.now(UTC) < timedelta(seconds=30)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1", ""])
def test_after_the_clock_one_stays_in_the_service(ticking: tuple[Application, Person], back: str) -> None:
    _parcours, person = ticking
    assert posted(person, amount="1", unit="hours", back=back).path == "/_dev/clock"


def test_another_site_does_not_move_the_clock(club: ServiceUnderTest) -> None:
    answer = club.app.test_client().post("/_dev/clock", data={"amount": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_samples_are_those_of_the_registers(service: ServiceUnderTest) -> None:
    assert "actif@exemple.fr actif" in bar(service.person().open("/"))
