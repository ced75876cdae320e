"""Browsers in memory: ids that rotate within a family, the cases that it holds, step tokens, known browsers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from engine.core.case import Case
from engine.core.endings import REMEMBERED_FOR, Ended
from engine.core.holds import Hold, HoldLimits, How, lasts, recency
from engine.core.keeping import BROWSERS_KNOWN_FOR, MOST_HELD, MOST_KNOWN
from engine.core.kept import Change, Found, Replay, Session
from engine.core.retention import is_past
from engine.study.world.tables import Desk, IdRow, TokenRow


class BrowsersInMemory:
    """Implements `core.kept.KeptBrowsers`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def look(self, id_hash: str, flows: Collection[str], at: datetime, limits: HoldLimits, token: str) -> Found:
        session = self.session(id_hash)
        held = self._lasting(session.family, flows, at, limits) if session else []
        return Found(session, held, token in self._desk.tables.tokens)

    def held(self, family: str, flow: str, at: datetime, limits: HoldLimits) -> list[tuple[Hold, Case]]:
        return self._lasting(family, (flow,), at, limits)

    def held_once(self, family: str, flow: str) -> list[tuple[Hold, Case, datetime | None]]:
        cases = self._desk.tables.cases
        rows = ((hold, cases[hold.case_id]) for hold in self._holds(family))
        return [(hold, row.case, row.erase_at) for hold, row in rows if row.case.flow == flow]

    def session(self, id_hash: str) -> Session | None:
        row = self._desk.tables.ids.get(id_hash)
        if row is None:
            return None
        return Session(id_hash, row.family, "live" if row.dead_at is None else "dead", row.added_at, row.seen_at)

    def add_session(self, id_hash: str, family: str, at: datetime) -> None:
        serial = self._desk.tables.serial + 1
        self._desk.change(serial=serial, ids={**self._desk.tables.ids, id_hash: IdRow(serial, family, at)})

    def seen(self, id_hash: str, at: datetime) -> None:
        ids = self._desk.tables.ids
        row = ids.get(id_hash)
        if row is None or row.dead_at is not None or row.seen_at is not None:
            return
        family = {key: one for key, one in ids.items() if one.family == row.family}
        youngest = max(one.serial for one in family.values())
        relatives = {key: one for key, one in family.items() if key != id_hash and one.dead_at is None}
        last = max((one.youngest for one in relatives.values() if one.youngest is not None), default=None)
        older = {key: one for key, one in relatives.items() if last is not None and one.serial <= last}
        killed = {key: one._replace(dead_at=at) for key, one in older.items()}
        self._desk.change(ids={**ids, **killed, id_hash: row._replace(seen_at=at, youngest=youngest)})

    def kill_family(self, family: str, at: datetime) -> None:
        ids = self._desk.tables.ids
        killed = {k: row._replace(dead_at=at) for k, row in ids.items() if row.family == family and row.dead_at is None}
        self._desk.change(ids={**ids, **killed})

    def hold(self, family: str, case_id: str, how: How, at: datetime) -> None:
        holds = {**self._desk.tables.holds, (family, case_id): Hold(case_id, how, at, at)}
        others = [hold for (owner, other), hold in holds.items() if owner == family and other != case_id]
        if len(others) >= MOST_HELD:
            others.sort(key=lambda hold: hold.seen_at, reverse=True)
            for hold in others[MOST_HELD - 1 :]:
                del holds[family, hold.case_id]
        self._desk.change(holds=holds)

    def let_go(self, family: str, case_id: str) -> How | None:
        holds = self._desk.tables.holds
        hold = holds.get((family, case_id))
        if hold is None:
            return None
        self._desk.change(holds={this: one for this, one in holds.items() if this != (family, case_id)})
        return hold.how

    def let_go_others(self, case_id: str, keep_family: str) -> list[str]:
        holds = self._desk.tables.holds
        others = [this for this in holds if this[1] == case_id and this[0] != keep_family]
        self._desk.change(holds={this: hold for this, hold in holds.items() if this not in others})
        return [family for family, _ in others]

    def move_holds(self, old_family: str, new_family: str) -> None:
        if old_family == new_family:
            return
        holds = self._desk.tables.holds
        left = {this: hold for this, hold in holds.items() if this[0] != old_family}
        moved = {(new_family, case_id): hold for (family, case_id), hold in holds.items() if family == old_family}
        self._desk.change(holds={**moved, **left})

    def touch_hold(self, family: str, case_id: str, at: datetime) -> None:
        holds = self._desk.tables.holds
        hold = holds.get((family, case_id))
        if hold and hold.seen_at < at:
            self._desk.change(holds={**holds, (family, case_id): hold._replace(seen_at=at)})

    def note_ended(self, families: Iterable[str], flow: str, ended: Ended) -> None:
        noted = {(family, flow, ended.reason): ended.at for family in families}
        self._desk.change(ended={**self._desk.tables.ended, **noted})

    def ended_of(self, family: str, flow: str, at: datetime) -> list[Ended]:
        found = ((this, when) for this, when in self._desk.tables.ended.items() if this[:2] == (family, flow))
        return [Ended(this[2], when) for this, when in found if when > at - REMEMBERED_FOR]

    def move_ended(self, old_family: str, new_family: str) -> None:
        ended = self._desk.tables.ended
        moved = {(new_family if key[0] == old_family else key[0], *key[1:]): when for key, when in ended.items()}
        self._desk.change(ended=moved)

    def replayed(self, token: str) -> Replay | None:
        kept = self._desk.tables.tokens.get(token, TokenRow()).kept
        row = self._desk.tables.cases.get(kept[0]) if kept else None
        if kept is None or row is None:
            return None
        case_id, first, last = kept
        case = row.case
        return Replay(case_id, case.flow, case.state, last.outcome, first.state, first.event, last.transition)

    def change_by(self, token: str) -> Change | None:
        led = self._desk.tables.tokens.get(token, TokenRow()).led
        return Change(*led) if led else None

    def note_change(self, token: str, change: Change, at: datetime) -> None:
        row = self._desk.tables.tokens.get(token, TokenRow())
        if row.led is None:
            row = row._replace(led=(change.old_family, change.new_family, change.case_id), led_at=at)
            self._desk.change(tokens={**self._desk.tables.tokens, token: row})

    def first_known(self, keys: Sequence[str], at: datetime) -> str | None:
        known = self._desk.tables.known
        return next((key for key in keys if key in known and known[key][1] > at - BROWSERS_KNOWN_FOR), None)

    def remember_browser(self, key: str, case_id: str, at: datetime) -> None:
        known = {**self._desk.tables.known, key: (case_id, at)}
        theirs = sorted((when, one) for one, (owner, when) in known.items() if owner == case_id and one != key)
        for _, one in theirs[: max(0, len(theirs) - (MOST_KNOWN - 1))]:
            del known[one]
        self._desk.change(known=known)

    def _holds(self, family: str) -> list[Hold]:
        return [hold for (owner, _), hold in self._desk.tables.holds.items() if owner == family]

    def _lasting(
        self, family: str, flows: Collection[str], at: datetime, limits: HoldLimits
    ) -> list[tuple[Hold, Case]]:
        cases = self._desk.tables.cases
        found = [(hold, cases[hold.case_id]) for hold in self._holds(family)]
        found = [pair for pair in found if pair[1].case.flow in flows]
        found.sort(key=lambda pair: recency(pair[0], pair[1].case.touched_at), reverse=True)
        return [(hold, row.case) for hold, row in found if lasts(hold, at, limits) and not is_past(row.erase_at, at)]
