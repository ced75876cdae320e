"""The mails and calls of all cases, as an operator and developer mode list them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, func, or_, select, update

from engine.core.case import Put
from engine.store.copies import NOBODY
from engine.store.serialization import put_from_text
from engine.store.tables import LARGEST_SERIAL, mailbox, outbox
from engine.store.transaction import Transaction

_NEWEST = select(outbox).order_by(outbox.c.id.desc()).limit(bindparam("limit"))
_UNSENT = select(outbox).where(outbox.c.state != "sent").order_by(outbox.c.id)
_UNSENT_OF = _UNSENT.where(outbox.c.case_id == bindparam("by_case_id"))
_ALL_AGAIN = (
    update(outbox)
    .where(outbox.c.state != "sent", or_(outbox.c.owner.is_(None), outbox.c.next_at <= bindparam("now")))
    .values(state="waiting", next_at=bindparam("now"), owner=None)
)
_AGAIN = _ALL_AGAIN.where(outbox.c.id == bindparam("by_id"))
_COPIES = (  # without what they hold, which may be large: a list names them
    select(mailbox.c.id, mailbox.c.to, mailbox.c.subject, outbox.c.sent_at, outbox.c.flow, outbox.c.key)
    .join(outbox, outbox.c.id == mailbox.c.id)
    .order_by(outbox.c.sent_at, mailbox.c.id)
)
_MAILS, _MADE = _COPIES.where(mailbox.c.to != NOBODY), _COPIES.where(mailbox.c.to == NOBODY)
_OF_ID = _COPIES.where(mailbox.c.id == bindparam("by_id"))
_SOURCE = select(mailbox.c.source).where(mailbox.c.id == bindparam("by_id"))
_HOW_MANY = select(
    select(func.count()).select_from(mailbox).scalar_subquery().label("sent"),
    select(func.count()).select_from(outbox).where(outbox.c.state != "sent").scalar_subquery().label("unsent"),
)


class Posted(NamedTuple):
    """A mail or a call as the mailbox page lists it."""

    id: int
    case_id: str
    message_id: str
    state: Literal["waiting", "sent", "failed"]
    put: Put | None  # None: sent, its content is erased
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime | None  # waiting: its next attempt
    attempts: int
    error: str | None  # of the last attempt
    leased: bool = False  # a worker has it, until `next_at`


class Copy(NamedTuple):
    """A mail as it was sent, or what a call has made: developer mode keeps it."""

    id: int
    to: str  # NOBODY: of a call
    subject: str
    sent_at: datetime | None
    flow: str
    mail: str  # as the flow declares it; of a call: the effect


def newest(tx: Transaction, limit: int) -> list[Posted]:
    """The last `limit` mails, sent and waiting, the newest first."""
    return [_posted(row) for row in tx.execute(_NEWEST, {"limit": limit}).all()]


def unsent(tx: Transaction) -> list[Posted]:
    """Every mail that waits or was given up, the oldest first."""
    return [_posted(row) for row in tx.execute(_UNSENT).all()]


def unsent_of(tx: Transaction, case_id: str) -> list[Posted]:
    """The same of one case."""
    return [_posted(row) for row in tx.execute(_UNSENT_OF, {"by_case_id": case_id}).all()]


def try_again(tx: Transaction, at: datetime, id: int | None) -> int:
    """
    A mail that waits or was given up is due at `at`; None: each of them is. One that a worker has in hand is left.

    Returns:
        How many there were.
    """
    if id is None:
        return tx.execute(_ALL_AGAIN, {"now": at}).rowcount
    return tx.execute(_AGAIN, {"now": at, "by_id": id}).rowcount


def copies(tx: Transaction) -> list[Copy]:
    """Every mail kept, in the order sent."""
    return [_copy(row) for row in tx.execute(_MAILS).all()]


def made(tx: Transaction) -> list[Copy]:
    """What calls have made, in the order made."""
    return [_copy(row) for row in tx.execute(_MADE).all()]


def copy(tx: Transaction, id: int) -> Copy | None:
    """One of either; None: none is kept under this number."""
    if id > LARGEST_SERIAL:
        return None
    row = tx.execute(_OF_ID, {"by_id": id}).first()
    return _copy(row) if row else None


def source(tx: Transaction, id: int) -> str:
    """What a copy holds: the mail as it travelled, headers and all, or what `store.copies` has made of a call's."""
    return str(tx.execute(_SOURCE, {"by_id": id}).scalar_one())


def how_many(tx: Transaction) -> tuple[int, int]:
    """How many copies are kept, and how many mails wait or were given up."""
    row = tx.execute(_HOW_MANY).one()
    return row.sent, row.unsent


def _copy(row: Any) -> Copy:
    # The key is `case:revision:mail`, or longer and ends with the effect: what was put is erased once it is sent.
    return Copy(row.id, row.to, row.subject, row.sent_at, row.flow, row.key.rpartition(":")[2])


def _posted(row: Any) -> Posted:
    return Posted(
        row.id,
        row.case_id,
        row.message_id,
        row.state,
        None if row.put is None else put_from_text(row.put),
        row.created_at,
        row.sent_at,
        row.next_at if row.state == "waiting" else None,
        row.attempts,
        row.error,
        row.owner is not None,
    )
