"""Codes and passwords refused a moment ago: the second of two clicks gets the first one's answer."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakValueDictionary

from engine.service.browsing.results import Answer, Screen

# Posts within this time count as a double click; so many refused attempts are remembered for it.
CLICKS, MOST_REMEMBERED = timedelta(seconds=10), 500


class RecentRefusals:
    """
    In memory alone – a password is hashed for no other use than to be verified –, so two processes do not know of each
    other's.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._turns: WeakValueDictionary[bytes, Lock] = WeakValueDictionary()  # of the posts that are under way
        self._answers: OrderedDict[bytes, tuple[datetime, Answer]] = OrderedDict()
        self._lock = Lock()

    def once(self, post: object, now: datetime, attempt: Callable[[], Answer]) -> Answer:
        """The answer of `attempt`; where the very same post was refused a moment ago, that answer."""
        key = hmac.digest(self._key, repr(post).encode("utf-8", "surrogatepass"), "sha256")
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        with turn:  # the second of two clicks waits for the first one; no other post does
            with self._lock:
                at, before = self._answers.get(key, (now, None))
            if before and abs(now - at) < CLICKS:
                return before
            answer = attempt()
            if isinstance(answer.what, Screen) and answer.what.status == 422 and answer.cookie is None:
                with self._lock:
                    self._answers[key] = now, answer
                    while len(self._answers) > MOST_REMEMBERED:
                        self._answers.popitem(last=False)
            return answer
