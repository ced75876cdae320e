"""A world in memory: a value, from which any number of others follow by one action each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, assert_never

from engine.core.browsing.gates import Gates
from engine.core.browsing.holdings import Holdings
from engine.core.browsing.parts import Parts
from engine.core.browsing.results import Screen
from engine.core.browsing.viewing import Screens
from engine.core.browsing.visits import Visits
from engine.core.case import Taken
from engine.core.keeping import Key, code_is_worth
from engine.core.limits import Limits
from engine.core.steps.clients import Clients
from engine.core.steps.runner import StepRunner
from engine.core.trail import next_due
from engine.language.forms import normalise
from engine.language.load import Catalogue
from engine.language.urls import Address
from engine.language.values import Value
from engine.study.world import observation
from engine.study.world.ledger import LedgerInMemory, erase_due
from engine.study.world.observation import CodeSeen, Due, Kept, Observation, Row
from engine.study.world.person import Arrived, Filled, Gate, Person, opened, posted
from engine.study.world.surroundings import (
    ClicksInMemory,
    HostedMachines,
    OpenVault,
    PlainSigner,
    SaidAnswers,
    plain_gates,
    words_kept,
    words_of_code,
)
from engine.study.world.tables import Desk, Tables

LIMITS = Limits()  # as they are where an operator sets none


class Open(NamedTuple):
    """An address is opened: an entry, a state, a view, a document, a page. `query`: as a link carries it."""

    browser: str
    address: Address
    query: Mapping[str, str] = {}


class Post(NamedTuple):
    """
    The form of a page is sent.

    Attributes:
        event: the button; "back"; "": Enter in a field.
        values: field -> what is typed or chosen, as a browser sends it. One that is not named is sent as it stands.
        gate: what is answered to its challenge, where it shows one.
        page: which of the pages seen in this browser: -1 the present one, -2 the one before. Sent once more, it is a
            double post; sent when others have followed, a stale one.
    """

    browser: str
    event: str
    values: Mapping[str, tuple[str, ...]] = {}
    gate: Gate = "passed"
    page: int = -1


class Advance(NamedTuple):
    """The clock goes on; then a worker does all that is due."""

    by: timedelta


class PutRow(NamedTuple):
    """An operator imports a row of a register; one that a case holds is left. `status` None: it is taken out."""

    register: str
    key: str
    status: str | None


class SayAnswer(NamedTuple):
    """A service answers so from now on. `given` None: whatever it is given. `answer` None: it fails."""

    service: str
    answer: str | None
    given: tuple[Value, ...] | None = None


Action = Open | Post | Advance | PutRow | SayAnswer


class Hosted:
    """
    A catalogue that worlds host: joined once, shared by all of them. Not to be used by two threads at once.

    Args:
        limits: how long and how often.
    """

    def __init__(self, catalogue: Catalogue, limits: Limits = LIMITS) -> None:
        self.catalogue = catalogue
        self.desk = Desk(Tables(datetime.min))
        ledger, vault = LedgerInMemory(self.desk), OpenVault(self.desk)
        machines = HostedMachines(catalogue)
        self.vault = vault
        self.runner = StepRunner(machines, ledger, vault, limits, SaidAnswers(self.desk))
        self.runner.witness = self._took
        used = {s.gate.name for flow in catalogue.flows.values() for s in flow.states.values() if s.gate}
        self.gates = Gates(vault, ledger, plain_gates(sorted(used)), b"", PlainSigner(), PlainSigner())
        account = catalogue.site.account
        accounts = [named.name for named in account.flows] if account else []
        holdings = Holdings(self.runner, ledger, vault, limits, accounts)
        clients = Clients(vault, limits)
        screens = Screens(machines, self.runner, self.gates, limits, vault, self._now)
        parts = Parts(machines, ledger, vault, self.runner, holdings, self.gates, clients, screens)
        self.visits = Visits(parts, self._now, ClicksInMemory(self.desk))

    def _took(self, flow: str, taken: Sequence[Taken]) -> None:
        self.desk.change(taken=(*self.desk.tables.taken, *((flow, one) for one in taken)))

    def _now(self) -> datetime:
        return self.desk.tables.now


class World(NamedTuple):
    """
    Everything at one instant. To fork it is to keep it: an action gives another world and leaves this one.

    Attributes:
        persons: browser -> its person's.
    """

    hosted: Hosted
    tables: Tables
    persons: Mapping[str, Person]

    @classmethod
    def begun(cls, hosted: Hosted, now: datetime, browsers: Sequence[str] = ("A", "B")) -> World:
        """A world in which nothing has happened yet; `browsers`: each comes from a network address of its own."""
        persons = {name: Person(f"192.0.2.{number}") for number, name in enumerate(browsers, 1)}
        return cls(hosted, Tables(now), persons)

    @property
    def now(self) -> datetime:
        return self.tables.now

    def do(self, action: Action) -> tuple[World, Observation]:
        """The world after an action, and what can be seen of it."""
        desk = self.hosted.desk
        desk.tables = self.tables._replace(outbox={}, taken=())
        arrived: Arrived | None = None
        persons = self.persons
        match action:
            case Open(name, address, query):
                arrived = opened(self.hosted.visits, persons[name], address, query)
                persons = {**persons, name: arrived.person}
            case Post(name, event, values, gate, page):
                seen, filled = persons[name].pages[page], Filled(event, values, gate)
                arrived = posted(self.hosted.visits, self.hosted.gates, persons[name], seen, filled)
                persons = {**persons, name: arrived.person}
            case Advance(by):
                desk.change(now=desk.tables.now + by)
            case PutRow():
                _put_row(self.hosted, action)
            case SayAnswer(service, answer, given):
                desk.change(answers={**desk.tables.answers, (service, given): answer})
            case _:
                assert_never(action)
        work(self.hosted)
        world = World(self.hosted, desk.tables, persons)
        return world, world._seen(arrived)

    def _seen(self, arrived: Arrived | None) -> Observation:
        moves = tuple((move.to.kind, move.to.name, move.notice) for move in arrived.moves) if arrived else ()
        page = arrived.person.page if arrived else None
        puts = ((row.case_id, row.flow, row.put) for row in self.tables.outbox.values())
        mails, calls = observation.sent(puts, words_of_code)
        return Observation(moves, observation.shown(page) if page is not None else None, mails, calls, self.kept())

    def kept(self) -> Kept:
        """What is kept now: what is due, the registers' rows, the codes."""
        tables = self.tables
        due: list[Due] = []
        for case in tables.cases.values():
            due += observation.due_of(case.case, case.erase_at)
        rows = [Row(*this, key.status, key.case_id is not None) for this, key in tables.keys.items()]
        codes = [
            CodeSeen(flow, name, code.serial, code_is_worth(code.state, code.expires_at, tables.now))
            for (flow, name, _), code in tables.codes.items()
        ]
        return Kept(tuple(sorted(due)), tuple(sorted(rows)), tuple(sorted(codes)))

    def codes(self) -> tuple[tuple[str, str, str], ...]:
        """Flow, name and words of each code that is known here, the newest first."""
        newest = reversed(tuple(self.tables.codes))
        return tuple((flow, name, words_kept(kept)) for flow, name, kept in newest)

    def due(self) -> tuple[Due, ...]:
        """What happens by itself, the next first."""
        return tuple(sorted(self.kept().due, key=lambda one: one.at))

    def page(self, browser: str) -> Screen | None:
        """The screen that a browser shows; None: it shows none."""
        page = self.persons[browser].page
        return page if isinstance(page, Screen) else None


def work(hosted: Hosted) -> None:
    """What a worker does in one pass: timers that are due, the longest due first, and erasing. Mails go at once."""
    desk = hosted.desk
    now = desk.tables.now
    due = [(row.case.due_at, case_id) for case_id, row in desk.tables.cases.items() if next_due(row.case, now)]
    for _, case_id in sorted(due, key=lambda one: one[0] or now):
        hosted.runner.fire_due(case_id, now)
    erase_due(desk)


def _put_row(hosted: Hosted, put: PutRow) -> None:
    register = hosted.catalogue.registers()[put.register]
    this = (put.register, normalise(register.kind, put.key))
    keys = hosted.desk.tables.keys
    found = keys.get(this)
    if found and found.case_id is not None:
        return
    left = {key: row for key, row in keys.items() if key != this}
    hosted.desk.change(keys={**left, this: Key(put.status)} if put.status else left)
