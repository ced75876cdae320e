"""Composes a flow's mail and hands it to the relay, with a timeout and a certificate that is verified."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Collection, Mapping
from contextlib import suppress
from email import charset
from email.utils import parsedate_to_datetime
from functools import cache
from threading import Timer
from types import TracebackType
from typing import NamedTuple, cast

import flask_mail
from flask import Flask
from flask_mail import Message as Message
from jinja2 import Environment
from markupsafe import Markup, escape

from engine.delivery.words import Words
from engine.language.model import Flow, Site
from engine.language.texts.text import Href
from engine.problems import EngineError

# One mailbox, written plainly: a list, a name or a second header must not be made of a value.
_ONE_ADDRESS = re.compile(r'[^\s,;:<>()\[\]"\\@\x00-\x1f\x7f]+@[^\s,;:<>()\[\]"\\@\x00-\x1f\x7f]+')
_MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")

# Quoted-printable: no line of the message is ever too long for SMTP, and it stays readable in the mailbox's source.
_QUOTED = charset.Charset("utf-8")
_QUOTED.header_encoding = charset.SHORTEST
_QUOTED.body_encoding = charset.QP


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
    sender: str
    timeout: float
    ca_file: str | None


def unusable(ca_file: str | None) -> str | None:
    """Why the certificates in a file cannot be trusted; None: they can, or the system's are."""
    try:
        ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError:
        return "no certificate in PEM stands in it (-----BEGIN CERTIFICATE-----)"
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


def compose(
    flow: Flow,
    mail_name: str,
    values: Mapping[str, str],
    *,
    href: Href,
    words: Words,
    templates: Environment,
    sender: str,
    to: str,
    message_id: str,
    date: str,
    site: Site | None = None,
    codes: Collection[str] = (),
) -> Message:
    """
    The message in text and HTML: the flow's words inside templates/mail/message.txt and .html, or the mail's own.

    Args:
        values: placeholder -> words, the codes among them.
        codes: names of those that are codes: one that is a paragraph by itself is shown large.
        to: one address.
        message_id: "<…@host>", the same however often it is sent.
        date: as in its header.
        site: gives service and notice.

    Raises:
        EngineError: `message_id` has not that shape.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise EngineError(f"not a Message-ID: {message_id!r}")
    mail = flow.mails[mail_name]
    layout = f"mail/{mail.template.name if mail.template else 'message'}"
    shared = {name: s.value for name, s in (site.settings if site else {}).items() if isinstance(s.value, str)}
    subject = " ".join(mail.subject.plain(values, href).split())  # a value's line break would begin a new header
    context = {
        "language": flow.language,
        "subject": subject,
        "service": site.service.plain(shared, href) if site else flow.title.plain({}, href),
        "notice": site.notice.plain(shared, href) if site and site.notice else "",
        "foot": words.plain("mail.foot") if words.has("mail.foot") else "",
    }
    content = _with_codes_shown(mail.content.html(values, href), [values.get(code, "") for code in codes], templates)
    # Nothing is markup in a text part: there, escaping would show `&amp;` to people.
    as_they_are = {name: Markup(value) for name, value in context.items()}
    text = templates.get_template(f"{layout}.txt").render(as_they_are, content=Markup(mail.content.plain(values, href)))
    message = Message(
        subject=subject,
        recipients=[to],
        body=text,
        html=templates.get_template(f"{layout}.html").render(context, content=content),
        sender=sender,
        date=parsedate_to_datetime(date).timestamp(),
        charset=cast("str", _QUOTED),
        extra_headers={"Auto-Submitted": "auto-generated"},  # no out-of-office answers to it
    )
    message.msgId = message_id
    return message


def as_source(message: Message) -> str:
    """The message as it travels, for the developer mode's mailbox."""
    with _app().app_context():
        return message.as_string()


class Mailer:
    """Sends messages to one relay, a connection each. For any number of threads."""

    def __init__(self, settings: MailSettings) -> None:
        self._app = Flask(__name__, static_folder=None)
        self._app.config.update(
            MAIL_SERVER=settings.server,
            MAIL_PORT=settings.port,
            MAIL_USERNAME=settings.username,
            MAIL_PASSWORD=settings.password,
            MAIL_USE_TLS=settings.use_tls,
            MAIL_USE_SSL=settings.use_ssl,
            MAIL_DEFAULT_SENDER=settings.sender,
        )
        self._mail = _Mail(self._app, settings.timeout, ssl.create_default_context(cafile=settings.ca_file))

    def send(self, message: Message) -> None:
        """
        Returns once the relay has taken it.

        Raises:
            MailFailed: it has not; permanent where the relay said so (5xx) of this message or its recipient.
        """
        if len(message.send_to) != 1 or not all(_ONE_ADDRESS.fullmatch(str(to)) for to in message.send_to):
            raise MailFailed(permanent=True, why="the recipient is not one address")
        try:
            with self._app.app_context():
                self._mail.send(message)
        except (smtplib.SMTPException, OSError, flask_mail.BadHeaderError, UnicodeError) as error:
            raise _failed(error) from None  # the original quotes the address


