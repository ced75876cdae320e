"""Connections at rest, taken in turns: the library's own pool takes longer to hand one out than a statement takes."""

from __future__ import annotations

from threading import BoundedSemaphore

from sqlalchemy import Engine, exc
from sqlalchemy.pool import PoolProxiedConnection


class Connections:
    """
    Args:
        engine: opens them.
        most: how many may be taken at once.
        patience: seconds that one more waits for its turn.
    """

    def __init__(self, engine: Engine, most: int, patience: float) -> None:
        self._engine = engine
        self._places = BoundedSemaphore(most)
        self._patience = patience
        self._idle: list[PoolProxiedConnection] = []  # the one used last is taken first: it has its pages at hand

    def take(self) -> PoolProxiedConnection:
        """
        A connection with no transaction open.

        Raises:
            exc.TimeoutError: all are taken.
            exc.DBAPIError: none can be opened.
        """
        if not self._places.acquire(timeout=self._patience):
            raise exc.TimeoutError("all connections are taken")
        try:
            try:
                return self._idle.pop()
            except IndexError:
                return self._engine.raw_connection()
        except BaseException:
            self._places.release()
            raise

    def give(self, connection: PoolProxiedConnection) -> None:
        """Back at rest. Whatever was not kept is undone; one that cannot even do that is closed."""
        try:
            connection.rollback()
        except self._engine.dialect.loaded_dbapi.Error:
            connection.invalidate()
        else:
            self._idle.append(connection)
        finally:
            self._places.release()

    def close(self) -> None:
        """Closes those at rest. Whoever takes one after this opens it anew."""
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()
