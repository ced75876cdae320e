"""Developer mode's bar under each page: where the case is, what is due, the CAPTCHA's answer, links to the tools."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from markupsafe import Markup

from engine.core.case import Case
from engine.delivery.display import locale_of
from engine.language.forms import normalise
from engine.language.model import Fact, Flow
from engine.language.urls import Address, path_of, with_query
from engine.language.values import Value
from engine.service.browsing.results import Screen
from engine.store import mailbox, registers
from engine.store.transaction import Transaction
from engine.web.context import WebContext
from engine.web.dev.clock import HOURS, UNITS, ahead, moment

# What the templates put before their own names of pages.
PREFIX = path_of(Address("dev")).rstrip("/")


class Known(NamedTuple):
    """A name and its value now."""

    name: str
    value: str


class Due(NamedTuple):
    kind: str
    at: str


class Inside(NamedTuple):
    """What the bar shows of the case at hand."""

    state: str
    trail: tuple[str, ...]  # « | » before what is not sealed
    known: tuple[Known, ...]
    facts: tuple[Known, ...]
    due: tuple[Due, ...]
    captcha: str | None
    version: str
    newer: bool


def bar(context: WebContext, screen: Screen | None) -> Markup:
    """The bar as HTML. `screen`: what the page shows of a case; None: it shows none."""
    template = context.application.templates.get_template("page/dev/bar.html")
    with context.application.database.read() as tx:
        inside = _inside(context, screen, tx) if screen else None
        mails = len(mailbox.copies(tx))
    samples = tuple(
        (register.name, tuple(Known(key, status) for key, status in register.samples.items()))
        for register in context.catalogue.registers().values()
        if register.samples
    )
    return Markup(
        template.render(
            inside=inside,
            samples=samples,
            mails=mails,
            now=moment(context, context.service.now()),
            ahead=ahead(context),
            csrf=context.service.csrf(context.browser()),
            back=_here(),
            hours=HOURS,
            units=tuple(UNITS),
            prefix=PREFIX,
        )
    )


def _inside(context: WebContext, screen: Screen, tx: Transaction) -> Inside:
    flow, case = screen.flow, screen.case
    names = [step.state for step in case.trail]
    known = case.known()
    answer = context.service.challenge_answer(screen.challenge) if screen.challenge else None
    return Inside(
        state=f"{flow.name}.{case.state}" + (f", editing {screen.state.name}" if screen.at == "earlier" else ""),
        trail=(*names[: case.sealed], *(["|"] if case.sealed else []), *names[case.sealed :]),
        known=tuple(Known(name, _plain_value(value)) for name, value in known.items()),
        facts=tuple(Known(fact.name, _fact(tx, flow, case, fact)) for fact in flow.facts.values()),
        due=tuple(Due(timer.kind, locale_of(flow).show(timer.due_at)) for timer in case.present.timers),
        captcha=answer,
        version=f"{flow.version} ({flow.digest[:8]})",
        newer=screen.newer,
    )


def _fact(tx: Transaction, flow: Flow, case: Case, fact: Fact) -> str:
    """The value that a guard would see, before a timer of another case that is due has fired."""
    if fact.register is None or fact.key is None:
        return "asked when a code is posted"
    value = case.known().get(fact.key.name)
    if value is None:
        return "null"
    row = registers.row(tx, fact.register.name, normalise(flow.registers[fact.register.name].kind, str(value)))
    if row is None or row.case_id == case.id:
        return "free" if row is None else f"free (held by this case: {row.status})"
    return row.status


def _plain_value(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _here() -> str:
    """The address of this page, with any bytes that it came with."""
    asked = request.query_string.decode(errors="replace") if request.method == "GET" else ""
    return with_query(request.path, asked)
