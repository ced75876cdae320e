"""
Browsers: ids that rotate within a family, and the cases that a family holds.

An id is given out ("added"), shown by the browser ("seen"), replaced by a younger one that is seen ("dead"). A dead
id's row stays, so that its family is still known when a lost answer is asked for again – and so that a family whose
name derives from its first cookie can never be entered with that cookie again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, delete, exists, func, select, update

from engine.core.holds import How
from engine.core.keeping import FAMILIES_FORGOTTEN_AFTER, HOLD_ENDS_AFTER, MOST_HELD
from engine.core.kept import Session
from engine.store.database import upsert
from engine.store.tables import ended_holds, sessions
from engine.store.tables import holds as holds_table
from engine.store.transaction import Transaction

_FIND = select(sessions).where(sessions.c.id_hash == bindparam("by_id_hash"))
_ADD = sessions.insert()
_SEEN = (
    update(sessions)
    .where(sessions.c.serial == bindparam("by_serial"), sessions.c.seen_at.is_(None))
    .values(seen_at=bindparam("now"), youngest=bindparam("last_serial"))
)
_YOUNGEST = select(func.max(sessions.c.serial)).where(sessions.c.family == bindparam("by_family"))
_relatives = (
    sessions.c.family == bindparam("by_family"),
    sessions.c.serial != bindparam("by_serial"),
    sessions.c.dead_at.is_(None),
)
_LAST_BEFORE = select(func.max(sessions.c.youngest)).where(*_relatives)
_KILL_OLDER = (
    update(sessions).where(*_relatives, sessions.c.serial <= bindparam("last_serial")).values(dead_at=bindparam("now"))
)
_KILL_FAMILY = (
    update(sessions)
    .where(sessions.c.family == bindparam("by_family"), sessions.c.dead_at.is_(None))
    .values(dead_at=bindparam("now"))
)

_HOLD = upsert(holds_table, ("family", "case_id"), ("how", "since", "seen_at"))
_this_hold = (holds_table.c.family == bindparam("by_family"), holds_table.c.case_id == bindparam("by_case_id"))
_LET_GO = delete(holds_table).where(*_this_hold)
_others = (holds_table.c.family == bindparam("by_family"), holds_table.c.case_id != bindparam("by_case_id"))
_LAST_SEEN = select(holds_table.c.case_id).where(*_others).order_by(holds_table.c.seen_at.desc()).limit(MOST_HELD - 1)
_LET_GO_OLDEST = delete(holds_table).where(*_others, holds_table.c.case_id.not_in(_LAST_SEEN))
_HELD_HOW = select(holds_table.c.how).where(*_this_hold)
_OTHERS = select(holds_table.c.family).where(
    holds_table.c.case_id == bindparam("by_case_id"), holds_table.c.family != bindparam("except_family")
)
_LET_GO_OTHERS = delete(holds_table).where(
    holds_table.c.case_id == bindparam("by_case_id"), holds_table.c.family != bindparam("except_family")
)
_TOUCH = (
    update(holds_table).where(*_this_hold, holds_table.c.seen_at < bindparam("now")).values(seen_at=bindparam("now"))
)
_had = holds_table.alias("had")
_DROP_DOUBLE = delete(holds_table).where(
    holds_table.c.family == bindparam("old_family"),
    holds_table.c.case_id.in_(select(_had.c.case_id).where(_had.c.family == bindparam("new_family"))),
)
_MOVE = (
    update(holds_table).where(holds_table.c.family == bindparam("old_family")).values(family=bindparam("new_family"))
)

_younger = sessions.alias("younger")
_FORGET_HOLDS = delete(holds_table).where(holds_table.c.seen_at <= bindparam("long_ago"))
_FORGET_FAMILIES = delete(sessions).where(
    sessions.c.added_at <= bindparam("long_ago"),
    ~exists().where(holds_table.c.family == sessions.c.family),
    ~exists().where(ended_holds.c.family == sessions.c.family),
    ~exists().where(and_(_younger.c.family == sessions.c.family, _younger.c.added_at > bindparam("long_ago"))),
)


# -- ids


def session(tx: Transaction, id_hash: str) -> Session | None:
    """What is known of an id; None: it has no row, because it was never given a family or is long forgotten."""
    row = tx.execute(_FIND, {"by_id_hash": id_hash}).first()
    if row is None:
        return None
    return Session(row.id_hash, row.family, "live" if row.dead_at is None else "dead", row.added_at, row.seen_at)


def add_session(tx: Transaction, id_hash: str, family: str, at: datetime) -> None:
    """A new id of a family, given out and not seen yet: the older ones still live."""
    tx.execute(_ADD, {"id_hash": id_hash, "family": family, "added_at": at})


def seen(tx: Transaction, id_hash: str, at: datetime) -> None:
    """
    The browser has shown this id for the first time: the one it showed before dies, and with it every id given out
    until that one was shown.

    One given out since then and not shown – to the other one of two clicks – lives until the next is: the browser may
    have kept either. A second look, an unknown or a dead id change nothing.
    """
    row = tx.execute(_FIND, {"by_id_hash": id_hash}).first()
    if row is None or row.dead_at is not None or row.seen_at is not None:
        return
    this = {"by_family": row.family, "by_serial": row.serial}
    youngest = tx.execute(_YOUNGEST, {"by_family": row.family}).scalar()
    last = tx.execute(_LAST_BEFORE, this).scalar()
    tx.execute(_SEEN, {"by_serial": row.serial, "now": at, "last_serial": youngest})
    if last is not None:
        tx.execute(_KILL_OLDER, {**this, "last_serial": last, "now": at})


def kill_family(tx: Transaction, family: str, at: datetime) -> None:
    """Every id of the family dies: after a sign-out, or a hand-over to a new family."""
    tx.execute(_KILL_FAMILY, {"by_family": family, "now": at})


# -- holds


def hold(tx: Transaction, family: str, case_id: str, how: How, at: datetime) -> None:
    """The family holds the case from now on; a hold it had already starts again. Of too many the oldest is dropped."""
    tx.execute(_HOLD, {"family": family, "case_id": case_id, "how": how, "since": at, "seen_at": at})
    tx.execute(_LET_GO_OLDEST, {"by_family": family, "by_case_id": case_id})


def let_go(tx: Transaction, family: str, case_id: str) -> How | None:
    """The family holds the case no more. Returns how it was held; None: it was not."""
    this = {"by_family": family, "by_case_id": case_id}
    how: How | None = tx.execute(_HELD_HOW, this).scalar()
    tx.execute(_LET_GO, this)
    return how


def let_go_others(tx: Transaction, case_id: str, keep_family: str) -> list[str]:
    """No other family holds the case any more. Returns those that did."""
    others = {"by_case_id": case_id, "except_family": keep_family}
    families = list(tx.execute(_OTHERS, others).scalars().all())
    tx.execute(_LET_GO_OTHERS, others)
    return families


def move_holds(tx: Transaction, old_family: str, new_family: str) -> None:
    """All that one family holds is another's, as it was held. What that one holds already stays as it is there."""
    if old_family == new_family:
        return
    both = {"old_family": old_family, "new_family": new_family}
    tx.execute(_DROP_DOUBLE, both)
    tx.execute(_MOVE, both)


def touch_hold(tx: Transaction, family: str, case_id: str, at: datetime) -> None:
    """A look at the case: the hold lasts longer."""
    tx.execute(_TOUCH, {"by_family": family, "by_case_id": case_id, "now": at})


def forget(tx: Transaction, at: datetime) -> None:
    """Deletes holds and families that have not been used for so long that they cannot matter any more."""
    tx.execute(_FORGET_HOLDS, {"long_ago": at - HOLD_ENDS_AFTER})
    tx.execute(_FORGET_FAMILIES, {"long_ago": at - FAMILIES_FORGOTTEN_AFTER})
