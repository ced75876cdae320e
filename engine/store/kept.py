"""What is kept, as a transaction of the store: each method is one function of a table's module."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from engine.core.case import Case, Effect, RegisterRow
from engine.core.endings import Ended
from engine.core.holds import Hold, HoldLimits, How
from engine.core.kept import Change, CodeHash, CodeStatus, Counted, Found, KeptStep, Replay, Session
from engine.store import (
    cases,
    codes,
    ended_holds,
    known_browsers,
    languages,
    nonces,
    rate_limits,
    recipients,
    registers,
    sessions,
    tokens,
    tries,
)
from engine.store.database import Database
from engine.store.transaction import Transaction


class StoredLedger:
    """Implements `core.kept.Ledger`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def read(self) -> Iterator[Stored]:
        with self._database.read() as tx:
            yield Stored(tx)

    @contextmanager
    def write(self) -> Iterator[Stored]:
        with self._database.write() as tx:
            yield Stored(tx)


class Stored:
    """Implements `core.kept.Kept`."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    # -- cases, and what their steps ask for

    def case(self, case_id: str, at: datetime | None = None) -> Case | None:
        return cases.load(self.tx, case_id, at)

    def keep(self, step: KeptStep, code_hash: CodeHash) -> Case:
        return cases.commit(self.tx, step, code_hash)

    def keep_effects(self, case: Case, effects: tuple[Effect, ...], at: datetime) -> None:
        cases.commit_effects(self.tx, case, effects, at=at)

    def note_language(self, case_id: str, language: str) -> None:
        languages.note(self.tx, case_id, language)

    def secret_hashes(self, case_id: str) -> Mapping[str, str]:
        return cases.secret_hashes(self.tx, case_id)

    def register_row(self, register: str, key: str) -> RegisterRow | None:
        return registers.row(self.tx, register, key)

    def code_status(self, named: tuple[str, str], typed_hash: str, case_id: str | None, at: datetime) -> CodeStatus:
        return codes.code_status(self.tx, *named, typed_hash, case_id, at)

    def case_of_code(self, named: tuple[str, str], typed_hash: str, at: datetime) -> str | None:
        return codes.case_of_code(self.tx, *named, typed_hash, at)

    def number_free(self, field: str, number: str) -> bool:
        return registers.number_free(self.tx, field, number)

    # -- browsers

    def look(self, id_hash: str, flows: Collection[str], at: datetime, limits: HoldLimits, token: str) -> Found:
        return cases.look(self.tx, id_hash, flows, at, limits, token)

    def held(self, family: str, flow: str, at: datetime, limits: HoldLimits) -> list[tuple[Hold, Case]]:
        return cases.held(self.tx, family, flow, at, limits)

    def held_once(self, family: str, flow: str) -> list[tuple[Hold, Case, datetime | None]]:
        return cases.held_once(self.tx, family, flow)

    def session(self, id_hash: str) -> Session | None:
        return sessions.session(self.tx, id_hash)

    def add_session(self, id_hash: str, family: str, at: datetime) -> None:
        sessions.add_session(self.tx, id_hash, family, at)

    def seen(self, id_hash: str, at: datetime) -> None:
        sessions.seen(self.tx, id_hash, at)

    def kill_family(self, family: str, at: datetime) -> None:
        sessions.kill_family(self.tx, family, at)

    def hold(self, family: str, case_id: str, how: How, at: datetime) -> None:
        sessions.hold(self.tx, family, case_id, how, at)

    def let_go(self, family: str, case_id: str) -> How | None:
        return sessions.let_go(self.tx, family, case_id)

    def let_go_others(self, case_id: str, keep_family: str) -> list[str]:
        return sessions.let_go_others(self.tx, case_id, keep_family)

    def move_holds(self, old_family: str, new_family: str) -> None:
        sessions.move_holds(self.tx, old_family, new_family)

    def touch_hold(self, family: str, case_id: str, at: datetime) -> None:
        sessions.touch_hold(self.tx, family, case_id, at)

    def note_ended(self, families: Iterable[str], flow: str, ended: Ended) -> None:
        ended_holds.note(self.tx, families, flow, ended)

    def ended_of(self, family: str, flow: str, at: datetime) -> list[Ended]:
        return ended_holds.of(self.tx, family, flow, at)

    def move_ended(self, old_family: str, new_family: str) -> None:
        ended_holds.move(self.tx, old_family, new_family)

    def replayed(self, token: str) -> Replay | None:
        return tokens.replayed(self.tx, token)

    def change_by(self, token: str) -> Change | None:
        return tokens.change_by(self.tx, token)

    def note_change(self, token: str, change: Change, at: datetime) -> None:
        tokens.note_change(self.tx, token, *change, at)

    def first_known(self, keys: Sequence[str], at: datetime) -> str | None:
        return known_browsers.first_known(self.tx, keys, at)

    def remember_browser(self, key: str, case_id: str, at: datetime) -> None:
        known_browsers.remember(self.tx, key, case_id, at)

    # -- counts

    def tries(self, place: tuple[str, str], key: str, at: datetime) -> Counted:
        return tries.counted(self.tx, *place, key, at)

    def full_until(self, key: str, most: int, within: timedelta, at: datetime) -> datetime | None:
        return rate_limits.full_until(self.tx, key, most, within, at)

    def note_lately(self, key: str, within: timedelta, at: datetime) -> None:
        rate_limits.note(self.tx, key, within, at)

    def mailed(self, case_id: str, code: str, serial: int, key: str) -> None:
        recipients.mailed(self.tx, case_id, code, serial, key)

    def prove(self, case_id: str, code: str, serial: int) -> None:
        recipients.prove(self.tx, case_id, code, serial)

    def proved(self, key: str) -> bool:
        return recipients.proved(self.tx, key)

    def use_nonce(self, nonce: str, token: str, verdict: bool, expires_at: datetime) -> bool | None:
        return nonces.use(self.tx, nonce, token, verdict, expires_at)

    def nonce_used_by(self, nonce: str) -> str | None:
        return nonces.used_by(self.tx, nonce)

    def nonce_spent(self, nonce: str) -> bool:
        return nonces.spent(self.tx, nonce)

    def spend_nonce(self, nonce: str) -> bool:
        return nonces.spend(self.tx, nonce)
