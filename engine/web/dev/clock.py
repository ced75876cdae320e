"""Developer mode's clock: how far it is ahead, and how it is advanced."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.delivery.display import locale_of
from engine.store import clock
from engine.web.context import WebContext

HOURS = (1, 12, 48)  # one click each
UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}

_FARTHEST = timedelta(days=365 * 100)  # a calendar ends; the clock stays far from it


def moment(context: WebContext, when: datetime) -> str:
    """A time as people read it, in the zone of the first flow."""
    flow = next(iter(context.catalogue.flows.values()), None)
    return locale_of(flow).show(when) if flow else when.isoformat(" ", "minutes")


def ahead(context: WebContext) -> str:
    """How far the clock is ahead; "": not at all."""
    with context.application.database.read() as tx:
        offset = clock.offset(tx)
    return f"{offset.days} d {offset.seconds / 3600:.4g} h" if offset else ""


def advance(context: WebContext, amount: str, unit: str) -> bool:
    """Advances the clock by an amount as it was typed; False: it is not an amount, or too much."""
    if not amount.isascii() or not amount.isdecimal() or len(amount) > 6 or unit not in UNITS:
        return False
    delta = int(amount) * UNITS[unit]
    with context.application.database.write() as tx:
        if clock.offset(tx) + delta > _FARTHEST:
            return False
        clock.advance(tx, delta)
    return True
