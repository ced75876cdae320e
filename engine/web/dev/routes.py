"""Developer mode's own pages. Never in production: there, these routes do not exist."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from engine.language.urls import Address, path_of
from engine.web.context import WebContext
from engine.web.dev import clock, mailbox
from engine.web.dev.bar import PREFIX
from engine.web.routes import redirect_to, refusal_of_post

# A mail's own page: its style is written in it; nothing is loaded, nothing runs, and it is in no frame.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


def create_blueprint(context: WebContext) -> Blueprint:
    """Routes that exist in developer mode only."""
    routes = Blueprint("dev", __name__)

    @routes.get(_path("mails"))
    def mails() -> Response:
        letters = mailbox.letters(context)[::-1]
        return _page(context, "mails", "Mailbox", letters=letters, waiting=mailbox.waiting(context))

    @routes.get(_path("mails/<int:number>"))
    def mail(number: int) -> Response:
        letter = _letter(context, number)
        return _page(context, "mail", letter.subject, letter=letter)

    @routes.get(_path("mails/<int:number>/html"))
    def mail_html(number: int) -> Response:
        answer = Response(_letter(context, number).html, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = _MAIL_POLICY
        return answer

    @routes.get(_path("clock"))
    def clock_page() -> Response:
        return _page(context, "clock", "Clock", units=tuple(clock.UNITS), hours=clock.HOURS)

    @routes.post(_path("clock"))
    def advance() -> Response:
        refused = refusal_of_post(context)
        if refused:
            return refused
        if not clock.advance(context, request.form.get("amount", "").strip(), request.form.get("unit", "hours")):
            abort(400)
        return redirect_to(_own_path(request.form.get("back", "")))

    return routes


def _page(context: WebContext, name: str, title: str, **values: object) -> Response:
    """One of developer mode's own pages, in a plain frame of its own."""
    template = context.application.templates.get_template(f"page/dev/{name}.html")
    html = template.render(
        title=title,
        assets=context.assets,
        prefix=PREFIX,
        now=clock.moment(context, context.service.now()),
        ahead=clock.ahead(context),
        csrf=context.service.csrf(context.browser()),
        **values,
    )
    return context.keep_cookie(Response(html, content_type="text/html; charset=utf-8"), None)


def _letter(context: WebContext, number: int) -> mailbox.Letter:
    found = next((letter for letter in mailbox.letters(context) if letter.id == number), None)
    return found or abort(404)


def _path(name: str) -> str:
    return path_of(Address("dev", name=name))


def _own_path(asked: str) -> str:
    """The path asked for if it is one of this service, else the clock's page."""
    own = asked.startswith("/") and not asked.startswith("//") and "\\" not in asked and asked.isprintable()
    return asked if own else _path("clock")
