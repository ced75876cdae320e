"""Challenges that were used: one answer each, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from engine.store.database import upsert
from engine.store.tables import nonces
from engine.store.transaction import Transaction

_USE = upsert(nonces, ("nonce",), ())
_FIND = select(nonces).where(nonces.c.nonce == bindparam("by_nonce"))
_SPEND = update(nonces).where(nonces.c.nonce == bindparam("by_nonce"), nonces.c.spent.is_(False)).values(spent=True)
_FORGET = delete(nonces).where(nonces.c.expires_at <= bindparam("now"))


def use(tx: Transaction, nonce: str, token: str, verdict: bool, expires_at: datetime) -> bool | None:
    """
    An answer to a challenge, tried with the post of this step token.

    Args:
        verdict: whether the answer is right.
        expires_at: until when the nonce must be remembered: longer than the challenge is good.

    Returns:
        The verdict: this one at the first use; with the same token again – the second of two clicks, a repeated post –
        the one kept, even if the answer now differs. None with any other token: the challenge is used up.
    """
    mine = {"nonce": nonce, "token": token, "verdict": verdict, "spent": False, "expires_at": expires_at}
    if tx.execute(_USE, mine).rowcount == 1:
        return verdict
    kept = tx.execute(_FIND, {"by_nonce": nonce}).one()
    return bool(kept.verdict) if kept.token == token else None


def spend(tx: Transaction, nonce: str) -> bool:
    """The form behind the challenge is accepted: no proof from it is good any more. False: none was good before."""
    return tx.execute(_SPEND, {"by_nonce": nonce}).rowcount == 1


def spent(tx: Transaction, nonce: str) -> bool:
    """Whether no proof from this challenge is good: it was spent, or is not known (any more)."""
    kept = tx.execute(_FIND, {"by_nonce": nonce}).first()
    return kept is None or bool(kept.spent)


def used_by(tx: Transaction, nonce: str) -> str | None:
    """The token that used a nonce; None: it is not known (any more)."""
    kept = tx.execute(_FIND, {"by_nonce": nonce}).first()
    return None if kept is None else str(kept.token)


def forget(tx: Transaction, at: datetime) -> None:
    """Deletes nonces whose challenge can no longer be answered."""
    tx.execute(_FORGET, {"now": at})
