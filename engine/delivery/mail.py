"""Composes a flow's mail as a message in text and HTML."""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import NamedTuple

import flask_mail
from jinja2 import Environment
from markupsafe import Markup, escape

from engine.addresses import deliverable
from engine.delivery.headers import address_header, id_header, mailbox, text_header
from engine.delivery.layout import FootLink, Layout
from engine.delivery.messages import Messages
from engine.language.model import Mail
from engine.language.signs import is_blank
from engine.language.texts.spaces import released
from engine.language.texts.text import Href
from engine.problems import EngineError

_MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")

_BLANKS = re.compile("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")

# A paragraph that is a link and nothing else.
_LONE_LINK = re.compile(
    r'<p>(?:<(?:strong|em)>)*<a href="([^"]*)"[^>]*>((?:(?!</a>).)*)</a>(?:</(?:strong|em)>)*</p>', re.S
)


class Message(flask_mail.Message):
    """
    flask-mail's message, which is always the same bytes: those that a relay is given and that the mailbox keeps.

    flask-mail encodes and folds each header, and Python's SMTP policy folds it once more, through the encoded words.
    """

    def as_bytes(self) -> bytes:
        """The message as it travels: every line ended by CRLF, every byte ASCII."""
        boundary = f"=_{sha256(str(self.msgId).encode()).hexdigest()[:32]}"  # no line of its parts begins so
        head = [*self._headers(), "Content-Type: multipart/alternative;", f' boundary="{boundary}"']
        lines = ["\r\n".join(head), ""]
        for kind, words in (("plain", self.body), ("html", self.html)):
            lines += [f"--{boundary}", f'Content-Type: text/{kind}; charset="utf-8"']
            lines += ["Content-Transfer-Encoding: quoted-printable", "", _quoted_printable(words or "")]
        return "\r\n".join([*lines, f"--{boundary}--", ""]).encode("ascii")

    def as_string(self) -> str:
        return self.as_bytes().decode("ascii")

    def _headers(self) -> Iterator[str]:
        (to,) = self.recipients
        yield address_header("From", mailbox(str(self.sender)))
        yield id_header("To", str(to))
        yield text_header("Subject", str(self.subject))
        yield text_header("Date", format_datetime(datetime.fromtimestamp(self.date or 0, UTC)))
        yield id_header("Message-ID", str(self.msgId))
        yield from (text_header(name, value) for name, value in (self.extra_headers or {}).items())
        yield "MIME-Version: 1.0"


class Envelope(NamedTuple):
    """
    The headers of one message.

    Attributes:
        sender: an address, with or without a name before it.
        to: one address, as it was typed.
        message_id: "<…@host>", the same however often it is sent.
        date: as in its header.
    """

    sender: str
    to: str
    message_id: str
    date: str


def compose(
    mail: Mail, values: Mapping[str, str], codes: Mapping[str, str], layout: Layout, envelope: Envelope, href: Href
) -> Message:
    """
    The message in text and HTML: the flow's texts inside templates/mail/message.txt and .html, or the mail's own.

    Args:
        values: placeholder -> text.
        codes: the same for codes: one that is a paragraph by itself is shown large.

    Raises:
        EngineError: the Message-ID of the envelope is not one.
    """
    if not _MESSAGE_ID.fullmatch(envelope.message_id):
        raise EngineError(f"not a Message-ID: {envelope.message_id!r}")
    template = f"mail/{mail.template.name if mail.template else 'message'}"
    shown_codes = {name: grouped(code) for name, code in codes.items()}
    values = {**values, **shown_codes}
    words, templates, service = layout.words, layout.templates, layout.service(href)
    title = _one_line(mail.subject.plain(values, href))  # a value's line break would begin a new header
    subject = _with_service(title, service, words)
    context = {
        "language": words.language,
        "subject": subject,
        "title": title or service,
        "service": service,
        "notice": layout.notice(href),
        "foot": words.plain("mail.foot") if words.has("mail.foot") else "",
    }
    links = layout.foot()
    content = mail.content.html(values, href)
    content = _with_codes_shown(content, shown_codes.values(), templates)
    content = _with_button(content, templates)
    # Nothing is markup in a text part: there, escaping would show `&amp;` to people.
    as_they_are = {name: Markup(value) for name, value in context.items()}
    text = templates.get_template(f"{template}.txt").render(
        as_they_are,
        content=Markup(mail.content.plain(values, href)),
        links=[FootLink(Markup(label), Markup(address)) for label, address in links],
    )
    html = templates.get_template(f"{template}.html").render(context, content=content, links=links)
    message = Message(
        subject=subject,
        recipients=[deliverable(envelope.to)],
        body=text,
        html=html,
        sender=envelope.sender,
        date=parsedate_to_datetime(envelope.date).timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated"},  # no out-of-office answers to it
    )
    message.msgId = envelope.message_id
    return message


def grouped(code: str) -> str:
    """A code as people read it, in groups of five; what they type is read without the spaces."""
    return " ".join(code[at : at + 5] for at in range(0, len(code), 5)) if code.isalnum() else code


def _with_service(title: str, service: str, words: Messages) -> str:
    """The subject, which names the service: people have requests of several, and the sender may be an address alone."""
    service = _one_line(service)
    named = " ".join(service.casefold().split()) in " ".join(title.casefold().split())
    if not title or named or not words.has("mail.subject"):
        return title or service
    return _one_line(words.plain("mail.subject", title=title, service=service))


def _one_line(text: str) -> str:
    """The text in one line, with one blank between two words; a mark has the blank that was written before it."""
    return "" if is_blank(text) else released(_BLANKS.sub(" ", text).strip(" "))


def _with_codes_shown(html: Markup, codes: Iterable[str], templates: Environment) -> Markup:
    """A paragraph that is nothing but a code becomes mail/code.html."""
    shown = str(html)
    for code in filter(None, codes):
        alone = rf'<p class="alone">(?:</?(?:strong|em)>)*{re.escape(str(escape(code)))}(?:</?(?:strong|em)>)*</p>'
        block = templates.get_template("mail/code.html").render(code=code).strip()
        shown = block.join(re.split(alone, shown))  # not re.sub, for which a backslash in the block would be a sign
    return Markup(shown)


def _with_button(html: Markup, templates: Environment) -> Markup:
    """The first paragraph that is nothing but a link becomes mail/button.html: the next thing to do."""
    found = _LONE_LINK.search(html)
    if found is None:
        return html
    words = Markup(found[2])
    button = templates.get_template("mail/button.html").render(address=Markup(found[1]), words=words).strip()
    return Markup(str(html[: found.start()]) + button + str(html[found.end() :]))


def _quoted_printable(text: str) -> str:
    """Lines of 76 characters at most, ended by CRLF; ASCII alone, for a relay that does not announce 8BITMIME."""
    lines = re.split(r"\r\n|\r|\n", text)
    return "\r\n".join(re.sub(r"\r?\n", "\r\n", b2a_qp(line.encode()).decode("ascii")) for line in lines)
