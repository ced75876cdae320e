"""When the timers of a state are due: working days, days, earlier entries; on the way back and « Modifier » too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.core.case import BACK, MODIFY, TIMEOUT, Case, Decision, Event, Needs, PutMail, Step
from engine.core.decide import begin, decide
from engine.core.machine import Machine
from engine.core.preparing import prepare_due
from engine.core.timers import Clock, deadline, timers_of
from engine.core.trail import next_due
from engine.language.values import LastDay
from engine.language.workdays import WEEK, Calendar
from tests.conftest import MakeFlow
from tests.support.memory import MemoryRecords

PARIS = ZoneInfo("Europe/Paris")
ALSACE = Calendar("FR", "Alsace")
SITE = "service: Essais\ncalendar: {country: FR, region: Alsace}\n"
FORM = """
    type: object
    required: [email]
    properties:
      email: {type: string, format: email, title: Adresse}
      jour: {type: string, format: date, title: Jour}
      n: {type: integer, title: Nombre}
"""
FLOW = """
    parcours: 1
    flow: delais
    title: Délais
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {delai: 5 working days, cloture: 2026-12-31}
    values: {echeance: {type: date, title: Échéance}}
    entries: {creation: {state: saisie}}
    states:
      saisie:
        title: Saisie
        form: saisie
        transitions: {suite: {label: Suite, target: milieu, effects: [{set: {echeance: jour}}]}}
      milieu:
        title: Milieu
        form: milieu
        back: {label: Retour}
        transitions:
          suite: {label: Suite, target: attente}
          encore: {label: Encore, skip_form: true, target: saisie}
      attente:
        title: Attente
        back: {label: Retour}
        timeout: {TIMEOUT}
        reminders: [REMINDERS]
        transitions:
          suite: {label: Suite, target: scelle, effects: [{mail: dit}]}
          relire: {label: Relire, target: attente}
      scelle:
        title: Scellé
        timeout: {after: 1 month, since: milieu, target: fin}
        transitions: {suite: {label: Suite, target: milieu}}
      fin: {title: Fin, final: true}
    mails: {dit: {to: email, subject: Dit, content: "{deadline} {delai} {cloture} {echeance}"}}
    retention: {draft: 10 months, closed: 24 hours}
