"""The mails and calls of a case: put by its steps, and marked by the worker that has sent them, or has not."""

from __future__ import annotations

from datetime import datetime
from email import message_from_string, policy
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from engine.core.case import Case, Put
from engine.store.database import upsert
from engine.store.serialization import put_to_text
from engine.store.tables import mailbox as copies_table
from engine.store.tables import outbox
from engine.store.transaction import Transaction

_PUT = upsert(outbox, ("case_id", "key"), ())
_this = (outbox.c.case_id == bindparam("by_case_id"), outbox.c.id == bindparam("by_id"))
_mine = (*_this, outbox.c.owner == bindparam("by_owner"), outbox.c.state == "waiting")
_SENT = (
    update(outbox)
    .where(*_mine)
    .values(state="sent", sent_at=bindparam("now"), put=None, owner=None, next_at=None, error=None)
)
_FAILED = (
    update(outbox)
    .where(*_mine)
    .values(state=bindparam("new_state"), next_at=bindparam("retry_at"), owner=None, error=bindparam("new_error"))
)
_THERE = select(outbox.c.id).where(*_this)
_KEEP_COPY = upsert(copies_table, ("id",), ("to", "subject", "source"))


class OutboxRow(NamedTuple):
    """A mail or a call that its lease's owner is to send."""

    id: int
    case_id: str
    flow: str
    version: str
    put: Put
    message_id: str  # the same at each attempt; of a call, its idempotency key
    created_at: datetime
    attempts: int  # before this one, those that ended without a word too


def put(tx: Transaction, case: Case, mail: Put, at: datetime) -> None:
    """A mail, or a call, waits to be sent. The same key again is the same one: it is there once."""
    tx.execute(
        _PUT,
        {
            "case_id": case.id,
            "flow": case.flow,
            "version": case.version,
            "key": mail.key,
            "message_id": sha256(mail.key.encode()).hexdigest()[:32],
            "put": put_to_text(mail),
            "created_at": at,
            "state": "waiting",
            "attempts": 0,
            "next_at": at,
        },
    )


def sent(tx: Transaction, mail: OutboxRow, owner: str, at: datetime) -> bool:
    """
    The mail has reached the relay: its recipient and words are erased, the row only records that it was sent.

    Returns:
        False where `owner` has lost the lease, or the case was erased: nothing is changed.
    """
    return _changed(tx, _SENT, {**_key_of(mail), "by_owner": owner, "now": at})


def failed(tx: Transaction, mail: OutboxRow, owner: str, at: datetime, error: str, retry_at: datetime | None) -> bool:
    """
    The mail was not sent, and will be tried again at `retry_at`; None: it is given up.

    Returns:
        False where `owner` has lost the lease, or the case was erased: nothing is changed.
    """
    becomes = "failed" if retry_at is None else "waiting"
    changes = {"new_state": becomes, "retry_at": retry_at, "new_error": f"{at.isoformat()} {error}"}
    return _changed(tx, _FAILED, {**_key_of(mail), "by_owner": owner, **changes})


def keep_copy(tx: Transaction, mail: OutboxRow, source: str) -> None:
    """Developer mode: the mail as it travels, headers and all. It is erased with its case, or not kept after it."""
    if tx.execute(_THERE, _key_of(mail)).first() is None:
        return
    message = message_from_string(source, policy=policy.default)
    tx.execute(
        _KEEP_COPY,
        {"id": mail.id, "to": str(message["To"] or ""), "subject": str(message["Subject"] or ""), "source": source},
    )


def _key_of(mail: OutboxRow) -> dict[str, Any]:
    return {"by_case_id": mail.case_id, "by_id": mail.id}


def _changed(tx: Transaction, statement: Any, given: dict[str, Any]) -> bool:
    return tx.execute(statement, given).rowcount == 1
