"""The developer mode: a bar under each page, every mail, and a clock that can be advanced. Never in production."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from typing import NamedTuple

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from engine.core.case import Case
from engine.delivery.display import locale_of
from engine.language.forms import normalise
from engine.language.model import Fact, Flow, Register
from engine.language.urls import Address, path_of, with_query
from engine.language.values import Value
from engine.service.browsing.results import Screen
from engine.store import clock, mailbox, registers
from engine.store.mailbox import Posted
from engine.store.transaction import Transaction
from engine.web.context import Desk
from engine.web.routes import barred, moved

MOST_MAILS = 200
HOURS = (1, 12, 48)
UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}
FARTHEST = timedelta(days=365 * 100)  # a calendar ends; the clock stays far from it

# A mail's own page: its style is written in it; nothing is loaded, nothing runs, and it is in no frame.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


class Letter(NamedTuple):
    """One mail as it was sent."""

    id: int
    to: str
    subject: str
    sent: str
    text: str
    html: str


class Known(NamedTuple):
    """A name and what it stands for just now."""

    name: str
    value: str


class Due(NamedTuple):
    kind: str
    at: str


class Inside(NamedTuple):
    """What the bar says of the case at hand."""

    state: str
    trail: tuple[str, ...]  # « | » before what is not sealed
    known: tuple[Known, ...]
    facts: tuple[Known, ...]
    due: tuple[Due, ...]
    captcha: str | None
    version: str
    newer: bool


def blueprint(desk: Desk) -> Blueprint:
    """Routes that exist in developer mode alone."""
    routes = Blueprint("dev", __name__)

    @routes.get(_path("mails"))
    def mails() -> Response:
        with desk.application.database.read() as tx:
            waiting = [mail for mail in mailbox.newest(tx, MOST_MAILS) if mail.state != "sent"]
        return _page(desk, "mails", "Mailbox", letters=_letters(desk)[::-1], waiting=[_wait(desk, w) for w in waiting])

    @routes.get(_path("mails/<int:number>"))
    def mail(number: int) -> Response:
        letter = _letter(desk, number)
        return _page(desk, "mail", letter.subject, letter=letter)

    @routes.get(_path("mails/<int:number>/html"))
    def mail_html(number: int) -> Response:
        answer = Response(_letter(desk, number).html, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = _MAIL_POLICY
        return answer

    @routes.get(_path("clock"))
    def clock_page() -> Response:
        return _page(desk, "clock", "Clock", units=tuple(UNITS), hours=HOURS)

    @routes.post(_path("clock"))
    def advance() -> Response:
        refused = barred(desk)
        if refused:
            return refused
        amount, unit = request.form.get("amount", "").strip(), request.form.get("unit", "hours")
        if not amount.isascii() or not amount.isdecimal() or len(amount) > 6 or unit not in UNITS:
            abort(400)
        with desk.application.database.write() as tx:
            if clock.offset(tx) + int(amount) * UNITS[unit] > FARTHEST:
                abort(400)
            clock.advance(tx, int(amount) * UNITS[unit])
        return moved(_back_to(request.form.get("back", "")))

    return routes


def bar(desk: Desk, screen: Screen | None) -> Markup:
    """What stands under each page: where the case is, what is due, what the image reads, and the ways to the tools."""
    template = desk.application.templates.get_template("page/dev/bar.html")
    with desk.application.database.read() as tx:
        inside = _inside(desk, screen, tx) if screen else None
        mails = len(mailbox.copies(tx))
    samples = tuple(
        (register.name, tuple(Known(key, status) for key, status in register.samples.items()))
        for register in _registers(desk)
        if register.samples
    )
    return Markup(
        template.render(
            inside=inside,
            samples=samples,
            mails=mails,
            now=_moment(desk, desk.service.now()),
            ahead=_ahead(desk),
            csrf=desk.service.csrf(desk.browser()),
            back=_here(),
            hours=HOURS,
            units=tuple(UNITS),
            prefix=_path("").rstrip("/"),
        )
    )


def _inside(desk: Desk, screen: Screen, tx: Transaction) -> Inside:
    flow, case = screen.flow, screen.case
    names = [step.state for step in case.trail]
    known = case.known()
    answer = desk.service.challenge_answer(screen.challenge) if screen.challenge else None
    return Inside(
        state=f"{flow.name}.{case.state}" + (f", editing {screen.state.name}" if screen.at == "earlier" else ""),
        trail=(*names[: case.sealed], *(["|"] if case.sealed else []), *names[case.sealed :]),
        known=tuple(Known(name, _words(value)) for name, value in known.items()),
        facts=tuple(Known(fact.name, _fact(tx, flow, case, fact)) for fact in flow.facts.values()),
        due=tuple(Due(timer.kind, locale_of(flow).show(timer.due_at)) for timer in case.present.timers),
        captcha=answer,
        version=f"{flow.version} ({flow.digest[:8]})",
        newer=screen.newer,
    )


def _fact(tx: Transaction, flow: Flow, case: Case, fact: Fact) -> str:
    """What a guard would be told just now."""
    if fact.register is None or fact.key is None:
        return "asked when a code is posted"
    value = case.known().get(fact.key.name)
    if value is None:
        return "null"
    row = registers.row(tx, fact.register.name, normalise(flow.registers[fact.register.name].kind, str(value)))
    if row is None or row.case_id == case.id:
        return "free" if row is None else f"free (held by this case: {row.status})"
    return row.status


def _page(desk: Desk, name: str, title: str, **what: object) -> Response:
    """One of developer mode's own pages, in a plain frame of its own."""
    template = desk.application.templates.get_template(f"page/dev/{name}.html")
    html = template.render(
        title=title,
        assets=desk.assets,
        prefix=_path("").rstrip("/"),
        now=_moment(desk, desk.service.now()),
        ahead=_ahead(desk),
        csrf=desk.service.csrf(desk.browser()),
        **what,
    )
    return desk.keep_cookie(Response(html, content_type="text/html; charset=utf-8"), None)


