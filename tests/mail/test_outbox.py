"""`parcours outbox`: an operator sees what has not been sent and why, never to whom, and has it tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.cli import main
from engine.store import mailbox, waiting
from tests.mail.conftest import MakeService
from tests.support.expert import EMAIL, preregister
from tests.support.service_under_test import ServiceUnderTest
from tests.support.smtp_server import relaying

OTHER = "marie.durand@exemple.fr"

Outbox = Callable[..., tuple[int, str, str]]


@pytest.fixture
def outbox(capsys: pytest.CaptureFixture[str]) -> Outbox:
    """Runs the command on a service's database: its exit code, what it printed, what it complained of."""

    def run(service: ServiceUnderTest, *arguments: str) -> tuple[int, str, str]:
        code = main(["outbox", *arguments, "--database", f"sqlite:///{service.database}"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def after_it(service: ServiceUnderTest) -> None:
    """The service's clock, which the command does not know, is moved past the command's own."""
    service.now = datetime.now(UTC) + timedelta(seconds=1)


def test_it_lists_what_waits_and_what_failed_with_tries_and_cause_and_nothing_personal(
    make_service: MakeService, outbox: Outbox
) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        assert outbox(service, "list") == (0, "no mail and no call is waiting or has failed\n", "")
        preregister(service.person())
        relay.answers["RCPT"] = f"550 5.1.1 <{EMAIL}> no such user"
        service.worker.post()
        preregister(service.person(), OTHER)
        relay.answers["RCPT"] = f"451 4.7.1 <{OTHER}> later"
        service.worker.post()
        code, said, _ = outbox(service, "list")

    headings, failed, waiting = said.splitlines()
    with service.parcours.database.read() as tx:
        cases = [mail.case_id for mail in mailbox.unsent(tx)]
    assert code == 0
    assert [heading.strip() for heading in headings.split("  ") if heading.strip()] == [
        "id", "state", "created (UTC)", "tries", "next try (UTC)", "mail", "case", "last error",
    ]  # fmt: skip
    assert failed.split()[:7] == ["1", "failed", "2026-11-23", "09:00", "1", "-", "activation"]
    assert cases[0] in failed
    assert failed.endswith("the relay refused the recipient: 550")
    assert waiting.split()[:7] == ["2", "waiting", "2026-11-23", "09:00", "1", "2026-11-23", "09:00"]
    assert cases[1] in waiting
    assert waiting.endswith("the relay refused the recipient: 451")
    for private in (EMAIL, OTHER, "exemple.fr", "Bonjour", "Votre code"):
        assert private not in said


@pytest.mark.parametrize(("which", "sent"), [("1", [EMAIL]), ("all", [EMAIL, OTHER])])
def test_what_failed_is_sent_after_a_retry_and_only_what_was_asked_for(
    make_service: MakeService, outbox: Outbox, which: str, sent: list[str]
) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        relay.answers["RCPT"] = "550 5.1.1 no such user"
        for address in (EMAIL, OTHER):
            preregister(service.person(), address)
        service.worker.post()
        relay.answers.clear()
        code, said, _ = outbox(service, "retry", which)
        assert (code, said.split()[0]) == (0, str(len(sent)))
        after_it(service)
        service.worker.post()
        assert [mail["To"] for mail in relay.taken()] == sent


def test_what_waits_for_its_next_try_is_tried_now(make_service: MakeService, outbox: Outbox) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        preregister(service.person())
        relay.answers["DATA"] = "451 4.3.0 later"
        service.worker.post()
        relay.answers.clear()
        assert service.worker.post() == 0
        outbox(service, "retry", "all")
        after_it(service)
        assert service.worker.post() == 1
        assert len(relay.taken()) == 1


def test_a_mail_in_a_workers_hand_is_not_given_to_another(make_service: MakeService, outbox: Outbox) -> None:
    service = make_service(1)
    preregister(service.person())
    with service.parcours.database.write() as tx:
        waiting.lease(tx, datetime.now(UTC), "a worker", 10 * 365 * 86400)
    assert outbox(service, "retry", "1") == (1, "", "parcours: mail 1 is being sent now\n")
    assert "being sent" in outbox(service, "list")[1]
    assert outbox(service, "retry", "all")[1].startswith("0 mails")


@pytest.mark.parametrize(
    ("which", "told"),
    [
        ("7", "no mail 7 is waiting or has failed"),
        ("camille", "'camille' is not a valid id"),
        ("1.5", "is not a valid id"),
    ],
)
def test_a_mail_that_is_not_there_is_told(make_service: MakeService, outbox: Outbox, which: str, told: str) -> None:
    code, said, complaint = outbox(make_service(1), "retry", which)
    assert (code, said) == (1, "")
    assert told in complaint


def test_a_database_that_is_not_there_is_told_and_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty one, made by a look from the wrong folder, would say that no mail waits."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["outbox", "list"]) == 1
    assert "there is no database var/parcours.db" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
