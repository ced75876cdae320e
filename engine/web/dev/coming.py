"""What is due, of the case at hand or of any: when, what it does, and how long from now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from engine.core.browsing.results import Screen
from engine.core.case import Case, PutCall, Timer
from engine.core.holds import Hold, HoldLimits
from engine.core.retention import erase_at
from engine.language.model import Flow
from engine.store import cases, due, mailbox
from engine.store.transaction import Transaction
from engine.web.context import WebContext
from engine.web.dev.inside import Titled, Titles
from engine.web.dev.words import away, effect, moment

FARTHEST = timedelta(days=365 * 100)  # a calendar ends; the clock stays far from it

_OF_ANY = {"timer": "a timer of a case", "erasure": "a case is erased", "mail": "a mail or a call is tried again"}


class Due(NamedTuple):
    """
    Attributes:
        what: one or two words.
        says: what happens then; `leads_to` goes after it.
        does: what is done besides, effect by effect.
        to: the instant, as the clock's form posts it; "": it has come.
    """

    what: str
    says: str
    leads_to: Titled | None
    does: tuple[str, ...]
    at: str
    away: str
    to: str


class _Moment(NamedTuple):
    at: datetime
    what: str
    says: str
    leads_to: Titled | None = None
    does: tuple[str, ...] = ()


def of_case(context: WebContext, tx: Transaction, screen: Screen) -> tuple[Due, ...]:
    """What is due of the case of a page, the first first."""
    now = context.service.now()
    found = sorted(_moments(context, tx, screen, now), key=lambda one: one.at)
    return tuple(_due(one, now, screen.flow.zone) for one in found)


def of_any(context: WebContext, tx: Transaction, zone: str) -> Due | None:
    """What is due next of all cases; None: nothing is."""
    now = context.service.now()
    found = due.next_after(tx, now)
    return _due(_Moment(found.at, _OF_ANY[found.kind], ""), now, zone) if found else None


def _moments(context: WebContext, tx: Transaction, screen: Screen, now: datetime) -> Iterator[_Moment]:
    flow, case = screen.flow, screen.case
    if case.revision == 0:
        return  # it is kept nowhere
    titles = Titles(flow, case)
    yield from (_of_timer(flow, case, timer, titles) for timer in case.present.timers)
    for name, code in case.codes.items():
        yield _Moment(code.expires_at, "code", f"{name} expires")
    for waits in mailbox.unsent_of(tx, case.id):
        if waits.next_at and isinstance(waits.put, PutCall):
            said = f"{waits.put.effect} is called" + (f" again: {waits.error}" if waits.error else "")
            yield _Moment(waits.next_at, "call", said)
    if (end := erase_at(flow, case)) is not None:
        yield _Moment(end, "retention", "the case is erased")
    limits = context.application.settings.limits
    held = cases.held(tx, context.browser().family, flow.name, now, limits)
    for hold in (hold for hold, one in held if one.id == case.id):
        yield _Moment(_ends_at(hold, limits), "browser", "lets go of the case, unless it looks at it before")


def _of_timer(flow: Flow, case: Case, timer: Timer, titles: Titles) -> _Moment:
    if timer.kind == "reminder":
        does = flow.states[case.state].reminders[timer.which].effects
        return _Moment(timer.due_at, "reminder", "the state stays", None, tuple(map(effect, does)))
    edge = next(edge for edge in flow.edges() if edge.how == "timeout" and edge.source == case.state)
    return _Moment(
        timer.due_at, "timeout", "leads to", titles.state(edge.target.name), tuple(map(effect, edge.effects))
    )


def _ends_at(hold: Hold, limits: HoldLimits) -> datetime:
    """When the hold ends, if nobody looks at the case before."""
    idle = hold.seen_at + min(limits.begun_idle if hold.how == "begun" else limits.resumed_idle, FARTHEST)
    return idle if hold.how == "begun" else min(idle, hold.since + min(limits.resumed_absolute, FARTHEST))


def _due(one: _Moment, now: datetime, zone: str) -> Due:
    to = one.at.isoformat() if one.at > now else ""
    return Due(one.what, one.says, one.leads_to, one.does, moment(one.at, zone), away(one.at, now), to)
