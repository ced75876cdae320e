"""
Step tokens: each keeps one step, and leads into one other family of a browser's ids.

One post may do both, with two cases: a person who enters the code of a request leaves the case the code was typed in,
whose step is kept, and holds the request from then on, in a new family. So a row names both, and each is kept once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql

from engine.core.keeping import CHANGE_KNOWN_FOR
from engine.core.kept import Change, Conflict, Replay
from engine.store.tables import cases, history, tokens
from engine.store.transaction import Transaction

_put = postgresql.insert(tokens)
_KEEP = _put.on_conflict_do_update(
    index_elements=["token"],
    set_={name: _put.excluded[name] for name in ("case_id", "revision")},
    where=tokens.c.revision.is_(None),
)
_NOTE_CHANGE = _put.on_conflict_do_update(
    index_elements=["token"],
    set_={name: _put.excluded[name] for name in ("old_family", "new_family", "new_case_id", "at")},
    where=tokens.c.old_family.is_(None),
)
_CHANGE = select(tokens.c.old_family, tokens.c.new_family, tokens.c.new_case_id).where(
    tokens.c.token == bindparam("by_token"), tokens.c.old_family.is_not(None)
)
_first, _last = history.alias("first"), history.alias("last")
_REPLAYED = (
    select(
        cases.c.id,
        cases.c.flow,
        cases.c.state,
        _last.c.outcome,
        _first.c.state.label("left"),
        _first.c.event,
        _last.c.transition,
    )
    .select_from(tokens)
    .join(cases, cases.c.id == tokens.c.case_id)
    .join(
        _first,
        (_first.c.case_id == tokens.c.case_id) & (_first.c.revision == tokens.c.revision) & (_first.c.seq == 0),
    )
    .join(_last, (_last.c.case_id == tokens.c.case_id) & (_last.c.revision == tokens.c.revision))
    .where(tokens.c.token == bindparam("by_token"))
    .order_by(_last.c.seq.desc())
    .limit(1)
)
_old = tokens.c.at <= bindparam("long_ago")
_FORGET = delete(tokens).where(_old, tokens.c.revision.is_(None))
_FORGET_CHANGES = update(tokens).where(_old).values(old_family=None, new_family=None, new_case_id=None, at=None)


def keep(tx: Transaction, token: str, case_id: str, revision: int) -> None:
    """
    The token is that of the step which led this case to this revision.

    Raises:
        Conflict: "token": it was kept with a step already.
    """
    if tx.execute(_KEEP, {"token": token, "case_id": case_id, "revision": revision}).rowcount != 1:
        raise Conflict("token", "this step token was kept already")


def replayed(tx: Transaction, token: str) -> Replay | None:
    """What this step token was kept with; None: it is new, or the case was erased."""
    row = tx.execute(_REPLAYED, {"by_token": token}).first()
    return None if row is None else Replay(*row)


def note_change(tx: Transaction, token: str, old_family: str, new_family: str, case_id: str, at: datetime) -> None:
    """A step token has led a browser from one family into another, with this case. Only the first note is kept."""
    families = {"old_family": old_family, "new_family": new_family}
    tx.execute(_NOTE_CHANGE, {"token": token, "case_id": case_id, **families, "new_case_id": case_id, "at": at})


def change_by(tx: Transaction, token: str) -> Change | None:
    """Where this step token has led; None: into no other family, or more than an hour ago."""
    row = tx.execute(_CHANGE, {"by_token": token}).first()
    return None if row is None else Change(*row)


def forget(tx: Transaction, at: datetime) -> None:
    """Deletes changes that can no longer be asked about. A token that keeps a step stays as long as its case."""
    long_ago = {"long_ago": at - CHANGE_KNOWN_FOR}
    tx.execute(_FORGET, long_ago)
    tx.execute(_FORGET_CHANGES, long_ago)
