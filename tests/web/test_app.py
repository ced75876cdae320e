"""Every request gets a clear page: in the same frame, with the same headers, whatever was sent."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Flask
from lxml import html
from pypdf import PdfReader

from engine.core.kept import Unavailable
from tests.conftest import WriteFlow
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest
from tests.web.conftest import FILLED, FLOW, GOUTS, IDENTITE, SITE

START = "/inscription/start/debut"
FIRST = "/inscription/identite"
FORM = "application/x-www-form-urlencoded"
OWN = {"Origin": "http://localhost"}

REQUESTS: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "a page": ("GET", "/aide", {}, 200),
    "a list where no page claims it": ("GET", "/", {}, 200),
    "the list of procedures": ("GET", "/procedures", {}, 200),
    "an entry": ("GET", START, {}, 303),
    "a form": ("GET", FIRST, {}, 200),
    "the head of a form": ("HEAD", FIRST, {}, 200),
    "a sign of life": ("GET", "/healthz", {}, 200),
    "what robots may read": ("GET", "/robots.txt", {}, 200),
    "a style sheet": ("GET", "/static/style.css", {}, 200),
    "a file that is not there": ("GET", "/static/none.css", {}, 404),
    "a file outside the folder": ("GET", "/static/..%2fapp.py", {}, 404),
    "no page": ("GET", "/rien", {}, 404),
    "no entry": ("GET", "/inscription/start/rien", {}, 404),
    "no document": ("GET", "/inscription/document/rien", {}, 404),
    "no state": ("GET", "/inscription/rien", {}, 404),
    "no challenge": ("GET", "/challenge/forged.png", {}, 404),
    "letters that are none": ("GET", "/%ff%00", {}, 404),
    "a state of nobody": ("GET", "/inscription/gouts", {}, 303),
    "a document of nobody": ("GET", "/inscription/document/recu", {}, 303),
    "a method nobody knows": ("BREW", "/", {}, 405),
    "a page posted to": ("POST", "/aide", {"data": {}}, 405),
    "a form deleted": ("DELETE", START, {}, 405),
    "another host": ("GET", "/aide", {"headers": {"Host": "evil.example"}}, 400),
    "another host's form": ("POST", START, {"headers": {"Host": "evil.example"}, "data": {"a": "b"}}, 400),
    "a post of no origin without a token": ("POST", START, {"data": {"nom": "x"}}, 403),
    "a post of another site": ("POST", START, {"headers": {"Sec-Fetch-Site": "cross-site"}, "data": {}}, 403),
    "a post of our own without a token": ("POST", START, {"headers": OWN, "data": {}}, 303),
    "bytes that are no form": ("POST", START, {"headers": OWN, "data": b"\xff=\xfe&%00", "content_type": FORM}, 303),
    "json": ("POST", START, {"headers": OWN, "json": {"nom": "x"}}, 303),
    "a broken multipart": ("POST", START, {"headers": OWN, "data": b"?", "content_type": "multipart/form-data"}, 303),
    "64 KiB and more": ("POST", START, {"data": b"nom=" + b"x" * 65536, "content_type": FORM}, 413),
    "101 fields": ("POST", START, {"data": b"&".join(b"f=1" for _ in range(101)), "content_type": FORM}, 413),
    "a file": ("POST", START, {"data": {"f": (io.BytesIO(b"x" * 65536), "x.bin")}}, 413),
}


@pytest.mark.parametrize(("method", "path", "given", "status"), REQUESTS.values(), ids=REQUESTS)
def test_every_request_gets_a_clear_answer(
    live: ServiceUnderTest, method: str, path: str, given: dict[str, Any], status: int
) -> None:
    answer = live.app.test_client().open(path, method=method, **given)
    assert answer.status_code == status
    carried = answer.headers
    assert carried["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert carried["X-Content-Type-Options"] == "nosniff"
    assert carried["Referrer-Policy"] == "same-origin"
    assert carried["Strict-Transport-Security"] == "max-age=31536000"
    assert "Server" not in carried
    if status >= 400:
        assert carried["Cache-Control"] == "no-store"
        assert html.fromstring(answer.data).xpath("//main//a[@href='/']"), "a way out"
        assert "Guichet" in answer.text
        assert not re.search(r"Traceback|werkzeug|flask|engine|/work|\d+\.\d+\.\d+", answer.text, re.I)


def test_what_may_be_kept_by_a_browser(live: ServiceUnderTest) -> None:
    client = live.app.test_client()
    page = client.get("/aide")
    assert page.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in page.headers, "a page outside a case needs to know nobody"
    sheet = html.fromstring(page.data).xpath("//link[@rel='stylesheet']/@href")[0]
    assert "immutable" in client.get(sheet).headers["Cache-Control"]
    assert client.get(FIRST).headers["Cache-Control"] == "no-store"


def test_a_form_with_faults_is_kept_for_the_back_button(club: ServiceUnderTest) -> None:
    person = club.person()
    person.open(START)
    assert person.press("Continuer").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("dev", "cookie"),
    [
        (False, r"__Host-parcours=[\w-]{40,}; Secure; HttpOnly; Path=/; SameSite=Lax"),
        (True, r"parcours=[\w-]{40,}; HttpOnly; Path=/; SameSite=Lax"),
    ],
    ids=["production", "developer mode"],
)
def test_the_cookie_is_out_of_reach(request: pytest.FixtureRequest, dev: bool, cookie: str) -> None:
    service: ServiceUnderTest = request.getfixturevalue("club" if dev else "live")
    assert re.fullmatch(cookie, service.app.test_client().get(START).headers["Set-Cookie"])


def test_a_post_whose_cookie_never_came_is_told_to_allow_cookies(club: ServiceUnderTest) -> None:
    person = club.person()
    person.open(START)
    client = club.app.test_client(use_cookies=False)
    answer = client.post(FIRST, data=dict(person.filled("Continuer")[1]), headers=OWN)
    assert answer.headers["Location"] == f"{START}?n=no_cookie"
    assert "Autorisez les cookies" in client.get(answer.headers["Location"], follow_redirects=True).text


def failing(app: Flask, error: Callable[[], Exception]) -> None:
    def fail() -> NoReturn:
        raise error()

    app.add_url_rule("/failing", "failing", fail)


def test_a_mistake_of_ours_is_a_page_without_its_trace(
    live: ServiceUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    failing(live.app, lambda: RuntimeError("inside words"))
    answer = live.app.test_client().get("/failing")
    assert answer.status_code == 500
    assert "Une erreur est survenue" in answer.text
    assert "inside words" not in answer.text
    assert "inside words" in caplog.text, "the log knows"


def test_a_store_that_is_not_there_is_a_page_that_says_when_to_try_again(live: ServiceUnderTest) -> None:
    failing(live.app, lambda: Unavailable("locked"))
    answer = live.app.test_client().get("/failing")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "momentanément indisponible" in answer.text


def to_the_end(service: ServiceUnderTest) -> Person:
    person = service.person()
    person.open(START)
    person.solve("Continuer", **FILLED)
    person.press("Continuer", sport="b")
    person.press("Finir")
    return person


def test_a_document_is_a_pdf_with_its_own_name_and_no_secret(club: ServiceUnderTest) -> None:
    person = to_the_end(club)
    page = person.follow("Votre reçu")
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"] == 'inline; filename="recu.pdf"'
    assert page.headers["Cache-Control"] == "no-store"
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.body)).pages)
    assert "Merci Zoé <b>." in text
    assert "Boxe" in text
    assert "Non renseigné" in text
    assert "tresors9" not in text


def test_a_document_that_cannot_be_made_is_a_clear_page(
    tmp_path: Path, club: ServiceUnderTest, write_flow: WriteFlow
) -> None:
    too_much = FLOW.replace('title: Reçu, content: "', f'title: Reçu, content: "{"mot " * 80_000}')
    write_flow("inscription", too_much, {"identite": IDENTITE, "gouts": GOUTS}, SITE)
    (tmp_path / "second").mkdir()
    service = ServiceUnderTest(tmp_path / "second", tmp_path)
    page = to_the_end(service).follow("Votre reçu")
    assert page.status == 503
    assert page.headers["Retry-After"] == "10"
    assert page.h1 == "Document momentanément indisponible"
    service.close()


def test_a_site_brings_its_own_look_and_words(tmp_path: Path, club: ServiceUnderTest) -> None:
    own = tmp_path / "templates"
    (own / "texts").mkdir(parents=True)
    (own / "page").mkdir()
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "theme.css").write_text(":root { --accent: green }", encoding="utf-8")
    (own / "texts" / "fr.yaml").write_text("errors: {not_found: {title: Perdu}}\n", encoding="utf-8")
    (own / "page" / "error.html").write_text(
        '{% extends "page/page.html" %}{% block heading %}<h1>{{ page.heading }} !</h1>{% endblock %}', encoding="utf-8"
    )
    (tmp_path / "second").mkdir()
    service = ServiceUnderTest(tmp_path / "second", tmp_path)
    page = service.person().open("/rien")
    assert page.h1 == "Perdu !"
    sheets = page.tree.xpath("//link[@rel='stylesheet']/@href")
    assert [sheet.partition("?")[0] for sheet in sheets] == [
        "/static/style.css",
        "/static/theme.css",
        "/static/dev.css",
    ]
    assert "green" in service.app.test_client().get(sheets[1]).text
    service.close()
