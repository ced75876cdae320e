"""Registers: business keys that one case may hold at a time, with rows that were imported without a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.core.case import ClaimKey, RegisterRow
from engine.store.database import Conflict, losing
from engine.store.tables import claims, numbers

_ROW = select(claims.c.status, claims.c.case_id, claims.c.before).where(
    claims.c.register == bindparam("register"), claims.c.key == bindparam("key")
)
_INSERT = insert(claims)


def row(tx: Connection, register: str, key: str) -> RegisterRow | None:
    """Who holds a normalised key, and as what; None: it is free."""
    found = tx.execute(_ROW, {"register": register, "key": key}).first()
    return RegisterRow(found.status, found.case_id) if found else None


def case_of_key(tx: Connection, register: str, key: str) -> str | None:
    """The case that holds a key."""
    found = row(tx, register, key)
    return found.case_id if found else None


def claim(tx: Connection, case_id: str, effect: ClaimKey) -> None:
    """
    The case takes a key, or gives its own another status.

    Raises:
        Conflict: another holds it, or it stands with a status this claim may not take over.
    """
    here = claims.c.register == effect.register, claims.c.key == effect.key
    found = tx.execute(_ROW, {"register": effect.register, "key": effect.key}).first()
    if found is None:
        new = {"register": effect.register, "key": effect.key, "status": effect.status, "case_id": case_id}
        with losing(tx, "claim"):
            tx.execute(_INSERT, {**new, "before": None})
    elif found.case_id == case_id:
        tx.execute(update(claims).where(*here).values(status=effect.status))
    elif found.case_id is None and found.status in effect.over:
        taken = update(claims).where(*here, claims.c.case_id.is_(None))
        if tx.execute(taken.values(status=effect.status, case_id=case_id, before=found.status)).rowcount != 1:
            raise Conflict("claim")
    else:
        raise Conflict("claim")


def release(tx: Connection, case_id: str, register: str, key: str) -> None:
    """The case lets a key go; an imported row it had taken over is given back as it was. Another's is left alone."""
    mine = claims.c.register == register, claims.c.key == key, claims.c.case_id == case_id
    _give_back(tx, *mine)


def give_back(tx: Connection, case_id: str) -> None:
    """A case that is erased holds nothing."""
    _give_back(tx, claims.c.case_id == case_id)
    tx.execute(update(numbers).where(numbers.c.case_id == case_id).values(case_id=None))


def put(tx: Connection, register: str, key: str, status: str) -> Literal["added", "changed", "unchanged", "held"]:
    """Adds an imported row, or changes its status; one that a case holds is left as it is ("held")."""
    here = claims.c.register == register, claims.c.key == key
    found = row(tx, register, key)
    if found is None:
        tx.execute(_INSERT, {"register": register, "key": key, "status": status, "case_id": None, "before": None})
        return "added"
    if found.case_id is not None:
        return "held"
    if found.status == status:
        return "unchanged"
    tx.execute(update(claims).where(*here).values(status=status))
    return "changed"


def listing(tx: Connection, register: str) -> Iterator[tuple[str, str, bool]]:
    """(key, status, whether a case holds it), by key."""
    found = select(claims.c.key, claims.c.status, claims.c.case_id).where(claims.c.register == register)
    for found_row in tx.execute(found.order_by(claims.c.key)):
        yield found_row.key, found_row.status, found_row.case_id is not None


def number_free(tx: Connection, field: str, number: str) -> bool:
    """Whether nobody has this number under this name."""
    here = numbers.c.field == field, numbers.c.number == number
    return tx.execute(select(numbers.c.number).where(*here)).first() is None


def _give_back(tx: Connection, *mine: object) -> None:
    imported = update(claims).where(*mine, claims.c.before.is_not(None))  # type: ignore[arg-type]
    tx.execute(imported.values(status=claims.c.before, case_id=None, before=None))
    tx.execute(delete(claims).where(*mine, claims.c.before.is_(None)))  # type: ignore[arg-type]
