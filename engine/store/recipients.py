"""To whom a code was mailed, by a keyed hash of the address, and whether it came back: erased with its case."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from engine.store.database import upsert
from engine.store.tables import recipients
from engine.store.transaction import Transaction

_MAILED = upsert(recipients, ("key", "case_id", "code", "serial"), ())
_PROVE = (
    update(recipients)
    .where(
        recipients.c.case_id == bindparam("by_case_id"),
        recipients.c.code == bindparam("by_code"),
        recipients.c.serial == bindparam("by_serial"),
    )
    .values(proved=True)
)
_PROVED = select(recipients.c.case_id).where(recipients.c.key == bindparam("by_key"), recipients.c.proved).limit(1)


def mailed(tx: Transaction, case_id: str, code: str, serial: int, key: str) -> None:
    """A mail to this recipient carries a code of this case."""
    tx.execute(_MAILED, {"case_id": case_id, "code": code, "serial": serial, "key": key, "proved": False})


def prove(tx: Transaction, case_id: str, code: str, serial: int) -> None:
    """Marks the recipient of a code as proved: the code was entered, so its mail is read."""
    tx.execute(_PROVE, {"by_case_id": case_id, "by_code": code, "by_serial": serial})


def proved(tx: Transaction, key: str) -> bool:
    """Whether a code mailed to this recipient was entered, in any case that is still kept."""
    return tx.execute(_PROVED, {"by_key": key}).first() is not None
