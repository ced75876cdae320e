"""Cases: read, committed with everything their step asks for, and erased when their time is past."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.core.case import (
    Case,
    ClaimKey,
    ClearTries,
    CountTry,
    DropSecrets,
    Effect,
    NewCode,
    PutMail,
    ReleaseKey,
    SpendCode,
    Taken,
    TakeNumber,
)
from engine.store import codes, queues, registers, sessions, tables, tries
from engine.store.codec import decode, encode
from engine.store.database import Conflict, losing

CodeHash = Callable[[str, str, int, int], str]  # case id, name, serial, length


class Replay(NamedTuple):
    """The step that a token was kept with."""

    case_id: str
    flow: str
    state: str
    transition: str
    outcome: str


class HistoryRow(NamedTuple):
    revision: int
    at: datetime
    state: str
    event: str
    actor: str
    transition: str
    outcome: str


_LOAD = select(tables.cases.c.body, tables.cases.c.revision).where(tables.cases.c.id == bindparam("case_id"))
_INSERT = insert(tables.cases)
_UPDATE = (
    update(tables.cases)
    .where(tables.cases.c.id == bindparam("case_id"), tables.cases.c.revision == bindparam("was"))
    .values(
        {name: bindparam(f"new_{name}") for name in ("state", "revision", "body", "touched_at", "due_at", "erase_at")}
    )
)
_HISTORY = insert(tables.history)
_REPLAY = select(
    tables.history.c.case_id,
    tables.history.c.flow,
    tables.history.c.state,
    tables.history.c.transition,
    tables.history.c.outcome,
).where(tables.history.c.token == bindparam("token"))


def load(tx: Connection, case_id: str) -> Case | None:
    """The case as its last step left it; None where there is none (any more)."""
    row = tx.execute(_LOAD, {"case_id": case_id}).first()
    if row is None:
        return None
    case: Case = decode(row.body)
    return case._replace(revision=row.revision)


def commit(
    tx: Connection,
    case: Case,
    taken: Sequence[Taken],
    effects: Sequence[Effect],
    *,
    at: datetime,
    token: str | None = None,
    secrets: Mapping[str, str] | None = None,
    erase_at: datetime | None = None,
    code_hash: CodeHash,
) -> Case:
    """
    Keeps one step: the case's row, its history, and its effects in their order.

    Args:
        case: as it stands after the step; its revision is the one that was read, 0 for a new case.
        token: the step token, kept once in all.
        secrets: field -> hash.

    Returns:
        The case with its new revision.

    Raises:
        Conflict: the row, a claim, a number or the token was another's already; nothing of this may be kept.
    """
    revision = case.revision + 1
    row = {
        "state": case.state,
        "revision": revision,
        "body": encode(case),
        "touched_at": case.touched_at or at,
        "due_at": case.due_at,
        "erase_at": erase_at,
    }
    if case.revision == 0:
        with losing(tx, "revision"):
            tx.execute(_INSERT, {"id": case.id, "flow": case.flow, "version": case.version, **row})
    else:
        moved = {f"new_{name}": value for name, value in row.items()}
        if tx.execute(_UPDATE, {"case_id": case.id, "was": case.revision, **moved}).rowcount != 1:
            raise Conflict("revision")
    _keep_history(tx, case, revision, taken, at, token)
    for field, hashed in (secrets or {}).items():
        _keep_secret(tx, case.id, field, hashed)
    for effect in effects:
        _do(tx, case, effect, at, code_hash)
    return case._replace(revision=revision)


def commit_effects(tx: Connection, case: Case, effects: Sequence[Effect], *, at: datetime) -> None:
    """What a refusal counts, for a case of which nothing else is kept."""
    for effect in effects:
        assert isinstance(effect, CountTry | ClearTries), "a refusal asks for nothing else"
        tries.do(tx, effect, at)


def replayed(tx: Connection, token: str) -> Replay | None:
    """The step that was kept with this token, if one was."""
    row = tx.execute(_REPLAY, {"token": token}).first()
    return Replay(*row) if row else None


def secret_hashes(tx: Connection, case_id: str) -> dict[str, str]:
    """field -> hash, of the secrets a case keeps."""
    secrets = tables.secrets
    rows = tx.execute(select(secrets.c.field, secrets.c.hash).where(secrets.c.case_id == case_id))
    return {row.field: row.hash for row in rows}


def history(tx: Connection, case_id: str) -> list[HistoryRow]:
    """Every transition taken, in order."""
    h = tables.history
    found = select(h.c.revision, h.c.at, h.c.state, h.c.event, h.c.actor, h.c.transition, h.c.outcome)
    rows = tx.execute(found.where(h.c.case_id == case_id).order_by(h.c.revision, h.c.position))
    return [HistoryRow(*row) for row in rows]


def erase_due(tx: Connection, at: datetime, most: int = 200) -> int:
    """
    Erases every case whose time is past, with all that is kept of it; its claims are given back, its dead codes are
    known by their hash for 90 days more. Also prunes what has outlived its use.

    Returns:
        How many cases were erased.
    """
    due = select(tables.cases.c.id).where(tables.cases.c.erase_at <= at).limit(most)
    ids = [row.id for row in tx.execute(due)]
    for case_id in ids:
        registers.give_back(tx, case_id)
        codes.orphan(tx, case_id, at)
        for table in (
            tables.history,
            tables.secrets,
            tables.outbox,
            tables.mailbox,
            tables.holds,
            tables.changes,
        ):
            tx.execute(delete(table).where(table.c.case_id == case_id))
        tx.execute(delete(tables.cases).where(tables.cases.c.id == case_id))
    codes.prune(tx, at)
    tries.prune(tx, at)
    sessions.prune(tx, at)
    tx.execute(delete(tables.nonces).where(tables.nonces.c.expires_at <= at))
    return len(ids)


def _keep_history(
    tx: Connection, case: Case, revision: int, taken: Sequence[Taken], at: datetime, token: str | None
) -> None:
    steps = taken or (Taken(case.state, "", "usager", "", "stayed"),)
    rows: list[dict[str, Any]] = [
        {
            "case_id": case.id,
            "revision": revision,
            "position": position,
            "at": at,
            "flow": case.flow,
            "version": case.version,
            "state": step.state,
            "event": step.event,
            "actor": step.actor,
            "transition": step.transition,
            "outcome": step.outcome,
            "token": token if position == 0 else None,
        }
        for position, step in enumerate(steps)
    ]
    with losing(tx, "token"):
        tx.execute(_HISTORY, rows)


def _keep_secret(tx: Connection, case_id: str, field: str, hashed: str) -> None:
    secrets = tables.secrets
    mine = (secrets.c.case_id == case_id, secrets.c.field == field)
    if tx.execute(update(secrets).where(*mine).values(hash=hashed)).rowcount == 0:
        tx.execute(insert(secrets).values(case_id=case_id, field=field, hash=hashed))


def _do(tx: Connection, case: Case, effect: Effect, at: datetime, code_hash: CodeHash) -> None:
    match effect:
        case ClaimKey():
            registers.claim(tx, case.id, effect)
        case ReleaseKey():
            registers.release(tx, case.id, effect.register, effect.key)
        case NewCode():
            hashed = code_hash(case.id, effect.name, effect.serial, effect.length)
            codes.make(tx, case, effect, hashed)
        case SpendCode():
            codes.end(tx, case.id, effect.name, "spent")
        case TakeNumber():
            with losing(tx, "number"):
                tx.execute(insert(tables.numbers).values(field=effect.field, number=effect.number, case_id=case.id))
        case PutMail():
            queues.put(tx, case, effect, at)
        case DropSecrets():
            secrets = tables.secrets
            gone = secrets.c.case_id == case.id, secrets.c.field.in_(effect.fields)
            tx.execute(delete(secrets).where(*gone))
        case CountTry() | ClearTries():
            tries.do(tx, effect, at)
