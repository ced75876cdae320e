"""Developer mode's clock: how far it is ahead, and how it is advanced."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.store import clock
from engine.web.context import WebContext
from engine.web.dev.coming import FARTHEST
from engine.web.dev.words import moment, span

HOURS = (1, 12, 48)  # one click each
UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}


def zone(context: WebContext) -> str:
    """The zone in which times are said on a page of no case: the first flow's."""
    return next((flow.zone for flow in context.catalogue.flows.values()), "UTC")


def present(context: WebContext) -> str:
    """What the clock shows now."""
    return moment(context.service.now(), zone(context))


def ahead(context: WebContext) -> str:
    """How far the clock is ahead; "": not at all."""
    with context.application.database.read() as tx:
        offset = clock.offset(tx)
    return f"{span(offset)} ahead" if offset else ""


def advance(context: WebContext, amount: str, unit: str) -> bool:
    """Advances the clock by an amount as it was typed; False: it is not an amount, or too much."""
    if not amount.isascii() or not amount.isdecimal() or len(amount) > 6 or unit not in UNITS:
        return False
    return _advance(context, int(amount) * UNITS[unit])


def advance_to(context: WebContext, when: str) -> bool:
    """
    Advances the clock to an instant, as `isoformat` writes it; False: it is none, or too far.

    The clock never goes back: an instant that has come already leaves it as it is.
    """
    try:
        delta = datetime.fromisoformat(when) - context.service.now()
    except (ValueError, TypeError, OverflowError):  # TypeError: it has no zone
        return False
    return delta <= timedelta() or _advance(context, delta)


def _advance(context: WebContext, delta: timedelta) -> bool:
    with context.application.database.write() as tx:
        if clock.offset(tx) + delta > FARTHEST:
            return False
        clock.advance(tx, delta)
    return True
