"""Mail: what is composed of a flow's words, and how it reaches a relay or is told not to have."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from engine.delivery import mail as mails
from engine.delivery.layout import Layout
from engine.delivery.mail import Message, compose
from engine.delivery.messages import Messages
from engine.delivery.smtp import LONGEST, Mailer, MailFailed, MailSettings
from engine.delivery.templates import environment
from engine.fonts import Fonts
from engine.language.model import Mail, Named, Setting, Site
from engine.language.texts.text import Text, parse_text
from engine.problems import EngineError, Place
from engine.shipped import shipped
from engine.worker import LEASE_SECONDS
from tests.support.smtp_server import behaving, slow

CERTS = Path(__file__).parents[1] / "support" / "certs"
HERE = Place("flows/demo.yaml", 1, 1)
TO = "zoe.lefevre@exemple.org"
CONTENT = """
Bonjour,

Votre code d'activation, à garder pour vous :

{activation}

Il vaut jusqu'au **{deadline}**. [Activez votre espace](entry:activation).

Demande au nom de {nom}.

{deadline}
"""
VALUES = {
    "activation": "H4K7-RX2P-9T",
    "deadline": "mardi 24 novembre 2026 à 10:32 (heure de Paris)",
    "nom": "Œuvrard & <b>Çağlar</b>",
}


# Composed


def test_it_has_a_text_and_an_html_part_with_the_flows_words() -> None:
    read = _read(_composed())
    assert read["Subject"] == "Votre code d'activation – à utiliser avant demain (Démarches de démonstration)"
    text, html = _parts(read)
    for part in (text, html):
        assert "Votre code d'activation, à garder pour vous" in part.replace("&#39;", "'")
        assert "H4K7-RX2P-9T" in part
        assert "https://exemple.org/demo/start/activation" in part
        assert "Démarches de démonstration" in part
        assert "Service fictif, sans effet" in part
    assert "Activez votre espace <https://exemple.org/demo/start/activation>" in text


def test_a_code_alone_in_its_paragraph_is_a_block_and_nothing_else_is() -> None:
    _, html = _parts(_read(_composed()))
    blocks = re.findall(r'<p class="code"[^>]*>([^<]*)</p>', html)
    assert blocks == ["H4K7-RX2P-9T"]
    assert f'<p class="alone">{VALUES["deadline"]}</p>' in html


def test_a_code_inside_a_sentence_stays_there() -> None:
    _, html = _parts(_read(_composed(content="Votre code : {activation}")))
    assert "<p>Votre code\u00a0: H4K7-RX2P-9T</p>" in html


@pytest.mark.parametrize("code", [r"\1\g<0>", "<b>&", "a{b}"])
def test_a_code_is_shown_as_it_is(code: str) -> None:
    text, html = _parts(_read(_composed(content="{activation}\n\nfin", values={"activation": code})))
    assert code in text
    assert code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html


def test_a_value_is_escaped_in_html_and_as_it_is_in_text() -> None:
    text, html = _parts(_read(_composed()))
    assert "Œuvrard & <b>Çağlar</b>" in text
    assert "Œuvrard &amp; &lt;b&gt;Çağlar&lt;/b&gt;" in html


def test_the_text_part_holds_no_markup() -> None:
    text, _ = _parts(_read(_composed(values={**VALUES, "nom": "Anna"})))
    assert not re.search(r"&\w+;|&#\d+;|<(?!https:)|\*\*", text)


def test_nothing_is_loaded_when_the_mail_is_opened() -> None:
    _, html = _parts(_read(_composed()))
    assert not re.search(r"<(img|link|script|iframe|object|video|audio)\b|src=|url\(|@import", html)


def test_a_line_break_in_a_value_of_the_subject_begins_no_header() -> None:
    read = _read(_composed(subject="Pour {nom}", values={**VALUES, "nom": "Anna\r\nBcc: other@exemple.org\n\nbody"}))
    assert read["Subject"] == "Pour Anna Bcc: other@exemple.org body (Démarches de démonstration)"
    assert read["Bcc"] is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Votre code : « à saisir »", "Votre code : « à saisir »"),
        ("Votre code\N{NO-BREAK SPACE}: à\N{NO-BREAK SPACE}saisir", "Votre code : à\N{NO-BREAK SPACE}saisir"),
        ("12\N{NARROW NO-BREAK SPACE}500\N{NO-BREAK SPACE}€", "12\N{NARROW NO-BREAK SPACE}500\N{NO-BREAK SPACE}€"),
        ("un\u2028deux\u2029trois\x85quatre", "un deux trois quatre"),
        ("  deux\t\t blancs  ", "deux blancs"),
        ("\N{NO-BREAK SPACE}\u2003 ", ""),
        ("Démarches de\N{NO-BREAK SPACE}démonstration : votre code", None),
    ],
)
def test_a_subject_is_what_was_written_in_one_line(written: str, read: str | None) -> None:
    service = "Démarches de démonstration"
    wanted = written if read is None else f"{read} ({service})" if read else service
    assert _read(_composed(subject="{nom}", values={**VALUES, "nom": written}))["Subject"] == wanted


def test_the_message_id_and_the_date_are_those_given_however_often_it_is_made() -> None:
    first, second = _read(_composed()), _read(_composed())
    assert first["Message-ID"] == second["Message-ID"] == "<case-3-0@exemple.org>"
    assert first["Date"] == second["Date"]
    assert first["Date"].datetime.timestamp() == 1795426320


@pytest.mark.parametrize("bad", ["", "case@exemple.org", "<case>", "<a@b>\r\nBcc: x@exemple.org", "<a b@c>"])
def test_a_message_id_of_another_shape_is_a_broken_promise(bad: str) -> None:
    with pytest.raises(EngineError, match="Message-ID"):
        _composed(message_id=bad)


def test_no_line_is_too_long_for_smtp_and_every_byte_is_ascii() -> None:
    """RFC 5321 allows 998 characters; a relay that does not announce 8BITMIME takes ASCII alone."""
    source = _composed(values={**VALUES, "nom": "été " * 2000}, subject="é" * 300).as_string()
    assert source.isascii()
    assert max(len(line) for line in source.splitlines()) <= 100
    assert "été " * 1999 in " ".join(_parts(message_from_string(source, policy=policy.default))[0].split("\n"))


def test_it_asks_for_no_automatic_answer() -> None:
    assert _read(_composed())["Auto-Submitted"] == "auto-generated"


def test_a_mail_may_have_a_layout_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "letter.txt").write_text("LETTER {{ content }}", encoding="utf-8")
    (folder / "letter.html").write_text(
        '{% extends "mail/message.html" %}{% block foot %}own foot{% endblock %}', encoding="utf-8"
    )
    text, html = _parts(_read(_composed(folders=[tmp_path], template="letter")))
    assert text.startswith("LETTER")
    assert "own foot" in html
    assert "H4K7-RX2P-9T" in html


# Sent


class Relay:
    """What a relay was given, and how it answers."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            self.envelopes.append(envelope)
        return answer


