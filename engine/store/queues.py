"""What waits: cases whose timer is due, and mails to be sent, leased to one worker at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, insert, or_, select, update

from engine.core.case import Case, PutMail
from engine.store.codec import decode, encode
from engine.store.tables import cases, mailbox, outbox


class OutboxRow(NamedTuple):
    """A mail leased to be sent."""

    id: int
    case_id: str
    flow: str
    version: str
    put: PutMail
    message_id: str  # stable: the same for every attempt
    created_at: datetime
    attempts: int


class Waiting(NamedTuple):
    """A mail that is not sent yet, or was given up."""

    id: int
    message_id: str
    created_at: datetime
    attempts: int
    next_at: datetime | None  # none: given up
    error: str | None


class Copy(NamedTuple):
    """A mail as it was sent, kept in developer mode."""

    id: int
    sent_at: datetime | None
    source: str


def due_cases(tx: Connection, at: datetime, most: int) -> list[str]:
    """Cases with a timer that is due, the longest due first."""
    due = select(cases.c.id).where(cases.c.due_at <= at).order_by(cases.c.due_at).limit(most)
    return [row.id for row in tx.execute(due)]


def put(tx: Connection, case: Case, effect: PutMail, at: datetime) -> None:
    """A mail to be sent once this transaction is kept. The same key again is the same mail."""
    message_id = sha256(effect.key.encode()).hexdigest()[:40]
    if tx.execute(select(outbox.c.id).where(outbox.c.message_id == message_id)).first():
        return
    row = {"case_id": case.id, "flow": case.flow, "version": case.version, "message_id": message_id}
    waiting = {"put": encode(effect), "created_at": at, "next_at": at, "attempts": 0}
    tx.execute(insert(outbox).values(**row, **waiting))


def lease(tx: Connection, at: datetime, owner: str, seconds: int, most: int = 1) -> Sequence[OutboxRow]:
    """
    Takes mails that wait, for `seconds`: nobody else is given them before that. Call it in a writing transaction.
    """
    free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= at)
    waiting = select(outbox).where(outbox.c.next_at <= at, free).order_by(outbox.c.next_at, outbox.c.id).limit(most)
    rows = list(tx.execute(waiting))
    for row in rows:
        until = at + timedelta(seconds=seconds)
        taken = update(outbox).where(outbox.c.id == row.id)
        tx.execute(taken.values(owner=owner, leased_until=until, attempts=row.attempts + 1))
    return [
        OutboxRow(r.id, r.case_id, r.flow, r.version, decode(r.put), r.message_id, r.created_at, r.attempts + 1)
        for r in rows
    ]


def sent(tx: Connection, id: int, owner: str, at: datetime) -> bool:
    """The mail is out: its personal content is erased. False: the lease has gone to another."""
    mine = outbox.c.id == id, outbox.c.owner == owner
    done = {"sent_at": at, "next_at": None, "put": None, "owner": None, "leased_until": None, "error": None}
    return tx.execute(update(outbox).where(*mine).values(**done)).rowcount == 1


def failed(tx: Connection, id: int, owner: str, at: datetime, error: str, retry_at: datetime | None) -> bool:
    """The mail is not out; it waits until `retry_at`, or is given up (None). False: the lease has gone to another."""
    mine = outbox.c.id == id, outbox.c.owner == owner
    again = {"next_at": retry_at, "error": error[:300], "owner": None, "leased_until": None}
    return tx.execute(update(outbox).where(*mine).values(**again)).rowcount == 1


def not_sent(tx: Connection, most: int = 200) -> list[Waiting]:
    """Mails that wait or were given up, the newest first."""
    found = select(
        outbox.c.id, outbox.c.message_id, outbox.c.created_at, outbox.c.attempts, outbox.c.next_at, outbox.c.error
    ).where(outbox.c.sent_at.is_(None))
    return [Waiting(*row) for row in tx.execute(found.order_by(outbox.c.id.desc()).limit(most))]


def keep_copy(tx: Connection, id: int, source: str) -> None:
    """Developer mode: the mail as it is sent."""
    if tx.execute(update(mailbox).where(mailbox.c.id == id).values(source=source)).rowcount == 0:
        case_id = tx.execute(select(outbox.c.case_id).where(outbox.c.id == id)).scalar_one()
        tx.execute(insert(mailbox).values(id=id, case_id=case_id, source=source))


def copies(tx: Connection, most: int = 200) -> list[Copy]:
    """Developer mode: the last mails, the oldest first."""
    found = select(mailbox.c.id, outbox.c.sent_at, mailbox.c.source).join(outbox, outbox.c.id == mailbox.c.id)
    rows = tx.execute(found.order_by(mailbox.c.id.desc()).limit(most))
    return [Copy(*row) for row in rows][::-1]
