"""The statements of a step, sent bare: no case, no decision, nothing looked up twice, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple
from unittest.mock import patch

from sqlalchemy import Engine

from bench.floors.database import begun
from engine.store.transaction import Transaction


class Sent(NamedTuple):
    """One statement of SQLAlchemy Core with its values."""

    statement: Any
    values: list[dict[str, Any]]


def recorded(do: Callable[[], object]) -> list[Sent]:
    """What `do` sends to any database; the same statement with the same values once."""
    sent: list[Sent] = []
    execute = Transaction.execute

    def noting(tx: Transaction, statement: Any, values: Any = None) -> Any:
        found = Sent(statement, list(values) if isinstance(values, list) else [dict(values or {})])
        if found not in sent:
            sent.append(found)
        return execute(tx, statement, values or {})

    with patch.object(Transaction, "execute", noting):
        do()
    return sent


def for_case(sent: list[Sent], old: str, new: str) -> list[Sent]:
    """The same for another case: its id stands where the old one's did, and what must be new is new."""

    def fresh(name: str, value: Any) -> Any:
        if name in ("token", "hash"):
            return secrets.token_hex(16)
        return value.replace(old, new) if isinstance(value, str) else value

    return [Sent(s, [{name: fresh(name, value) for name, value in row.items()} for row in rows]) for s, rows in sent]


def send(engine: Engine, sent: list[Sent]) -> None:
    with begun(engine) as tx:
        for statement, rows in sent:
            answer = tx.execute(statement, rows[0] if len(rows) == 1 else rows)
            if answer.returns_rows:
                answer.fetchall()
