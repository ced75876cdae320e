"""
kill -9 at every point of one step, on processes of their own; then what a restart finds, as JSON.

    python -m tests.support.kills STEP FOLDER TIMES WORKERS_TIMES

TIMES: how often at the points of one name, at least; WORKERS_TIMES: the same for those that only a worker passes.

The launcher has one thread and no connection open when it forks: a forked lock or a forked SQLite connection would be a
fault of the test. Each forked process takes the step and is killed on the way; the launcher is what starts after it.
"""

from __future__ import annotations

import json
import os
import signal
import smtplib
import sqlite3
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from engine.delivery.smtp import MailSettings
from engine.worker import LEASE_SECONDS
from tests.support.database_faults import BEGIN, COMMIT, Driver
from tests.support.expert_requests import EXPIRED, STRAIGHT, Procedure, Step, procedure_in
from tests.support.simulation.oracle import Oracle
from tests.support.smtp_server import relaying

WAYS = {step.name: way for way in (EXPIRED, STRAIGHT) for step in way}
BEFORE_BEGIN, AFTER_A_WRITE = "before BEGIN", "after a write"
BEFORE_COMMIT, AFTER_COMMIT = "before COMMIT", "after COMMIT"
BEFORE_DATA, AFTER_250 = "before DATA", "after 250"
BEFORE_THE_ANSWER, AFTER_THE_ANSWER = "before the answer", "after the answer"
AFTER_LEASE, AFTER_MARK, AFTER_CLAIM = "after the lease", "after the mark", "after the timer's claim"
WORKERS = {AFTER_LEASE, BEFORE_DATA, AFTER_250, AFTER_MARK, AFTER_CLAIM}
# What a worker writes to take a mail, to say that it is sent, and to take a case whose timer is due.
LEASE, MARK, CLAIM = "UPDATE outbox SET attempts", "UPDATE outbox SET put", "UPDATE cases SET"


class Point(NamedTuple):
    """Where a process is killed: at the `at`-th call of the database, or where its name says."""

    name: str
    at: int = 0
    call: str = ""  # the words of that call

    @property
    def done(self) -> bool:
        """Killed once the call is made, not before."""
        return self.name in {AFTER_A_WRITE, AFTER_COMMIT, AFTER_LEASE, AFTER_MARK, AFTER_CLAIM}


class Ended(NamedTuple):
    """What became of one process, and of what it left."""

    point: Point
    killed: bool
    taken: int  # copies of a mail that the relay had when it was killed
    marked: bool  # whether the outbox said so
    copies: int  # once all was done
    fault: str | None


def points_of(step: Step, calls: list[str]) -> Iterator[Point]:
    """Before each BEGIN, after each write, before and after each COMMIT; and those that are no call of the database."""
    writing, written = False, ""
    for at, words in enumerate(calls, 1):
        if words == BEGIN:
            writing, written = True, ""
            yield Point(BEFORE_BEGIN, at, words)
        elif words == COMMIT:
            writing = False
            yield Point(BEFORE_COMMIT, at, words)
            workers = AFTER_LEASE if written.startswith(LEASE) else AFTER_MARK if written.startswith(MARK) else None
            yield Point(workers or AFTER_COMMIT, at, words)
        elif writing and words.split()[0] in {"INSERT", "UPDATE", "DELETE"}:
            written = words
            is_claim = not step.title and words.startswith(CLAIM)
            yield Point(AFTER_CLAIM if is_claim else AFTER_A_WRITE, at, words)
    if step.name == "is mailed":
        yield from (Point(BEFORE_DATA), Point(AFTER_250))
    if step.title:
        yield from (Point(BEFORE_THE_ANSWER), Point(AFTER_THE_ANSWER))


