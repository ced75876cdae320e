"""What an operator may change of how long and how often, read from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from engine.language.decoding import duration_in
from engine.problems import EngineError

_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


class Limits(NamedTuple):
    """
    Attributes:
        begun_idle: a browser holds the case it began for so long without a look at it.
        resumed_idle: the same where a code or a sign-in opened it.
        resumed_absolute: and since then, however busy.
        client_tries: wrong codes and passwords from one network address ...
        client_window: ... in any stretch of time this long; then it waits.
        recipient_mails: mails to an address that no code has proved ...
        recipient_window: ... in any stretch of time this long; then a step that would send one more is refused.
    """

    begun_idle: timedelta = timedelta(hours=72)  # a person who returns after 48 hours sees that they are over
    resumed_idle: timedelta = timedelta(minutes=30)
    resumed_absolute: timedelta = timedelta(hours=12)
    client_tries: int = 20
    client_window: timedelta = timedelta(minutes=15)
    recipient_mails: int = 3
    recipient_window: timedelta = timedelta(hours=24)


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


def limits_of(environ: Mapping[str, str], faults: list[str]) -> Limits:
    """The limits as set: LIMIT_ and the name of each. What is wrong with them is added to `faults`."""
    found: dict[str, Any] = {}
    known = {f"LIMIT_{name.upper()}" for name in Limits._fields}
    for setting in sorted(name for name in environ if name.startswith("LIMIT_") and name not in known):
        faults.append(f"{setting} is no limit; there are {', '.join(sorted(known))}")
    for name, usual in Limits()._asdict().items():
        setting = f"LIMIT_{name.upper()}"
        text = environ.get(setting, "").strip()
        if not text:
            continue
        value = _count_in(text) if isinstance(usual, int) else _time_in(text)
        if value is None:
            asked = "a whole number from 1 to 9999" if isinstance(usual, int) else "a time, e.g. 30 minutes"
            faults.append(f"{setting} is {text!r}: it must be {asked}")
        else:
            found[name] = value
    return Limits()._replace(**found)


def _count_in(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) else None


def _time_in(text: str) -> timedelta | None:
    """A delay written as in a flow; a month is of 31 days."""
    duration = duration_in(text)
    return duration.after(_ANY_DAY, "UTC") - _ANY_DAY if duration else None
