"""Challenges that were answered: one answer each, with its verdict."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from engine.store.tables import nonces


def use(tx: Connection, nonce: str, token: str, verdict: bool, expires_at: datetime) -> bool:
    """
    The verdict on an answer: the given one at its first use, the kept one when the same step token brings it again,
    and False for another token: it is used up. Call it in a writing transaction.
    """
    row = tx.execute(select(nonces.c.token, nonces.c.verdict).where(nonces.c.nonce == nonce)).first()
    if row:
        return bool(row.verdict) and row.token == token
    kept = {"nonce": nonce, "token": token, "verdict": verdict, "spent": False, "expires_at": expires_at}
    tx.execute(insert(nonces).values(**kept))
    return verdict


def spend(tx: Connection, nonce: str) -> None:
    """The form it stood before is accepted: it opens nothing any more."""
    tx.execute(update(nonces).where(nonces.c.nonce == nonce).values(spent=True))


def spent(tx: Connection, nonce: str) -> bool:
    """Whether it opens nothing: spent, or not known at all."""
    found = tx.execute(select(nonces.c.spent).where(nonces.c.nonce == nonce)).scalar_one_or_none()
    return found is None or bool(found)
