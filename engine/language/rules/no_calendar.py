"""
no-calendar: working days are counted by the site's calendar.

Which days nobody works, only a calendar says: the public holidays of a country and region, and further days. It stands
in site.yaml, since all flows of a site have the same. Due times that are fixed already do not move when it changes.

    # reported, while site.yaml has no calendar
    timeout: {after: 5 working days, target: expired}

    # fixed, in site.yaml
    calendar: {country: FR, region: Alsace, closed: [2026-12-24]}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.subject import Extent, Subject
from engine.language.model import Amount, Flow, MakeCode
from engine.language.public_holidays import country_known
from engine.language.values import WORKING_DAY, Duration
from engine.problems import Place, Problem

CODE = "no-calendar"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    site = subject.site
    if site is None or site.calendar:
        return []
    places = dict.fromkeys(_counting(subject.flow))
    file = site.file or "flows/site.yaml"
    fix = f"in {file}, add calendar: {{country: {_country(subject.flow)}}}; or count in days"
    cause = f"which days are worked is said by the calendar of the site, and {file} has none"
    return [Problem(CODE, "working days without a calendar", place, cause, fix) for place in places]


def _counting(flow: Flow) -> Iterator[Place]:
    """Where working days are counted, in the order written; of a setting, where that is declared."""
    for state in flow.states.values():
        timeout, tries = state.timeout, state.tries
        yield from _of(flow, tries.pause if tries else None)
        if timeout:
            yield from _of(flow, timeout.after, lands=timeout.lands)
        for reminder in state.reminders:
            yield from _of(flow, reminder.after)
            yield from _of(flow, reminder.before)
        for effect in state.effects():
            if isinstance(effect, MakeCode):
                yield from _of(flow, effect.lives, lands=effect.lands)


def _of(flow: Flow, amount: Amount | None, *, lands: bool = False) -> Iterator[Place]:
    if amount is None or not isinstance(amount.value, Duration):
        return
    counts = amount.value.unit == WORKING_DAY
    if counts and amount.setting:
        setting = flow.settings[amount.setting]
        yield setting.place.value(setting.name)
    elif counts or lands:
        yield amount.place


def _country(flow: Flow) -> str:
    """The country that a flow is most likely of, by its language."""
    likely = flow.language.partition("-")[2] or {"en": "GB"}.get(flow.language, flow.language.upper())
    return likely if country_known(likely) else "FR"
