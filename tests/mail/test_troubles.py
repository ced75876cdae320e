"""A relay in trouble: nobody waits for it, what it did not take is tried again, what it will not take is told."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from queue import Queue
from threading import Event

import pytest
from sqlalchemy import text

from engine import worker
from engine.store import mailbox
from engine.store.mailbox import Posted
from tests.mail.conftest import MakeService
from tests.mail.test_sending import waiting
from tests.support.expert import EMAIL, preregister, to_recap
from tests.support.service_under_test import START, ServiceUnderTest, text_of
from tests.support.smtp_server import behaving, dying_after_data, relaying, silent, slow

PATIENCE = 0.3  # seconds that our side waits for a silent relay here; ten in earnest


@contextmanager
def _nobody() -> Iterator[int]:
    with relaying() as relay:
        port = relay.port
    yield port


TROUBLES = {
    "silent": (lambda: behaving(silent), "the relay did not answer in time"),
    "a letter at a time": (lambda: behaving(slow(b"220-", b"x")), "the relay"),
    "hangs up at once": (lambda: behaving(lambda line: None), "the relay cannot be reached"),
    "not there": (_nobody, "the relay cannot be reached: ConnectionRefusedError"),
    "dies after DATA": (lambda: behaving(dying_after_data(Queue())), "the relay cannot be reached"),
}


def the_one(service: ServiceUnderTest) -> Posted:
    (mail,) = waiting(service)
    return mail


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_relay_in_trouble_is_tried_again_later_and_gets_the_mail_once_it_is_well(
    make_service: MakeService, trouble: str
) -> None:
    relay_in_trouble, why = TROUBLES[trouble]
    with relay_in_trouble() as port:
        service = make_service(port, timeout=PATIENCE / 3 if trouble == "a letter at a time" else PATIENCE)
        preregister(service.person())
        assert service.worker.post() == 1
        assert service.worker.post() == 0, "not at once"
        mail = the_one(service)
    assert (mail.state, mail.attempts, mail.leased) == ("waiting", 1, False)
    assert why in str(mail.error)
    assert mail.next_at == START + worker.FIRST_RETRY

    with relaying() as well:
        service = make_service(well.port)
        service.advance(seconds=29)
        assert service.worker.post() == 0
        service.advance(seconds=1)
        assert service.worker.post() == 1
        assert [mail["To"] for mail in well.taken()] == [EMAIL]
    assert not waiting(service)


def test_what_a_dying_relay_may_have_kept_is_recognised_when_it_comes_again(make_service: MakeService) -> None:
    kept: Queue[bytes] = Queue()
    with behaving(dying_after_data(kept)) as port:
        service = make_service(port, timeout=PATIENCE)
        preregister(service.person())
        service.worker.post()
        service.advance(minutes=1)
        service.worker.post()
        kept_by_it = [message_from_bytes(kept.get(timeout=5), _class=EmailMessage, policy=policy.default) for _ in "12"]
    with relaying() as well:
        service = make_service(well.port)
        service.advance(minutes=5)
        service.worker.post()
        (third,) = well.taken()
    assert {mail["Message-ID"] for mail in kept_by_it} == {third["Message-ID"]}
    assert {text_of(mail) for mail in kept_by_it} == {text_of(third)}


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_not_now_is_tried_again(make_service: MakeService, at: str) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        preregister(service.person())
        relay.answers[at] = f"451 4.7.1 <{EMAIL}> greylisted, come back"
        service.worker.post()
        mail = the_one(service)
        assert (mail.state, mail.next_at) == ("waiting", START + worker.FIRST_RETRY)
        assert "451" in str(mail.error)
        assert EMAIL not in str(mail.error)

        relay.answers.clear()
        service.advance(seconds=30)
        service.worker.post()
        assert len(relay.taken()) == 1


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_never_is_not_tried_again_but_kept_and_told(make_service: MakeService, at: str) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        preregister(service.person())
        relay.answers[at] = f"550 5.1.1 <{EMAIL}> no such user"
        service.worker.post()
        mail = the_one(service)
        assert (mail.state, mail.next_at) == ("failed", None)
        relay.answers.clear()
        service.advance(days=1)
        service.worker.post()
        assert relay.mails.empty()

        told = service.person().open("/_dev/mails").text
        assert "given up" in told
        assert "550" in told
        assert told.count(EMAIL) == 1, "to whom it was written"
        assert "no such user" not in told, "a relay's own words may hold what is nobody's business"
        assert the_one(service).put, "it can still be sent: see `parcours outbox retry`"


def test_tries_grow_rarer_to_one_an_hour_and_end_after_five_days(make_service: MakeService) -> None:
    with _nobody() as port:
        service = make_service(port)
        preregister(service.person())
        pauses: list[timedelta] = []
        while (mail := the_one(service)).state == "waiting":
            assert mail.next_at
            pauses.append(mail.next_at - service.now)
            service.now = mail.next_at
            assert service.worker.post() == 1
    assert pauses[:9] == [timedelta(seconds=s) for s in (0, 30, 60, 120, 240, 480, 960, 1920, 3600)]
    assert set(pauses[8:]) == {timedelta(hours=1)}
    assert mail.attempts == len(pauses)
    assert timedelta(days=5) < service.now - START <= timedelta(days=5, hours=1)
    assert "the relay cannot be reached" in str(mail.error)


def test_a_relay_that_hangs_holds_up_neither_the_page_nor_the_timers(
    make_service: MakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Three people confirm while the worker waits for a silent relay. What is measured is the request that seals the step,
    redirect and next page with it.
    """
    called = Event()

    def manner(line: object) -> None:
        called.set()
        silent(line)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "SECONDS_OF_MAIL", 0.1)
    with behaving(manner) as port:
        service = make_service(port, timeout=2.0)
        service.serve()
        preregister(service.person(), "premier@exemple.fr")
        people = [service.person() for _ in range(3)]
        for number, person in enumerate(people):
            to_recap(person, f"personne{number}@exemple.fr")
        thread = service.worker.start()
        assert called.wait(30)
        took = []
        for person in people:
            begun = time.perf_counter()
            page = person.press("Valider")
            took.append(time.perf_counter() - begun)
            assert page.h1 == "Pré-inscription enregistrée"
        assert statistics.median(took) < 0.3, took
        assert len(waiting(service)) == 4, "nothing is lost"
        service.worker.stop()
        thread.join(30)
        assert not thread.is_alive()

    with relaying() as well:
        fixed = make_service(well.port)
        fixed.advance(seconds=worker.LEASE_SECONDS + 1)
        monkeypatch.undo()
        fixed.worker.post()
        assert len({mail["To"] for mail in well.taken()}) == 4


