"""The language of a case: that of the last page that was shown of it, for its mails and timers too."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from engine.store.serialization import in_language
from engine.store.tables import cases
from engine.store.transaction import Transaction

_BODY = select(cases.c.body).where(cases.c.id == bindparam("by_case_id"))
_NOTE = update(cases).where(cases.c.id == bindparam("by_case_id"), cases.c.body == bindparam("by_body"))


def note(tx: Transaction, case_id: str, language: str) -> None:
    """Keeps it with the case, which is at no other revision for it: a post on its way is no stale one."""
    body = tx.execute(_BODY, {"by_case_id": case_id}).scalars().first()
    if body is not None:
        tx.execute(_NOTE, {"by_case_id": case_id, "by_body": body, "body": in_language(body, language)})
