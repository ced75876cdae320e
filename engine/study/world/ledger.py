"""Transactions on the tables of a world, and what a worker does with them: erasing what is past its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from engine.core.endings import REMEMBERED_FOR, Ended, erased
from engine.core.keeping import (
    BROWSERS_KNOWN_FOR,
    CHANGE_KNOWN_FOR,
    CODES_KNOWN_FOR,
    FAMILIES_FORGOTTEN_AFTER,
    HOLD_ENDS_AFTER,
    TRIES_FORGOTTEN_AFTER,
    Key,
    released,
)
from engine.core.retention import is_past
from engine.study.world.browsers import BrowsersInMemory
from engine.study.world.cases import CasesInMemory
from engine.study.world.counts import CountsInMemory
from engine.study.world.tables import CodeRow, Desk, TokenRow


class KeptInMemory(CasesInMemory, BrowsersInMemory, CountsInMemory):
    """Implements `core.kept.Kept`."""


class LedgerInMemory:
    """Implements `core.kept.Ledger`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept = KeptInMemory(desk)

    @contextmanager
    def read(self) -> Iterator[KeptInMemory]:
        yield self._kept

    @contextmanager
    def write(self) -> Iterator[KeptInMemory]:
        before = self._desk.tables
        try:
            yield self._kept
        except BaseException:
            # What was drawn at random is not drawn again.
            self._desk.tables = before._replace(drawn=self._desk.tables.drawn)
            raise


def erase_due(desk: Desk) -> None:
    """Erases the cases whose retention is over, and what cannot matter any more: see `store.erasing`."""
    tables, at = desk.tables, desk.tables.now
    ended = {case_id for case_id, row in tables.cases.items() if is_past(row.erase_at, at)}
    if ended:
        _erase(desk, ended)
    _forget(desk, at)


def _erase(desk: Desk, ended: set[str]) -> None:
    tables, kept = desk.tables, KeptInMemory(desk)
    for family, case_id in tables.holds:
        if case_id in ended:
            row = tables.cases[case_id]
            assert row.erase_at
            reason = erased(closed=row.case.closed_at is not None, timed_out=row.timed_out)
            kept.note_ended([family], row.case.flow, Ended(reason, row.erase_at))
    codes = {this: _disowned(row, tables.now) if row.case_id in ended else row for this, row in tables.codes.items()}
    keys: dict[tuple[str, str], Key] = {}
    for this, key in tables.keys.items():
        left = released(key) if key.case_id in ended else key
        if left:
            keys[this] = left
    tokens = {}
    for token, one in tables.tokens.items():
        if one.kept and one.kept[0] in ended:
            continue
        if one.led and one.led[2] in ended:
            one = one._replace(led=None, led_at=None)
        tokens[token] = one
    desk.change(
        cases={this: row for this, row in tables.cases.items() if this not in ended},
        secrets={this: hashed for this, hashed in tables.secrets.items() if this[0] not in ended},
        keys=keys,
        codes=codes,
        outbox={this: row for this, row in tables.outbox.items() if this[0] not in ended},
        recipients={this: proved for this, proved in tables.recipients.items() if this[0] not in ended},
        holds={this: hold for this, hold in tables.holds.items() if this[1] not in ended},
        tokens=tokens,
        known={this: one for this, one in tables.known.items() if one[0] not in ended},
    )


def _disowned(code: CodeRow, at: datetime) -> CodeRow:
    """The code of a case that was erased: it is known as dead."""
    code = code._replace(case_id=None)
    return code._replace(state="killed", forget_at=at + CODES_KNOWN_FOR) if code.state == "live" else code


def _forget(desk: Desk, at: datetime) -> None:
    """What is past mattering, a table at a time; the order is that of the store."""
    t = desk.tables
    codes = {this: row for this, row in t.codes.items() if row.forget_at > at}
    ended = {this: when for this, when in t.ended.items() if when > at - REMEMBERED_FOR}
    known = {this: one for this, one in t.known.items() if one[1] > at - BROWSERS_KNOWN_FOR}
    lately = {key: left for key, times in t.lately.items() if (left := tuple(one for one in times if one[1] > at))}
    nonces = {nonce: row for nonce, row in t.nonces.items() if row.expires_at > at}
    holds = {this: hold for this, hold in t.holds.items() if hold.seen_at > at - HOLD_ENDS_AFTER}
    living = {family for family, _ in holds} | {family for family, _, _ in ended}
    living |= {row.family for row in t.ids.values() if row.added_at > at - FAMILIES_FORGOTTEN_AFTER}
    ids = {this: row for this, row in t.ids.items() if row.family in living}
    tokens: dict[str, TokenRow] = {}
    for token, row in t.tokens.items():
        if row.led_at is not None and row.led_at <= at - CHANGE_KNOWN_FOR:
            row = row._replace(led=None, led_at=None)
        if row.kept or row.led:
            tokens[token] = row
    tries = {
        this: row
        for this, row in t.tries.items()
        if row.seen_at > at - TRIES_FORGOTTEN_AFTER
        or (row.counted.paused_until is not None and row.counted.paused_until > at)
    }
    desk.change(
        codes=codes,
        ended=ended,
        known=known,
        lately=lately,
        nonces=nonces,
        holds=holds,
        ids=ids,
        tokens=tokens,
        tries=tries,
    )
