"""Ids of browsers, by their hash; the families they belong to; and the cases that a family holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.store.tables import cases, changes, holds, sessions

DEAD_KNOWN_FOR = timedelta(days=2)


class Session(NamedTuple):
    family: str
    state: Literal["live", "dead"]
    seen_at: datetime | None  # none: given to the browser, not yet come back


class Change(NamedTuple):
    """A step that led a browser from one family into another."""

    old_family: str
    new_family: str
    case_id: str


class Hold(NamedTuple):
    """A case that a family holds."""

    case_id: str
    flow: str
    state: str
    how: str  # begun | code | register
    since: datetime
    seen_at: datetime


class Limits(Protocol):
    """After which time a hold is none any more."""

    @property
    def begun_idle(self) -> timedelta: ...
    @property
    def resumed_idle(self) -> timedelta: ...
    @property
    def resumed_absolute(self) -> timedelta: ...


_SESSION = select(sessions.c.family, sessions.c.seen_at, sessions.c.dead_at).where(
    sessions.c.id_hash == bindparam("id_hash")
)
_HOLDS = (
    select(holds.c.case_id, cases.c.flow, cases.c.state, holds.c.how, holds.c.since, holds.c.seen_at)
    .join(cases, cases.c.id == holds.c.case_id)
    .where(holds.c.family == bindparam("family"))
    .order_by(cases.c.touched_at.desc(), holds.c.since.desc())
)


def session(tx: Connection, id_hash: str) -> Session | None:
    """What an id is; None: it has no row (nothing was ever kept for it)."""
    row = tx.execute(_SESSION, {"id_hash": id_hash}).first()
    return Session(row.family, "dead" if row.dead_at else "live", row.seen_at) if row else None


def add_session(tx: Connection, id_hash: str, family: str, at: datetime) -> None:
    """A new id of a family, not yet seen from the browser."""
    tx.execute(insert(sessions).values(id_hash=id_hash, family=family, created_at=at))


def seen(tx: Connection, id_hash: str, at: datetime) -> None:
    """
    The browser has come back with this id: the family's older ids die. Their rows stay a while, so that a lost
    answer's second click is known for what it is.
    """
    me = tx.execute(select(sessions.c.family, sessions.c.created_at).where(sessions.c.id_hash == id_hash)).first()
    if me is None:
        return
    tx.execute(update(sessions).where(sessions.c.id_hash == id_hash, sessions.c.seen_at.is_(None)).values(seen_at=at))
    older = sessions.c.family == me.family, sessions.c.id_hash != id_hash, sessions.c.seen_at.is_not(None)
    tx.execute(update(sessions).where(*older, sessions.c.dead_at.is_(None)).values(dead_at=at))


def kill_family(tx: Connection, family: str, at: datetime) -> None:
    """Every id of a family is dead."""
    tx.execute(update(sessions).where(sessions.c.family == family, sessions.c.dead_at.is_(None)).values(dead_at=at))


def note_change(tx: Connection, token: str, old: str, new: str, case_id: str, at: datetime) -> None:
    """The step with this token led a browser from one family into another."""
    tx.execute(insert(changes).values(token=token, old_family=old, new_family=new, case_id=case_id, at=at))


def change_by(tx: Connection, token: str) -> Change | None:
    """Where the step with this token led its browser."""
    found = select(changes.c.old_family, changes.c.new_family, changes.c.case_id).where(changes.c.token == token)
    row = tx.execute(found).first()
    return Change(*row) if row else None


def hold(tx: Connection, family: str, case_id: str, how: Literal["begun", "code", "register"], at: datetime) -> None:
    """The family holds the case from now on."""
    let_go(tx, family, case_id)
    tx.execute(insert(holds).values(family=family, case_id=case_id, how=how, since=at, seen_at=at))


def touch_hold(tx: Connection, family: str, case_id: str, at: datetime) -> None:
    """The hold was used: its idle time begins anew."""
    tx.execute(update(holds).where(holds.c.family == family, holds.c.case_id == case_id).values(seen_at=at))


def let_go(tx: Connection, family: str, case_id: str) -> None:
    tx.execute(delete(holds).where(holds.c.family == family, holds.c.case_id == case_id))


def let_go_others(tx: Connection, case_id: str, keep_family: str) -> None:
    """Every other family lets the case go."""
    tx.execute(delete(holds).where(holds.c.case_id == case_id, holds.c.family != keep_family))


def move_holds(tx: Connection, old: str, new: str) -> None:
    """What one family holds, another does from now on."""
    tx.execute(update(holds).where(holds.c.family == old).values(family=new))


def holds_of(tx: Connection, family: str, at: datetime, limits: Limits) -> list[Hold]:
    """The cases a family holds at `at`, the last touched first."""
    found = [Hold(*row) for row in tx.execute(_HOLDS, {"family": family})]
    return [held for held in found if not _over(held, at, limits)]


def prune(tx: Connection, at: datetime) -> None:
    """Ids long dead, and holds that nothing could keep alive."""
    tx.execute(delete(sessions).where(sessions.c.dead_at <= at - DEAD_KNOWN_FOR))
    tx.execute(delete(changes).where(changes.c.at <= at - DEAD_KNOWN_FOR))
    tx.execute(delete(holds).where(holds.c.seen_at <= at - timedelta(days=30)))


def _over(held: Hold, at: datetime, limits: Limits) -> bool:
    if held.how == "begun":
        return at - held.seen_at >= limits.begun_idle
    return at - held.seen_at >= limits.resumed_idle or at - held.since >= limits.resumed_absolute
