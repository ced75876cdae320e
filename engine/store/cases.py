"""Cases: read, and kept one step at a time with all that the step asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, assert_never

from sqlalchemy import bindparam, delete, exists, literal_column, select, update

from engine.core.case import (
    TIMEOUT,
    AcceptPending,
    Actor,
    Case,
    ClaimKey,
    ClearTries,
    CountTry,
    DropPending,
    DropSecrets,
    Effect,
    NewCode,
    PutCall,
    PutMail,
    ReleaseKey,
    SpendCode,
    Taken,
    TakeNumber,
)
from engine.core.holds import Hold, HoldLimits, lasts, recency
from engine.core.kept import CodeHash, Conflict, Found, KeptStep, Session
from engine.core.retention import is_past
from engine.problems import EngineError
from engine.store import codes, outbox, registers, tokens, tries
from engine.store.database import upsert
from engine.store.serialization import case_from_text, case_to_text
from engine.store.tables import cases, holds
from engine.store.tables import history as history_table
from engine.store.tables import secrets as secrets_table
from engine.store.tables import sessions as sessions_table
from engine.store.tables import tokens as tokens_table
from engine.store.transaction import RuleBroken, Transaction

# What is taken of a case that a resume only opens.
_OPENED: tuple[str, Actor, str, str] = ("open", "resume", "", "opened")

_columns = (
    cases.c.id,
    cases.c.flow,
    cases.c.version,
    cases.c.entry,
    cases.c.revision,
    cases.c.body,
    cases.c.begun_at,
    cases.c.touched_at,
    cases.c.closed_at,
    cases.c.erase_at,
)
_LOAD = select(*_columns).where(cases.c.id == bindparam("by_case_id"))
_LOAD_MANY = select(*_columns).where(cases.c.id.in_(bindparam("by_case_id", expanding=True)))
_HELD = (
    select(*_columns, holds.c.how, holds.c.since, holds.c.seen_at)
    .join(holds, holds.c.case_id == cases.c.id)
    .where(holds.c.family == bindparam("by_family"), cases.c.flow == bindparam("by_flow"))
)
_timed_out = exists().where(
    history_table.c.case_id == cases.c.id,
    history_table.c.revision == cases.c.revision,
    history_table.c.event == TIMEOUT,
)
_HOLDERS = (
    select(holds.c.family, cases.c.flow, cases.c.erase_at, cases.c.closed_at.is_not(None), _timed_out)
    .join(holds, holds.c.case_id == cases.c.id)
    .where(cases.c.id.in_(bindparam("by_case_id", expanding=True)))
)
_asked = select(literal_column("1").label("always")).subquery("asked")  # one row, even where nothing is known
_LOOK = (
    select(
        tokens_table.c.token,
        sessions_table.c.family,
        sessions_table.c.added_at,
        sessions_table.c.seen_at.label("shown_at"),
        sessions_table.c.dead_at,
        *_columns,
        holds.c.how,
        holds.c.since,
        holds.c.seen_at,
    )
    .select_from(_asked)
    .outerjoin(tokens_table, tokens_table.c.token == bindparam("by_token"))
    .outerjoin(sessions_table, sessions_table.c.id_hash == bindparam("by_id_hash"))
    .outerjoin(holds, holds.c.family == sessions_table.c.family)
    .outerjoin(cases, (cases.c.id == holds.c.case_id) & cases.c.flow.in_(bindparam("by_flows", expanding=True)))
)
_INSERT = cases.insert()
_UPDATE = update(cases).where(cases.c.id == bindparam("by_case_id"), cases.c.revision == bindparam("by_revision"))
_ADD_HISTORY = history_table.insert()
_taken = history_table.c
_HISTORY = (
    select(
        _taken.case_id,
        _taken.revision,
        _taken.seq,
        _taken.at,
        _taken.flow,
        _taken.version,
        _taken.state,
        _taken.event,
        _taken.actor,
        _taken.transition,
        _taken.outcome,
        tokens_table.c.token,
    )
    .outerjoin(
        tokens_table,
        (tokens_table.c.case_id == _taken.case_id) & (tokens_table.c.revision == _taken.revision) & (_taken.seq == 0),
    )
    .where(_taken.case_id == bindparam("by_case_id"))
    .order_by(_taken.revision, _taken.seq)
)
_SECRETS = select(secrets_table.c.field, secrets_table.c.hash).where(secrets_table.c.case_id == bindparam("by_case_id"))
_KEEP_SECRET = upsert(secrets_table, ("case_id", "field"), ("hash",))
_DROP_SECRETS = delete(secrets_table).where(
    secrets_table.c.case_id == bindparam("by_case_id"),
    secrets_table.c.field.in_(bindparam("by_fields", expanding=True)),
)
_RENAME_SECRET = (
    update(secrets_table)
    .where(secrets_table.c.case_id == bindparam("by_case_id"), secrets_table.c.field == bindparam("by_field"))
    .values(field=bindparam("new_field"))
)
_PENDING = "?"  # after a field's name, which has no such sign: the row of a hash that is not in force yet


class HistoryRow(NamedTuple):
    """One transition taken. No value that a person gave is in it."""

    case_id: str
    revision: int  # that the step led to
    seq: int  # of the transitions of one step
    at: datetime
    flow: str
    version: str
    state: str  # that was left
    event: str
    actor: Actor
    transition: str
    outcome: str  # as in Taken; "opened": a resume by code opened the case and fired no event
    token: str | None  # of the post, on the first row of its step


class Holder(NamedTuple):
    """A family of ids that holds a case, and how that has ended."""

    family: str
    flow: str
    erase_at: datetime
    closed: bool
    timed_out: bool  # its last step was a timeout


def load(tx: Transaction, case_id: str, at: datetime | None = None) -> Case | None:
    """
    The case as it was last committed; None: there is none, or it was erased.

    Args:
        at: what retention should have erased by then is not there, whether or not a worker has come to it.
    """
    row = tx.execute(_LOAD, {"by_case_id": case_id}).first()
    return None if row is None or (at and is_past(row.erase_at, at)) else _case(row)


def load_many(tx: Transaction, ids: Iterable[str]) -> list[Case]:
    """These cases, in the order asked for; one that is not there is left out."""
    wanted = list(ids)
    found = {row.id: _case(row) for row in tx.execute(_LOAD_MANY, {"by_case_id": wanted}).all()} if wanted else {}
    return [found[case_id] for case_id in wanted if case_id in found]


def held(tx: Transaction, family: str, flow: str, at: datetime, limits: HoldLimits) -> list[tuple[Hold, Case]]:
    """
    The cases of a flow that a family of ids holds at `at`, the last touched – by a step, or by getting hold of it –
    first. A hold past its limits is none, nor is a case that retention should have erased.
    """
    return _lasting(tx.execute(_HELD, {"by_family": family, "by_flow": flow}).all(), at, limits)


def held_once(tx: Transaction, family: str, flow: str) -> list[tuple[Hold, Case, datetime | None]]:
    """Every hold of a family that has not been let go, lasting or not, with its case and when that is erased."""
    rows = tx.execute(_HELD, {"by_family": family, "by_flow": flow}).all()
    return [(Hold(row.id, row.how, row.since, row.seen_at), _case(row), row.erase_at) for row in rows]


def holders(tx: Transaction, ids: Sequence[str]) -> list[Holder]:
    """Who holds these cases, and how each of them ended. What a case holds is not read: it may be past reading."""
    return [Holder._make(row) for row in tx.execute(_HOLDERS, {"by_case_id": ids}).all()]


def look(
    tx: Transaction, id_hash: str, flows: Collection[str], at: datetime, limits: HoldLimits, token: str = ""
) -> Found:
    """
    What is known of a browser's id and of a step token, and the cases of these flows that its family holds: all in one
    question.
    """
    rows = tx.execute(_LOOK, {"by_id_hash": id_hash, "by_flows": list(flows), "by_token": token}).all()
    first, session = rows[0], None
    if first.family is not None:
        state: Literal["live", "dead"] = "live" if first.dead_at is None else "dead"
        session = Session(id_hash, first.family, state, first.added_at, first.shown_at)
    held = _lasting((row for row in rows if row.id is not None), at, limits)
    return Found(session, held, token_known=first.token is not None)


def _lasting(rows: Iterable[Any], at: datetime, limits: HoldLimits) -> list[tuple[Hold, Case]]:
    found = [(Hold(row.id, row.how, row.since, row.seen_at), row) for row in rows]
    found.sort(key=lambda pair: recency(pair[0], pair[1].touched_at), reverse=True)
    return [(hold, _case(row)) for hold, row in found if lasts(hold, at, limits) and not is_past(row.erase_at, at)]


def commit(tx: Transaction, step: KeptStep, code_hash: CodeHash) -> Case:
    """
    Keeps a step: the case, its history, and its effects in their order. All in `tx`, so all or nothing.

    Args:
        code_hash: what is kept of a code of this case.

    Returns:
        The case as it is kept, with its new revision.

    Raises:
        Conflict: "revision", "claim", "number" or "token"; the transaction must be undone.
    """
    kept = step.case._replace(revision=step.case.revision + 1)
    _keep_row(tx, kept, step.erase_at)
    _keep_history(tx, kept, step.taken, step.at)
    if step.token is not None:
        tokens.keep(tx, step.token, kept.id, kept.revision)
    for effect in step.effects:
        _carry_out(tx, kept, effect, step.at, code_hash)
    hashes = {**step.secrets, **{name + _PENDING: hashed for name, hashed in step.pending.items()}}
    if hashes:
        rows = [{"case_id": kept.id, "field": field, "hash": hashed} for field, hashed in hashes.items()]
        tx.execute(_KEEP_SECRET, rows)
    if kept.closed_at is not None and kept.serials:
        codes.kill_all(tx, kept.id, step.at)
    return kept


def commit_effects(tx: Transaction, case: Case, effects: tuple[Effect, ...], *, at: datetime) -> None:
    """
    Keeps what a step asks for where the case itself is not kept: tries, counted across cases or cleared.

    Raises:
        EngineError: any other effect: it would belong to a case that is not there.
    """
    for effect in effects:
        if not isinstance(effect, CountTry | ClearTries):
            raise EngineError(f"case {case.id} is not kept, so {type(effect).__name__} cannot be")
        _count(tx, effect, at)


def secret_hashes(tx: Transaction, case_id: str) -> dict[str, str]:
    """field -> hash of the secrets of a case that are in force."""
    rows = tx.execute(_SECRETS, {"by_case_id": case_id}).all()
    return {row.field: row.hash for row in rows if not row.field.endswith(_PENDING)}


def history(tx: Transaction, case_id: str) -> list[HistoryRow]:
    """Every transition the case has taken, in order."""
    return [HistoryRow._make(row) for row in tx.execute(_HISTORY, {"by_case_id": case_id}).all()]


def _keep_row(tx: Transaction, case: Case, erase_at: datetime | None) -> None:
    row = {
        "state": case.state,
        "revision": case.revision,
        "body": case_to_text(case),
        "touched_at": case.touched_at,
        "entered_at": case.present.entered_at,
        "due_at": case.due_at,
        "erase_at": erase_at,
        "closed_at": case.closed_at,
    }
    if case.revision > 1:
        if tx.execute(_UPDATE, {**row, "by_case_id": case.id, "by_revision": case.revision - 1}).rowcount != 1:
            raise Conflict("revision", f"case {case.id} is not at revision {case.revision - 1} any more")
        return
    born = {"id": case.id, "flow": case.flow, "version": case.version, "entry": case.entry, "begun_at": case.begun_at}
    try:
        tx.execute(_INSERT, {**born, **row})
    except RuleBroken as lost:
        raise Conflict("revision", f"case {case.id} has begun already") from lost


def _keep_history(tx: Transaction, case: Case, taken: tuple[Taken, ...], at: datetime) -> None:
    rows = [
        {
            "case_id": case.id,
            "revision": case.revision,
            "seq": seq,
            "at": at,
            "flow": case.flow,
            "version": case.version,
            "state": one.state,
            "event": one.event,
            "actor": one.actor,
            "transition": one.transition,
            "outcome": one.outcome,
        }
        for seq, one in enumerate(taken or (Taken(case.state, *_OPENED),))
    ]
    tx.execute(_ADD_HISTORY, rows if len(rows) > 1 else rows[0])  # one alone is sent faster by itself


def _carry_out(tx: Transaction, case: Case, effect: Effect, at: datetime, code_hash: CodeHash) -> None:
    match effect:
        case ClaimKey():
            registers.claim(tx, case.id, effect)
        case ReleaseKey():
            registers.release(tx, case.id, effect)
        case NewCode():
            hashed = code_hash(case.id, effect.name, effect.serial, effect.length)
            codes.make(tx, case.id, case.flow, effect, hashed, at)
        case SpendCode():
            codes.spend(tx, case.id, effect, at)
        case TakeNumber():
            registers.take_number(tx, case.id, effect)
        case PutMail() | PutCall():
            outbox.put(tx, case, effect, at)
        case DropSecrets():
            tx.execute(_DROP_SECRETS, {"by_case_id": case.id, "by_fields": effect.fields})
        case DropPending():
            fields = [name + _PENDING for name in effect.fields]
            tx.execute(_DROP_SECRETS, {"by_case_id": case.id, "by_fields": fields})
        case AcceptPending():
            _accept_pending(tx, case, effect)
        case CountTry() | ClearTries():
            _count(tx, effect, at)
        case _:
            assert_never(effect)


def _accept_pending(tx: Transaction, case: Case, effect: AcceptPending) -> None:
    tx.execute(_DROP_SECRETS, {"by_case_id": case.id, "by_fields": effect.fields})
    for name in effect.fields:
        tx.execute(_RENAME_SECRET, {"by_case_id": case.id, "by_field": name + _PENDING, "new_field": name})


def _count(tx: Transaction, effect: CountTry | ClearTries, at: datetime) -> None:
    if isinstance(effect, CountTry):
        tries.count(tx, effect, at)
    else:
        tries.clear(tx, effect)


def _case(row: Any) -> Case:
    return case_from_text(
        row.body,
        id=row.id,
        flow=row.flow,
        version=row.version,
        entry=row.entry,
        revision=row.revision,
        begun_at=row.begun_at,
        touched_at=row.touched_at,
        closed_at=row.closed_at,
    )
