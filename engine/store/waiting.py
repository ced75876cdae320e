"""The waiting mails of all cases: each is leased by the one worker that sends it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from engine.store.outbox import OutboxRow
from engine.store.serialization import put_from_text
from engine.store.tables import outbox
from engine.store.transaction import Transaction

# Rows that another worker is leasing are skipped, where the database supports it.
_TAKE = (
    select(outbox)
    .where(outbox.c.next_at <= bindparam("now"))
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(outbox)
    .where(outbox.c.case_id == bindparam("by_case_id"), outbox.c.id == bindparam("by_id"))
    .values(owner=bindparam("new_owner"), next_at=bindparam("until"), attempts=outbox.c.attempts + 1)
)


def lease(tx: Transaction, at: datetime, owner: str, seconds: float, limit: int = 1) -> list[OutboxRow]:
    """
    Leases at most `limit` mails to `owner` for so many seconds, the longest due first. After that
    a mail not marked as sent or failed waits again: its worker is gone.
    """
    until = at + timedelta(seconds=seconds)
    found = tx.execute(_TAKE, {"now": at, "limit": limit}).all()
    for row in found:
        tx.execute(_LEASE, {"by_case_id": row.case_id, "by_id": row.id, "new_owner": owner, "until": until})
    return [
        OutboxRow(
            row.id,
            row.case_id,
            row.flow,
            row.version,
            put_from_text(row.put),
            row.message_id,
            row.created_at,
            row.attempts,
        )
        for row in found
    ]
