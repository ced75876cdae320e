"""A mail relay on this machine: what it was given, as it came."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from queue import Queue
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope


class Relay:
    """
    Attributes:
        mails: each as it came; wait for one with `get(timeout=…)`.
        before_answer: called with a mail in hand, before the sender is told that it was taken.
    """

    def __init__(self) -> None:
        self.mails: Queue[EmailMessage] = Queue()
        self.before_answer: Callable[[], None] = lambda: None
        self.port = 0

    @property
    def settings(self) -> dict[str, str]:
        """What a server is to be told of it."""
        return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(self.port), "MAIL_USE_TLS": "0"}

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        self.before_answer()
        self.mails.put(mail)
        return "250 OK"


class _OnAnyPort(Controller):
    """aiosmtpd's, on a port the system chooses."""

    def __init__(self, relay: Relay) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        super().__init__(relay, hostname="127.0.0.1", port=self._listening.getsockname()[1])

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


@contextmanager
def relaying() -> Iterator[Relay]:
    relay = Relay()
    controller = _OnAnyPort(relay)
    controller.start()
    relay.port = controller.port
    try:
        yield relay
    finally:
        controller.stop()