class _Controller(Controller):
    """aiosmtpd's, on a port the system chooses."""

    def __init__(self, handler: Relay, **options: Any) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        super().__init__(handler, hostname="127.0.0.1", port=self._listening.getsockname()[1], **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening, ssl=self.ssl_context)


@contextmanager
def _relay(kind: type[_Controller] = _Controller, **options: Any) -> Iterator[tuple[Relay, int]]:
    relay = Relay()
    controller = kind(relay, **options)
    controller.start()
    try:
        yield relay, controller.port
    finally:
        controller.stop()


def test_one_envelope_reaches_the_relay_with_accents_whole() -> None:
    with _relay() as (relay, port):
        Mailer(_settings(port)).send(_composed())
    (envelope,) = relay.envelopes
    assert envelope.rcpt_tos == [TO]
    assert envelope.mail_from == "ne-pas-repondre@exemple.org"
    read = message_from_bytes(envelope.content, policy=policy.default)
    assert read["To"] == TO
    assert read["From"] == "Démarches <ne-pas-repondre@exemple.org>"
    assert read["Message-ID"] == "<case-3-0@exemple.org>"
    assert [part.get_content_type() for part in read.walk() if not part.is_multipart()] == ["text/plain", "text/html"]
    assert all(part.get_content_charset() == "utf-8" for part in read.walk() if not part.is_multipart())
    assert "à garder pour vous" in _parts(read)[0]


