"""What the operator is told, and what never: each test is named after its row in docs/security.md."""

from __future__ import annotations

import io
import json
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from engine import logs
from engine.core.kept import Unavailable
from engine.delivery.smtp import MailFailed
from engine.problems import EngineError
from engine.shipped import shipped
from engine.worker import Worker
from tests.support import expert
from tests.support.expert import ANSWER, EMAIL, IDENTITY, PASSWORD
from tests.support.service_under_test import ServiceUnderTest

INJECTED = 'Martin\r\n{"level": "error", "message": "forged"}\x1b[2J\u2028'


class Lines(io.StringIO):
    @property
    def all(self) -> list[dict[str, Any]]:
        """Each line as the object it is."""
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What `parcours serve` writes outside developer mode."""
    written = Lines()
    before = logging.root.handlers[:], logging.root.level, logging.getLogger("parcours").level
    logs.configure(to=written)
    yield written
    logging.captureWarnings(False)
    logging.root.handlers[:], logging.root.level = before[:2]
    logging.getLogger("parcours").setLevel(before[2])


def test_logs_hold_no_address_and_nothing_that_was_typed(service: ServiceUnderTest, lines: Lines) -> None:
    """The whole procedure, with every refusal on the way, mails that fail and mistakes of ours that quote a value."""
    client = service.app.test_client()

    def fail() -> NoReturn:
        raise ValueError(f"{EMAIL} {PASSWORD}")

    service.app.add_url_rule("/failing", "failing", fail)
    person = service.person()
    expert.accept(person)
    expert.identify(person, "x@")
    expert.identify(person, "actif@exemple.fr")
    expert.identify(person)
    person.press("Continuer", **{**IDENTITY, "telephone": "canari"})
    person.press("Continuer", **{**IDENTITY, "nom": INJECTED})
    person.press("Continuer", **{**IDENTITY, "nom": 'Martin"}{"level": "forged'})
    person.press("Valider")
    code = expert.code_in(service)
    visitor = service.person()
    expert.give_code(visitor, "CANARIS000")
    expert.give_code(visitor, code)
    visitor.press("Continuer", email_saisi="canari@exemple.fr")
    visitor.press("Continuer", email_saisi=EMAIL)
    for number in range(6):
        expert.sign_in(service.person(), password=f"{PASSWORD}{number}")
    for path in ("/failing?q=canari", "/espace_expert/canari", f"/{EMAIL}", "/espace_expert/start/activation?c=canari"):
        client.get(path)
    headers = {"User-Agent": "canari", "Origin": "https://canari.example", "Referer": "https://canari.example"}
    refused = client.post("/espace_expert/canari", data={"nom": "canari"}, headers=headers)
    assert refused.status_code == 403

    told = lines.all
    assert {line["level"] for line in told} == {"info", "warning", "error"}
    cookie = person.cookies().partition("=")[2]
    typed = [EMAIL, PASSWORD, ANSWER, code, "canari", "CANARIS", "exemple.fr", "forged", "Martin", "75005", "127.0.0.1"]
    typed += [cookie, service.settings.secret_key]
    assert [word for word in typed if word in lines.getvalue()] == []


def test_logs_name_a_case_by_its_reference(service: ServiceUnderTest, lines: Lines) -> None:
    expert.preregister(service.person())
    service.worker.post()
    with sqlite3.connect(service.database) as connection:
        ((case,),) = connection.execute("select id from cases").fetchall()
    connection.close()
    steps = [line for line in lines.all if line["message"] == "step"]
    assert {line["case"] for line in steps} == {case}
    assert {line["flow"] for line in steps} == {"espace_expert"}
    assert [line["taken"] for line in steps] == [
        "conditions.continuer moved",
        "identifiants.continuer moved",
        "informations.continuer moved",
        "recapitulatif.valider moved",
    ]
    (mail,) = [line for line in lines.all if line["message"] == "mail sent"]
    assert mail["case"] == case
    assert mail["mail"].startswith("activation ")


def test_logs_of_a_mistake_of_ours_tell_the_place_and_not_its_words(service: ServiceUnderTest, lines: Lines) -> None:
    def fail() -> NoReturn:
        raise ValueError(EMAIL)

    service.app.add_url_rule("/failing", "failing", fail)
    service.app.test_client().get("/failing")
    (line,) = lines.all
    assert (line["level"], line["logger"], line["message"]) == ("error", "parcours", "failing failed")
    assert line["fault"] == "ValueError"
    assert line["where"][-1].startswith("scenarios/test_logs.py:")
    assert line["where"][-1].endswith(" fail")


def test_logs_of_our_own_faults_tell_their_words(lines: Lines) -> None:
    log = logging.getLogger("parcours")
    try:
        try:
            raise sqlite3.OperationalError("near camille@exemple.fr")
        except sqlite3.OperationalError as fault:
            raise Unavailable("the database is locked") from fault
    except EngineError:
        log.exception("worker failed")
    assert lines.all[0]["fault"] == "Unavailable: the database is locked (from OperationalError)"


@pytest.mark.parametrize("readable", [False, True], ids=["JSON", "readable"])
def test_logs_take_no_second_line_from_a_value(lines: Lines, readable: bool) -> None:
    if readable:
        logs.configure(readable=True, to=lines)
    logging.getLogger("parcours").warning("of another: %s", INJECTED, extra={"case": "a-case", "nom": "unasked"})
    logging.getLogger("waitress").warning("library: %s", INJECTED)
    logging.getLogger("waitress").info("too much")
    written = lines.getvalue()
    assert written.count("\n") == len(written.splitlines()) == 2
    assert "\x1b" not in written
    assert "unasked" not in written
    assert "a-case" in written


def test_logs_in_developer_mode_are_read_by_people(lines: Lines) -> None:
    logs.configure(readable=True, to=lines)
    logging.getLogger("parcours").warning("déjà vu", extra={"case": "a-case", "flow": "salle"})
    assert lines.getvalue()[8:] == " warning déjà vu  case=a-case  flow=salle\n"


def test_logs_of_a_mail_that_a_relay_refuses_hold_no_address(service: ServiceUnderTest, lines: Lines) -> None:
    expert.preregister(service.person())
    parcours = service.parcours

    def relay(message: object) -> None:
        raise MailFailed(permanent=True, why="the relay refused the recipient: 550") from ValueError(EMAIL)

    Worker(parcours, relay).post()
    line = lines.all[-1]
    assert (line["level"], line["message"]) == ("warning", "mail given up: the relay refused the recipient: 550")
    assert line["case"]
    assert EMAIL not in lines.getvalue()


def test_logs_of_the_commands_are_lines_of_json_outside_developer_mode(
    tmp_path: Path, service: ServiceUnderTest
) -> None:
    """`parcours worker` beside a relay that is not there."""
    service.now = datetime.now(UTC)  # as in the command, which has a clock of its own
    expert.preregister(service.person())
    settings = {
        "SECRET_KEY": "7c1f0b5e93d84a26be41f79a0c3d586e",
        "PUBLIC_BASE_URL": "https://demarches.exemple.fr",
        "TRUSTED_HOSTS": "demarches.exemple.fr",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": "1",
        "MAIL_USE_TLS": "0",
        "MAIL_DEFAULT_SENDER": "nous@exemple.fr",
        "DATABASE_URL": f"sqlite:///{service.database}",
        "PYTHONPATH": str(shipped()),
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, "-m", "engine", "worker", "--once"]
    done = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    *told, last = done.stderr.splitlines()
    assert last == "1 done"
    (line,) = [json.loads(line) for line in told]
    assert line["message"] == "mail not sent: the relay cannot be reached: ConnectionRefusedError"
    assert line["case"]
    assert EMAIL not in done.stderr
