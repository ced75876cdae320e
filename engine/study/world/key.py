"""A situation's name: two worlds of one key have the same ways on, whatever their ids are called and when it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.core.browsing.memory import CLICKS
from engine.core.browsing.results import Screen, Viewed
from engine.core.case import Case
from engine.study.world.observation import shown
from engine.study.world.person import Seen
from engine.study.world.tables import Tables, TokenRow
from engine.study.world.world import World

# Ids, and what is derived from them.
_DRAWN = re.compile(r"id-[0-9]{16,}|(?<![0-9a-f])[0-9a-f]{32,64}(?![0-9a-f])")


def key(world: World, *, pages: int = 1, day: bool = False) -> str:
    """
    The situation as a text: times relative to now, ids by the order in which they appear.

    Args:
        pages: of those seen in each browser so many may still be sent: 1 the present one alone, without double posts.
        day: the date counts too: for flows that read it, in a guard, an opening or a deadline.
    """
    return "\n".join(_renamed(_lines(world, pages, day), _opaque(world.tables)))


def _lines(world: World, pages: int, day: bool) -> Iterator[str]:
    tables, now = world.tables, world.tables.now
    if day:
        yield str(now.date())
    rows = sorted(tables.cases.values(), key=lambda row: row.case.touched_at or now)
    for row in rows:
        yield repr((_case(row.case, now), _relative(row.erase_at, now)))
    seen = [one for person in world.persons.values() for one in person.pages[-pages:]]
    for name, person in world.persons.items():
        family, dead = _family(world, person.cookie)
        csrf = world.hosted.vault.keyed("csrf", family)[:40]
        yield repr((name, person.known, family, dead))
        yield from (repr((_page(one), one.csrf == csrf)) for one in person.pages[-pages:])
    yield from _tables(tables, seen, now)
    if pages > 1:
        yield from (said for said, (at, _) in tables.clicks.items() if now - at < CLICKS)


def _tables(t: Tables, seen: Iterable[Seen], now: datetime) -> Iterator[str]:
    screens = [one.what for one in seen if isinstance(one.what, Screen)]
    gates = [gate for screen in screens for gate in (screen.challenge, screen.proof) if gate]
    yield repr(sorted(t.keys.items()))
    yield repr(list(t.secrets.items()))
    yield repr(sorted(t.answers.items(), key=repr))
    yield repr([(this, row.case_id, row.state, _relative(row.expires_at, now)) for this, row in t.codes.items()])
    yield repr([(this, row.counted.refused, _relative(row.counted.paused_until, now)) for this, row in t.tries.items()])
    yield repr([(this, [_relative(at, now) for at, until in times if until > now]) for this, times in t.lately.items()])
    yield repr(list(t.recipients.items()))
    yield repr([(this, h.how, _relative(h.since, now), _relative(h.seen_at, now)) for this, h in t.holds.items()])
    yield repr([(this, _relative(at, now)) for this, at in t.ended.items()])
    yield repr([(this, case_id) for this, (case_id, _) in t.known.items()])
    yield repr([_token(t.tokens.get(screen.token, TokenRow())) for screen in screens])
    yield repr([(n, row.token, row.verdict, row.spent) for n, row in t.nonces.items() if any(n in g for g in gates)])


def _token(row: TokenRow) -> Any:
    return row.kept, row.led


def _case(case: Case, now: datetime) -> Any:
    """What of a case can still matter: not how often it was kept, nor when it was begun."""
    steps = tuple(
        step._replace(
            visit=0,
            answers=_sorted(step.answers),
            values=_sorted(step.values),
            unasked=_sorted(step.unasked),
            heard=_sorted(step.heard),
            entered_at=_relative(step.entered_at, now),
            timers=tuple(timer._replace(due_at=_relative(timer.due_at, now)) for timer in step.timers),
        )
        for step in case.trail
    )
    codes = [(name, code.length, _relative(code.expires_at, now)) for name, code in sorted(case.codes.items())]
    drafts = sorted((state, _sorted(typed)) for state, typed in case.drafts.items())
    made = (codes, sorted(case.serials), case.kept_secrets, case.pending_secrets, case.pending_made)
    named = (case.id, case.flow, case.version, case.entry, min(case.revision, 2), case.language)
    ends = (case.sealed, case.bound, _relative(case.closed_at, now))
    return named, steps, ends, drafts, made, _sorted(case.tries), case.held


def _page(seen: Seen) -> Any:
    what = seen.what
    if isinstance(what, Screen):
        stale = what.visit not in {step.visit for step in what.case.trail}
        return shown(what), what.case.id, stale, what.pending, seen.then
    return (shown(what), what.case.id) if isinstance(what, Viewed) else shown(what)


def _family(world: World, cookie: str | None) -> tuple[str, bool]:
    """Whose cases an id holds, and whether it is dead."""
    vault = world.hosted.vault
    row = world.tables.ids.get(vault.keyed("session", cookie)) if cookie else None
    return (row.family, row.dead_at is not None) if row else (vault.keyed("family", cookie or ""), False)


def _opaque(tables: Tables) -> Mapping[str, str]:
    """Words that were drawn or derived, and are no id by their look: codes, and numbers."""
    codes = {words.removeprefix("code: "): f"code {at}" for at, (_, _, words) in enumerate(tables.codes)}
    numbers = {number: f"number {at}" for at, (_, number) in enumerate(sorted(tables.numbers))}
    return {**numbers, **codes}


def _renamed(lines: Iterable[str], opaque: Mapping[str, str]) -> Iterator[str]:
    named: dict[str, str] = {}
    for line in lines:
        for words, name in opaque.items():
            line = line.replace(words, name)
        yield _DRAWN.sub(lambda found: named.setdefault(found[0][:32], f"#{len(named)}"), line)


def _relative(at: datetime | None, now: datetime) -> Any:
    return None if at is None else (at - now).total_seconds()


def _sorted(values: Mapping[str, Any]) -> Any:
    return sorted(((name, value) for name, value in values.items()), key=lambda pair: pair[0])
