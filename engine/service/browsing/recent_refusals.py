"""Codes and passwords refused a moment ago: the second of two clicks gets the first one's answer."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from weakref import WeakValueDictionary

from engine.core.browsing.memory import CLICKS, MOST_REMEMBERED, is_refusal
from engine.core.browsing.results import Answer


class RecentRefusals:
    """
    Implements `core.browsing.memory.Memory`: in memory alone – a password is hashed for no other use than to be
    verified –, so two processes do not know of each other's.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._turns: WeakValueDictionary[bytes, Lock] = WeakValueDictionary()  # of the posts that are under way
        self._answers: OrderedDict[bytes, tuple[datetime, Answer]] = OrderedDict()
        self._made: OrderedDict[bytes, int] = OrderedDict()  # of which secrets -> the case's count of pending ones
        self._lock = Lock()

    def once(self, post: object, now: datetime, attempt: Callable[[], Answer]) -> Answer:
        """The answer of `attempt`; where the very same post was refused a moment ago, that answer."""
        key = self._digest(repr(post))
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        with turn:  # the second of two clicks waits for the first one; no other post does
            with self._lock:
                at, before = self._answers.get(key, (now, None))
            if before and abs(now - at) < CLICKS:
                return before
            answer = attempt()
            if is_refusal(answer):
                with self._lock:
                    self._answers[key] = now, answer
                    while len(self._answers) > MOST_REMEMBERED:
                        self._answers.popitem(last=False)
            return answer

    def hashed(self, said: str) -> int | None:
        with self._lock:
            return self._made.get(self._digest(said))

    def remember_hashed(self, said: str, made: int) -> None:
        with self._lock:
            self._made[self._digest(said)] = made
            while len(self._made) > MOST_REMEMBERED:
                self._made.popitem(last=False)

    def _digest(self, said: str) -> bytes:
        """Under a key that is nowhere else."""
        return hmac.digest(self._key, said.encode("utf-8", "surrogatepass"), "sha256")
