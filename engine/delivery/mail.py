"""Composes a flow's mail as a message in text and HTML."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from email import charset
from email.utils import parsedate_to_datetime
from functools import cache
from typing import cast

import flask_mail
from flask import Flask
from flask_mail import Message as Message
from jinja2 import Environment
from markupsafe import Markup, escape

from engine.delivery.messages import Messages
from engine.language.model import Flow, Site
from engine.language.texts.text import Href
from engine.problems import EngineError

_MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")

# Quoted-printable: no line of the message is ever too long for SMTP, and it stays readable in the mailbox's source.
_QUOTED = charset.Charset("utf-8")
_QUOTED.header_encoding = charset.SHORTEST
_QUOTED.body_encoding = charset.QP


def compose(
    flow: Flow,
    mail_name: str,
    values: Mapping[str, str],
    *,
    href: Href,
    words: Messages,
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
