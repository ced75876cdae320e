"""Listens to every statement and transaction that the database layer sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event


class Heard(NamedTuple):
    """
    Attributes:
        statements: as they are sent, in their order, with the place in `begun` of the transaction they belong to.
        begun: for each transaction the connection it was begun on.
    """

    statements: list[tuple[str, int]]
    begun: list[Connection]


@contextmanager
def listening() -> Iterator[Heard]:
    """What is sent to any database within the block."""
    heard = Heard([], [])

    def begin(connection: Connection) -> None:
        heard.begun.append(connection)

    def send(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        heard.statements.append((statement, len(heard.begun) - 1))

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", send)
    try:
        yield heard
    finally:
        event.remove(Engine, "begin", begin)
        event.remove(Engine, "before_cursor_execute", send)
