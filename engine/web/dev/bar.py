"""Developer mode's bar under each page: where the case is, what is due, the CAPTCHA's answer, links to the tools."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from markupsafe import Markup

from engine.core.browsing.results import Screen
from engine.language.urls import Address, path_of, with_query
from engine.store import mailbox
from engine.web.context import WebContext
from engine.web.dev import clock, coming
from engine.web.dev.inside import inside

# What the templates put before their own names of pages.
PREFIX = path_of(Address("dev")).rstrip("/")


class Sample(NamedTuple):
    key: str
    status: str


def bar(context: WebContext, screen: Screen | None) -> Markup:
    """The bar as HTML. `screen`: what the page shows of a case; None: it shows none."""
    template = context.application.templates.get_template("page/dev/bar.html")
    with context.application.database.read() as tx:
        case = inside(context, tx, screen) if screen else None
        due = coming.of_case(context, tx, screen) if screen else ()
        following = next((one for one in due if one.to), None)
        if following is None and (screen is None or screen.case.revision == 0):
            following = coming.of_any(context, tx, clock.zone(context))
        sent, unsent = mailbox.how_many(tx)
    samples = tuple(
        (register.name, tuple(Sample(*row) for row in register.samples.items()))
        for register in context.catalogue.registers().values()
        if register.samples
    )
    return Markup(
        template.render(
            case=case,
            entry=screen.case.entry if screen else "",
            captcha=context.service.challenge_answer(screen.challenge) if screen and screen.challenge else None,
            due=due,
            following=following,
            samples=samples,
            plugins=context.application.registry.samples(),
            sent=sent,
            unsent=unsent,
            now=clock.present(context),
            ahead=clock.ahead(context),
            csrf=context.service.csrf(context.browser()),
            back=_here(),
            hours=clock.HOURS,
            prefix=PREFIX,
        )
    )


def _here() -> str:
    """The address of this page, with any bytes that it came with."""
    asked = request.query_string.decode(errors="replace") if request.method == "GET" else ""
    return with_query(request.path, asked)