class _Mail(flask_mail.Mail):
    def __init__(self, app: Flask, timeout: float, tls: ssl.SSLContext) -> None:
        super().__init__(app)
        self._timeout = timeout
        self._tls = tls

    def connect(self) -> flask_mail.Connection:
        return _Connection(self, self._timeout, self._tls)


class _Connection(flask_mail.Connection):
    """flask-mail's own knows no timeout and takes any certificate."""

    def __init__(self, mail: flask_mail.Mail, timeout: float, tls: ssl.SSLContext) -> None:
        super().__init__(mail)
        self._timeout = timeout
        self._tls = tls

    def configure_host(self) -> smtplib.SMTP:
        server, port = self.mail.server, self.mail.port
        if self.mail.use_ssl:
            host: smtplib.SMTP = _TlsConversation(server, port, timeout=self._timeout, context=self._tls)
        else:
            host = _Conversation(server, port, timeout=self._timeout)
        try:
            if self.mail.use_tls and not self.mail.use_ssl:
                host.starttls(context=self._tls)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """What the relay has taken is sent: a farewell that fails must not send it again."""
        if self.host is None:
            return
        if kind is None:
            with suppress(smtplib.SMTPException, OSError):
                self.host.quit()
        self.host.close()


class _Conversation(smtplib.SMTP):
    """smtplib's own waits anew at every byte: this one is cut off at its end, whatever it is waiting for."""

    _alarm: Timer | None = None
    _line: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # its types leave it out
        # The same connection again, for while TLS is being agreed upon nobody else has hold of it.
        self._line = found.dup()
        self._alarm = Timer(LONGEST * timeout, _cut, [self._line])
        self._alarm.daemon = True
        self._alarm.start()
        return found

    def close(self) -> None:
        if self._alarm and self._line:
            self._alarm.cancel()
            self._line.close()
        super().close()


class _TlsConversation(smtplib.SMTP_SSL, _Conversation):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        try:
            found: socket.socket = super()._get_socket(host, port, timeout)
        except BaseException:
            self.close()
            raise
        return found


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # closed meanwhile
        line.shutdown(socket.SHUT_RDWR)


@cache
def _app() -> Flask:
    """flask-mail renders a message only inside an app that knows it."""
    app = Flask(__name__, static_folder=None)
    flask_mail.Mail(app)
    return app


def _with_codes_shown(html: Markup, codes: Collection[str], templates: Environment) -> Markup:
    """A paragraph that is nothing but a code becomes mail/code.html."""
    shown = str(html)
    for code in filter(None, codes):
        alone = rf'<p class="alone">(?:</?(?:strong|em)>)*{re.escape(str(escape(code)))}(?:</?(?:strong|em)>)*</p>'
        block = templates.get_template("mail/code.html").render(code=code).strip()
        shown = block.join(re.split(alone, shown))  # not re.sub, for which a backslash in the block would be a sign
    return Markup(shown)


def _failed(error: Exception) -> MailFailed:
    """What went wrong, in our words; the relay's own often quote the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        reply = next(iter(error.recipients.values()))[0]
        return MailFailed(permanent=reply >= 500, why=f"the relay refused the recipient: {reply}")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return MailFailed(permanent=False, why=f"the relay refused our name or password: {error.smtp_code}")
    if isinstance(error, (smtplib.SMTPConnectError, smtplib.SMTPHeloError)):
        return MailFailed(permanent=False, why=f"the relay takes no mail now: {error.smtp_code}")
    if isinstance(error, smtplib.SMTPResponseException):
        return MailFailed(permanent=error.smtp_code >= 500, why=f"the relay refused the message: {error.smtp_code}")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailFailed(permanent=False, why="the relay lacks what the settings ask of it: STARTTLS, or a login")
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailFailed(permanent=False, why=f"the relay's certificate is not trusted: {error.verify_message}")
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return MailFailed(permanent=False, why="the relay did not answer in time")
    if isinstance(error, (flask_mail.BadHeaderError, UnicodeError)):
        return MailFailed(permanent=True, why="an address or the subject cannot stand in a header")
    return MailFailed(permanent=False, why=f"the relay cannot be reached: {type(error).__name__}")
