"""Codes, by their keyed hash alone: live, spent, killed by a newer one, expired – and known as dead for 90 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.core.case import Case, NewCode
from engine.store.tables import codes

KNOWN_FOR = timedelta(days=90)

_FIND = select(codes.c.case_id, codes.c.state, codes.c.expires_at).where(
    codes.c.hash == bindparam("hash"), codes.c.flow == bindparam("flow"), codes.c.name == bindparam("name")
)


def code_status(
    tx: Connection, flow: str, name: str, hash: str, case_id: str | None, at: datetime
) -> Literal["unknown", "valid", "expired", "used"]:
    """
    What a typed code is worth. One that a newer code of its case has replaced counts as expired.

    Args:
        case_id: only this case's own codes count; None: anyone's.
    """
    row = tx.execute(_FIND, {"hash": hash, "flow": flow, "name": name}).first()
    if row is None or (case_id is not None and row.case_id != case_id):
        return "unknown"
    if row.state == "spent":
        return "used"
    return "valid" if row.state == "live" and at < row.expires_at else "expired"


def case_of_code(tx: Connection, flow: str, name: str, hash: str, at: datetime) -> str | None:
    """The case of a code that is valid."""
    row = tx.execute(_FIND, {"hash": hash, "flow": flow, "name": name}).first()
    if row is None or row.state != "live" or at >= row.expires_at:
        return None
    return str(row.case_id) if row.case_id else None


def make(tx: Connection, case: Case, effect: NewCode, hashed: str) -> None:
    """Keeps a new code's hash; the case's earlier one of that name is dead."""
    end(tx, case.id, effect.name, "killed")
    row = {"hash": hashed, "flow": case.flow, "name": effect.name, "case_id": case.id, "serial": effect.serial}
    forget_at = effect.expires_at + KNOWN_FOR
    tx.execute(insert(codes), {**row, "expires_at": effect.expires_at, "state": "live", "forget_at": forget_at})


def end(tx: Connection, case_id: str, name: str, state: Literal["spent", "killed"]) -> None:
    """The case's live code of a name is live no more."""
    live = codes.c.case_id == case_id, codes.c.name == name, codes.c.state == "live"
    tx.execute(update(codes).where(*live).values(state=state))


def orphan(tx: Connection, case_id: str, at: datetime) -> None:
    """The case is erased: its codes are known only as dead ones, for 90 days."""
    mine = codes.c.case_id == case_id
    tx.execute(update(codes).where(mine, codes.c.state == "live").values(state="killed"))
    tx.execute(update(codes).where(mine).values(case_id=None, forget_at=at + KNOWN_FOR))


def prune(tx: Connection, at: datetime) -> None:
    tx.execute(delete(codes).where(codes.c.forget_at <= at, codes.c.case_id.is_(None)))
