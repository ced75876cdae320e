"""Erasing what is past its time: whole cases, and what cannot matter any more."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, delete, select, update

from engine.core.endings import Ended, erased
from engine.core.keeping import CODES_KNOWN_FOR
from engine.language.values import Duration
from engine.store import cases, codes, ended_holds, known_browsers, nonces, rate_limits, sessions, tokens, tries
from engine.store import tables as t
from engine.store.transaction import Transaction

# Erased in one transaction: it holds the write lock, for which steps wait.
ERASED_AT_ONCE = 500
# How long the history of an erased case is kept, under an id that leads nowhere.
HISTORY_KEPT = Duration(13, "month")

_ended: BindParameter[str] = bindparam("by_case_id", expanding=True)
_TO_ERASE = (
    select(t.cases.c.id)
    .where(t.cases.c.erase_at <= bindparam("now"))
    .order_by(t.cases.c.erase_at)
    .limit(ERASED_AT_ONCE)
)

_theirs = t.register_rows.c.case_id.in_(_ended)
_GIVE_BACK = (
    update(t.register_rows)
    .where(_theirs, t.register_rows.c.before_status.is_not(None))
    .values(status=t.register_rows.c.before_status, case_id=None, before_status=None)
)
_RELEASE = delete(t.register_rows).where(_theirs)
_KILL_CODES = (
    update(t.codes)
    .where(t.codes.c.case_id.in_(_ended), t.codes.c.state == "live")
    .values(state="killed", forget_at=bindparam("until"))
)
_DISOWN_CODES = update(t.codes).where(t.codes.c.case_id.in_(_ended)).values(case_id=None)
_DISOWN_NUMBERS = update(t.numbers).where(t.numbers.c.case_id.in_(_ended)).values(case_id=None)
_RENAME_HISTORY = (
    update(t.history)
    .where(t.history.c.case_id == bindparam("by_case_id"))
    .values(case_id=bindparam("new_case_id"), forget_at=bindparam("until"))
)
# A token keeps its step as long as the case of that step; where else it led is forgotten with the case it led to.
_ERASE_TOKENS = delete(t.tokens).where(t.tokens.c.case_id.in_(_ended))
_FORGET_WHERE_IT_LED = (
    update(t.tokens)
    .where(t.tokens.c.at.is_not(None), t.tokens.c.new_case_id.in_(_ended))
    .values(old_family=None, new_family=None, new_case_id=None, at=None)
)
_ERASE_COPIES = delete(t.mailbox).where(t.mailbox.c.id.in_(select(t.outbox.c.id).where(t.outbox.c.case_id.in_(_ended))))
# A table that refers to another comes before it.
_ERASE = (
    delete(t.holds).where(t.holds.c.case_id.in_(_ended)),
    delete(t.recipients).where(t.recipients.c.case_id.in_(_ended)),
    delete(t.known_browsers).where(t.known_browsers.c.case_id.in_(_ended)),
    delete(t.secrets).where(t.secrets.c.case_id.in_(_ended)),
    _ERASE_COPIES,
    delete(t.outbox).where(t.outbox.c.case_id.in_(_ended)),
    delete(t.cases).where(t.cases.c.id.in_(_ended)),
)
_FORGET_HISTORY = delete(t.history).where(t.history.c.forget_at <= bindparam("now"))


def erase_due(tx: Transaction, at: datetime, history_kept: Duration = HISTORY_KEPT) -> int:
    """
    Erases what is past its time: cases whose `erase_at` has come, and the history of those erased long ago. Also
    challenges, codes, sessions and counted tries that cannot matter any more.

    Args:
        history_kept: how long the history of an erased case is kept.

    Returns:
        How many cases were erased, 500 at most; those left are erased by the next call.
    """
    ended = tx.execute(_TO_ERASE, {"now": at}).scalars().all()
    if ended:
        erase(tx, ended, at, history_kept.after(at, "UTC"))
    tx.execute(_FORGET_HISTORY, {"now": at})
    for room in (codes, ended_holds, known_browsers, rate_limits, nonces, sessions, tokens, tries):
        room.forget(tx, at)
    return len(ended)


def erase(tx: Transaction, ended: Sequence[str], at: datetime, forget_history_at: datetime) -> None:
    """
    Erases these cases from every table that names them. The keys they hold are free again, imported ones as they were.

    Kept on purpose, and without a way back to the case: their codes, known as dead, by hash; their numbers, as given,
    without a case; their history, which holds no value that a person gave, under a random id; that a browser held one
    of their flow, and why it does no more.
    """
    these = {"by_case_id": ended}
    for holder in cases.holders(tx, ended):
        reason = erased(closed=bool(holder.closed), timed_out=bool(holder.timed_out))
        ended_holds.note(tx, [holder.family], holder.flow, Ended(reason, holder.erase_at))
    tx.execute(_GIVE_BACK, these)
    tx.execute(_RELEASE, these)
    tx.execute(_KILL_CODES, {**these, "until": at + CODES_KNOWN_FOR})
    tx.execute(_DISOWN_CODES, these)
    tx.execute(_DISOWN_NUMBERS, these)
    nobody = [
        {"by_case_id": one, "new_case_id": secrets.token_urlsafe(16), "until": forget_history_at} for one in ended
    ]
    tx.execute(_RENAME_HISTORY, nobody)
    tx.execute(_ERASE_TOKENS, these)
    tx.execute(_FORGET_WHERE_IT_LED, these)
    for statement in _ERASE:
        tx.execute(statement, these)
