"""
What a stranger has: the wheel in an empty environment, served from an empty folder, with a clock that a test moves.

A service of it answers what the walks of `tests.support` ask of a `ServiceUnderTest`, over HTTP and SMTP.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import func, select

from engine.shipped import shipped
from engine.store import clock, tables
from engine.store.database import Database
from engine.store.due import due_cases
from tests.support.person import Page, Person, over_http
from tests.support.production_site import until
from tests.support.server_process import serving
from tests.support.service_under_test import START
from tests.support.smtp_server import Relay, relaying

WAITING = 'class="notice"'  # of a mail that is not sent, or tried again: it would come after later ones


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; it must succeed. It finds no engine but the installed one."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_wheel(folder: Path) -> Path:
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ".", cwd=shipped())
    (found,) = folder.glob("parcours-*.whl")
    return found


def install(wheel: Path, environment: Path) -> Path:
    """
    An environment with the wheel. What it depends on is read from this run's own environment, which has the same
    versions: only the engine must come from the wheel.
    """
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=environment)
    python = environment / "bin" / "python"
    run(sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "--no-deps", wheel, cwd=environment)
    there = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=environment).strip()
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(there, "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return environment


def parcours(environment: Path) -> str:
    """The command that the wheel brings."""
    return str(environment / "bin" / "parcours")


class InstalledService:
    """
    `parcours serve --dev` of an installed wheel. Its clock ticks, from `START` on.

    Attributes:
        named: each mail and call that was sent, as its flow names it.
    """

    def __init__(self, address: str, relay: Relay, database: Database) -> None:
        self.address = address
        self.named: set[str] = set()
        self._relay = relay
        self._mails: list[EmailMessage] = []
        self._operator = self.person()
        self._ahead = START - datetime.now(UTC)
        self._database = database
        with database.write() as tx:
            clock.advance(tx, self._ahead)  # or back, as no button does: what is asked of the day holds in any year

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def person(self) -> Person:
        """Someone with a browser of their own."""
        return over_http(self.address)

    def advance(self, **delta: float) -> None:
        """By developer mode's own clock. What waits is sent before, what is due then is done."""
        self.posted()  # the mailbox forgets a mail with its case
        token = self._operator.open("/_dev/clock").tree.xpath("//input[@name='_csrf']/@value")[0]
        to = self.now + timedelta(**delta)
        self._ahead += timedelta(**delta)
        page = self._operator.post("/_dev/clock", [("_csrf", token), ("to", to.isoformat())])
        assert page.status == 200, page.text
        until(lambda: not self._timers_due() and not self._to_erase(), "the worker")

    def mails(self) -> list[EmailMessage]:
        """Every mail that the relay was given, the oldest first."""
        self.posted()
        self._mails += self._relay.taken()
        return self._mails

    def letters(self) -> list[bytes]:
        """Every letter posted, the oldest first."""
        made = self.posted().tree.xpath("//a[contains(@href, '/made')]/@href")
        return [self._operator.open(address).body for address in reversed(made)]

    def posted(self) -> Page:
        """The mailbox, once nothing waits any more."""
        until(lambda: WAITING not in self._operator.open("/_dev/mails").body.decode(), "the mails")
        listed = self._operator.page.tree.xpath("//ul[@class='dev-mails']//span/code")
        self.named |= {name.text for name in listed}
        return self._operator.page

    def _to_erase(self) -> int:
        """A browser that is forgotten between a page and its post would be told that the page is out of date."""
        with self._database.read() as tx:
            past = select(func.count()).select_from(tables.cases).where(tables.cases.c.erase_at <= self.now)
            return int(tx.execute(past).scalar_one())

    def _timers_due(self) -> list[str]:
        with self._database.read() as tx:
            return due_cases(tx, self.now, 1)


@contextmanager
def serving_installed(environment: Path, folder: Path) -> Iterator[InstalledService]:
    """Serves from an empty folder."""
    with relaying() as relay, serving(folder, command=(parcours(environment),), **relay.settings) as served:
        database = Database(f"sqlite:///{folder / 'var' / 'parcours.db'}")
        try:
            yield InstalledService(served.address, relay, database)
        finally:
            database.close()
