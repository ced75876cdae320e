"""Mail relays on this machine: one that says what it was given, and some that behave badly."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from queue import Queue
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope

from tests.support.strict_mail import read_mail

# Made out to "localhost" by an authority of its own, ca.pem, which no system knows.
CERTS = Path(__file__).parent / "certs"


class Relay:
    """
    Attributes:
        mails: each as it came; wait for one with `get(timeout=…)`.
        sources: the same, byte by byte. One that is not written by the letter fails the test as the relay ends.
        recipients: of each envelope.
        before_answer: called with a mail in hand, before the sender is told that it was taken.
        answers: to "RCPT" and to "DATA", where they are not to be 250.
    """

    def __init__(self) -> None:
        self.mails: Queue[EmailMessage] = Queue()
        self.sources: list[bytes] = []
        self.recipients: list[str] = []
        self.before_answer: Callable[[], None] = lambda: None
        self.answers: dict[str, str] = {}
        self.port = 0

    @property
    def settings(self) -> dict[str, str]:
        """What a server is to be told of it."""
        return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(self.port), "MAIL_USE_TLS": "0"}

    def taken(self) -> list[EmailMessage]:
        """What has come since this was last asked."""
        return [self.mails.get() for _ in range(self.mails.qsize())]

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.before_answer()
        self.sources.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        self.mails.put(mail)
        return "250 OK"


class _OnAnyPort(Controller):
    """aiosmtpd's, on a port the system chooses."""

    def __init__(self, relay: Relay, port: int, **options: Any) -> None:
        self._listening = socket.create_server(("127.0.0.1", port))
        super().__init__(relay, hostname="127.0.0.1", port=self._listening.getsockname()[1], **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening, ssl=self.ssl_context)


@contextmanager
def relaying(port: int = 0, **options: Any) -> Iterator[Relay]:
    """
    A relay that takes what it is given.

    Args:
        port: 0: any that is free.
        options: aiosmtpd's own: `tls_context`, `ssl_context`, `authenticator`…
    """
    relay = Relay()
    controller = _OnAnyPort(relay, port, **options)
    controller.start()
    relay.port = controller.port
    try:
        yield relay
    finally:
        controller.stop()
    for source in relay.sources:
        read_mail(source)


def server_tls() -> ssl.SSLContext:
    """The certificate of "localhost"."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem", CERTS / "server.key")
    return context


# -- relays that behave badly

_never = threading.Event()


@contextmanager
def behaving(manner: Callable[[socket.socket], None]) -> Iterator[int]:
    """A relay's port, where each caller is treated as `manner` says, in a thread of its own."""
    lines: list[socket.socket] = []

    def treat(line: socket.socket) -> None:
        with suppress(OSError):  # the caller, or the test, has gone
            manner(line)
        line.close()

    def answer() -> None:
        with suppress(OSError):
            while True:
                lines.append(listening.accept()[0])
                threading.Thread(target=treat, args=[lines[-1]], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answer, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            for line in (listening, *lines):
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)


def silent(line: socket.socket) -> None:
    """Takes the call and never says a word."""
    while line.recv(1024):
        pass


def slow(first: bytes, then: bytes) -> Callable[[socket.socket], None]:
    """Goes on for ever, a byte at a time, so that no wait for the next one is long."""

    def manner(line: socket.socket) -> None:
        line.sendall(first)
        while not _never.wait(0.02):
            line.sendall(then)

    return manner


def dying_after_data(kept: Queue[bytes]) -> Callable[[socket.socket], None]:
    """Takes a message whole, keeps it, and hangs up before it says so."""

    def manner(line: socket.socket) -> None:
        line.sendall(b"220 here\r\n")
        with line.makefile("rb") as heard:
            for said in heard:
                if said.upper().startswith(b"DATA"):
                    line.sendall(b"354 go on\r\n")
                    kept.put(b"".join(iter(heard.readline, b".\r\n")))
                    return
                line.sendall(b"250 OK\r\n")

    return manner
