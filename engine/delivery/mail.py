"""Composes a flow's mail as a message in text and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from email import charset
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NamedTuple, cast

import flask_mail
from flask import Flask
from flask_mail import Message as Message
from jinja2 import Environment
from markupsafe import Markup, escape

from engine.delivery.layout import Layout
from engine.language.model import Mail
from engine.language.texts.text import Href
from engine.problems import EngineError

_MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")

# Quoted-printable: no line of the message is ever too long for SMTP, and it stays readable in the mailbox's source.
_QUOTED = charset.Charset("utf-8")
_QUOTED.header_encoding = charset.SHORTEST
_QUOTED.body_encoding = charset.QP


class Envelope(NamedTuple):
    """
    The headers of one message.

    Attributes:
        to: one address.
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
    values = {**values, **codes}
    words, templates = layout.words, layout.templates
    subject = " ".join(mail.subject.plain(values, href).split())  # a value's line break would begin a new header
    context = {
        "language": words.language,
        "subject": subject,
        "service": layout.service(href),
        "notice": layout.notice(href),
        "foot": words.plain("mail.foot") if words.has("mail.foot") else "",
    }
    content = _with_codes_shown(mail.content.html(values, href), codes.values(), templates)
    # Nothing is markup in a text part: there, escaping would show `&amp;` to people.
    as_they_are = {name: Markup(value) for name, value in context.items()}
    text = templates.get_template(f"{template}.txt").render(
        as_they_are, content=Markup(mail.content.plain(values, href))
    )
    message = Message(
        subject=subject,
        recipients=[envelope.to],
        body=text,
        html=templates.get_template(f"{template}.html").render(context, content=content),
        sender=envelope.sender,
        date=parsedate_to_datetime(envelope.date).timestamp(),
        charset=cast("str", _QUOTED),
        extra_headers={"Auto-Submitted": "auto-generated"},  # no out-of-office answers to it
    )
    message.msgId = envelope.message_id
    return message


def as_source(message: Message) -> str:
    """The message as it travels, for the developer mode's mailbox."""
    with _app().app_context():
        return message.as_string()


@cache
def _app() -> Flask:
    """flask-mail renders a message only inside an app that knows it."""
    app = Flask(__name__, static_folder=None)
    flask_mail.Mail(app)
    return app


def _with_codes_shown(html: Markup, codes: Iterable[str], templates: Environment) -> Markup:
    """A paragraph that is nothing but a code becomes mail/code.html."""
    shown = str(html)
    for code in filter(None, codes):
        alone = rf'<p class="alone">(?:</?(?:strong|em)>)*{re.escape(str(escape(code)))}(?:</?(?:strong|em)>)*</p>'
        block = templates.get_template("mail/code.html").render(code=code).strip()
        shown = block.join(re.split(alone, shown))  # not re.sub, for which a backslash in the block would be a sign
    return Markup(shown)
