"""What an operator may change of how long and how often; settings read them from the environment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from engine.problems import EngineError


class Limits(NamedTuple):
    """
    Attributes:
        begun_idle: a browser holds the case it began for so long without a look at it.
        resumed_idle: the same where a code or a sign-in opened it.
        resumed_absolute: and since then, however busy.
        client_tries: wrong codes and passwords from one network address ...
        client_window: ... in any stretch of time this long; then it waits.
        recipient_mails: mails to one mailbox, at an address that no code has proved ...
        recipient_window: ... in any stretch of time this long; then a step that would send one more is refused.
        client_mails: the same of all recipients together, by steps from one network address ...
        client_mails_window: ... in any stretch of time this long.
    """

    begun_idle: timedelta = timedelta(hours=72)  # a person who returns after 48 hours sees that they are over
    resumed_idle: timedelta = timedelta(minutes=30)
    resumed_absolute: timedelta = timedelta(hours=12)
    client_tries: int = 20
    client_window: timedelta = timedelta(minutes=15)
    recipient_mails: int = 3
    recipient_window: timedelta = timedelta(hours=24)
    client_mails: int = 10
    client_mails_window: timedelta = timedelta(hours=1)


class TooOften(EngineError):
    """
    A limit is reached: nothing was kept.

    Args:
        notice: what the page says: a key of the engine's own words, under "notices".
        until: from when on it may be tried again.
    """

    def __init__(self, notice: str, until: datetime) -> None:
        super().__init__(f"{notice} until {until.isoformat()}")
        self.notice = notice
        self.until = until
