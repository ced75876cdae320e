"""
One seed, one simulation: a few people who want the same addresses, two workers, a relay that fails, a clock that jumps,
a process that dies – all from one source of chance, so that a seed is the same story each time it is told.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from flask_mail import Message
from jinja2 import Environment

from engine.application import Application
from engine.core.kept import Unavailable
from engine.delivery.messages import Messages
from engine.delivery.templates import environment
from engine.language.forms import normalise
from engine.language.load import Catalogue, load_catalogue
from engine.settings import Settings
from engine.shipped import shipped
from engine.store import registers
from engine.worker import Worker
from tests.support.database_faults import FAULTS, Driver
from tests.support.process import DIES_AFTER, DIES_BEFORE, NOTHING, WAITS, Died, Plan, happening
from tests.support.shipped_flows import shipped_catalogue
from tests.support.simulation.oracle import Broken, Oracle, from_ticks
from tests.support.simulation.people import ADDRESSES, People
from tests.support.simulation.relay import SimulatedRelay

FLOW = "espace_expert"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEPS = 40
PROMISED = timedelta(hours=2)  # that a mail waits at most, once the relay is well again: LAST_RETRY, and a lease


@cache
def catalogues() -> tuple[Catalogue, Catalogue]:
    """The shipped flows, and an edit of them: a request lives for 24 hours only."""
    first = shipped_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("flows", "forms"):
            shutil.copytree(shipped() / name, Path(folder) / name)
        flow = Path(folder) / "flows" / f"{FLOW}.yaml"
        words = flow.read_text(encoding="utf-8")
        assert words.count("activation_delay: 48 hours") == 1
        flow.write_text(words.replace("activation_delay: 48 hours", "activation_delay: 24 hours"), encoding="utf-8")
        second = load_catalogue(Path(folder))
    for catalogue in (first, second):
        assert not catalogue.problems
    return first, second


@cache
def _delays() -> dict[str, timedelta]:
    first, second = (catalogue.flows[FLOW].digest for catalogue in catalogues())
    return {first: timedelta(hours=48), second: timedelta(hours=24)}


@cache
def _templates() -> Environment:
    """A process that starts anew need not read them anew: nothing of a case is in them."""
    return environment([shipped() / "templates"])


@cache
def _words(language: str) -> Messages:
    return Messages([shipped() / "templates" / "texts"], language)


class Simulation:
    """
    Everything of one seed.

    Args:
        folder: for its database.
        tell: told each line of the story.
    """

    def __init__(self, seed: int, folder: Path, tell: Callable[[str], None] = lambda _line: None) -> None:
        self.rng = Random(seed)
        self.now = START
        self.happened: Counter[str] = Counter()
        self.driver = Driver()
        self._tell = tell
        self._edited = 4 if self.rng.random() < 0.15 else 0  # whether the flow is edited while it is hosted
        self._level = 0  # actions under way, one inside the other
        self._acted_meanwhile = False
        path = folder / "simulation.db"
        self._settings = Settings(
            shipped(), f"sqlite:///{path}", "k" * 40, "http://127.0.0.1", ("127.0.0.1",), None, cheap_secrets=True
        )
        self._hosted = catalogues()[0]
        self._start()
        with self.parcours.database.write() as tx:
            registers.put(tx, "espaces", "certificat@exemple.fr", "certificat_unique")
        self.oracle = Oracle(path, _delays())
        self.simulated_relay = SimulatedRelay(self.rng, self.oracle, self.note, self._others_act)
        self.people = People(self)

    def close(self) -> None:
        self.parcours.close()
        self.oracle.close()

    def live(self, steps: int = STEPS) -> None:
        """
        The whole story: some steps in which anything may happen, then all is well again and must come to a good end.

        Raises:
            Broken: a promise is.
        """
        self.people.begin()
        self.look()
        for _ in range(steps):
            self._survived(self._plan())
        self._good_end()

    # -- for those who live here

    def note(self, line: str) -> None:
        """The next line of the story."""
        self._tell("  " * max(0, self._level - 1) + line)

    def look(self) -> bool:
        """
        The oracle looks.

        Returns:
            Whether nobody else has acted since it looked last.
        """
        quiet, self._acted_meanwhile = not self._acted_meanwhile, False
        for row in self.oracle.look(self.now).rows["codes"]:
            if row["case_id"]:
                self.oracle.secret.add(self.code(row["case_id"]))
        return quiet

    def code(self, case_id: str) -> str:
        """The words of a case's code."""
        return self.parcours.vault.code(case_id, "activation", 1, 10)

    # -- what happens

    def _survived(self, plan: Plan) -> None:
        """An action at the level of the process itself: where it dies, another is started."""
        try:
            self._act(plan)
        except Died:
            self.happened["died"] += 1
            self._restart()
        self.look()

    def _act(self, plan: Plan) -> None:
        alone = self._level == 0
        doings: dict[Callable[[], None], int] = {
            self.people.act: 70,
            self.work: 14,
            self._jump: 9,
            self._import: 1,
            self._deploy: alone and self._edited,
            self._die: alone,
        }
        self._level += 1
        try:
            with happening(self.driver, plan, self._others_act, self._note_fault):
                self.rng.choices(list(doings), list(doings.values()))[0]()
        finally:
            self._level -= 1

    def _plan(self) -> Plan:
        kind = self.rng.choices((NOTHING, DIES_BEFORE, DIES_AFTER, WAITS, *FAULTS), (60, 3, 4, 18, 4, 4, 4, 3))[0]
        return Plan(kind, self.rng.randrange(1, 4) if kind == WAITS else int(self.rng.triangular(1, 45, 8)))

    def _others_act(self) -> None:
        """Somebody's step waits where it is, outside any transaction, while others do theirs."""
        if self._level >= 3:
            return
        self.happened["others acted meanwhile"] += 1
        self.note("meanwhile:")
        for _ in range(self.rng.randrange(1, 3)):
            self._act(self._plan())
            self.look()
        self._acted_meanwhile = True

    def _note_fault(self, line: str) -> None:
        self.happened[line.strip().partition(" at ")[0].partition(" before ")[0].partition(" after ")[0]] += 1
        self.note(line)

    def work(self) -> None:
        worker = self.rng.choice(self.workers)
        does = self.rng.choice((worker.work, worker.work, worker.post, worker.fire, worker.erase))
        self.note(f"worker: {does.__name__}")
        try:
            with self.simulated_relay.round():
                does()
        except Unavailable as fault:
            self.note(f"worker: {fault}")

    def _jump(self) -> None:
        """The clock goes on a little, far, to about when something is due – or is put back a little."""
        rng = self.rng
        due = [row["due_at"] for row in self.oracle.tables.rows["cases"] if row["due_at"]]
        far = timedelta(days=rng.randrange(1, 100))
        near = (
            timedelta(seconds=rng.randrange(-2, 60)),
            timedelta(minutes=rng.randrange(40)),
            timedelta(hours=rng.randrange(30)),
        )
        jump = rng.choices((*near, far), (6, 6, 4, 1))[0]
        if due and rng.random() < 0.4:
            beside = timedelta(microseconds=rng.choice((-1, 0, 1)))
            jump = max(from_ticks(rng.choice(due)) + beside - self.now, timedelta(seconds=-2))
        self.now += jump
        self.note(f"clock: {self.now:%d %b %Y %H:%M:%S.%f}")

    def _import(self) -> None:
        """An operator reads in a register."""
        key = normalise("email", self.rng.choice(ADDRESSES[-2:]))
        status = self.rng.choice(("certificat_unique", "certificat_partage"))
        try:
            with self.parcours.database.write() as tx:
                self.note(f"operator: {key} is {status}: {registers.put(tx, 'espaces', key, status)}")
        except Unavailable as fault:
            self.note(f"operator: {fault}")

    def _deploy(self) -> None:
        """The other version of the flow is hosted from now on."""
        first, second = catalogues()
        self._hosted = second if self._hosted is first else first
        self._die()

    def _die(self) -> None:
        self.note("kill -9")
        raise Died

    # -- the process

    def _start(self) -> None:
        self.parcours = Application(self._settings, self._hosted, clock=lambda: self.now)
        self.parcours.templates = _templates()
        self.parcours.words = _words  # type: ignore[method-assign]
        self.workers = [Worker(self.parcours, self._send) for _ in range(2)]

    def _send(self, message: Message) -> None:
        self.simulated_relay.take(message, self.code)

    def _restart(self) -> None:
        """Nothing is left but the database. It may fail again while the process starts."""
        self.driver.end()
        self.parcours.close()
        self._level = 0
        self.note("starts again")
        plan = self._plan() if self.rng.random() < 0.2 else Plan()
        try:
            with happening(self.driver, plan, _nothing, self._note_fault):
                self._start()
        except (Died, Unavailable) as fault:
            self.note(f"does not start: {fault!r}")
            self.driver.end()
            self._start()

    # -- the end

    def _good_end(self) -> None:
        """All is well: every mail comes, every live request can be activated, and a newcomer gets an account."""
        self.note("all is well")
        self.simulated_relay.well = True
        self._restart_well()
        self._all_mails_come()
        self.people.finish()
        self._all_mails_come()
        self._erased_whole()

    def _restart_well(self) -> None:
        self.driver.end()
        self.parcours.close()
        self._start()

    def _all_mails_come(self) -> None:
        self.now += PROMISED
        with self.simulated_relay.round():
            self.workers[0].work()
        tables = self.oracle.look(self.now)
        for name, mail in self.oracle.mails.items():
            gone = mail["case_id"] in self.oracle.erased or name in self.simulated_relay.given_up
            if not self.simulated_relay.copies[name] and not gone:
                raise Broken(f"mail {mail['key']} never came")
        waiting = [row["key"] for row in tables.rows["outbox"] if row["state"] == "waiting"]
        if waiting:
            raise Broken(f"{waiting} wait for ever")

    def _erased_whole(self) -> None:
        """A year later only accounts are left; and no secret stands in the database's files, used pages or free."""
        self.parcours.close()
        path = self.oracle.path
        words = b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*"))).lower()
        for secret in sorted(self.oracle.secret):
            if secret.encode().lower() in words:
                raise Broken(f"{secret} stands in the database's files")
        self._start()
        self.now += timedelta(days=365)
        self.workers[0].work()
        left = {row["state"] for row in self.oracle.look(self.now).rows["cases"]}
        if not left <= {"espace_cree", "mon_espace"}:
            raise Broken(f"a year later {sorted(left)} are left")


def _nothing() -> None: ...
