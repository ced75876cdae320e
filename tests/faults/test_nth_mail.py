"""Every call of the relay, every program started, every file written fails once in turn: what waits still comes."""

from __future__ import annotations

import errno
import logging
import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from engine.delivery.smtp import MailSettings
from engine.settings import read_settings
from engine.shipped import shipped
from engine.store import mailbox
from engine.worker import LAST_RETRY
from tests.support.expert import EMAIL
from tests.support.expert_requests import Procedure, procedure_in
from tests.support.server_process import FROM_CHECKOUT
from tests.support.smtp_server import Relay, relaying

CALLS = ("connect", "ehlo", "mail", "rcpt", "data", "quit", "close")
ERRORS = (
    ConnectionResetError(errno.ECONNRESET, "reset"),
    TimeoutError("timed out"),
    OSError(errno.EIO, "I/O error"),
    smtplib.SMTPServerDisconnected("gone"),
    smtplib.SMTPResponseException(451, "later"),
)


@contextmanager
def failing(call: str, error: Exception, *, done: bool) -> Iterator[None]:
    """Within the block smtplib's `call` raises, once: in place of what it does, or after it."""
    real = getattr(smtplib.SMTP, call)
    left = [error]

    def fail(self: smtplib.SMTP, *given: Any, **named: Any) -> Any:
        if not left:
            return real(self, *given, **named)
        raised = left.pop()
        if done or call == "close":  # a socket is closed, whatever its close says
            real(self, *given, **named)
        raise raised

    with patch.object(smtplib.SMTP, call, fail):
        yield
    assert not left, "nothing has failed"


@pytest.fixture
def relay() -> Iterator[Relay]:
    with relaying() as relay:
        yield relay


@pytest.fixture
def procedure(tmp_path: Path, relay: Relay, caplog: pytest.LogCaptureFixture) -> Iterator[Procedure]:
    caplog.set_level(logging.CRITICAL)  # what fails on purpose is logged in plenty
    mail = MailSettings("127.0.0.1", relay.port, None, None, False, False, 10.0, None)
    with procedure_in(tmp_path, mail=mail) as procedure:
        yield procedure


@pytest.mark.parametrize("call", CALLS)
def test_a_mail_comes_whatever_fails_while_it_is_handed_over_and_twice_only_after_its_last_byte(
    procedure: Procedure, relay: Relay, call: str
) -> None:
    before = procedure.to("is mailed")
    service = procedure.walk.service
    for error in ERRORS:
        for done in (False, True):
            procedure.back_to(before)
            with failing(call, error, done=done):
                service.worker.post()
            with service.parcours.database.read() as tx:
                ((state, told),) = [(mail.state, mail.error) for mail in mailbox.newest(tx, 10)]
            sent_already = call in {"quit", "close"}
            assert state == ("sent" if sent_already else "waiting"), f"{error!r} {told}"
            assert EMAIL not in (told or "")
            service.now += LAST_RETRY
            service.worker.post()
            taken = relay.taken()
            assert [mail["To"] for mail in taken] == [EMAIL] * (2 if call == "data" and done else 1), repr(error)
            assert len({mail["Message-ID"] for mail in taken}) == 1


@pytest.mark.parametrize(
    ("room", "program"), [(subprocess, "Popen"), (socket, "socketpair")], ids=["no process", "no socket"]
)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.ENOMEM, errno.EIO], ids=errno.errorcode.get)
def test_a_document_that_cannot_be_made_now_can_be_made_later(
    procedure: Procedure, room: Any, program: str, number: int
) -> None:
    procedure.to("takes the document")
    step = next(step for step in procedure.steps if step.name == "takes the document")
    with patch.object(room, program, side_effect=OSError(number, "not now")):
        page = step.take(procedure.walk)
    assert page
    assert page.status == 503
    assert page.headers["Retry-After"]
    assert procedure.walk.browser.reload().body.startswith(b"%PDF-")


def test_a_key_that_could_not_be_written_is_made_by_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = f"""
import resource
from pathlib import Path
from engine.settings import read_settings
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
read_settings({{}}, dev=True, folder=Path({str(shipped())!r}), database=None, address="http://127.0.0.1:8000")
"""
    full = subprocess.run(
        [sys.executable, "-c", start],
        cwd=tmp_path,
        env={**os.environ, **FROM_CHECKOUT},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "File too large" in full.stderr
    monkeypatch.chdir(tmp_path)
    settings = read_settings({}, dev=True, folder=shipped(), database=None, address="http://127.0.0.1:8000")
    assert len(settings.secret_key) == 64
    again = read_settings({}, dev=True, folder=shipped(), database=None, address="http://127.0.0.1:8000")
    assert again.secret_key == settings.secret_key
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret.key"]
