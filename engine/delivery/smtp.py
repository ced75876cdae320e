"""
Hands messages to the relay: a time limit for the whole conversation, a verified certificate, and errors in our words.

flask-mail's own connection has no timeout and accepts any certificate, so it is given a conversation of ours as its
`host`. smtplib's timeout starts again at each byte, so a second thread shuts the connection once the time is over.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import NamedTuple, cast

import flask_mail
from flask import Flask
from flask_mail import Message

from engine.delivery.headers import mailbox
from engine.problems import EngineError

# One mailbox, written plainly: a list, a name or a second header must not be made of a value.
_ONE_ADDRESS = re.compile(r'[^\s,;:<>()\[\]"\\@\x00-\x1f\x7f]+@[^\s,;:<>()\[\]"\\@\x00-\x1f\x7f]+')
# A conversation may last this many times as long as the relay may be silent: a relay that says a little at a time must
# not outlast the worker's lease on the mail, or another worker would send it too.
LONGEST = 6


class MailSettings(NamedTuple):
    """
    The relay. `use_tls` is STARTTLS, `use_ssl` TLS from the first byte; `ca_file` replaces the system's CAs; `timeout`
    is how many seconds the relay may be silent.
    """

    server: str
    port: int
    username: str | None
    password: str | None
    use_tls: bool
    use_ssl: bool
    timeout: float
    ca_file: str | None


def unusable(ca_file: str | None) -> str | None:
    """Why the certificates in a file cannot be trusted; None: they can, or the system's are."""
    try:
        ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError:
        return "it holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"
    except OSError as fault:
        return f"it cannot be read: {fault.strerror or fault}"
    return None


class MailFailed(EngineError):
    """
    A message was not taken by the relay.

    permanent: another try would get the same answer. why: for the log; holds no address and none of the relay's words,
    which may quote it.
    """

    def __init__(self, *, permanent: bool, why: str) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.why = why


class Mailer:
    """Sends messages to one relay, a connection each. For any number of threads."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._tls = ssl.create_default_context(cafile=settings.ca_file)
        self._app = Flask(__name__, static_folder=None)
        self._mail = flask_mail.Mail(self._app)

    def send(self, message: Message) -> None:
        """
        Returns once the relay has taken it.

        Raises:
            MailFailed: it has not; permanent where the relay refused (5xx) this message or its recipient.
        """
        if len(message.send_to) != 1 or not all(_ONE_ADDRESS.fullmatch(str(to)) for to in message.send_to):
            raise MailFailed(permanent=True, why="the recipient is not one address")
        try:
            with self._app.app_context(), self._conversation() as host:
                connection = flask_mail.Connection(self._mail)
                connection.host = host
                connection.send(message, mailbox(str(message.sender)).address)
        except (smtplib.SMTPException, OSError, flask_mail.BadHeaderError, ValueError) as error:
            raise _failed(error) from None  # the original quotes the address

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        """A relay that has greeted us, and to which we have logged in where the settings say so."""
        relay, over = self._settings, Event()
        tls = _Tls(self._tls, relay.server)
        context = cast("ssl.SSLContext", tls)
        if relay.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(timeout=relay.timeout, context=context)
        else:
            host = smtplib.SMTP(timeout=relay.timeout)
        Thread(target=_end_in_time, args=(host, tls, over, LONGEST * relay.timeout), daemon=True).start()
        try:
            code, reply = host.connect(relay.server, relay.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, reply)
            if relay.use_tls and not relay.use_ssl:
                host.starttls(context=context)
            if relay.username and relay.password:
                host.login(relay.username, relay.password)
            yield host
            # What the relay has taken is sent: a farewell that fails must not send it again.
            with suppress(smtplib.SMTPException, OSError):
                host.quit()
        finally:
            over.set()
            host.close()
            tls.close()


class _Tls:
    """
    What smtplib takes for a TLS context: it knows the server's name, and keeps hold of the connection.

    smtplib has no name for the certificate where it connects after it was made, and no socket during the handshake.
    """

    def __init__(self, context: ssl.SSLContext, server: str) -> None:
        self._context = context
        self._server = server
        self.line: socket.socket | None = None

    def wrap_socket(self, line: socket.socket, server_hostname: str | None = None) -> ssl.SSLSocket:
        self.line = line.dup()
        return self._context.wrap_socket(line, server_hostname=self._server)

    def close(self) -> None:
        if self.line:
            self.line.close()


def _end_in_time(host: smtplib.SMTP, tls: _Tls, over: Event, seconds: float) -> None:
    """Shuts a conversation that is not over after so many seconds, whatever it is waiting for."""
    over.wait(seconds)
    while not over.wait(0.05):  # again, where it was only just connecting
        line = tls.line or host.sock
        with suppress(OSError):  # closed meanwhile
            if line:
                line.shutdown(socket.SHUT_RDWR)


def _failed(error: Exception) -> MailFailed:
    """What went wrong, in our words; the relay's own often quote the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        reply = next(iter(error.recipients.values()))[0]
        return MailFailed(permanent=reply >= 500, why=f"the relay refused the recipient: {reply}")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return MailFailed(permanent=False, why=f"the relay refused our user name or password: {error.smtp_code}")
    if isinstance(error, (smtplib.SMTPConnectError, smtplib.SMTPHeloError)):
        return MailFailed(permanent=False, why=f"the relay accepts no mail now: {error.smtp_code}")
    if isinstance(error, smtplib.SMTPResponseException):
        return MailFailed(permanent=error.smtp_code >= 500, why=f"the relay refused the message: {error.smtp_code}")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailFailed(
            permanent=False, why="the relay does not offer what the settings require: STARTTLS, or a login"
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailFailed(permanent=False, why=f"the relay's certificate is not trusted: {error.verify_message}")
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return MailFailed(permanent=False, why="the relay did not answer in time")
    if isinstance(error, (flask_mail.BadHeaderError, ValueError)):
        return MailFailed(permanent=True, why="an address or the subject does not fit into a header")
    return MailFailed(permanent=False, why=f"the relay cannot be reached: {type(error).__name__}")
