"""Mail from the click that causes it to the relay that takes it: what arrives, over which line, and how often."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from engine.store import mailbox
from engine.worker import LEASE_SECONDS
from tests.mail.conftest import MakeService, mail_to
from tests.support.expert import EMAIL, activate, preregister
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of
from tests.support.smtp_server import CERTS, relaying, server_tls

OUR_CA = str(CERTS / "ca.pem")


def waiting(service: ServiceUnderTest) -> list[mailbox.Posted]:
    with service.parcours.database.read() as tx:
        return mailbox.unsent(tx)


@pytest.mark.parametrize(
    ("sealed", "deadline"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "mercredi 25 novembre 2026 à 10 h, heure de Paris"),
        # Between the two the clocks go back: 48 hours are 48 hours.
        (datetime(2026, 10, 24, 9, 30, tzinfo=UTC), "lundi 26 octobre 2026 à 10 h 30, heure de Paris"),
        # In Paris it is the day after already.
        (datetime(2026, 7, 13, 22, 15, tzinfo=UTC), "jeudi 16 juillet 2026 à 0 h 15, heure de Paris"),
    ],
    ids=["winter", "the night the clocks go back", "after midnight there, before it here"],
)
def test_one_copy_arrives_in_text_and_html_with_the_deadline_of_the_flows_zone(
    make_service: MakeService, sealed: datetime, deadline: str
) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        service.now = sealed
        person = service.person()
        preregister(person)
        for _ in range(3):
            service.worker.work()
        (mail,) = relay.taken()

    assert mail["To"] == EMAIL
    assert mail["From"] == "ne-pas-repondre@exemple.fr"
    assert mail["Subject"] == "Votre code d'activation – Téléprocédures des professionnels"
    assert mail["Date"].datetime == sealed
    (both,) = [part for part in mail.walk() if part.get_content_type() == "multipart/alternative"]
    assert [part.get_content_type() for part in both.iter_parts()] == ["text/plain", "text/html"]
    html = mail.get_body(("html",))
    assert html
    for part in (text_of(mail), html.get_content().replace("\N{NO-BREAK SPACE}", " ")):
        assert deadline in " ".join(part.split())
    assert not waiting(service)


def test_the_code_and_the_link_in_the_mail_that_arrived_activate_the_account(make_service: MakeService) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        preregister(service.person())
        service.worker.post()
        (mail,) = relay.taken()
    (code,) = codes_in(text_of(mail))
    assert activate(service.person(), code).h1 == "Votre espace est créé"


# -- the line it travels over


def test_it_goes_over_a_line_whose_certificate_was_verified_and_only_then_is_the_password_told(
    make_service: MakeService,
) -> None:
    told: list[Any] = []

    def known(_server: Any, session: Any, _envelope: Any, _mechanism: str, said: Any) -> AuthResult:
        told.append((said, session.ssl is not None))
        return AuthResult(success=True)

    with relaying(tls_context=server_tls(), require_starttls=True, authenticator=known) as relay:
        service = make_service(
            relay.port, server="localhost", use_tls=True, ca_file=OUR_CA, username="us", password="secret"
        )
        preregister(service.person())
        service.worker.post()
        assert len(relay.taken()) == 1
    assert told == [(LoginPassword(b"us", b"secret"), True)]


def test_it_goes_over_tls_from_the_first_byte(make_service: MakeService) -> None:
    with relaying(ssl_context=server_tls(), server_hostname="localhost") as relay:
        service = make_service(relay.port, server="localhost", use_ssl=True, ca_file=OUR_CA)
        preregister(service.person())
        service.worker.post()
        assert len(relay.taken()) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"server": "localhost", "ca_file": None}, {"server": "127.0.0.1", "ca_file": OUR_CA}],
    ids=["signed by nobody we know", "made out to another name"],
)
@pytest.mark.parametrize("use_ssl", [False, True], ids=["STARTTLS", "TLS from the first byte"])
def test_a_relay_with_a_wrong_certificate_gets_nothing_until_it_has_a_right_one(
    make_service: MakeService, use_ssl: bool, wrong: dict[str, Any]
) -> None:
    tls = {"use_ssl": use_ssl, "use_tls": not use_ssl}
    options = (
        {"ssl_context": server_tls(), "server_hostname": "localhost"} if use_ssl else {"tls_context": server_tls()}
    )
    with relaying(**options) as relay:
        service = make_service(relay.port, **wrong, **tls)
        preregister(service.person())
        service.worker.post()
        assert relay.mails.empty()
        (mail,) = waiting(service)
        assert (mail.state, mail.attempts) == ("waiting", 1)
        assert "the relay's certificate is not trusted" in str(mail.error)

        fixed = make_service(relay.port, server="localhost", ca_file=OUR_CA, **tls)
        fixed.advance(seconds=31)
        fixed.worker.post()
        assert len(relay.taken()) == 1
        assert not waiting(service)


# -- several workers


def test_four_workers_at_one_outbox_send_each_mail_once(tmp_path: Path) -> None:
    addresses = [f"personne{n}@exemple.fr" for n in range(8)]
    with relaying() as relay, ExitStack() as open_services:
        services = [
            open_services.enter_context(closing(ServiceUnderTest(tmp_path, mail=mail_to(relay.port)))) for _ in range(4)
        ]
        for address in addresses:
            preregister(services[0].person(), address)
        assert relay.mails.empty()
        start = threading.Barrier(len(services))

        def work(service: ServiceUnderTest) -> int:
            start.wait(30)
            return service.worker.post()

        with ThreadPoolExecutor(len(services)) as pool:
            done = list(pool.map(work, services))
        mails = relay.taken()
        left = waiting(services[0])

    assert sorted(mail["To"] for mail in mails) == sorted(addresses)
    assert len({mail["Message-ID"] for mail in mails}) == len(addresses)
    assert sum(done) == len(addresses)
    assert not left


def test_a_mail_in_one_workers_hand_is_nobody_elses_until_its_lease_ends(make_service: MakeService) -> None:
    """The first worker hangs with the mail delivered; later it finds that the mail is no longer its own."""
    holding, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        holding.set()
        assert let_go.wait(30)

    with relaying() as relay:
        first, second = make_service(relay.port, timeout=30.0), make_service(relay.port)
        preregister(first.person())
        relay.before_answer = hold
        # The relay answers one at a time: what the second worker sends, it sends to another.
        with relaying() as other, ThreadPoolExecutor(1) as pool:
            second_there = make_service(other.port)
            stuck = pool.submit(first.worker.post)
            assert holding.wait(30)
            for service in (second, second_there):
                service.advance(seconds=LEASE_SECONDS - 1)
                assert service.worker.post() == 0
            second_there.advance(seconds=2)
            assert second_there.worker.post() == 1
            let_go.set()
            stuck.result(30)
            (late,), (again,) = relay.taken(), other.taken()
    assert late["Message-ID"] == again["Message-ID"]
    assert text_of(late) == text_of(again)
    with first.parcours.database.read() as tx:
        assert [(mail.state, mail.attempts) for mail in mailbox.newest(tx, 10)] == [("sent", 2)]
