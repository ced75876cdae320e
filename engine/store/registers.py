"""Business keys and numbers, each held by one case at most: the database's own keys enforce it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from sqlalchemy import bindparam, case, delete, select, update

from engine.core.case import ClaimKey, RegisterRow, ReleaseKey, TakeNumber
from engine.core.keeping import Key, claimed
from engine.core.kept import Conflict
from engine.store.database import upsert
from engine.store.tables import numbers, register_rows
from engine.store.transaction import RuleBroken, Transaction

_this = (register_rows.c.register == bindparam("by_register"), register_rows.c.key == bindparam("by_key"))
_ours = register_rows.c.case_id == bindparam("by_case_id")
_free = register_rows.c.case_id.is_(None)

_ROW = select(register_rows.c.status, register_rows.c.case_id).where(*_this)
_INSERT = register_rows.insert()
_INSERT_FREE = upsert(register_rows, ("register", "key"), ())
_CHANGE = update(register_rows).where(*_this, _free).values(status=bindparam("new_status"))
_CHANGE_OURS = update(register_rows).where(*_this, _ours).values(status=bindparam("new_status"))
_TAKE_OVER = (
    update(register_rows)
    .where(*_this, _free)
    .values(status=bindparam("new_status"), case_id=bindparam("new_case_id"), before_status=register_rows.c.status)
)
_given_back = {"status": register_rows.c.before_status, "case_id": None, "before_status": None}
_imported = register_rows.c.before_status.is_not(None)
_GIVE_BACK = update(register_rows).where(*_this, _ours, _imported).values(**_given_back)
_DELETE = delete(register_rows).where(*_this, _ours)
_LIST = (
    select(
        register_rows.c.key,
        register_rows.c.status,
        case((_free, False), else_=True),
    )
    .where(register_rows.c.register == bindparam("by_register"))
    .order_by(register_rows.c.key)
)

_NUMBER = select(numbers.c.number).where(
    numbers.c.field == bindparam("by_field"), numbers.c.number == bindparam("by_number")
)
_TAKE_NUMBER = numbers.insert()


class Listed(NamedTuple):
    key: str
    status: str
    has_case: bool  # False: imported


def row(tx: Transaction, register: str, key: str) -> RegisterRow | None:
    """Who holds a key, and as what; None: it is free. `key` is normalised."""
    found = tx.execute(_ROW, {"by_register": register, "by_key": key}).first()
    return None if found is None else RegisterRow(found.status, found.case_id)


def case_of_key(tx: Transaction, register: str, key: str) -> str | None:
    """The case that holds a key; None: it is free, or imported."""
    found = row(tx, register, key)
    return found.case_id if found else None


def put(tx: Transaction, register: str, key: str, status: str) -> Literal["added", "changed", "unchanged", "held"]:
    """An imported row: a key without a case. One that a case holds is left as it is ("held")."""
    found = row(tx, register, key)
    if found is None:
        tx.execute(_INSERT, {"register": register, "key": key, "status": status})
        return "added"
    if found.case_id is not None:
        return "held"
    if found.status == status:
        return "unchanged"
    tx.execute(_CHANGE, {"by_register": register, "by_key": key, "new_status": status})
    return "changed"


def listing(tx: Transaction, register: str) -> Iterator[Listed]:
    """Every key of a register, sorted."""
    for key, status, has_case in tx.execute(_LIST, {"by_register": register}).all():
        yield Listed(key, status, bool(has_case))


def claim(tx: Transaction, case_id: str, wanted: ClaimKey) -> None:
    """
    The case holds the key from now on. One it holds already only changes its status; an imported row in one of the
    statuses `over` is taken over, and remembers what it was.

    Raises:
        Conflict: "claim": it is held by another case, or imported with another status.
    """
    mine = {"register": wanted.register, "key": wanted.key, "status": wanted.status, "case_id": case_id}
    if tx.execute(_INSERT_FREE, mine).rowcount == 1:
        return
    this = {"by_register": wanted.register, "by_key": wanted.key, "new_status": wanted.status}
    found = row(tx, wanted.register, wanted.key)
    if found is None:
        raise _lost(wanted)  # it is released just now
    claimed(Key(*found), wanted, case_id)
    if found.case_id == case_id:
        tx.execute(_CHANGE_OURS, {**this, "by_case_id": case_id})
    elif tx.execute(_TAKE_OVER, {**this, "new_case_id": case_id}).rowcount != 1:
        raise _lost(wanted)


def release(tx: Transaction, case_id: str, given: ReleaseKey) -> None:
    """The case holds the key no more: an imported row is as it was, any other is gone. Another case's row stays."""
    this = {"by_register": given.register, "by_key": given.key, "by_case_id": case_id}
    if tx.execute(_GIVE_BACK, this).rowcount == 0:
        tx.execute(_DELETE, this)


def number_free(tx: Transaction, field: str, number: str) -> bool:
    """Whether no case has this number under this name, in any flow. A number given once is never free again."""
    return tx.execute(_NUMBER, {"by_field": field, "by_number": number}).first() is None


def take_number(tx: Transaction, case_id: str, taken: TakeNumber) -> None:
    """
    The number is this case's.

    Raises:
        Conflict: "number": another case has it.
    """
    try:
        tx.execute(_TAKE_NUMBER, {"field": taken.field, "number": taken.number, "case_id": case_id})
    except RuleBroken as lost:
        raise Conflict("number", f"a number of {taken.field} is taken") from lost


def _lost(wanted: ClaimKey) -> Conflict:
    return Conflict("claim", f"a key of {wanted.register} is held by another")
