"""What production serves: nothing of developer mode, a cookie out of reach, the same headers on every answer."""

from __future__ import annotations

import base64
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from lxml import html

from engine.application import Application
from engine.settings import Settings
from engine.shipped import shipped
from engine.web.app import create_app
from tests.support.shipped_flows import shipped_catalogue
from tests.support.statements import listening
from tests.support.wire import FORM, Answered, ask, unclear

HOST = "demarches.exemple.fr"
ORIGIN = ("Origin", f"https://{HOST}")
ENTRY = "/espace_expert/start/creation"
START = "/espace_expert/conditions"


class Live:
    """The shipped service in production, behind a proxy that speaks https."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "parcours.db"
        settings = Settings(shipped(), f"sqlite:///{self.database}", "k" * 40, f"https://{HOST}", (HOST,), None)
        self.parcours = Application(settings._replace(cheap_secrets=True), shipped_catalogue())
        self.app = create_app(self.parcours)
        self.cookie = ""

    def ask(self, method: str, target: str, *headers: tuple[str, str], body: bytes = b"", host: str = HOST) -> Answered:
        """A request of one browser, which keeps its cookie."""
        sent = [("Cookie", self.cookie), *headers] if self.cookie else list(headers)
        answer = ask(self.app, method, target, sent, body, host)
        if answer.cookies:
            self.cookie = answer.cookies[0].split(";")[0]
        return answer

    def pairs(self, page: Answered) -> dict[str, str]:
        return {
            field.get("name"): field.get("value") for field in page.tree.xpath("//main//form//input[@type='hidden']")
        }

    def post(self, page: Answered, target: str, **fields: str) -> Answered:
        body = urlencode({**self.pairs(page), **fields}).encode()
        return self.ask("POST", target, FORM, ORIGIN, body=body)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    found = Live(tmp_path)
    yield found
    found.parcours.close()


def test_who_reads_plain_pages_gets_no_cookie_and_nothing_is_asked_of_the_database(live: Live) -> None:
    with listening() as heard:
        pages = [live.ask("GET", path) for path in ("/", "/assistance", "/espace_expert/presentation", "/procedures")]
    assert [(page.status, page.cookies) for page in pages] == [(200, ())] * 4
    assert heard.statements == []


ANSWERS: dict[str, tuple[str, str, tuple[tuple[str, str], ...], bytes, int]] = {
    "a page": ("GET", "/", (), b"", 200),
    "a flow's page": ("GET", "/espace_expert/presentation", (), b"", 200),
    "a flow's front": ("GET", "/espace_expert", (), b"", 302),
    "an entry": ("GET", ENTRY, (), b"", 303),
    "a form": ("GET", START, (), b"", 200),
    "a state of nobody": ("GET", "/espace_expert/identifiants", (), b"", 303),
    "a document of nobody": ("GET", "/espace_expert/document/recapitulatif", (), b"", 303),
    "a sign of life": ("GET", "/healthz", (), b"", 200),
    "robots": ("GET", "/robots.txt", (), b"", 200),
    "a style sheet": ("GET", "/static/style.css", (), b"", 200),
    "no file": ("GET", "/static/none", (), b"", 404),
    "a forged image": ("GET", "/challenge/x.png", (), b"", 404),
    "a forged sound": ("GET", "/challenge/x.wav", (), b"", 404),
    "no page": ("GET", "/rien", (), b"", 404),
    "a page's head": ("HEAD", "/", (), b"", 200),
    "no page's head": ("HEAD", "/rien", (), b"", 404),
    "what may be asked": ("OPTIONS", START, (), b"", 200),
    "a wrong method": ("DELETE", START, (), b"", 405),
    "a page posted to": ("POST", "/", (FORM, ORIGIN), b"a=b", 405),
    "a post of elsewhere": ("POST", START, (FORM, ("Origin", "https://evil.example")), b"a=b", 403),
    "a post of nowhere": ("POST", START, (FORM,), b"a=b", 403),
    "a post without a cookie": ("POST", ENTRY, (FORM, ORIGIN), b"a=b", 303),
    "too much": ("POST", START, (FORM, ORIGIN), b"a=" + b"b" * 70_000, 413),
}


@pytest.mark.parametrize(("method", "path", "headers", "body", "status"), ANSWERS.values(), ids=ANSWERS)
def test_every_answer_carries_the_same_headers(
    live: Live, method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes, status: int
) -> None:
    answer = live.ask(method, path, *headers, body=body)
    assert answer.status == status
    carried(answer, method)


def carried(answer: Answered, method: str = "GET") -> None:
    assert not unclear(answer._replace(status=min(answer.status, 499)), method)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert b"data-dev" not in answer.body
    assert b"/_dev" not in answer.body
    assert b"dev.css" not in answer.body
    for cookie in answer.cookies:
        assert re.fullmatch(r"__Host-parcours=[\w-]{40,}; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)


@pytest.mark.parametrize(
    "path",
    [
        "/_dev",
        "/_dev/",
        "/_dev/mails",
        "/_dev/mails/1",
        "/_dev/mails/1/html",
        "/_dev/clock",
        "/_dev/again",
        "/_dev/empty",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_nothing_of_developer_mode_is_there(live: Live, method: str, path: str) -> None:
    answer = live.ask(method, path, FORM, ORIGIN, body=b"amount=48&unit=hours" if method == "POST" else b"")
    assert answer.status == 404
    carried(answer, method)


def test_no_sample_of_the_developers_is_in_the_registers(live: Live) -> None:
    with sqlite3.connect(live.database) as connection:
        assert connection.execute("select count(*) from register_rows").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        (HOST, True),
        (f"{HOST.upper()}:443", True),
        ("127.0.0.1", False),
        ("localhost", False),
        (f"{HOST}.evil.example", False),
        ("", False),
    ],
)
def test_only_the_trusted_hosts_are_answered(live: Live, host: str, answered: bool) -> None:
    for path in ("/", START, "/static/style.css", "/healthz", "/rien"):
        answer = live.ask("GET", path, ("X-Forwarded-Host", HOST), host=host)
        assert (answer.status != 400) is answered
        carried(answer)


def test_the_answer_of_an_image_stands_in_nothing_that_is_sent(live: Live) -> None:
    page = live.ask("GET", START)
    challenge = live.pairs(page)["_challenge"]
    answer = live.parcours.service.challenge_answer(challenge)
    assert answer
    wrong = live.post(page, START, _answer="??????")
    assert wrong.status == 422
    picture = live.ask("GET", f"/challenge/{challenge}.png")
    sound = live.ask("GET", f"/challenge/{challenge}.wav")
    assert (picture.status, sound.status) == (200, 200)
    carried(picture)
    carried(sound)
    # The nonce may be read by anybody: it is signed, and the answer is not in it.
    nonce = base64.urlsafe_b64decode(challenge.split(".")[0] + "===")
    for sent in (page, wrong, picture, sound):
        told = sent.body + repr((sent.headers, sent.cookies)).encode() + nonce
        for told_so in (answer, answer.lower(), answer[::-1], base64.b64encode(answer.encode()).decode()):
            assert told_so.encode() not in told


def test_the_walk_keeps_its_headers_and_turns_its_cookie(live: Live) -> None:
    page = live.ask("GET", START)
    carried(page)
    answer = live.parcours.service.challenge_answer(live.pairs(page)["_challenge"])
    planted = live.cookie
    moved = live.post(page, START, accepte="true", _answer=str(answer), _event="continuer")
    assert (moved.status, moved.location) == (303, "/espace_expert/identifiants")
    carried(moved)
    assert live.cookie != planted
    page = live.ask("GET", "/espace_expert/identifiants")
    carried(page)
    assert page.headers["Cache-Control"] == "no-store"
    faulty = live.post(page, "/espace_expert/identifiants", email="x", _event="continuer")
    assert faulty.status == 422
    assert faulty.headers["Cache-Control"] == "private, no-cache"
    carried(faulty)
    back = live.post(page, "/espace_expert/identifiants", _event="back")
    carried(back)
    assert html.fromstring(live.ask("GET", back.location).body).xpath("//main//form")
