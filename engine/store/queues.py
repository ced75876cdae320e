"""What waits for a worker: cases with a due timer, and mails, each sent by the one worker that leases it."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_string, policy
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, func, or_, select, update

from engine.core.case import Case, PutMail
from engine.store.body import mail_from_text, mail_to_text
from engine.store.database import upsert
from engine.store.tables import cases, outbox
from engine.store.tables import mailbox as copies_table
from engine.store.transaction import Transaction

_DUE = select(cases.c.id).where(cases.c.due_at <= bindparam("now")).order_by(cases.c.due_at).limit(bindparam("most"))
_PUT = upsert(outbox, ("case_id", "key"), ())
# Rows that another worker is taking just now are passed over, where the database can tell.
_TAKE = (
    select(outbox)
    .where(outbox.c.next_at <= bindparam("now"))
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(outbox)
    .where(outbox.c.id == bindparam("which"))
    .values(owner=bindparam("taker"), next_at=bindparam("until"), attempts=outbox.c.attempts + 1)
)
_mine = (outbox.c.id == bindparam("which"), outbox.c.owner == bindparam("taker"), outbox.c.state == "waiting")
_SENT = (
    update(outbox)
    .where(*_mine)
    .values(state="sent", sent_at=bindparam("now"), put=None, owner=None, next_at=None, error=None)
)
_FAILED = (
    update(outbox)
    .where(*_mine)
    .values(state=bindparam("becomes"), next_at=bindparam("again"), owner=None, error=bindparam("why"))
)
_MAILBOX = select(outbox).order_by(outbox.c.id.desc()).limit(bindparam("most"))
_UNSENT = select(outbox).where(outbox.c.state != "sent").order_by(outbox.c.id)
_AGAIN = (
    update(outbox)
    .where(outbox.c.state != "sent", or_(outbox.c.owner.is_(None), outbox.c.next_at <= bindparam("now")))
    .values(state="waiting", next_at=bindparam("now"), owner=None)
)
_THERE = select(outbox.c.id).where(outbox.c.id == bindparam("which"))
_KEEP_COPY = upsert(copies_table, ("id",), ("to", "subject", "source"))
_COPIES = (
    select(copies_table, outbox.c.sent_at)
    .join(outbox, outbox.c.id == copies_table.c.id)
    .order_by(outbox.c.sent_at, copies_table.c.id)
)
_NEXT = (
    select(func.min(cases.c.due_at)),
    select(func.min(cases.c.erase_at)),
    select(func.min(outbox.c.next_at)),
)


class OutboxRow(NamedTuple):
    """A mail that its lease's owner is to send."""

    id: int
    case_id: str
    flow: str
    version: str
    put: PutMail
    message_id: str  # the same at each attempt
    created_at: datetime
    attempts: int  # before this one, those that ended without a word too


class Posted(NamedTuple):
    """A mail as the mailbox page lists it."""

    id: int
    case_id: str
    message_id: str
    state: Literal["waiting", "sent", "failed"]
    put: PutMail | None  # None: sent, its content is erased
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime | None  # waiting: its next attempt
    attempts: int
    error: str | None  # of the last attempt
    leased: bool = False  # a worker has it, until `next_at`


class Copy(NamedTuple):
    """A mail as it was sent: developer mode keeps it."""

    id: int
    to: str
    subject: str
    sent_at: datetime | None
    source: str


def due_cases(tx: Transaction, at: datetime, limit: int) -> list[str]:
    """The ids of at most `limit` cases with a timer due at `at`, the longest due first."""
    return list(tx.execute(_DUE, {"now": at, "most": limit}).scalars())


def next_at(tx: Transaction) -> datetime | None:
    """When the next timer, mail or erasure is due; None: nothing waits."""
    times: list[datetime] = [found for query in _NEXT if (found := tx.execute(query).scalar()) is not None]
    return min(times, default=None)