def test_the_same_row_sent_twice_is_recognised_by_its_message_id() -> None:
    with _relay() as (relay, port):
        mailer = Mailer(_settings(port))
        mailer.send(_composed())
        mailer.send(_composed())
    ids = {message_from_bytes(each.content, policy=policy.default)["Message-ID"] for each in relay.envelopes}
    assert len(relay.envelopes) == 2
    assert len(ids) == 1


def test_starttls_with_a_certificate_of_the_authority_given() -> None:
    with _relay(tls_context=_server_tls(), require_starttls=True) as (relay, port):
        Mailer(_settings(port, server="localhost", use_tls=True, ca_file=str(CERTS / "ca.pem"))).send(_composed())
    assert len(relay.envelopes) == 1


def test_tls_from_the_first_byte() -> None:
    with _relay(ssl_context=_server_tls(), server_hostname="localhost") as (relay, port):
        Mailer(_settings(port, server="localhost", use_ssl=True, ca_file=str(CERTS / "ca.pem"))).send(_composed())
    assert len(relay.envelopes) == 1


@pytest.mark.parametrize(
    ("server", "ca_file", "why"),
    [
        ("localhost", None, "signed by an authority the system does not know"),
        ("127.0.0.1", str(CERTS / "ca.pem"), "made out to another name"),
    ],
)
def test_a_relay_whose_certificate_is_not_good_gets_nothing(server: str, ca_file: str | None, why: str) -> None:
    with _relay(tls_context=_server_tls()) as (relay, port):
        mailer = Mailer(_settings(port, server=server, use_tls=True, ca_file=ca_file))
        failed = _failed(mailer, _composed())
    assert not relay.envelopes, why
    assert not failed.permanent
    assert "certificate" in failed.why


def test_a_relay_without_starttls_gets_nothing() -> None:
    with _relay() as (relay, port):
        failed = _failed(Mailer(_settings(port, use_tls=True)), _composed())
    assert not relay.envelopes
    assert not failed.permanent
    assert "STARTTLS" in failed.why


def test_a_relay_that_never_answers_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        failed = _failed(Mailer(_settings(silent.getsockname()[1], timeout=0.3)), _composed())
    assert time.monotonic() - begun < 2
    assert (failed.permanent, failed.why) == (False, "the relay did not answer in time")


@pytest.mark.parametrize(
    ("manner", "use_ssl"),
    [
        (slow(b"220-", b"x"), False),
        (slow(b"220 here\r\n", b"250-x\r\n"), False),
        (slow(b"\x16\x03\x03\x40\x00", b"\0"), True),
    ],
    ids=["in its greeting", "in an answer", "while TLS is agreed upon"],
)
def test_a_relay_that_says_a_little_at_a_time_is_cut_off(manner: Any, use_ssl: bool) -> None:
    """It is never silent for long, and would outlast the lease that a worker has on the mail."""
    with behaving(manner) as port:
        begun = time.monotonic()
        failed = _failed(Mailer(_settings(port, use_ssl=use_ssl, timeout=0.1)), _composed())
    assert time.monotonic() - begun < 10
    assert not failed.permanent


def test_the_longest_conversation_ends_before_the_lease() -> None:
    assert LONGEST * 10.0 < LEASE_SECONDS


def test_a_relay_that_is_not_there_is_tried_again_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    failed = _failed(Mailer(_settings(port)), _composed())
    assert (failed.permanent, failed.why) == (False, "the relay cannot be reached: ConnectionRefusedError")


@pytest.mark.parametrize(
    ("at", "answer", "permanent"),
    [
        ("RCPT", f"550 5.1.1 <{TO}>: no such user", True),
        ("RCPT", f"451 4.7.1 <{TO}>: greylisted", False),
        ("DATA", f"554 5.7.1 spam for {TO}", True),
        ("DATA", "452 4.3.1 disk full", False),
    ],
)
def test_a_refusal_says_whether_to_try_again_and_never_the_address(at: str, answer: str, permanent: bool) -> None:
    with _relay() as (relay, port):
        relay.answers[at] = answer
        failed = _failed(Mailer(_settings(port)), _composed())
    assert failed.permanent is permanent
    assert answer[:3] in failed.why
    assert TO not in f"{failed!r} {failed.why} {failed.__cause__}"
    assert failed.__suppress_context__


