"""The link and the button that change the language lead to our own pages, whatever an address or a form says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from tests.support import expert
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

# As a browser sends it -> the status. Its Accept-Language is English.
ASKED = [
    ("/", 302, "the front door chooses"),
    ("/?next=//evil.example", 302, "its query goes along, as a query"),
    ("/?//evil.example", 302, "the same"),
    ("/?a=b%0d%0aX-Evil:%20yes", 302, "a line's end in it is data"),
    ("/?a=b%0d%0a%0d%0a<script>", 302, "and a whole page too"),
    ("//evil.example", 404, "another host, as a browser reads it"),
    ("//evil.example/en/", 404, "the same"),
    ("/en//evil.example", 404, "behind a language"),
    ("//en//evil.example/", 404, "around it"),
    ("/en/%2F%2Fevil.example", 404, "encoded"),
    ("/en\\evil.example", 404, "some browsers read \\ as /"),
    ("/%5cevil.example", 404, "encoded"),
    ("/en%0d%0aX-Evil:%20yes/", 404, "a line's end in the path"),
    ("/en//assistance", 302, "to the page's one address"),
    ("///en/assistance", 200, "slashes that say nothing"),
    ("/en/en/assistance", 404, "two languages"),
    ("/en/fr/assistance", 404, "the first language stands before no path"),
    ("/de/assistance", 404, "one that is not spoken"),
    ("/EN/assistance", 404, "a language is written small"),
    ("/zz-evil.example/", 404, "nothing like one"),
    ("/en/assistance?x=//evil.example&n=stale&_entry=creation", 200, "a page's query"),
    ("/en/assistance?x=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", 200, "with markup in it"),
    ("/en/espace_expert/start/creation?email=%0d%0aX-Evil:%20yes", 303, "of an entry, which hands it on"),
    ("/en/espace_expert/conditions?_entry=creation&x=%22%20onfocus=%22alert(1)", 200, "of a form"),
]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path)
    yield service
    service.close()


def ours(address: str) -> bool:
    """Whether any browser reads it as an address of this very host."""
    said = urlsplit(address)
    return address.startswith("/") and not address.startswith("//") and not said.netloc and "\\" not in address


@pytest.mark.parametrize(("asked", "status", "reason"), ASKED, ids=[row[0] for row in ASKED])
def test_language_links_lead_nowhere_else_and_repeat_nothing(
    service: ServiceUnderTest, asked: str, status: int, reason: str
) -> None:
    path, _, query = asked.partition("?")
    answer = service.app.test_client().get(
        base_url="http://127.0.0.1",
        headers={"Accept-Language": "en"},
        environ_overrides={"PATH_INFO": unquote(path), "QUERY_STRING": query},
    )
    assert answer.status_code == status, reason
    assert "X-Evil" not in answer.headers
    if status in (302, 303):
        assert ours(answer.headers["Location"])
        assert not any(sign in answer.headers["Location"] for sign in "\r\n<")
        return
    tree = html.fromstring(answer.data)
    ways = tree.xpath("//*[contains(@class, 'language')]/@href | //@formaction | //link[@rel='alternate']/@href")
    assert len(ways) >= 2
    assert all(map(ours, ways))
    assert not tree.xpath("//script | //@onfocus")


UNSPOKEN = ["xyz", "", "//evil.example", "<script>alert(1)</script>", "en\r\nX-Evil: yes", "../../en"]


@pytest.mark.parametrize("said", UNSPOKEN, ids=[row.strip() or "nothing" for row in UNSPOKEN])
def test_language_buttons_of_no_language_show_the_form_as_it_was_filled(service: ServiceUnderTest, said: str) -> None:
    person = service.person()
    expert.accept(person)
    expert.identify(person)
    page = switch(person, said, nom="Martin", telephone="01 23 45 67 89")
    assert (page.status, page.path, page.tree.get("lang")) == (200, "/en/espace_expert/informations", "en")
    assert (page.value("nom"), page.value("telephone")) == ("Martin", "01 23 45 67 89")
    assert not page.errors
    assert not said or said.encode() not in page.body
    assert "X-Evil" not in page.headers


def test_language_buttons_take_no_step_and_give_no_secret_back(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    page = switch(person, "fr", email=expert.EMAIL, mot_de_passe=expert.PASSWORD)
    assert (page.status, page.path) == (200, "/en/espace_expert/identifiants")
    assert page.value("email") == expert.EMAIL
    assert not page.value("mot_de_passe")
    assert expert.PASSWORD.encode() not in page.body
    assert person.open("/espace_expert/identifiants").h1 == "Créez vos identifiants", "the case is where it was"


def test_language_buttons_of_another_site_are_refused(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    _, pairs = person.filled(None, email=expert.EMAIL)
    answer = service.app.test_client().post(
        button(person)[0],
        data=dict([*pairs, ("_language", "fr")]),
        base_url="http://127.0.0.1",
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert expert.EMAIL not in answer.text


def test_language_of_one_person_is_kept_in_no_cache_for_another(service: ServiceUnderTest) -> None:
    client = service.app.test_client()
    for language in ("en", "fr", "de"):
        answer = client.get("/", base_url="http://127.0.0.1", headers={"Accept-Language": language})
        assert answer.headers["Vary"] == "Accept-Language, Sec-Fetch-Site, Referer"
        assert answer.headers["Cache-Control"] == "no-cache", "asked anew each time"
    person = service.person()
    expert.accept(person)
    for page in (person.page, switch(person, "fr", email=expert.EMAIL), person.open("/espace_expert/identifiants")):
        assert "no-store" in page.headers["Cache-Control"]


def button(person: Person) -> tuple[str, str]:
    """Where the header's button sends the form, and the language that it says."""
    (found,) = person.page.tree.xpath("//header//button[@name='_language']")
    return found.get("formaction"), found.get("value")


def switch(person: Person, said: str, **fields: str) -> Page:
    """The header's button, pressed with another word than it was sent with."""
    _, pairs = person.filled(None, **fields)
    return person.post(button(person)[0], [*pairs, ("_language", said)])