def put(tx: Transaction, case: Case, mail: PutMail, at: datetime) -> None:
    """A mail waits to be sent. The same key again is the same mail: there is one."""
    tx.execute(
        _PUT,
        {
            "case_id": case.id,
            "flow": case.flow,
            "version": case.version,
            "key": mail.key,
            "message_id": sha256(mail.key.encode()).hexdigest()[:32],
            "put": mail_to_text(mail),
            "created_at": at,
            "state": "waiting",
            "attempts": 0,
            "next_at": at,
        },
    )


def lease(tx: Transaction, at: datetime, owner: str, seconds: float, limit: int = 1) -> list[OutboxRow]:
    """
    At most `limit` mails to be sent by `owner` and nobody else for so many seconds, the longest due first. After that
    a mail not marked as sent or failed waits again: its worker is gone.
    """
    found = tx.execute(_TAKE, {"now": at, "most": limit}).all()
    for row in found:
        tx.execute(_LEASE, {"which": row.id, "taker": owner, "until": at + timedelta(seconds=seconds)})
    return [
        OutboxRow(
            row.id,
            row.case_id,
            row.flow,
            row.version,
            mail_from_text(row.put),
            row.message_id,
            row.created_at,
            row.attempts,
        )
        for row in found
    ]


def sent(tx: Transaction, id: int, owner: str, at: datetime) -> bool:
    """
    The mail has reached the relay: its recipient and words are erased, the row tells that it was sent.

    Returns:
        False where `owner` has lost the lease, or the case was erased: nothing is changed.
    """
    return _changed(tx, _SENT, {"which": id, "taker": owner, "now": at})


def failed(tx: Transaction, id: int, owner: str, at: datetime, error: str, retry_at: datetime | None) -> bool:
    """
    The mail was not sent, and will be tried again at `retry_at`; None: it is given up.

    Returns:
        False where `owner` has lost the lease, or the case was erased: nothing is changed.
    """
    becomes = "failed" if retry_at is None else "waiting"
    given = {"which": id, "taker": owner, "becomes": becomes, "again": retry_at, "why": f"{at.isoformat()} {error}"}
    return _changed(tx, _FAILED, given)


def mailbox(tx: Transaction, limit: int) -> list[Posted]:
    """The last `limit` mails, sent and waiting, the newest first."""
    return [_posted(row) for row in tx.execute(_MAILBOX, {"most": limit}).all()]


def unsent(tx: Transaction) -> list[Posted]:
    """Every mail that waits or was given up, the oldest first."""
    return [_posted(row) for row in tx.execute(_UNSENT).all()]


def try_again(tx: Transaction, at: datetime, id: int | None) -> int:
    """
    A mail that waits or was given up is due at `at`; None: each of them is. One that a worker has in hand is left.

    Returns:
        How many there were.
    """
    statement = _AGAIN if id is None else _AGAIN.where(outbox.c.id == id)
    return tx.execute(statement, {"now": at}).rowcount


def keep_copy(tx: Transaction, id: int, source: str) -> None:
    """Developer mode: the mail as it travels, headers and all. It is erased with its case, or not kept after it."""
    if tx.execute(_THERE, {"which": id}).first() is None:
        return
    message = message_from_string(source, policy=policy.default)
    tx.execute(
        _KEEP_COPY,
        {"id": id, "to": str(message["To"] or ""), "subject": str(message["Subject"] or ""), "source": source},
    )


def copies(tx: Transaction) -> list[Copy]:
    """Every copy kept, in the order sent."""
    return [Copy(row.id, row.to, row.subject, row.sent_at, row.source) for row in tx.execute(_COPIES).all()]


def _posted(row: Any) -> Posted:
    return Posted(
        row.id,
        row.case_id,
        row.message_id,
        row.state,
        None if row.put is None else mail_from_text(row.put),
        row.created_at,
        row.sent_at,
        row.next_at if row.state == "waiting" else None,
        row.attempts,
        row.error,
        row.owner is not None,
    )


def _changed(tx: Transaction, statement: Any, given: dict[str, Any]) -> bool:
    return tx.execute(statement, given).rowcount == 1
