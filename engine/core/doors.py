"""Whether a case may begin at an entry: on the days for which it is open, while its procedure is served. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from engine.core.entrances import finds_again
from engine.language.model import Flow
from engine.language.texts.text import Text


class Shut(NamedTuple):
    """
    Why no case begins at an entry now.

    Attributes:
        why: "ended": the procedure is not served any more.
        day: the first day on which it will be open, or the last on which it was.
        message: the entry's own words; None: the engine's.
    """

    why: Literal["before", "after", "ended"]
    day: date | None = None
    message: Text | None = None


def shut(flow: Flow, entry: str, now: datetime, *, ended: bool = False) -> Shut | None:
    """
    Why no case begins at this entry at `now` (aware, UTC); None: one may.

    Args:
        flow: in its newest version, whose bounds hold for everybody.
        ended: the procedure is not served any more. An entry where a case under way is found again stays open.
    """
    if ended and not finds_again(flow, entry):
        return Shut("ended")
    opening = flow.entries[entry].opening
    if opening is None:
        return None
    today = now.astimezone(ZoneInfo(flow.zone)).date()
    since, until = (bound.value if bound else None for bound in (opening.since, opening.until))
    if since and today < since:
        return Shut("before", since, opening.message)
    if until and today > until:
        return Shut("after", until, opening.message)
    return None
