"""Developer mode's buttons: on to the next due time, begin again, empty; its mailbox; the way back from each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

from engine.application import Application
from engine.store import whole
from engine.web.app import create_app
from engine.worker import create_worker
from tests.support import expert
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest
from tests.support.shipped_flows import shipped_catalogue
from tests.web.conftest import FILLED
from tests.web.test_dev import START, bar, words

FIRST = "/inscription/identite"  # where the entry leads

DAY = timedelta(days=1)
MOMENT = timedelta(seconds=30)  # that a test may take


@pytest.fixture
def ticking(service: ServiceUnderTest) -> Iterator[tuple[Application, Person]]:
    """The expert procedure by the developers' own clock."""
    parcours = Application(service.settings, shipped_catalogue())
    yield parcours, in_process(create_app(parcours))
    parcours.close()


def press(person: Person, button: str) -> Page:
    """A button of the bar, or of a page of developer mode, by how its words begin."""
    tree = person.page.tree
    for form in tree.forms:
        if form.xpath(".//*[@name='_token']"):
            continue
        for one in form.xpath(".//button"):
            if words(one).startswith(button):
                pairs = [(field.get("name"), field.get("value", "")) for field in form.xpath(".//input[@name]")]
                if one.get("name"):
                    pairs = [pair for pair in pairs if pair[0] != one.get("name")]
                    pairs.append((one.get("name"), one.get("value", "")))
                person.page = person._send(
                    "POST", urljoin(person.page.url, form.get("action")), urlencode(pairs).encode()
                )
                return person.page
    raise AssertionError(f"no button {button!r} among {[words(one) for one in tree.xpath('//button')]}")


def clock_row(service: Any) -> int:
    with closing(sqlite3.connect(service.database)) as connection:
        return sum(ahead for (ahead,) in connection.execute("select ahead from clock"))


# -- to the next due time


def test_the_next_due_time_of_the_case_is_one_click_away_and_what_is_due_then_happens(
    ticking: tuple[Application, Person],
) -> None:
    parcours, person = ticking
    before = parcours.now()
    expert.preregister(person)
    assert "to the next due time (timeout, in 2 days)" in bar(person.page)
    page = press(person, "to the next due time")
    assert timedelta() <= parcours.now() - before - 2 * DAY < MOMENT
    assert page.path == "/espace_expert/expiree", "the page that one came from, as it is then"
    assert page.h1 == "Votre demande a expiré"
    assert "2 days ahead" in bar(page)


def test_where_a_page_is_of_no_case_it_is_the_next_of_any(ticking: tuple[Application, Person]) -> None:
    parcours, person = ticking
    assert "due time" not in bar(person.open("/assistance")), "nothing waits"
    before = parcours.now()
    expert.preregister(in_process(create_app(parcours)))
    create_worker(parcours).post()
    page = person.open("/assistance")
    assert "to the next due time (a timer of a case, in 2 days)" in bar(page)
    page = press(person, "to the next due time")
    assert page.path == "/assistance"
    assert timedelta() <= parcours.now() - before - 2 * DAY < MOMENT
    assert create_worker(parcours).fire() == 1, "a worker finds it due"


def test_from_the_clocks_own_page_too_and_back_to_the_page_before(ticking: tuple[Application, Person]) -> None:
    parcours, person = ticking
    expert.preregister(person)
    create_worker(parcours).post()
    page = person.open(person.page.link("clock"))
    assert page.path == "/_dev/clock"
    assert "A timer of a case: " in words(page.tree.find(".//main"))
    page = press(person, "Advance to it")
    assert page.path == "/espace_expert/expiree"


@pytest.mark.parametrize(
    "to",
    [
        "yesterday",
        "2026-11-25T09:00:00",  # no zone: no instant
        "2400-01-01T00:00:00+00:00",  # farther than the clock goes
        "9999-12-31T23:59:59+00:00",
        "2026-13-01T00:00:00+00:00",
    ],
)
def test_an_instant_that_is_none_moves_nothing(ticking: tuple[Application, Person], to: str) -> None:
    parcours, person = ticking
    token = person.open("/_dev/clock").tree.xpath("//input[@name='_csrf']/@value")[0]
    answer = person._send("POST", "http://127.0.0.1/_dev/clock", urlencode({"_csrf": token, "to": to}).encode())
    assert answer.status == 400
    assert parcours.now() - datetime.now(UTC) < MOMENT


def test_the_clock_does_not_go_back_to_what_has_come(ticking: tuple[Application, Person]) -> None:
    parcours, person = ticking
    token = person.open("/_dev/clock").tree.xpath("//input[@name='_csrf']/@value")[0]
    fields = {"_csrf": token, "to": "2020-01-01T00:00:00+00:00", "back": "/assistance"}
    answer = person._send("POST", "http://127.0.0.1/_dev/clock", urlencode(fields).encode())
    assert answer.path == "/assistance", "a page open for a while has a button of the past"
    assert abs(parcours.now() - datetime.now(UTC)) < MOMENT


