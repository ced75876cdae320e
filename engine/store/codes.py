"""Codes, by their keyed hash alone: live, spent or killed, and known as such for a while after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from engine.core.case import NewCode, SpendCode
from engine.core.keeping import CODES_KNOWN_FOR, code_is_worth
from engine.core.kept import CodeStatus
from engine.store.tables import codes
from engine.store.transaction import Transaction

_named = (
    codes.c.hash == bindparam("by_hash"),
    codes.c.flow == bindparam("by_flow"),
    codes.c.name == bindparam("by_name"),
)
_live = codes.c.state == "live"

_FIND = select(codes.c.case_id, codes.c.state, codes.c.expires_at).where(*_named)
_INSERT = codes.insert()
_KILL = (
    update(codes)
    .where(codes.c.case_id == bindparam("by_case_id"), codes.c.name == bindparam("by_name"), _live)
    .values(state="killed", forget_at=bindparam("until"))
)
_KILL_ALL = (
    update(codes)
    .where(codes.c.case_id == bindparam("by_case_id"), _live)
    .values(state="killed", forget_at=bindparam("until"))
)
_SPEND = (
    update(codes)
    .where(
        codes.c.case_id == bindparam("by_case_id"),
        codes.c.name == bindparam("by_name"),
        codes.c.serial == bindparam("by_serial"),
        _live,
    )
    .values(state="spent", forget_at=bindparam("until"))
)
_FORGET = delete(codes).where(codes.c.forget_at <= bindparam("now"))


def code_status(
    tx: Transaction, flow: str, name: str, typed_hash: str, case_id: str | None, at: datetime
) -> CodeStatus:
    """
    What a code is worth at `at`. From its `expires_at` on it is expired; so is one whose case made a newer one of that
    name, has ended or was erased: it was never used. 90 days later it is unknown.

    Args:
        typed_hash: the keyed hash of what was typed.
        case_id: only this case's own codes are known; None: anybody's.
    """
    found = tx.execute(_FIND, {"by_hash": typed_hash, "by_flow": flow, "by_name": name}).first()
    if found is None or (case_id is not None and found.case_id != case_id):
        return "unknown"
    return code_is_worth(found.state, found.expires_at, at)


def case_of_code(tx: Transaction, flow: str, name: str, typed_hash: str, at: datetime) -> str | None:
    """The case whose code this is; None where it is not valid at `at`."""
    found = tx.execute(_FIND, {"by_hash": typed_hash, "by_flow": flow, "by_name": name}).first()
    if found is None or code_is_worth(found.state, found.expires_at, at) != "valid":
        return None
    case_id: str | None = found.case_id
    return case_id


def make(tx: Transaction, case_id: str, flow: str, code: NewCode, code_hash: str, at: datetime) -> None:
    """A new code of this case; its earlier live one of that name is killed."""
    tx.execute(_KILL, {"by_case_id": case_id, "by_name": code.name, "until": at + CODES_KNOWN_FOR})
    tx.execute(
        _INSERT,
        {
            "hash": code_hash,
            "flow": flow,
            "name": code.name,
            "case_id": case_id,
            "serial": code.serial,
            "state": "live",
            "expires_at": code.expires_at,
            "forget_at": code.expires_at + CODES_KNOWN_FOR,
        },
    )


def spend(tx: Transaction, case_id: str, code: SpendCode, at: datetime) -> None:
    """
    The code is used. One that is dead already stays as it is: whether it may still be used was decided before, on a
    case that has not moved since.
    """
    tx.execute(
        _SPEND, {"by_case_id": case_id, "by_name": code.name, "by_serial": code.serial, "until": at + CODES_KNOWN_FOR}
    )


def kill_all(tx: Transaction, case_id: str, at: datetime) -> None:
    """The case has ended: none of its codes leads to it any more."""
    tx.execute(_KILL_ALL, {"by_case_id": case_id, "until": at + CODES_KNOWN_FOR})


def forget(tx: Transaction, at: datetime) -> None:
    """Deletes codes dead for so long that they can no longer be asked about."""
    tx.execute(_FORGET, {"now": at})
