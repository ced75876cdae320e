"""Developer mode's mailbox: each mail as the relay would get it, and those that wait."""

from __future__ import annotations

from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage
from typing import NamedTuple

from engine.core.case import PutMail
from engine.delivery.links import nowhere
from engine.registry import Made
from engine.store import mailbox
from engine.store.copies import made_of
from engine.store.mailbox import Copy, Posted
from engine.web.context import WebContext
from engine.web.dev.clock import zone
from engine.web.dev.inside import Titled
from engine.web.dev.words import moment


class Letter(NamedTuple):
    """One mail as it was sent."""

    id: int
    name: str  # as its flow declares it
    flow: Titled
    language: str  # of the flow; "": it is hosted no more
    to: str
    subject: str
    sent: str
    text: str
    html: str


class Paper(NamedTuple):
    """What a plug-in's call has made, such as a letter."""

    id: int
    title: str
    effect: str
    flow: Titled
    language: str  # of the flow; "": it is hosted no more
    made: str


class WaitingMail(NamedTuple):
    """One that is not sent, or a plug-in's call that is not delivered."""

    name: str
    to: str  # "": of a call
    since: str
    why: str


def letters(context: WebContext) -> list[Letter]:
    """Every mail sent, the newest first."""
    with context.application.database.read() as tx:
        copies = mailbox.copies(tx)
    return [_letter(context, copy) for copy in reversed(copies)]


def papers(context: WebContext) -> list[Paper]:
    """What calls have made, the newest first."""
    with context.application.database.read() as tx:
        found = mailbox.made(tx)
    return [
        Paper(one.id, one.subject, one.mail, *_flow(context, one), _moment(context, one.sent_at))
        for one in reversed(found)
    ]


def content(context: WebContext, number: int) -> Made | None:
    """One of them as it was made."""
    with context.application.database.read() as tx:
        return next((made_of(one.source) for one in mailbox.made(tx) if one.id == number), None)


def waiting(context: WebContext) -> list[WaitingMail]:
    """The mails and calls that wait or were given up, the newest first."""
    with context.application.database.read() as tx:
        found = reversed(mailbox.unsent(tx))
    return [
        WaitingMail(
            mail.put.name,
            mail.put.to if isinstance(mail.put, PutMail) else "",
            _moment(context, mail.created_at),
            _state(mail),
        )
        for mail in found
        if mail.put
    ]


def _letter(context: WebContext, copy: Copy) -> Letter:
    message: EmailMessage = message_from_string(copy.source, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    flow, language = _flow(context, copy)
    return Letter(
        id=copy.id,
        name=copy.mail,
        flow=flow,
        language=language,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent=_moment(context, copy.sent_at),
        text=str(text.get_content()) if text else "",
        html=str(html.get_content()) if html else "",
    )


def _flow(context: WebContext, copy: Copy) -> tuple[Titled, str]:
    """The flow of a copy, and its language."""
    flow = context.catalogue.flows.get(copy.flow)
    return Titled(copy.flow, flow.title.plain({}, nowhere) if flow else ""), flow.language if flow else ""


def _moment(context: WebContext, when: datetime | None) -> str:
    return moment(when, zone(context)) if when else ""


def _state(mail: Posted) -> str:
    if mail.state != "waiting":
        return f"given up: {mail.error}"
    if not mail.error:
        return "waits to be sent"
    return f"tried {'once' if mail.attempts == 1 else f'{mail.attempts} times'}: {mail.error}"