@pytest.mark.parametrize("path", ["/assistance", "/", "/nowhere", "/espace_expert/presentation"])
def test_the_bar_works_on_the_very_first_page_too(ticking: tuple[Application, Person], path: str) -> None:
    """Pages outside any case set no cookie, and what the bar posts is good for a known browser alone."""
    parcours, person = ticking
    person.open(path)
    press(person, "12 h")
    assert person.page.path == path
    assert parcours.now() - datetime.now(UTC) > timedelta(hours=11)


# -- the way back


def test_the_way_back_is_the_page_one_came_from_with_its_query(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(service.person())
    code = expert.code_in(service)
    here = f"/espace_expert/code?code={code}&x=%C3%A9"
    page = person.open(here)
    page = person.open(page.link("mailbox"))
    assert page.link("Back to the page you came from") == here
    page = person.open(page.link("Votre code d'activation"))
    assert page.link("Back to the page you came from") == here
    assert page.link("All mails").startswith("/_dev/mails?back=")
    page = person.open(page.link("All mails"))
    for tool in ("clock", "empty"):
        assert person.open(page.link(tool)).link("Back to the page you came from") == here
    assert person.open(page.link("Back to the page you came from")).path == "/espace_expert/code"


@pytest.mark.parametrize("name", ["mails", "clock", "empty"])
@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1", ""])
def test_the_way_back_stays_in_the_service(club: ServiceUnderTest, name: str, back: str) -> None:
    page = club.person().open(f"/_dev/{name}?{urlencode({'back': back})}")
    assert page.link("To the service") == "/"
    assert b"evil" not in page.body
    assert b"javascript" not in page.body


# -- the mailbox


def test_the_mailbox_has_the_newest_first_and_says_what_each_is(service: ServiceUnderTest) -> None:
    for email in ("a@exemple.fr", "b@exemple.fr", "c@exemple.fr"):
        expert.preregister(service.person(), email)
        service.mails()
        service.advance(minutes=1)
    expert.preregister(service.person(), "d@exemple.fr")
    person = service.person()
    assert "mailbox (3, 1 not sent)" in bar(person.open("/assistance"))
    page = person.open("/_dev/mails")
    waiting = words(page.tree.xpath("//*[@class='notice']")[0])
    assert waiting.startswith("The mail activation to d@exemple.fr, of Monday 23 November 2026 at 10:03, Paris time")
    listed = [words(one) for one in page.tree.xpath("//main//li")]
    assert [one.partition(" to ")[2].partition(" ")[0] for one in listed] == [
        "c@exemple.fr",
        "b@exemple.fr",
        "a@exemple.fr",
    ]
    assert "mail activation of Création d'un espace professionnel en mode expert espace_expert" in listed[0]
    service.mails()
    assert "mailbox (4)" in bar(person.open("/assistance"))


# -- begin again


def test_begin_this_flow_again_leads_to_its_entry_and_the_browser_has_forgotten_the_case(
    club: ServiceUnderTest,
) -> None:
    person = club.person()
    person.open(START)
    person.solve("Continuer", **FILLED)
    page = press(person, "begin this flow again")
    assert page.path == FIRST
    assert page.h1 == "Qui êtes-vous ?"
    assert page.value("nom") in (None, ""), "nothing of the case before"
    assert person.open("/inscription/gouts").path == FIRST, "and it is not held any more"
    with club.parcours.database.read() as tx:
        assert whole.how_many(tx).cases == 1, "the case itself stays"


def test_begin_again_lets_go_of_every_case_of_that_flow_that_the_browser_holds(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    person.open("/espace_expert/start/creation")
    expert.accept(person)
    page = press(person, "begin this flow again")
    assert page.path == "/espace_expert/conditions", "not the other case that was begun there"
    assert "Nom" not in page.text


def test_begin_again_signs_out_of_an_account(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.create(service, person)
    assert press(person, "begin this flow again").path == "/espace_expert/conditions"
    assert person.open("/espace_expert/mon_espace").h1 != "Mon espace"


@pytest.mark.parametrize("fields", [{}, {"flow": "unknown"}, {"flow": "../x", "entry": "debut"}])
def test_a_flow_that_is_none_is_not_begun(club: ServiceUnderTest, fields: dict[str, str]) -> None:
    person = club.person()
    token = person.open("/_dev/clock").tree.xpath("//input[@name='_csrf']/@value")[0]
    fields = {"_csrf": token, **fields}
    assert person._send("POST", "http://127.0.0.1/_dev/again", urlencode(fields).encode()).status == 400


def test_an_entry_that_an_older_version_had_leads_to_the_first(club: ServiceUnderTest) -> None:
    person = club.person()
    token = person.open("/_dev/clock").tree.xpath("//input[@name='_csrf']/@value")[0]
    fields = {"_csrf": token, "flow": "inscription", "entry": "gone"}
    assert person._send("POST", "http://127.0.0.1/_dev/again", urlencode(fields).encode()).path == FIRST


def test_begin_again_stands_only_where_there_is_a_case(club: ServiceUnderTest) -> None:
    assert "begin this flow again" not in bar(club.person().open("/aide"))


# -- empty


def test_emptied_nothing_is_kept_and_the_samples_and_the_clock_are_as_at_first(
    service: ServiceUnderTest, ticking: tuple[Application, Person]
) -> None:
    parcours, person = ticking
    with parcours.database.read() as tx:
        at_first = whole.how_many(tx)
    expert.preregister(person)
    create_worker(parcours).work()
    press(person, "48 h")
    page = person.open(person.page.link("empty the database"))
    said = words(page.tree.find(".//main"))
    assert "1 case (an account is one too)" in said
    assert "1 mail, sent and waiting" in said
    assert "(2 days ahead)" in said
    assert clock_row(service) > 0, "a look changes nothing"
    page = press(person, "Empty the database")
    assert page.path == "/"
    assert "mailbox (0)" in bar(page)
    assert "ahead" not in bar(page)
    assert abs(parcours.now() - datetime.now(UTC)) < MOMENT
    with parcours.database.read() as tx:
        assert whole.how_many(tx) == at_first == (0, 0, 6)
    assert "actif@exemple.fr" in words(in_process(create_app(parcours)).open("/").tree.xpath("//aside")[0])


def test_whoever_was_in_the_midst_of_a_case_goes_on_from_the_start(service: ServiceUnderTest) -> None:
    """In the browser that emptied, and in another one: its pages are of a case that is no more."""
    person, other = service.person(), service.person()
    expert.to_recap(other, "b@exemple.fr")
    expert.preregister(person)
    person.open("/_dev/empty")
    press(person, "Empty the database")
    url, pairs = other.filled("Valider")
    headers = {"Cookie": other.cookies(), "Sec-Fetch-Site": "same-origin"}
    answer = service.app.test_client().post(url, data=dict(pairs), headers=headers, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == "/espace_expert/conditions"
    assert other.open("/espace_expert/recapitulatif").path == "/espace_expert/conditions"
    for one in (person, other):
        one.open("/espace_expert/start/creation")
        expert.preregister(one, "a@exemple.fr" if one is person else "b@exemple.fr")
        assert one.page.h1 == "Pré-inscription enregistrée"
    assert len(service.mails()) == 2


def test_a_sample_that_a_case_had_taken_is_there_again(service: ServiceUnderTest) -> None:
    with closing(sqlite3.connect(service.database)) as connection, connection:
        connection.execute("update register_rows set status = 'en_attente', case_id = 'c' where key like 'certificat%'")
        connection.execute("delete from register_rows where key like 'actif%'")
    person = service.person()
    person.open("/_dev/empty")
    press(person, "Empty the database")
    with closing(sqlite3.connect(service.database)) as connection:
        rows = dict(connection.execute("select key, status from register_rows").fetchall())
    assert rows == {
        "certificat@exemple.fr": "certificat_unique",
        "cabinet@exemple.fr": "certificat_partage",
        "actif@exemple.fr": "actif",
        "seul@exemple.fr": "certificat_unique",
        "panne@exemple.fr": "certificat_unique",
        "conserve@exemple.fr": "actif_partage",
    }


def test_an_emptied_database_is_one_of_this_version(service: ServiceUnderTest) -> None:
    service.parcours.empty()
    again = Application(service.settings, shipped_catalogue())
    again.close()


def test_a_mail_that_is_on_its_way_while_the_database_is_emptied_is_kept_nowhere(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    sent: list[object] = []

    def send(message: object) -> None:
        service.parcours.empty()
        sent.append(message)

    service.worker._send = send
    assert service.worker.work() >= 1
    assert len(sent) == 1
    with service.parcours.database.read() as tx:
        assert whole.how_many(tx).mails == 0


@pytest.mark.parametrize("name", ["again", "empty", "clock"])
def test_another_site_does_none_of_it(service: ServiceUnderTest, name: str) -> None:
    expert.preregister(service.person())
    client = service.app.test_client()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = client.post(f"/_dev/{name}", data={"flow": "espace_expert", "amount": "1"}, headers=headers)
        assert answer.status_code == 403
    with service.parcours.database.read() as tx:
        assert whole.how_many(tx).cases == 1


@pytest.mark.parametrize("name", ["again", "empty", "clock"])
def test_a_token_of_another_browser_does_nothing_and_leads_to_a_page(service: ServiceUnderTest, name: str) -> None:
    """The cookie was replaced meanwhile, in another tab: the page posted is only out of date."""
    person = service.person()
    expert.preregister(person)
    fields = {"_csrf": "of-another", "flow": "espace_expert", "amount": "1"}
    client = service.app.test_client()
    headers = {"Cookie": person.cookies(), "Sec-Fetch-Site": "same-origin"}
    answer = client.post(f"/_dev/{name}", data=fields, headers=headers, follow_redirects=True)
    assert answer.status_code == 200
    assert person.open("/espace_expert/attente_activation").h1 == "Pré-inscription enregistrée"


def test_production_is_not_emptied(live: ServiceUnderTest) -> None:
    with pytest.raises(AssertionError):
        live.parcours.empty()
