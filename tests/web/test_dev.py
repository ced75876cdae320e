"""The developer mode: what it shows, and that nothing of it exists in production."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from engine.application import Application
from engine.language.load import load_catalogue
from engine.web.app import create_app
from tests.support import expert
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest
from tests.web.conftest import FILLED

START = "/inscription/start/debut"


def bar(page: Page) -> str:
    return " ".join(page.tree.xpath("//*[@data-dev='bar']")[0].text_content().split())


@pytest.mark.parametrize("path", ["/_dev/mails", "/_dev/mails/1", "/_dev/mails/1/html", "/_dev/clock"])
def test_production_knows_none_of_it(live: ServiceUnderTest, path: str) -> None:
    client = live.app.test_client()
    assert client.get(path).status_code == 404
    assert client.post(path, data={"amount": "1"}).status_code in (403, 404)


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
    assert "state inscription.gouts" in bar(page)
    assert "identite → gouts" in bar(page)
    assert "email" not in bar(page), "not given"
    assert "tresors9" not in bar(page), "a secret is nobody's to see"
    assert "bar" not in page.text


def test_the_bar_says_what_is_due_what_guards_would_be_told_and_the_samples(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    said = bar(person.page)
    assert "timeout: mercredi 25 novembre 2026 à 10 h" in said
    assert "free (held by this case: en_attente)" in said
    assert "certificat@exemple.fr certificat_unique" in said
    assert "| → attente_activation" in said, "what is sealed stands before the line"


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
    assert "2 d 1.5 h ahead" in bar(person.open("/aide"))


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