def test_a_wrong_password_is_the_operators_to_fix_so_the_mail_is_kept() -> None:
    def nobody(*_: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)

    with _relay(tls_context=_server_tls(), authenticator=nobody) as (relay, port):
        settings = _settings(port, server="localhost", use_tls=True, ca_file=str(CERTS / "ca.pem"))
        failed = _failed(Mailer(settings._replace(username="us", password="wrong")), _composed())
    assert not relay.envelopes
    assert not failed.permanent
    assert "535" in failed.why


def test_a_farewell_that_fails_does_not_make_a_taken_mail_a_failure() -> None:
    class Rude(SMTP):
        async def smtp_QUIT(self, arg: str) -> None:
            assert self.transport is not None
            self.transport.abort()

    class RudeController(_Controller):
        def factory(self) -> SMTP:
            return Rude(self.handler)

    with _relay(RudeController) as (relay, port):
        Mailer(_settings(port)).send(_composed())
    assert len(relay.envelopes) == 1


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "a@exemple.org, b@exemple.org",
        "a@exemple.org;b@exemple.org",
        "a@exemple.org\r\nBcc: b@exemple.org",
        "a@exemple.org> RCPT TO:<b@exemple.org",
        "Name <a@exemple.org>",
        '"a b"@exemple.org',
        "a@b@exemple.org",
        "é@exemple.org",
    ],
)
def test_what_is_not_one_address_is_never_sent(to: str) -> None:
    with _relay() as (relay, port):
        failed = _failed(Mailer(_settings(port)), _composed(to=to))
    assert not relay.envelopes
    assert failed.permanent


def test_an_address_of_an_international_domain_is_written_as_the_relay_reads_it() -> None:
    with _relay() as (relay, port):
        Mailer(_settings(port)).send(_composed(to="zoe@château.example"))
    assert relay.envelopes[0].rcpt_tos == ["zoe@xn--chteau-xta.example"]


def _settings(
    port: int,
    *,
    server: str = "127.0.0.1",
    use_tls: bool = False,
    use_ssl: bool = False,
    ca_file: str | None = None,
    timeout: float = 5,
) -> MailSettings:
    return MailSettings(server, port, None, None, use_tls, use_ssl, timeout, ca_file)


def _server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem", CERTS / "server.key")
    return context


def _failed(mailer: Mailer, message: Message) -> MailFailed:
    with pytest.raises(MailFailed) as failed:
        mailer.send(message)
    return failed.value


def _read(message: Message) -> EmailMessage:
    return message_from_string(message.as_string(), policy=policy.default)


def _parts(message: EmailMessage) -> tuple[str, str]:
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def _composed(
    *,
    subject: str = "Votre code d'activation – à utiliser avant demain",
    content: str = CONTENT,
    values: dict[str, str] = VALUES,
    to: str = TO,
    message_id: str = "<case-3-0@exemple.org>",
    template: str | None = None,
    folders: list[Path] | None = None,
) -> Message:
    layout = Named(template, HERE) if template else None
    mail = Mail("activation", Named("email", HERE), _text(subject), _text(content), layout, HERE)
    templates = shipped() / "templates"
    codes = {name: value for name, value in values.items() if name == "activation"}
    layout = Layout(environment([*(folders or []), templates]), _words(), _site(), Fonts([templates / "fonts"]))
    sender, date = "Démarches <ne-pas-repondre@exemple.org>", "Mon, 23 Nov 2026 09:32:00 +0000"
    envelope = mails.Envelope(sender, to, message_id, date)
    return compose(mail, values, codes, layout, envelope, lambda _, to: (f"https://exemple.org/demo/start/{to}", False))


def _words() -> Messages:
    return Messages([Path(__file__).parent / "texts"], "fr")


def _text(source: str) -> Text:
    text, problems = parse_text(source, HERE)
    assert not problems
    return text


def _site() -> Site:
    setting = Setting("effet", "sans effet", HERE)
    return Site(
        "flows/site.yaml",
        _text("Démarches de démonstration"),
        _text("Service fictif, {effet}"),
        (),
        {},
        {},
        {"effet": setting},
    )
