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
from engine.store.copies import NOBODY, made_of
from engine.store.mailbox import Copy, Posted
from engine.web.context import WebContext
from engine.web.dev.clock import zone
from engine.web.dev.inside import Titled
from engine.web.dev.words import moment


class Kept(NamedTuple):
    """A mail as it was sent, or what a plug-in's call has made, such as a letter; without what it holds."""

    id: int
    name: str  # as its flow declares it; of a call: the effect
    flow: Titled
    language: str  # of the flow; "": it is hosted no more
    to: str  # "": of a call
    subject: str
    at: str


class Letter(NamedTuple):
    """One mail whole."""

    kept: Kept
    text: str
    html: str


class WaitingMail(NamedTuple):
    """One that is not sent, or a plug-in's call that is not delivered."""

    name: str
    to: str  # "": of a call
    since: str
    why: str


def mails(context: WebContext) -> list[Kept]:
    """Every mail sent, the newest first."""
    with context.application.database.read() as tx:
        found = mailbox.copies(tx)
    return [_kept(context, copy) for copy in reversed(found)]


def made(context: WebContext) -> list[Kept]:
    """What calls have made, the newest first."""
    with context.application.database.read() as tx:
        found = mailbox.made(tx)
    return [_kept(context, copy) for copy in reversed(found)]


def letter(context: WebContext, number: int) -> Letter | None:
    """One mail as it was sent; None: no mail has this number."""
    found = _found(context, number)
    if found is None or found[0].to == NOBODY:
        return None
    message: EmailMessage = message_from_string(found[1], policy=policy.default)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    return Letter(
        _kept(context, found[0]),
        str(text.get_content()) if text else "",
        str(html.get_content()) if html else "",
    )


def content(context: WebContext, number: int) -> Made | None:
    """What a call has made, as it was made; None: none has this number."""
    found = _found(context, number)
    return made_of(found[1]) if found and found[0].to == NOBODY else None


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


def _found(context: WebContext, number: int) -> tuple[Copy, str] | None:
    """A copy and its source."""
    with context.application.database.read() as tx:
        copy = mailbox.copy(tx, number)
        return (copy, mailbox.source(tx, number)) if copy else None


def _kept(context: WebContext, copy: Copy) -> Kept:
    flow, language = _flow(context, copy)
    return Kept(copy.id, copy.mail, flow, language, copy.to, copy.subject, _moment(context, copy.sent_at))


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