"""
SECOND = "type: object\nproperties: {ville: {type: string, title: Ville}}\n"
MAIL = "effects: [{mail: dit}]"


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


class Walk:
    """A case on its way, with a calendar."""

    def __init__(self, make_flow: MakeFlow, timeout: str, reminders: str = "{after: 1 hours, " + MAIL + "}") -> None:
        text = FLOW.replace("{TIMEOUT}", timeout).replace("REMINDERS", reminders)
        self.machine = Machine(make_flow("delais", text, {"saisie": FORM, "milieu": SECOND}, SITE))
        self.calendar = ALSACE
        self.case: Case = Case("c", "", "", "", 0, ())

    def begin(self, when: str) -> None:
        begun = begin(self.machine, "creation", "c1", {}, paris(when), self.calendar)
        assert isinstance(begun, Decision)
        self.case = begun.case

    def send(self, when: str, name: str, answers: Mapping[str, Any] | None = None, **more: Any) -> Decision:
        event = Event(name, answers=answers or {}, **more)
        found = decide(self.machine, self.case, event, {}, paris(when), self.calendar)
        assert isinstance(found, Decision), found
        self.case = found.case
        return found

    def wait(self, when: str, jour: date | None = None) -> None:
        """In « Attente » at that time, `milieu` an hour before, the beginning two."""
        at = datetime.fromisoformat(when)
        self.begin(str(at - timedelta(hours=2)))
        self.send(str(at - timedelta(hours=1)), "suite", {"email": "a@exemple.fr", "jour": jour})
        self.send(when, "suite")

    def due(self) -> dict[str, str]:
        found = {}
        for timer in self.case.present.timers:
            name = timer.kind if timer.kind == "timeout" else f"reminder {timer.which}"
            found[name] = f"{timer.due_at.astimezone(PARIS):%Y-%m-%d %H:%M:%S}"
        return found


DUE = [
    ("{after: delai, target: fin}", "2026-12-21 10:00", "2026-12-29 10:00:00", "22, 23, 24, then Christmas: 28, 29"),
    ("{after: 5 working days, target: fin}", "2026-03-27 02:30", "2026-04-07 02:30:00", "summer time, then Easter"),
    ("{after: 1 working day, target: fin}", "2028-02-28 10:00", "2028-02-29 10:00:00", "29 February"),
    ("{after: 24 hours, lands: working day, target: fin}", "2026-10-24 12:00", "2026-10-26 11:00:00", "winter time"),
    ("{after: 1 month, lands: working day, target: fin}", "2028-01-29 10:00", "2028-02-29 10:00:00", "29 February"),
    ("{after: 2 days, since: milieu, target: fin}", "2026-11-23 10:00", "2026-11-25 09:00:00", "an hour before"),
    ("{after: 2 working days, since: saisie, target: fin}", "2026-11-21 01:00", "2026-11-24 23:00:00", "since Friday"),
    ("{at: cloture, target: fin}", "2026-11-23 10:00", "2027-01-01 00:00:00", "the first instant of the next day"),
    ("{at: jour, target: fin}", "2026-03-01 10:00", "2026-03-30 00:00:00", "a day of 23 hours"),
    ("{at: echeance, target: fin}", "2026-03-01 10:00", "2026-03-30 00:00:00", "a value that `set` wrote"),
    ("{at: 2026-10-25, target: fin}", "2026-03-01 10:00", "2026-10-26 00:00:00", "a day of 25 hours"),
    ("{at: 2028-02-29, target: fin}", "2026-03-01 10:00", "2028-03-01 00:00:00", "29 February"),
]


@pytest.mark.parametrize(("timeout", "when", "due", "why"), DUE, ids=[row[3] for row in DUE])
def test_a_timeout_is_due_to_the_second(make_flow: MakeFlow, timeout: str, when: str, due: str, why: str) -> None:
    walk = Walk(make_flow, timeout)
    walk.wait(when, date(2026, 3, 29))
    assert walk.due()["timeout"] == due, why
    waiting = walk.case._replace(
        trail=(*walk.case.trail[:-1], walk.case.present._replace(timers=walk.case.present.timers[-1:]))
    )
    at = paris(due)
    assert next_due(waiting, at - timedelta(seconds=1)) is None
    found = next_due(waiting, at)
    assert found
    assert found.kind == "timeout"


REMINDED = [
    ("{at: 2026-12-01, " + MAIL + "}", "2026-12-01 09:00:00", "that day at 9 in the morning"),
    ("{at: jour, " + MAIL + "}", "2026-03-29 09:00:00", "on the day of summer time"),
    ("{before: 2 working days, " + MAIL + "}", "2026-12-30 00:00:00", "two such days are left: the 30th and the 31st"),
    ("{after: 3 working days, " + MAIL + "}", "2026-11-26 10:00:00", "from the entry"),
]


@pytest.mark.parametrize(("reminder", "due", "why"), REMINDED, ids=[row[2] for row in REMINDED])
def test_when_a_reminder_is_due(make_flow: MakeFlow, reminder: str, due: str, why: str) -> None:
    walk = Walk(make_flow, "{at: cloture, target: fin}", reminder)
    walk.wait("2026-11-23 10:00", date(2026, 3, 29))
    assert walk.due()["reminder 0"] == due, why


@pytest.mark.parametrize("reminder", ["{at: jour, " + MAIL + "}", "{before: 2 days, " + MAIL + "}"])
def test_where_the_day_is_not_given_nothing_is_due(make_flow: MakeFlow, reminder: str) -> None:
    walk = Walk(make_flow, "{at: jour, target: fin}", reminder)
    walk.wait("2026-11-23 10:00")
    assert walk.due() == {}
    assert deadline(walk.machine.flow, walk.case) is None


def test_a_deadline_of_a_day_is_that_day(make_flow: MakeFlow) -> None:
    walk = Walk(make_flow, "{at: cloture, target: fin}")
    walk.wait("2026-11-23 10:00")
    assert deadline(walk.machine.flow, walk.case) == LastDay(date(2026, 12, 31))


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "America/Havana"])
def test_the_next_day_begins_where_summer_time_begins_at_midnight(make_flow: MakeFlow, zone: str) -> None:
    """The first instant of that day is 01:00 by the clock; the last day is still the one that was named."""
    last, first = {
        "America/Sao_Paulo": ("2018-11-03", "2018-11-04 01:00"),
        "Africa/Cairo": ("2026-04-23", "2026-04-24 01:00"),
        "Asia/Beirut": ("2026-03-28", "2026-03-29 01:00"),
        "America/Havana": ("2026-03-07", "2026-03-08 01:00"),
    }[zone]
    text = FLOW.replace("{TIMEOUT}", f"{{at: {last}, target: fin}}").replace(
        "REMINDERS", "{after: 1 hours, " + MAIL + "}"
    )
    flow = make_flow("delais", text.replace("Europe/Paris", zone), {"saisie": FORM, "milieu": SECOND}, SITE)
    case = Case("c", flow.name, flow.digest, "creation", 0, (Step("attente", 1),))
    timers = timers_of(flow, case, Clock(datetime(2018, 1, 1, tzinfo=UTC), WEEK))
    due_at = next(timer.due_at for timer in timers if timer.kind == "timeout")
    assert f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == first
    case = case._replace(trail=(case.present._replace(timers=timers),))
    assert deadline(flow, case) == LastDay(date.fromisoformat(last))


def test_what_is_fixed_does_not_move_when_the_calendar_changes(make_flow: MakeFlow) -> None:
    walk = Walk(make_flow, "{after: delai, target: fin}")
    walk.wait("2026-12-21 10:00")
    before = walk.due()
    walk.calendar = Calendar("FR", "Alsace", frozenset({date(2026, 12, 28)}))
    walk.send("2026-12-22 10:00", MODIFY, {"email": "b@exemple.fr"}, at=0, inner="suite")
    assert walk.case.state == "attente"
    assert walk.due() == before
    walk.send("2026-12-22 10:00", "relire")
    assert walk.due()["timeout"] == "2026-12-31 10:00:00", "entered anew, it counts by the calendar of today"


def test_modifier_keeps_the_entry_and_what_was_sent(make_flow: MakeFlow) -> None:
    walk = Walk(make_flow, "{after: 3 days, target: fin}")
    walk.wait("2026-11-23 10:00")
    entered_at = walk.case.present.entered_at
    reminded = decide(walk.machine, walk.case, Event("reminder", "timer", at=0), {}, paris("2026-11-23 11:00"), ALSACE)
    assert isinstance(reminded, Decision)
    # What the reminder sent has sealed the steps before: a flow whose reminder seals nothing can still be modified.
    walk.case = reminded.case._replace(sealed=0)
    walk.send("2026-11-24 10:00", MODIFY, {"email": "b@exemple.fr"}, at=0, inner="suite")
    assert (walk.case.state, walk.case.present.entered_at) == ("attente", entered_at)
    assert walk.due() == {"timeout": "2026-11-26 10:00:00"}, "not since today, and the reminder is not sent again"


def test_modifier_follows_a_day_that_was_changed(make_flow: MakeFlow) -> None:
    walk = Walk(make_flow, "{at: jour, target: fin}", "{at: jour, " + MAIL + "}, {after: 1 hours, " + MAIL + "}")
    walk.wait("2026-11-23 10:00", date(2026, 12, 1))
    answers = {"email": "a@exemple.fr", "jour": date(2026, 12, 10)}
    walk.send("2026-11-24 10:00", MODIFY, answers, at=0, inner="suite")
    assert walk.due() == {
        "reminder 1": "2026-11-23 11:00:00",
        "reminder 0": "2026-12-10 09:00:00",
        "timeout": "2026-12-11 00:00:00",
    }


def test_a_state_entered_anew_counts_anew(make_flow: MakeFlow) -> None:
    walk = Walk(make_flow, "{after: 2 days, since: milieu, target: fin}")
    walk.wait("2026-11-23 10:00")
    walk.send("2026-11-24 10:00", BACK)
    assert walk.case.state == "milieu"
    walk.send("2026-11-24 10:00", "suite")
    assert walk.due()["timeout"] == "2026-11-25 09:00:00", "`back` enters nothing: still since the first entry"
    walk.send("2026-11-24 10:00", BACK)
    walk.send("2026-11-24 10:00", "encore")
    walk.send("2026-11-24 12:00", "suite", {"email": "a@exemple.fr"})
    walk.send("2026-11-24 13:00", "suite")
    assert walk.due()["timeout"] == "2026-11-26 12:00:00", "entered by a target, it counts anew"


def test_of_two_entries_behind_a_seal_the_last_counts(make_flow: MakeFlow) -> None:
    walk = Walk(make_flow, "{after: 2 days, since: milieu, target: fin}")
    walk.wait("2026-11-23 10:00")
    walk.send("2026-11-23 11:00", "suite")
    assert walk.due() == {"timeout": "2026-12-23 09:00:00"}, "behind the seal, from the entry of `milieu`"
    walk.send("2026-11-23 12:00", "suite")
    walk.send("2026-11-23 13:00", "suite")
    assert [step.state for step in walk.case.trail] == ["saisie", "milieu", "attente", "scelle", "milieu", "attente"]
    assert walk.due()["timeout"] == "2026-11-25 12:00:00"


def test_what_is_due_before_the_entry_fires_as_of_the_entry(make_flow: MakeFlow) -> None:
    """As of its due time, the end would lie before the entry, and `closed` might have passed: erased unseen."""
    walk = Walk(make_flow, "{after: 2 hours, since: saisie, target: fin}")
    walk.begin("2026-11-23 08:00")
    walk.send("2026-11-23 09:00", "suite", {"email": "a@exemple.fr"})
    walk.send("2026-11-26 09:00", "suite")
    records = MemoryRecords(walk.machine)
    records.cases["c1"] = walk.case
    ready = prepare_due(records, "c1", paris("2026-11-26 09:00"))
    assert ready
    assert isinstance(ready.outcome, Decision)
    assert ready.request.event.name == TIMEOUT
    assert ready.outcome.case.closed_at == paris("2026-11-26 09:00")


def test_a_mail_says_what_the_calendar_made_of_it(make_flow: MakeFlow) -> None:
    walk = Walk(make_flow, "{at: cloture, target: fin}", "{at: jour, " + MAIL + "}")
    walk.wait("2026-11-23 10:00", date(2026, 12, 1))
    reminded = decide(walk.machine, walk.case, Event("reminder", "timer", at=0), {}, paris("2026-12-01 09:00"), ALSACE)
    assert not isinstance(reminded, Needs)
    (mail,) = (effect for effect in reminded.effects if isinstance(effect, PutMail))
    assert mail.values["deadline"] == LastDay(date(2026, 12, 31))
