"""Listens to every statement and transaction that the database layer sends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, event

STORE = "engine.store."
# What is asked on behalf of developer mode alone: by its tools and its bar, and how far its clock is ahead.
DEV = ("engine.web.dev.", "engine.store.clock")


class Sent(NamedTuple):
    """A statement as the driver is given it."""

    text: str
    module: str  # of `engine.store` whose function sends it; "": none
    dev: bool  # for developer mode alone


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
        heard.statements.append(_sent(statement))

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", send)
    try:
        yield heard
    finally:
        event.remove(Engine, "begin", begin)
        event.remove(Engine, "before_cursor_execute", send)


def _sent(statement: str) -> Sent:
    names = [*_callers()]
    module = next((name.removeprefix(STORE) for name in names if name.startswith(STORE)), "")
    return Sent(statement, module, any(name.startswith(DEV) for name in names))


def _callers() -> Iterator[str]:
    """The modules of the functions that run, the innermost first."""
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        yield str(frame.f_globals.get("__name__", ""))
