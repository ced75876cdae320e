"""SIGTERM: what had come is answered, the mail in hand is finished, and nothing is done twice after the restart."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode, urlsplit

import pytest

from engine.store import clock, mailbox
from engine.store.database import Database
from tests.support.circling import FLOW, into_a_circle, timers_fired
from tests.support.expert import preregister, to_recap
from tests.support.person import Person
from tests.support.server_process import FROM_CHECKOUT, Served, serving
from tests.support.smtp_server import relaying

SECONDS = 60  # on a busy machine
SECONDS_TO_END = 10  # where nothing is in hand but what can wait
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def nobody_writes(folder: Path) -> Iterator[None]:
    """Whoever wants to write waits, for five seconds at most."""
    with closing(sqlite3.connect(folder / "var" / "parcours.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def sent(served: Served, person: Person, button: str) -> HTTPConnection:
    """The form, sent whole; its answer is still to be read."""
    url, pairs = person.filled(button)
    line = HTTPConnection("127.0.0.1", urlsplit(served.address).port, timeout=SECONDS)
    line.request("POST", urlsplit(url).path, urlencode(pairs), {**FORM, "Cookie": person.cookies()})
    return line


def until_nobody_answers(served: Served) -> None:
    while True:
        try:
            with suppress(ConnectionResetError, TimeoutError):  # it is just closing its door
                socket.create_connection(("127.0.0.1", urlsplit(served.address).port or 0), 1).close()
        except ConnectionRefusedError:
            return


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_request_that_had_come_is_answered_and_stands_after_the_restart(tmp_path: Path, number: int) -> None:
    with serving(tmp_path, **FROM_CHECKOUT) as first:
        people = [first.person() for _ in range(2)]
        for n, person in enumerate(people):
            to_recap(person, f"personne{n}@exemple.fr")
        idle = socket.create_connection(("127.0.0.1", urlsplit(first.address).port or 0))
        idle.sendall(b"GET / HTTP/1.1\r\nHost:")  # and never a word more
        with closing(idle):
            with nobody_writes(tmp_path):
                lines = [sent(first, person, "Valider") for person in people]
                first.process.send_signal(number)
                until_nobody_answers(first)
            for line in lines:
                with closing(line):
                    answer = line.getresponse()
                    assert (answer.status, answer.getheader("Location")) == (303, "/espace_expert/attente_activation")
            assert first.process.wait(SECONDS) == 0
    with serving(tmp_path, **FROM_CHECKOUT) as second:
        for person in people:
            page = person.open(f"{second.address}/espace_expert/attente_activation")
            assert page.h1 == "Pré-inscription enregistrée"


def test_the_mail_in_hand_is_finished_and_not_sent_again(tmp_path: Path) -> None:
    with relaying() as relay:
        with serving(tmp_path, **FROM_CHECKOUT, **relay.settings) as first:

            def told_to_end() -> None:
                first.process.terminate()
                until_nobody_answers(first)

            relay.before_answer = told_to_end
            person = first.person()
            preregister(person)
            assert first.process.wait(SECONDS) == 0
        assert len(relay.taken()) == 1
    with closing(Database(f"sqlite:///{tmp_path / 'var' / 'parcours.db'}")) as database, database.read() as tx:
        assert [(mail.state, mail.attempts) for mail in mailbox.newest(tx, 10)] == [("sent", 1)]


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with serving(tmp_path, **FROM_CHECKOUT) as served:
        person = served.person()
        to_recap(person)
        with nobody_writes(tmp_path), closing(sent(served, person, "Valider")):
            served.process.terminate()
            until_nobody_answers(served)
            served.process.terminate()
            assert served.process.wait(SECONDS) == -signal.SIGTERM


def test_timers_without_end_do_not_keep_it_from_ending(tmp_path: Path) -> None:
    """A version stored by an older engine, whose timers lead in a circle: two days of them are due, one a second."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "attente.yaml").write_text(FLOW, "utf-8")
    with serving(tmp_path, **FROM_CHECKOUT) as served:
        person = served.person()
        person.open(f"{served.address}/attente/start/debut")
        assert person.press("Continuer").h1 == "Patientez"
        with closing(Database(f"sqlite:///{tmp_path / 'var' / 'parcours.db'}")) as database:
            into_a_circle(database, datetime.now(UTC))
            with database.write() as tx:
                clock.advance(tx, timedelta(hours=49))
            assert person.open(f"{served.address}/attente/file").status == 503
            began = monotonic()
            served.process.terminate()
            assert served.process.wait(SECONDS) == 0
            assert monotonic() - began < SECONDS_TO_END
            assert 100 <= timers_fired(database) < 48 * 3600


def test_a_worker_ends_between_two_timers(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "attente.yaml").write_text(FLOW, "utf-8")
    with serving(tmp_path, **FROM_CHECKOUT) as served:
        person = served.person()
        person.open(f"{served.address}/attente/start/debut")
        person.press("Continuer")
        served.kill()
    with closing(Database(f"sqlite:///{tmp_path / 'var' / 'parcours.db'}")) as database:
        into_a_circle(database, datetime.now(UTC))
        with database.write() as tx:
            clock.advance(tx, timedelta(hours=49))
        command = [sys.executable, "-m", "engine", "worker", "--dev"]
        with subprocess.Popen(command, cwd=tmp_path, env={**os.environ, **FROM_CHECKOUT}) as worker:
            try:
                while not timers_fired(database):
                    assert worker.poll() is None
                began = monotonic()
                worker.terminate()
                assert worker.wait(SECONDS) == 0
                assert monotonic() - began < SECONDS_TO_END
            finally:
                worker.kill()
