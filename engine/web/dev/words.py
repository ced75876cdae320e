"""What developer mode says in English: how long, when, and what an effect does. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.language.decoding import Amount, Named
from engine.language.guards import Guard
from engine.language.model import Effect
from engine.language.texts.locales import Locale
from engine.problems import Place

_MINUTE = timedelta(minutes=1)


def span(delta: timedelta) -> str:
    """A length of time as people say it, to the minute, or to the second below one: `2 days 3 hours`, `1 minute`."""
    seconds = round(delta.total_seconds())
    if seconds < 1:
        return "less than a second"
    if seconds < 60:
        return _counted(seconds, "second")
    minutes = (delta + _MINUTE / 2) // _MINUTE
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    return " ".join(_counted(number, unit) for number, unit in parts if number)


def away(when: datetime, now: datetime) -> str:
    """How long it is until then: `in 2 days`."""
    return f"in {span(when - now)}" if when > now else "due now"


def moment(when: datetime, zone: str) -> str:
    """An instant as people read it: `Wednesday, 25 November 2026, 10:00 (Paris Time)`."""
    return Locale("en-GB", zone).show(when)


def effect(does: Effect) -> str:
    """
    What an effect does, in the words of the language: `release: register accounts, key address`.

    Read off the noun itself, so that an effect the language adds is said without a change here.
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(does).__name__).lower()
    parts = {part: _said(value) for part, value in does._asdict().items() if not _is_place(value)}
    if len(parts) == 1:
        return f"{name}: {next(iter(parts.values()))}"
    return f"{name}: " + ", ".join(f"{part} {said}" for part, said in parts.items() if said)


def _is_place(value: Any) -> bool:
    """Whether it says where something is written, of one word or of several."""
    return isinstance(value, Place) or (isinstance(value, Mapping) and all(map(_is_place, value.values())))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Named):
        return value.name
    if isinstance(value, Amount):
        return str(value.value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_said(one)}" for name, one in value.items())
    if isinstance(value, Guard):
        return value.source
    if isinstance(value, tuple):
        return ", ".join(map(_said, value))
    return str(value)


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
