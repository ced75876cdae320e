"""How often the database is asked, told by the events of its library."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Engine, event


class Asked(NamedTuple):
    statements: int
    transactions: int

    def __str__(self) -> str:
        return f"{self.statements} in {self.transactions}"


def asked(do: Callable[[], object]) -> Asked:
    """
    What `do` sends to any database. Counted after what is timed: once listened to, each statement takes longer for the
    rest of the process.
    """
    statements: list[object] = []
    begun: list[object] = []

    def send(*given: object) -> None:
        statements.append(given)

    def begin(connection: object) -> None:
        begun.append(connection)

    event.listen(Engine, "before_cursor_execute", send)
    event.listen(Engine, "begin", begin)
    try:
        do()
    finally:
        event.remove(Engine, "before_cursor_execute", send)
        event.remove(Engine, "begin", begin)
    return Asked(len(statements), len(begun))
