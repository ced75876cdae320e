"""Developer mode's mailbox: each mail as the relay would get it, and those that wait."""

from __future__ import annotations

from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage
from typing import NamedTuple

from engine.store import mailbox
from engine.store.mailbox import Posted
from engine.web.context import WebContext
from engine.web.dev.clock import moment

_SHOWN = 200  # the newest


class Letter(NamedTuple):
    """One mail as it was sent."""

    id: int
    to: str
    subject: str
    sent: str
    text: str
    html: str


class WaitingMail(NamedTuple):
    """One that is not sent: since when, and why."""

    name: str
    value: str


def letters(context: WebContext) -> list[Letter]:
    """Every mail sent, the oldest first."""
    with context.application.database.read() as tx:
        copies = mailbox.copies(tx)
    return [_letter(context, copy.id, copy.sent_at, copy.source) for copy in copies]


def waiting(context: WebContext) -> list[WaitingMail]:
    """The mails that wait or were given up, the newest first."""
    with context.application.database.read() as tx:
        found = [mail for mail in mailbox.newest(tx, _SHOWN) if mail.state != "sent"]
    return [WaitingMail(moment(context, mail.created_at), _state(mail)) for mail in found]


def _letter(context: WebContext, number: int, sent_at: datetime | None, source: str) -> Letter:
    message: EmailMessage = message_from_string(source, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Letter(
        number,
        str(message["To"]),
        str(message["Subject"]),
        moment(context, sent_at) if sent_at else "",
        str(text.get_content()) if text else "",
        str(html.get_content()) if html else "",
    )


def _state(mail: Posted) -> str:
    if mail.state != "waiting":
        return f"given up: {mail.error}"
    return f"tried {mail.attempts} times: {mail.error}" if mail.error else "waits to be sent"