def test_timers_have_their_turn_between_two_mails_that_hang(
    make_service: MakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SECONDS_OF_MAIL", 0.1)
    with behaving(silent) as port:
        service = make_service(port, timeout=0.2)
        for number in range(3):
            preregister(service.person(), f"personne{number}@exemple.fr")
        assert service.worker.post() == 1
        assert service.worker.post() == 1
        assert [mail.attempts for mail in waiting(service)] == [1, 1, 0]


def test_a_mail_that_cannot_be_made_is_told_and_stops_no_other(
    make_service: MakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        preregister(service.person(), "un@exemple.fr")
        preregister(service.person(), "deux@exemple.fr")
        with service.parcours.database.write() as tx:
            first = mailbox.unsent(tx)[0]
            damaged = text("UPDATE outbox SET put = replace(put, '\"activation\"', '\"inconnu\"') WHERE id = :id")
            tx.execute(damaged, {"id": first.id})
        service.worker.post()
        assert [mail["To"] for mail in relay.taken()] == ["deux@exemple.fr"]
        mail = the_one(service)
        assert (mail.state, mail.id) == ("waiting", first.id)
        assert "it cannot be composed: KeyError" in str(mail.error)


def test_the_trouble_is_in_the_log_without_the_address(
    make_service: MakeService, caplog: pytest.LogCaptureFixture
) -> None:
    with relaying() as relay:
        relay.answers["RCPT"] = f"550 5.1.1 <{EMAIL}> no such user"
        service = make_service(relay.port)
        preregister(service.person())
        service.worker.post()
    assert "the relay refused the recipient: 550" in caplog.text
    assert EMAIL not in caplog.text
    assert EMAIL not in str([record.__dict__ for record in caplog.records])
