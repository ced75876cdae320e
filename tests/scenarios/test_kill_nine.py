"""What was said to be done outlives kill −9, and every mail reaches the relay."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from http.client import HTTPException
from pathlib import Path

from engine.store import clock, mailbox
from engine.store.database import Database
from engine.worker import LEASE_SECONDS
from tests.support.expert import EMAIL, activate, preregister
from tests.support.server_process import FROM_CHECKOUT, serving
from tests.support.service_under_test import codes_in, text_of
from tests.support.smtp_server import relaying

SECONDS = 60  # for a process to start on a busy machine, and for its worker to look


def code_of(mail: EmailMessage) -> str:
    (code,) = codes_in(text_of(mail))
    return code


def test_a_server_killed_between_the_commit_and_the_mail_sends_it_after_the_restart(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'var' / 'parcours.db'}")
    with relaying() as relay:
        with serving(tmp_path, **FROM_CHECKOUT, **relay.settings) as first:
            relay.before_answer = first.kill  # the relay holds the mail, and nobody hears its answer
            with suppress(OSError, HTTPException):  # the page may or may not have been in time
                preregister(first.person())
            lost = relay.mails.get(timeout=SECONDS)
        relay.before_answer = lambda: None

        code = code_of(lost)
        with database.write() as tx:
            assert [(mail.state, mail.attempts) for mail in mailbox.newest(tx, 10)] == [("waiting", 1)]
            clock.advance(tx, timedelta(seconds=LEASE_SECONDS + 1))  # until then it might still be under way
        assert not any(code.encode() in file.read_bytes() for file in (tmp_path / "var").iterdir())

        with serving(tmp_path, **FROM_CHECKOUT, **relay.settings) as second:
            again = relay.mails.get(timeout=SECONDS)
            assert again["Message-ID"] == lost["Message-ID"]
            assert again["To"] == EMAIL
            assert code_of(again) == code
            assert activate(second.person(), code).h1 == "Votre espace est créé"
        assert relay.mails.empty()
    database.close()


def test_a_request_whose_page_said_done_is_there_after_kill_9(tmp_path: Path) -> None:
    with serving(tmp_path, **FROM_CHECKOUT) as first:
        person = first.person()
        assert preregister(person).h1 == "Pré-inscription enregistrée"
        first.kill()
    with serving(tmp_path, **FROM_CHECKOUT) as second:
        page = person.open(f"{second.address}/espace_expert/attente_activation")
        assert page.h1 == "Pré-inscription enregistrée"
        assert EMAIL in page.text
