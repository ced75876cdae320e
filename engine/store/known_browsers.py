"""Browsers in which an account was opened before, as keyed hashes: erased with the account, or a year after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from engine.core.keeping import BROWSERS_KNOWN_FOR, MOST_KNOWN
from engine.store.database import upsert
from engine.store.tables import known_browsers
from engine.store.transaction import Transaction

_KNOWN = select(known_browsers.c.key).where(
    known_browsers.c.key.in_(bindparam("by_keys", expanding=True)), known_browsers.c.at > bindparam("long_ago")
)
_REMEMBER = upsert(known_browsers, ("key",), ("case_id", "at"))
_others = (known_browsers.c.case_id == bindparam("by_case_id"), known_browsers.c.key != bindparam("by_key"))
_LATEST = select(known_browsers.c.key).where(*_others).order_by(known_browsers.c.at.desc()).limit(MOST_KNOWN - 1)
_DROP_OLDEST = delete(known_browsers).where(*_others, known_browsers.c.key.not_in(_LATEST))
_FORGET = delete(known_browsers).where(known_browsers.c.at <= bindparam("long_ago"))


def first_known(tx: Transaction, keys: Sequence[str], at: datetime) -> str | None:
    """The first of these keys that is known at `at`; None: none is."""
    found = set(tx.execute(_KNOWN, {"by_keys": list(keys), "long_ago": at - BROWSERS_KNOWN_FOR}).scalars().all())
    return next((key for key in keys if key in found), None)


def remember(tx: Transaction, key: str, case_id: str, at: datetime) -> None:
    """The account was opened in this browser: it is known for a year. Of too many the oldest is dropped."""
    tx.execute(_REMEMBER, {"key": key, "case_id": case_id, "at": at})
    tx.execute(_DROP_OLDEST, {"by_case_id": case_id, "by_key": key})


def forget(tx: Transaction, at: datetime) -> None:
    """Deletes browsers in which the account was opened so long ago that they are known no more."""
    tx.execute(_FORGET, {"long_ago": at - BROWSERS_KNOWN_FOR})
