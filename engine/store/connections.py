"""Connections at rest, taken in turns: the library's own pool takes longer to hand one out than a statement takes."""

from __future__ import annotations

from queue import Empty, SimpleQueue

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
        self._turns: SimpleQueue[None] = SimpleQueue()  # so many; a semaphore is slower
        for _ in range(most):
            self._turns.put(None)
        self._patience = patience
        self._idle: list[PoolProxiedConnection] = []  # the one used last is taken first: it has its pages at hand
        self._closed = False

    def take(self) -> PoolProxiedConnection:
        """
        A connection with no transaction open.

        Raises:
            exc.TimeoutError: all are taken.
            exc.DBAPIError: none can be opened.
        """
        try:
            self._turns.get(timeout=self._patience)
        except Empty:
            raise exc.TimeoutError("all connections are taken") from None
        try:
            return self._idle.pop()
        except IndexError:
            return self._opened()

    def _opened(self) -> PoolProxiedConnection:
        try:
            return self._engine.raw_connection()
        except BaseException:
            self._turns.put(None)
            raise

    def give(self, connection: PoolProxiedConnection) -> None:
        """Back at rest. Whatever was not kept is undone; one that cannot even do that is closed."""
        try:
            connection.rollback()
        except self._engine.dialect.loaded_dbapi.Error:
            connection.invalidate()
        else:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)
        finally:
            self._turns.put(None)

    def close(self) -> None:
        """Closes those at rest, and those that are taken when they come back. One taken after this is opened anew."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()
