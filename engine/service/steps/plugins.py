"""Calls what plug-ins add, in threads of its own: whatever a plug-in does, nobody waits longer than its timeout."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from engine.language.values import Value
from engine.registry import Service

log = logging.getLogger("parcours")

# So many calls of one plug-in run at once, in one process, those that are late among them.
AT_ONCE = 4
# So many requests wait for services at once, in one process: the rest of its eight threads serve whoever asks for
# something else.
MOST_WAITING = 6
# How long a call waits for its turn. Where one has waited in vain no other does, until one of those that run has ended.
PATIENCE = 0.25


class Failed(Exception):
    """A call has failed, or is late. `why`: for the log; no word of what the plug-in was given or has said."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Waiters:
    """How many callers wait for an answer; changes are made and awaited under `changed`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.now = 0
        self.changed = threading.Condition()


class Calls:
    """
    Runs the calls of one plug-in, `AT_ONCE` at a time.

    A call that is late goes on in its thread and keeps its place until it ends: a thread cannot be stopped. Nobody
    waits for it, and it keeps no process from ending.
    """

    def __init__(self, what: str, function: Callable[..., Any], timeout: float, waiters: Waiters) -> None:
        self._what = what
        self._function = function
        self._timeout = timeout
        self._waiters = waiters
        self._running = 0
        self._in_vain = False

    def call(self, *given: Any) -> Any:
        """
        What the function returns.

        Raises:
            Failed: it raised, is late, or its turn did not come.
        """
        self._take_turn()
        one = _Call(self._function, given, self._ended)
        try:
            threading.Thread(target=one.run, name=self._what, daemon=True).start()
        except RuntimeError as fault:  # the machine has no thread left
            self._ended()
            one.why = _told(fault)
            one.ended.set()
        found = one.ended.wait(self._timeout)
        with self._waiters.changed:
            self._waiters.now -= 1
            self._waiters.changed.notify_all()
        if not found:
            raise Failed(f"late: no answer within {self._timeout:g} s")
        if one.why is not None:
            raise Failed(one.why)
        return one.found

    def _take_turn(self) -> None:
        until = time.monotonic() + PATIENCE
        with self._waiters.changed:
            while self._running >= AT_ONCE or self._waiters.now >= self._waiters.most:
                left = until - time.monotonic()
                if self._in_vain or left <= 0:
                    self._in_vain = True
                    raise Failed("not tried: too many calls are running")
                self._waiters.changed.wait(left)
            self._in_vain = False
            self._running += 1
            self._waiters.now += 1

    def _ended(self) -> None:
        with self._waiters.changed:
            self._running -= 1
            self._in_vain = False
            self._waiters.changed.notify_all()


class _Call:
    """One call, and what has become of it."""

    def __init__(self, function: Callable[..., Any], given: tuple[Any, ...], then: Callable[[], None]) -> None:
        self._function = function
        self._given = given
        self._then = then
        self.ended = threading.Event()
        self.found: Any = None
        self.why: str | None = None

    def run(self) -> None:
        try:
            self.found = self._function(*self._given)
        except BaseException as fault:  # noqa: BLE001 - a plug-in may raise anything, SystemExit too: it ends this thread
            self.why = _told(fault)
        self._then()
        self.ended.set()


class Services:
    """The services that plug-ins have registered, as facts ask them."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        self._services = services
        waiters = Waiters(MOST_WAITING)
        self._calls = {n: Calls(f"service {n}", one.ask, one.timeout, waiters) for n, one in services.items()}

    def answer(self, name: str, given: tuple[Value, ...]) -> str | None:
        """One of the service's values; None where it fails, is late, answers anything else or is not there: logged."""
        try:
            if name not in self._calls:
                raise Failed("it is not installed")
            said = self._calls[name].call(*given)
            if not isinstance(said, str) or said not in self._services[name].values:
                raise Failed("its answer is none of its values")
        except Failed as failed:
            log.warning("service %s: %s", name, failed.why)
            return None
        return said


def _told(fault: BaseException) -> str:
    """A fault by its type and where it was raised: its words may hold what a person typed."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(fault).__name__}{where}"
