"""
The real service beside a world in memory: its store, its worker, its rules – but chance draws what the world draws, and
services answer as they are told, so that what both show can be compared.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.application import Application
from engine.core.browsing.gates import Gates
from engine.core.case import Put
from engine.core.keeping import code_is_worth
from engine.language.forms import normalise
from engine.settings import Settings
from engine.shipped import shipped
from engine.store import cases, outbox, registers, tables, waiting
from engine.study.world import (
    Action,
    Advance,
    CodeSeen,
    Due,
    Kept,
    Observation,
    Open,
    Post,
    PutRow,
    Row,
    SayAnswer,
    observation,
)
from engine.study.world.person import Arrived, Filled, Person, opened, posted
from engine.study.world.surroundings import fresh_id, fresh_number, words_of_code
from engine.worker import Worker
from tests.support.shipped_flows import shipped_catalogue

KEY = "0123456789abcdef" * 3


class _Answers:
    """Implements `core.surroundings.Services`."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, Any], str | None] = {}

    def answer(self, name: str, given: tuple[Any, ...]) -> str | None:
        return self.said[name, given] if (name, given) in self.said else self.said.get((name, None))


class ToldService:
    """The shipped flows, served from a database in memory."""

    def __init__(self, now: datetime, browsers: tuple[str, ...], *, dev: bool = False) -> None:
        self.now = now
        hosts = ("127.0.0.1", "localhost")
        settings = Settings(shipped(), "sqlite://", KEY, "http://localhost", hosts, None, dev=dev, cheap_secrets=True)
        self.parcours = Application(settings, shipped_catalogue(), clock=lambda: self.now)
        self._drawn = 0
        vault = self.parcours.vault
        vault.fresh = lambda size=16: fresh_id(self._draw(), size)  # type: ignore[method-assign]
        vault.number = lambda digits: fresh_number(self._draw(), digits)  # type: ignore[method-assign]
        vault.code = words_of_code  # type: ignore[method-assign]
        self._answers = _Answers()
        self.parcours.runner._services = self._answers
        self._worker = Worker(self.parcours, None)
        gates = self.parcours.service._gates
        assert isinstance(gates, Gates)
        self._gates = gates
        self.persons = {name: Person(f"192.0.2.{number}") for number, name in enumerate(browsers, 1)}

    def do(self, action: Action) -> Observation:
        """What can be seen once the action is done, and the worker has made a pass."""
        arrived: Arrived | None = None
        service = self.parcours.service
        match action:
            case Open(name, address, query):
                arrived = opened(service, self.persons[name], address, query)
            case Post(name, event, values, gate, page):
                seen = self.persons[name].pages[page]
                arrived = posted(service, self._gates, self.persons[name], seen, Filled(event, values, gate))
            case Advance(by):
                self.now += by
            case PutRow(register, key, status):
                self._put_row(register, key, status)
            case SayAnswer(said, answer, given):
                self._answers.said[said, given] = answer
        if arrived:
            assert isinstance(action, Open | Post)
            self.persons[action.browser] = arrived.person
        self.work()
        moves = tuple((move.to.kind, move.to.name, move.notice) for move in arrived.moves) if arrived else ()
        page = arrived.person.page if arrived else None
        mails, calls = observation.sent(self._leaving(), words_of_code)
        return Observation(moves, observation.shown(page) if page is not None else None, mails, calls, self._kept())

    def work(self) -> None:
        """The worker makes a pass; mails are left where they wait."""
        self._worker.fire()
        self._worker.erase()

    def close(self) -> None:
        self.parcours.close()

    def _draw(self) -> int:
        self._drawn += 1
        return self._drawn

    def _put_row(self, register: str, key: str, status: str | None) -> None:
        normal = normalise(self.parcours.catalogue.registers()[register].kind, key)
        with self.parcours.database.write() as tx:
            if status is not None:
                registers.put(tx, register, normal, status)
                return
            rows = tables.register_rows
            this = (rows.c.register == register, rows.c.key == normal, rows.c.case_id.is_(None))
            tx.execute(sa.delete(rows).where(*this))

    def _leaving(self) -> list[tuple[str, str, Put]]:
        """What waits to be sent is sent."""
        with self.parcours.database.write() as tx:
            rows = waiting.lease(tx, self.now, "test", 60, 100)
            for row in rows:
                outbox.sent(tx, row, "test", self.now)
        return [(row.case_id, row.flow, row.put) for row in sorted(rows, key=lambda row: row.id)]

    def _kept(self) -> Kept:
        due: list[Due] = []
        with self.parcours.database.read() as tx:
            erased_at = dict(tx.execute(sa.select(tables.cases.c.id, tables.cases.c.erase_at)).all())
            for case in cases.load_many(tx, list(erased_at)):
                due += observation.due_of(case, erased_at[case.id])
            names = self.parcours.catalogue.registers()
            rows = [Row(name, *listed) for name in names for listed in registers.listing(tx, name)]
            found = tx.execute(sa.select(tables.codes)).all()
        codes = [
            CodeSeen(row.flow, row.name, row.serial, code_is_worth(row.state, row.expires_at, self.now))
            for row in found
        ]
        return Kept(tuple(sorted(due)), tuple(sorted(rows)), tuple(sorted(codes)))