class Trial:
    """
    One step, and all there is before it.

    Args:
        relayed: the file in which the relay notes each mail that it takes.
    """

    def __init__(self, procedure: Procedure, driver: Driver, relayed: Path, name: str) -> None:
        self._procedure = procedure
        self._driver = driver
        self._relayed = relayed
        self._step = next(step for step in procedure.steps if step.name == name)
        self._before = procedure.to(name)
        catalogue = procedure.walk.service.parcours.catalogue
        self._delays = {flow.digest: timedelta(hours=48) for flow in catalogue.flows.values()}

    def points(self) -> list[Point]:
        calls: list[str] = []
        self._procedure.back_to(self._before)
        self._driver.before = calls.append
        self._procedure.take(self._step)
        self._driver.at_ease()
        return list(points_of(self._step, calls))

    def kill(self, point: Point, *, to_the_end: bool) -> Ended:
        """One process takes the step and is killed; then the service starts again, and the person goes on."""
        self._procedure.back_to(self._before)
        self._relayed.write_bytes(b"")
        hearing, saying = os.pipe()
        child = os.fork()
        if child == 0:
            self._take_and_die(point, saying)
        os.close(saying)
        with open(hearing, encoding="ascii") as words:
            heard = [json.loads(line) for line in words]
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        taken, marked = max(self._mails().values(), default=0), "sent" in self._outbox().values()
        fault = None
        try:
            self._go_on(heard, to_the_end=to_the_end)
        except Exception:  # noqa: BLE001 - whoever started this reads it
            fault = traceback.format_exc()
        return Ended(point, killed, taken, marked, max(self._mails().values(), default=0), fault)

    def _take_and_die(self, point: Point, saying: int) -> NoReturn:
        """In the forked process."""
        made = 0

        def before(_words: str) -> None:
            nonlocal made
            made += 1
            if made == point.at and not point.done:
                _die()

        def after(_words: str) -> None:
            if made == point.at and point.done:
                _die()

        service, browser = self._procedure.walk

        def hear() -> None:
            os.write(saying, json.dumps([browser.last[1], browser.cookie]).encode() + b"\n")

        try:
            browser.redirected = hear
            self._driver.before, self._driver.after = before, after
            _die_with_the_relay(point.name)
            if point.name == BEFORE_THE_ANSWER:
                _die_before_the_answer(service.app)
            self._procedure.take(self._step)
            if point.name == AFTER_THE_ANSWER:
                hear()
                _die()
        finally:
            os._exit(0)

    def _go_on(self, heard: list[tuple[str, str]], *, to_the_end: bool) -> None:
        """
        What a restart finds is consistent; the person's browser sends the same again.

        Args:
            heard: where it had been sent already, with the cookie it had then; or the page that had come.
        """
        procedure = self._procedure
        service, browser = procedure.walk
        oracle = Oracle(service.database, self._delays)
        try:
            oracle.look(service.now)
            if heard:
                address, browser.cookie = heard[-1]
                page = browser.person.open(address)
                assert page.status == self._step.status, page.text
                assert page.h1 == self._step.title
            else:
                procedure.take(self._step)
            oracle.look(service.now)
            service.now += timedelta(seconds=LEASE_SECONDS)
            service.worker.work()
            oracle.look(service.now)
            for step in procedure.steps[procedure.steps.index(self._step) + 1 :] if to_the_end else ():
                procedure.take(step)
                oracle.look(service.now)
            causes = {str(mail["message_id"]) for mail in oracle.mails.values()} | set(self._outbox())
            assert set(self._mails()) <= causes, "a mail without a committed cause"
            lost = {row for row, state in self._outbox().items() if state != "sent"}
            assert not lost, "a mail was lost"
        finally:
            oracle.close()
            service.parcours.database.close()

    def _mails(self) -> Counter[str]:
        """Message-ID -> copies that the relay has taken since this trial began."""
        return Counter(self._relayed.read_text(encoding="ascii").split())

    def _outbox(self) -> dict[str, str]:
        with closing(sqlite3.connect(self._procedure.walk.service.database)) as connection:
            return dict(connection.execute("SELECT message_id, state FROM outbox"))


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("not killed")


def _die_with_the_relay(point: str) -> None:
    real = smtplib.SMTP.data

    def data(self: smtplib.SMTP, words: Any) -> Any:
        if point == BEFORE_DATA:
            _die()
        answer = real(self, words)
        if point == AFTER_250:
            _die()
        return answer

    smtplib.SMTP.data = data  # type: ignore[method-assign]


def _die_before_the_answer(app: Any) -> None:
    real: Callable[..., Any] = app.wsgi_app

    def answer(environ: Any, start: Any) -> NoReturn:
        list(real(environ, start))
        _die()

    app.wsgi_app = answer


@contextmanager
def _relaying(taken: Path) -> Iterator[int]:
    """A relay in a process of its own, for the launcher must have one thread: its port."""
    hearing, saying = os.pipe()
    process = os.fork()
    if process == 0:
        with relaying() as relay:
            relay.mails = _Notes(taken)  # type: ignore[assignment]
            os.write(saying, str(relay.port).encode())
            os.close(saying)
            signal.pause()
    os.close(saying)
    with open(hearing, encoding="ascii") as port:
        yield int(port.read())
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


class _Notes:
    """Notes the Message-ID of each mail before the relay says that it has taken it."""

    def __init__(self, taken: Path) -> None:
        self._taken = taken

    def put(self, mail: EmailMessage) -> None:
        with open(self._taken, "a", encoding="ascii") as taken:
            taken.write(mail["Message-ID"].partition("@")[0].strip("<") + "\n")


def often(points: list[Point], times: int, workers_times: int) -> Iterator[tuple[Point, int]]:
    """How often to kill at each, so that those of one name come together to as much as is asked."""
    named = Counter(point.name for point in points)
    for point in points:
        wanted = workers_times if point.name in WORKERS else times
        yield point, -(-wanted // named[point.name])


def main(name: str, folder: str, times: str, workers_times: str) -> None:
    relayed = Path(folder) / "relayed"
    relayed.touch()
    driver = Driver()
    ended: list[Ended] = []
    with _relaying(relayed) as port:
        mail = MailSettings("127.0.0.1", port, None, None, False, False, 10.0, None)
        with driver.connected(), procedure_in(Path(folder), WAYS[name], mail=mail) as procedure:
            trial = Trial(procedure, driver, relayed, name)
            for point, so_often in often(trial.points(), int(times), int(workers_times)):
                ended += [trial.kill(point, to_the_end=once == 0) for once in range(so_often)]
    json.dump([{**one._asdict(), "point": one.point._asdict()} for one in ended], sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