def _letters(desk: Desk) -> list[Letter]:
    with desk.application.database.read() as tx:
        copies = mailbox.copies(tx)
    return [_read(desk, copy.id, copy.sent_at, copy.source) for copy in copies]


def _letter(desk: Desk, number: int) -> Letter:
    found = next((letter for letter in _letters(desk) if letter.id == number), None)
    return found or abort(404)


def _read(desk: Desk, number: int, sent_at: datetime | None, source: str) -> Letter:
    message: EmailMessage = message_from_string(source, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Letter(
        number,
        str(message["To"]),
        str(message["Subject"]),
        _moment(desk, sent_at) if sent_at else "",
        str(text.get_content()) if text else "",
        str(html.get_content()) if html else "",
    )


def _wait(desk: Desk, waiting: Posted) -> Known:
    state = f"tried {waiting.attempts} times: {waiting.error}" if waiting.error else "waits to be sent"
    return Known(
        _moment(desk, waiting.created_at), state if waiting.state == "waiting" else f"given up: {waiting.error}"
    )


def _moment(desk: Desk, when: datetime) -> str:
    flow = next(iter(desk.catalogue.flows.values()), None)
    return locale_of(flow).show(when) if flow else when.isoformat(" ", "minutes")


def _ahead(desk: Desk) -> str:
    with desk.application.database.read() as tx:
        ahead = clock.offset(tx)
    days, hours = ahead.days, ahead.seconds / 3600
    return f"{days} d {hours:.4g} h" if ahead else ""


def _registers(desk: Desk) -> list[Register]:
    found = dict(desk.catalogue.site.registers)
    for flow in desk.catalogue.flows.values():
        found.update(flow.registers)
    return list(found.values())


def _words(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _path(name: str) -> str:
    return path_of(Address("dev", name=name))


def _back_to(asked: str) -> str:
    """A page of ours and nothing else."""
    mine = asked.startswith("/") and not asked.startswith("//") and "\\" not in asked and asked.isprintable()
    return asked if mine else _path("clock")


def _here() -> str:
    """The address shown, with whatever bytes it came."""
    asked = request.query_string.decode(errors="replace") if request.method == "GET" else ""
    return with_query(request.path, asked)
