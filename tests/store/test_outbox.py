"""A mail goes out once its step is kept, by one worker at a time, and leaves no words behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from engine.core.case import Case, Code, NewCode, PutMail, SpendCode, Timer
from engine.store import due, erasing, mailbox, outbox, waiting
from engine.store.database import Database
from engine.store.outbox import OutboxRow
from tests.support.cases import DAY, HOUR, NOW, a_case, code_hash, code_words, keep

PUT = PutMail(
    "activation", "camille@exemple.fr", {"nom": "Martin"}, {"activation": Code(1, 10, NOW + DAY)}, "a:1:activation"
)
SECOND = timedelta(seconds=1)


def mail(number: int) -> PutMail:
    return PutMail(f"mail {number}", "camille@exemple.fr", {}, {}, f"a:1:mail {number}")


def take(database: Database, owner: str, at: datetime = NOW, limit: int = 1) -> list[OutboxRow]:
    with database.write() as tx:
        return waiting.lease(tx, at, owner, 60, limit)


def sent(database: Database, row: OutboxRow, owner: str, at: datetime = NOW) -> bool:
    with database.write() as tx:
        return outbox.sent(tx, row, owner, at)


def failed(database: Database, row: OutboxRow, owner: str, retry_at: datetime | None) -> bool:
    with database.write() as tx:
        return outbox.failed(tx, row, owner, NOW, "451 try later", retry_at)


def put(database: Database, *mails: PutMail, case: Case | None = None) -> None:
    with database.write() as tx:
        keep(tx, case or a_case(), *mails)


def test_a_mail_is_leased_as_it_was_put(database: Database) -> None:
    put(database, PUT)
    (row,) = take(database, "one")
    assert row == OutboxRow(row.id, "a", "espace", "v1", PUT, row.message_id, NOW, 0)


def test_the_same_mail_of_one_step_is_put_once(database: Database) -> None:
    put(database, PUT, PUT)
    assert len(take(database, "one", limit=9)) == 1


def test_mails_go_out_in_the_order_they_were_put(database: Database) -> None:
    put(database, *(mail(number) for number in range(5)))
    assert [row.put.mail for row in take(database, "one", limit=3)] == ["mail 0", "mail 1", "mail 2"]
    assert [row.put.mail for row in take(database, "two", limit=3)] == ["mail 3", "mail 4"]


def test_a_leased_mail_is_nobody_elses_until_the_lease_ends(database: Database) -> None:
    put(database, PUT)
    (first,) = take(database, "one")
    assert take(database, "two") == []
    assert take(database, "two", NOW + 60 * SECOND - timedelta(microseconds=1)) == []
    (again,) = take(database, "two", NOW + 60 * SECOND)
    assert again == first._replace(attempts=1)  # with the same Message-ID: a copy is recognised


def test_only_the_owner_of_the_lease_marks_the_mail(database: Database) -> None:
    put(database, PUT)
    (row,) = take(database, "one")
    assert not sent(database, row, "two")
    assert not failed(database, row, "two", NOW)
    (row,) = take(database, "two", NOW + 60 * SECOND)
    # The first one was slow, and has lost it.
    assert not sent(database, row, "one", NOW + 61 * SECOND)
    assert not failed(database, row, "one", None)
    assert sent(database, row, "two", NOW + 62 * SECOND)
    assert not sent(database, row, "two", NOW + 63 * SECOND)
    assert take(database, "one", NOW + 9 * DAY) == []


def test_a_late_owner_marks_the_mail_where_nobody_took_it(database: Database) -> None:
    put(database, PUT)
    (row,) = take(database, "one")
    assert sent(database, row, "one", NOW + HOUR)


def test_a_failed_mail_waits_for_its_next_attempt(database: Database) -> None:
    put(database, PUT)
    (row,) = take(database, "one")
    assert failed(database, row, "one", NOW + HOUR)
    assert not sent(database, row, "one")  # the lease is given back
    assert take(database, "one", NOW + HOUR - SECOND) == []
    (again,) = take(database, "two", NOW + HOUR)
    assert (again.attempts, again.message_id) == (1, row.message_id)


def test_a_mail_given_up_is_never_taken_again_and_says_why(database: Database) -> None:
    put(database, PUT)
    (row,) = take(database, "one")
    assert failed(database, row, "one", None)
    assert take(database, "one", NOW + 9 * DAY) == []
    with database.read() as tx:
        (found,) = mailbox.newest(tx, 10)
    assert (found.state, found.attempts, found.next_at) == ("failed", 1, None)
    assert "451 try later" in (found.error or "")


def test_a_sent_mail_leaves_no_recipient_and_no_words(database: Database, dump: Callable[[], str]) -> None:
    put(database, PUT)
    (row,) = take(database, "one")
    assert "camille@" in dump()
    sent(database, row, "one", NOW + SECOND)
    left = dump()
    assert "camille@" not in left
    assert "Martin" not in left
    with database.read() as tx:
        (found,) = mailbox.newest(tx, 10)
    assert (found.state, found.sent_at, found.put, found.message_id) == ("sent", NOW + SECOND, None, row.message_id)


def test_no_code_stands_in_clear_before_or_after_it_is_sent(database: Database, dump: Callable[[], str]) -> None:
    with database.write() as tx:
        case = keep(tx, a_case(), NewCode("activation", 1, 10, NOW + DAY), PUT)
    before = dump()
    (row,) = take(database, "one")
    sent(database, row, "one")
    with database.write() as tx:
        keep(tx, case, SpendCode("activation", 1))
    assert code_hash("a", "activation", 1, 10) in before
    assert code_words("a", "activation", 1) not in before + dump()
    assert '"codes":{"activation":[1,10,' in before  # the mail says which code it is


def test_the_mailbox_lists_the_newest_first(database: Database) -> None:
    put(database, *(mail(number) for number in range(5)))
    with database.read() as tx:
        found = mailbox.newest(tx, 2)
    assert [one.put.mail for one in found if one.put] == ["mail 4", "mail 3"]
    assert [one.state for one in found] == ["waiting", "waiting"]


def test_a_copy_says_to_whom_and_what_in_the_order_sent(database: Database) -> None:
    put(database, mail(0), mail(1))
    first, second = take(database, "one", limit=2)
    with database.write() as tx:
        for when, row, subject in ((2, first, "Premier"), (1, second, "=?utf-8?q?Activ=C3=A9?=")):
            outbox.keep_copy(tx, row, "To: x@exemple.fr\nSubject: lost, and sent again\n\nwords")
            outbox.keep_copy(tx, row, f"To: camille@exemple.fr\nSubject: {subject}\n\nwords")
            outbox.sent(tx, row, "one", NOW + when * SECOND)
        found = mailbox.copies(tx)
        source = mailbox.source(tx, found[0].id)
        assert mailbox.copy(tx, found[0].id) == found[0]
        assert mailbox.copy(tx, 999) is None
    assert [(copy.to, copy.subject, copy.sent_at) for copy in found] == [
        ("camille@exemple.fr", "Activé", NOW + SECOND),
        ("camille@exemple.fr", "Premier", NOW + 2 * SECOND),
    ]
    assert source.endswith("\n\nwords")


def test_a_mail_whose_case_is_erased_while_it_is_sent_leaves_nothing(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case(), PUT, erase_at=NOW + SECOND)
    (row,) = take(database, "one")
    with database.write() as tx:
        erasing.erase_due(tx, NOW + SECOND)
        outbox.keep_copy(tx, row, "To: camille@exemple.fr\nSubject: words\n\nwords")
        assert not outbox.sent(tx, row, "one", NOW + SECOND)
        assert mailbox.copies(tx) == []


def test_due_cases_come_the_longest_due_first(database: Database) -> None:
    with database.write() as tx:
        for name, hours in (("a", 3), ("b", 1), ("c", 2), ("d", 9)):
            case = a_case(name)
            timers = (Timer("timeout", 0, NOW + hours * HOUR),)
            keep(tx, case._replace(trail=(case.present._replace(timers=timers),)))
        assert due.due_cases(tx, NOW + 3 * HOUR, 10) == ["b", "c", "a"]
        assert due.due_cases(tx, NOW + 3 * HOUR, 2) == ["b", "c"]


def test_the_next_thing_due_is_known(database: Database) -> None:
    with database.write() as tx:
        assert due.next_at(tx) is None
        keep(tx, a_case("a"), erase_at=NOW + 9 * DAY)
        assert due.next_at(tx) == NOW + 9 * DAY
        case = a_case("b")
        timers = (Timer("timeout", 0, NOW + 2 * DAY),)
        keep(tx, case._replace(trail=(case.present._replace(timers=timers),)), mail(0), at=NOW)
        assert due.next_at(tx) == NOW
        (row,) = waiting.lease(tx, NOW, "one", 60)
        assert due.next_at(tx) == NOW + 60 * SECOND
        outbox.sent(tx, row, "one", NOW)
        assert due.next_at(tx) == NOW + 2 * DAY
