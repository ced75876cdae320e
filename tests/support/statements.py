"""Listens to every statement and transaction that the database layer sends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event

STORE = "engine.store."


class Sent(NamedTuple):
    """A statement as the driver is given it."""

    text: str
    module: str  # of `engine.store` whose function sends it; "": none


class Heard:
    """
    Attributes:
        statements: in their order.
        transactions: how many were begun.
    """

    def __init__(self) -> None:
        self.statements: list[Sent] = []
        self.transactions = 0


@contextmanager
def listening() -> Iterator[Heard]:
    """What is sent to any database within the block."""
    heard = Heard()

    def begin(_connection: Connection) -> None:
        heard.transactions += 1

    def send(_connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        heard.statements.append(Sent(statement, _sender()))

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", send)
    try:
        yield heard
    finally:
        event.remove(Engine, "begin", begin)
        event.remove(Engine, "before_cursor_execute", send)


def _sender() -> str:
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        name = frame.f_globals.get("__name__", "")
        if name.startswith(STORE):
            return str(name.removeprefix(STORE))
    return ""
