"""Cases and steps that the store's tests keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from engine.core.case import Case, Effect, Step, Taken
from engine.core.kept import KeptStep
from engine.store import cases
from engine.store.transaction import Transaction

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_case(case_id: str = "a", state: str = "identifiants", flow: str = "espace") -> Case:
    """A case that was never kept."""
    step = Step(state, 1, entered_at=NOW)
    return Case(case_id, flow, "v1", "creation", 0, (step,), visits=1, begun_at=NOW, touched_at=NOW)


def code_words(case_id: str, name: str, serial: int) -> str:
    """What only the mail says."""
    return f"X7Q2M9K4{serial}-{name}-{case_id}".upper()


def code_hash(case_id: str, name: str, serial: int, length: int) -> str:
    """Stands for the keyed hash of the code's words."""
    return sha256(code_words(case_id, name, serial).encode()).hexdigest()


def keep(
    tx: Transaction,
    case: Case,
    *effects: Effect,
    at: datetime = NOW,
    taken: Iterable[Taken] = (Taken("identifiants", "continuer", "usager", "identifiants.continuer else", "moved"),),
    token: str | None = None,
    secrets: dict[str, str] | None = None,
    erase_at: datetime | None = None,
    pending: dict[str, str] | None = None,
) -> Case:
    step = KeptStep(case, tuple(taken), effects, at, token, secrets or {}, erase_at, pending or {})
    return cases.commit(tx, step, code_hash)
