"""A whole service for one test: real database, real pages, a clock that stands until the test moves it."""

from __future__ import annotations

import re
import socket
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from engine.application import Application
from engine.language.load import load_catalogue
from engine.registry import Registry
from engine.settings import Settings
from engine.shipped import shipped
from engine.store import mailbox
from engine.store.copies import made_of
from engine.web.app import create_app
from engine.web.server import Server
from engine.worker import create_worker
from tests.support.person import Person, in_process, over_http
from tests.support.shipped_flows import shipped_catalogue
from tests.support.strict_mail import read_mail

KEY = "0123456789abcdef" * 3
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, 10:00 in Paris


class ServiceUnderTest:
    """
    The service, its worker and its clock.

    Args:
        database: a folder to keep the database in.
        folder: the flows; None: those that are shipped.
        registry: what they may name; None: what is installed.
        start: what its clock shows first.
    """

    def __init__(
        self,
        database: Path,
        folder: Path | None = None,
        registry: Registry | None = None,
        start: datetime = START,
        **settings: Any,
    ) -> None:
        self.now = start
        root = folder or shipped()
        own = folder or registry
        catalogue = load_catalogue(root, registry=registry) if own else shipped_catalogue()
        assert not (wrong := catalogue.refusing()), "\n\n".join(map(str, wrong))
        self.database = database / "parcours.db"
        base_url = str(settings.pop("base_url", "http://127.0.0.1"))
        given = {"dev": True, "cheap_secrets": True, "mail": None, **settings}
        self.settings = Settings(root, f"sqlite:///{self.database}", KEY, base_url, ("127.0.0.1", "localhost"), **given)
        self.parcours = Application(self.settings, catalogue, clock=lambda: self.now, registry=registry)
        self.worker = create_worker(self.parcours)
        self._sent_before = set(self._sources())
        self.app = create_app(self.parcours)
        self.address = ""
        self._server: Server | None = None

    def person(self, kind: type[Person] = Person) -> Person:
        """Someone with a browser of their own."""
        return over_http(self.address, kind=kind) if self.address else in_process(self.app, kind=kind)

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def mails(self) -> list[EmailMessage]:
        """
        Every mail, sent by now, the oldest first.

        One that is not written by the letter fails the test, unless an older engine sent it.
        """
        self.worker.post()
        sources = self._sources()
        for id, source in sources.items():
            if id not in self._sent_before:
                read_mail(source.encode("ascii"))
        return [message_from_string(source, _class=EmailMessage, policy=policy.default) for source in sources.values()]

    def letters(self) -> list[bytes]:
        """Every letter posted, as developer mode shows them, the oldest first."""
        self.worker.post()
        with self.parcours.database.read() as tx:
            return [made_of(mailbox.source(tx, copy.id)).content for copy in mailbox.made(tx)]

    def serve(self) -> str:
        """Serves on a free port of this machine, in threads of this process, as `parcours serve` does."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._server = Server(self.app, listening)
        self._serving = threading.Thread(target=self._server.run, daemon=True)
        self._serving.start()
        return self.address

    def _sources(self) -> dict[int, str]:
        """Each mail as it travelled, in the order sent."""
        with self.parcours.database.read() as tx:
            return {copy.id: mailbox.source(tx, copy.id) for copy in mailbox.copies(tx)}

    def close(self) -> None:
        if self._server:
            self._server.end()
            self._serving.join()  # closed under its feet, it would fail in the next test
        self.parcours.close()


def codes_in(text: str, length: int = 10) -> list[str]:
    """The codes that stand on a line of their own in a mail's text, in groups of five or, in an old one, in one."""
    alone = re.findall(r"^[0-9A-Z]{5}(?: ?[0-9A-Z]{5})*(?: ?[0-9A-Z]{1,4})?$", text, re.M)
    return [code for found in alone if len(code := found.replace(" ", "")) == length]


def text_of(mail: EmailMessage) -> str:
    """A mail's plain text."""
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content()).replace("\r\n", "\n").replace("\N{NO-BREAK SPACE}", " ")
