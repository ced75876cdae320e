"""What is remembered of posts a moment ago, so that a second click is no second attempt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from engine.core.browsing.results import Answer, Screen

# Posts within this time count as a double click; so much is remembered for it.
CLICKS, MOST_REMEMBERED = timedelta(seconds=10), 500


def is_refusal(answer: Answer) -> bool:
    """Whether the second of two clicks gets this answer: no other attempt is made, and no other id given out."""
    return isinstance(answer.what, Screen) and answer.what.status == 422 and answer.cookie is None


class Memory(Protocol):
    def once(self, post: object, now: datetime, attempt: Callable[[], Answer]) -> Answer:
        """The answer of `attempt`; where the very same post was refused a moment ago, that answer."""

    def hashed(self, said: str) -> int | None:
        """What was remembered of secrets that were hashed of late; None: nothing."""

    def remember_hashed(self, said: str, made: int) -> None:
        """
        Args:
            said: of which case, form and secrets.
            made: how many pending secrets of the case were hashed by then.
        """
