"""What docs/production.md tells an operator to run, run: gunicorn behind nginx over HTTPS, with a worker beside it."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import ssl
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.support.expert import EMAIL, PASSWORD, activate, preregister, to_recap
from tests.support.person import Page, Person
from tests.support.production_site import (
    FILES,
    SECONDS,
    Site,
    command,
    idle_sockets_of,
    site,
    sockets_of,
    unit,
    until,
    written,
)
from tests.support.service_under_test import codes_in, text_of
from tests.support.smtp_server import relaying

HSTS = "max-age=31536000"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NGINX_REFUSES: list[tuple[str, int, int, dict[str, str]]] = [
    ("Envoi trop volumineux", 413, 2_000_000, {}),
    ("Demande incomprise", 400, 10, {"X-Long": "x" * 40_000}),
]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages served, nginx before them; no worker yet. One for several tests: it takes seconds to start."""
    with relaying() as relay, site(tmp_path_factory.mktemp("site"), relay, LIMIT_CLIENT_TRIES="3") as found:
        found.start_pages()
        found.start_front()
        yield found


def test_the_procedure_over_https_and_what_it_leaves_in_logs(here: Site) -> None:
    first = here.ask("GET", "/espace_expert/start/creation")
    cookie = str(first.getheader("Set-Cookie"))
    assert cookie.startswith("__Host-parcours=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()

    person = here.person()
    page = preregister(person)
    assert page.h1 == "Pré-inscription enregistrée"
    assert page.headers["Strict-Transport-Security"] == HSTS
    assert page.headers["Cache-Control"] == "no-store"
    assert not page.tree.xpath("//*[@data-dev]"), "no bar"
    assert person.open("/_dev/mails").status == 404
    assert here.relay.mails.empty(), "the pages' processes send no mail"

    worker = here.start_worker()
    mail = here.relay.mails.get(timeout=SECONDS)
    assert mail["To"] == EMAIL
    assert mail["Message-ID"].endswith("@localhost>")
    text = text_of(mail)
    code = codes_in(text)[0]
    (link,) = [found for found in re.findall(r"<(https://[^>]+)>", text) if "activation" in found]
    assert link.startswith(f"{here.address}/")

    other = here.person()
    other.open(link)  # with the code in its query
    assert activate(other, code).h1 == "Votre espace est créé"
    worker.terminate()
    assert worker.wait(SECONDS) == 0

    logs = {path.name: path.read_text(encoding="utf-8") for path in here.folder.glob("*.log")}
    for said in (EMAIL, PASSWORD, code, "Camille"):
        assert not [name for name, text in logs.items() if said in text], f"{said} stands in a log"
    for name in ("gunicorn.log", "worker.log"):
        assert all(json.loads(line)["message"] for line in logs[name].splitlines()), "each line is JSON"
    assert '"mail sent"' in logs["worker.log"]
    if here.nginx:
        assert "POST /espace_expert/conditions 303" in logs["parcours.log"]
        assert "?" not in logs["parcours.log"]


def test_what_is_refused_at_the_door_and_what_is_kept_by_browsers(here: Site) -> None:
    page = here.person().open("/")
    assert page.status == 200
    sheet = page.tree.xpath("//link[@rel='stylesheet']/@href")[0]
    style = here.ask("GET", sheet, Accept_Encoding="gzip")
    assert (style.status, style.getheader("Cache-Control")) == (200, "public, max-age=31536000, immutable")
    assert style.getheader("Strict-Transport-Security") == HSTS
    assert here.ask("GET", "/healthz").status == 200
    assert here.ask("GET", "/", Accept_Encoding="gzip").getheader("Content-Encoding") is None

    for host in ("evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1"):
        forged = here.ask("GET", "/", Host=host)
        assert forged.status == 400, host
        assert "evil" not in str(forged.headers)
    for name in ("X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Forwarded-Proto", "X-Forwarded-Ssl"):
        told = here.ask("GET", "/espace_expert", **{name: "host=evil.example"})
        assert told.status in (200, 302), name
        assert "evil" not in str(told.headers)

    # What is refused before it was read whole may be cut off by gunicorn; nginx has read it.
    for size in (70_000, 100_000, 3_000_000) if here.nginx else ():
        answers = [here.ask("POST", "/espace_expert/start/creation", b"a" * size, **FORM).status for _ in range(5)]
        assert answers == [413] * 5, size
    # What nginx refuses by itself is told in the same look.
    for told, status, size, headers in NGINX_REFUSES if here.nginx else ():
        refused = _page(here, b"a" * size, headers)
        assert (refused.status, refused.h1) == (status, told)
        assert refused.tree.xpath("//header//a[@href='/']")
        assert refused.tree.xpath("/html/@lang") == ["fr"]
        assert refused.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert b"nginx" not in refused.body

    if not here.nginx:
        return
    assert style.getheader("Content-Encoding") == "gzip"
    assert here.ask("GET", "/").getheader("Server") == "nginx"
    with closing(HTTPSConnection("localhost", here.port, context=here.tls)) as line:
        line.putrequest("GET", "/", skip_host=True)
        line.putheader("Host", "localhost")
        line.putheader("X-Long", "x" * 40_000)
        line.endheaders()
        assert line.getresponse().status == 400
    with closing(HTTPConnection("localhost", here.plain_port)) as line:
        line.request("GET", "/a?b=c", headers={"Host": "evil.example"})
        moved = line.getresponse()
        assert (moved.status, moved.getheader("Location")) == (301, "https://localhost/a?b=c")


def test_slow_clients_do_not_stop_good_ones(here: Site) -> None:
    """30 that begin a request and go on by a byte now and then; gunicorn has 16 threads."""
    if not here.nginx:
        print("No nginx here: nothing stands between slow clients and gunicorn, so this is not tested.")
        assert "client_header_timeout" in (FILES / "nginx.conf").read_text(encoding="utf-8")
        return
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    body = b"POST /espace_expert/start/creation HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\na=b"
    person = here.person()
    quick = _took(person)
    with ExitStack() as stack:
        lines = []
        for number in range(30):
            line = stack.enter_context(closing(here.line()))
            line.connect()
            line.sock.sendall(head if number % 2 else body)
            lines.append(line.sock)
        took = []
        for _ in range(5):
            for sock in lines:
                sock.sendall(b"x")
            took.append(_took(person))
        assert all(map(_on_the_line, lines))
        assert to_recap(person, "patiente@exemple.fr").h1 == "Récapitulatif"
    assert statistics.median(took) < max(0.3, 5 * quick), (took, quick)


def test_a_client_cannot_write_its_own_address(here: Site) -> None:
    """LIMIT_CLIENT_TRIES is 3 here; each try says it comes from somewhere else."""
    answers = []
    for number in range(5):
        person = here.person()
        page = person.open("/espace_expert/start/connexion")
        url, pairs = person.filled("Entrer", email_saisi=f"p{number}@exemple.fr", mot_de_passe_saisi=PASSWORD)
        typed = f"192.0.2.{number}, 198.51.100.{number}"
        headers = {
            **FORM,
            "Cookie": person.cookies(),
            "X-Forwarded-For": typed,
            "X-Real-IP": typed,
            "Forwarded": f"for={typed}",
        }
        with closing(here.line()) as line:
            line.request("POST", urlsplit(url).path, urlencode(pairs), headers)
            answers.append(line.getresponse().status)
        assert page.status == 200
    assert answers == [422, 422, 422, 429, 429]


def _on_the_line(sock: ssl.SSLSocket) -> bool:
    """Nothing was said to it, and it was not hung up on."""
    sock.setblocking(False)
    try:
        sock.recv(1)
        return False
    except ssl.SSLWantReadError:
        return True


def _took(person: Person) -> float:
    begun = time.perf_counter()
    assert person.open("/").status == 200
    return time.perf_counter() - begun


def test_sigterm_loses_no_answered_step(tmp_path: Path) -> None:
    """Four confirm while nobody can write; gunicorn is told to end; then all can be written, and each is answered."""
    with relaying() as relay, site(tmp_path, relay) as here:
        pages = here.start_pages()
        here.start_front()
        people = [here.person() for _ in range(4)]
        for number, person in enumerate(people):
            to_recap(person, f"personne{number}@exemple.fr")
        idle = idle_sockets_of(pages)
        with ExitStack() as stack:
            pool = stack.enter_context(ThreadPoolExecutor(len(people)))
            database = stack.enter_context(closing(sqlite3.connect(tmp_path / "parcours.db", isolation_level=None)))
            database.execute("BEGIN IMMEDIATE")
            answers = [pool.submit(_posted, here, person) for person in people]
            until(lambda: sockets_of(pages) == idle + len(people), "gunicorn has them all")
            pages.send_signal(signal.SIGTERM)
            database.execute("ROLLBACK")
            told = [answer.result(SECONDS) for answer in answers]
        assert told == [(303, "/espace_expert/attente_activation")] * len(people)
        assert pages.wait(SECONDS) == 0

        if here.nginx:
            away = people[0].open("/")
            assert (away.status, away.headers["Retry-After"]) == (503, "10")
            assert away.h1 == "Service momentanément indisponible"
            assert away.headers["Strict-Transport-Security"] == HSTS
        here.start_pages().send_signal(signal.SIGHUP)  # `systemctl reload`, in the midst of it
        for person in people:
            page = person.open("/espace_expert/attente_activation")
            assert page.h1 == "Pré-inscription enregistrée"
        here.start_worker()
        sent_to = {relay.mails.get(timeout=SECONDS)["To"] for _ in people}
        assert sent_to == {f"personne{number}@exemple.fr" for number in range(len(people))}


def _page(here: Site, body: bytes, headers: dict[str, str]) -> Page:
    with closing(here.line()) as line:
        line.request("POST", "/espace_expert/start/creation", body, {**FORM, **headers})
        answer = line.getresponse()
        return Page("", answer.status, answer.read(), dict(answer.getheaders()))


def _posted(here: Site, person: Person) -> tuple[int, str | None]:
    url, pairs = person.filled("Valider")
    with closing(here.line()) as line:
        line.request("POST", urlsplit(url).path, urlencode(pairs), {**FORM, "Cookie": person.cookies()})
        answer = line.getresponse()
        return answer.status, answer.getheader("Location")


# -- the files themselves


def test_the_units_name_what_is_there_and_end_after_what_they_start() -> None:
    for name in ("parcours.service", "parcours-worker.service"):
        for argument in command(name)[3:]:
            assert not argument.startswith("/") or Path(argument).is_file(), argument
        service = unit(name)
        assert service["EnvironmentFile"] == "/etc/parcours.env"
        assert service["User"] == "parcours"
    conf = (FILES / "gunicorn.conf.py").read_text(encoding="utf-8")
    (graceful,) = re.findall(r"^graceful_timeout = (\d+)", conf, re.M)
    assert int(unit("parcours.service")["TimeoutStopSec"]) > int(graceful)
    assert int(unit("parcours-worker.service")["TimeoutStopSec"]) > 60, "a mail takes a minute at most"


def test_every_file_is_explained_and_every_setting_known() -> None:
    told = (FILES.parent / "production.md").read_text(encoding="utf-8")
    for path in FILES.iterdir():
        if path.is_file():
            assert f"production/{path.name}" in told, path.name
    running = (FILES.parent / "running.md").read_text(encoding="utf-8")
    for name in written("parcours.env"):
        assert f"`{name}`" in running, name
