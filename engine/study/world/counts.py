"""What was mailed and used of late, in memory."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.study.world.tables import Desk, NonceRow


class CountsInMemory:
    """Implements `core.kept.KeptCounts`, but for tries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def full_until(self, key: str, most: int, within: timedelta, at: datetime) -> datetime | None:
        times = [when for when, _ in self._desk.tables.lately.get(key, ()) if when > at - within][-most:]
        return times[0] + within if len(times) == most else None

    def note_lately(self, key: str, within: timedelta, at: datetime) -> None:
        lately = self._desk.tables.lately
        times = sorted((*lately.get(key, ()), (at, at + within)))
        self._desk.change(lately={**lately, key: tuple(times)})

    def mailed(self, case_id: str, code: str, serial: int, key: str) -> None:
        self._desk.change(recipients={(case_id, code, serial, key): False, **self._desk.tables.recipients})

    def prove(self, case_id: str, code: str, serial: int) -> None:
        recipients = self._desk.tables.recipients
        proved = {this: True for this in recipients if this[:3] == (case_id, code, serial)}
        self._desk.change(recipients={**recipients, **proved})

    def proved(self, key: str) -> bool:
        return any(proved for this, proved in self._desk.tables.recipients.items() if this[3] == key)

    def use_nonce(self, nonce: str, token: str, verdict: bool, expires_at: datetime) -> bool | None:
        row = self._desk.tables.nonces.get(nonce)
        if row is not None:
            return row.verdict if row.token == token else None
        row = NonceRow(token, verdict, spent=False, expires_at=expires_at)
        self._desk.change(nonces={**self._desk.tables.nonces, nonce: row})
        return verdict

    def nonce_used_by(self, nonce: str) -> str | None:
        row = self._desk.tables.nonces.get(nonce)
        return row.token if row else None

    def nonce_spent(self, nonce: str) -> bool:
        row = self._desk.tables.nonces.get(nonce)
        return row is None or row.spent

    def spend_nonce(self, nonce: str) -> bool:
        row = self._desk.tables.nonces.get(nonce)
        if row is None or row.spent:
            return False
        self._desk.change(nonces={**self._desk.tables.nonces, nonce: row._replace(spent=True)})
        return True
