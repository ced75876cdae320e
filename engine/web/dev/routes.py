"""Developer mode's own pages. Never in production: there, these routes do not exist."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, g, request

from engine.language.urls import Address, path_of
from engine.store import whole
from engine.web.context import WebContext
from engine.web.dev import clock, coming, mailbox, restart
from engine.web.dev.bar import PREFIX
from engine.web.routes import redirect_to, refusal_of_post
from engine.web.security import PDF_POLICY

# A mail's own page: its style is written in it; nothing is loaded, nothing runs, and it is in no frame.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)

_PDF = "application/pdf"


def create_blueprint(context: WebContext) -> Blueprint:
    """Routes that exist in developer mode only."""
    routes = Blueprint("dev", __name__)

    @routes.after_app_request
    def keep_browser(answer: Response) -> Response:
        """The bar's forms are good for this browser alone: one that came for the first time must be known again."""
        if "browser" in g and "Set-Cookie" not in answer.headers:
            return context.keep_cookie(answer, None)
        return answer

    @routes.get(_path("mails"))
    def mails() -> Response:
        mails, made, waiting = (read(context) for read in (mailbox.mails, mailbox.made, mailbox.waiting))
        return _page(context, "mails", "Mailbox", mails=mails, made=made, waiting=waiting)

    @routes.get(_path("mails/<int:number>"))
    def mail(number: int) -> Response:
        letter = mailbox.letter(context, number) or abort(404)
        return _page(context, "mail", letter.kept.subject, mail=letter.kept, text=letter.text)

    @routes.get(_path("mails/<int:number>/html"))
    def mail_html(number: int) -> Response:
        letter = mailbox.letter(context, number) or abort(404)
        answer = Response(letter.html, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = _MAIL_POLICY
        return answer

    @routes.get(_path("mails/<int:number>/made"))
    def made(number: int) -> Response:
        found = mailbox.content(context, number) or abort(404)
        answer = Response(found.content, content_type=found.media_type)
        answer.headers["Content-Security-Policy"] = PDF_POLICY if found.media_type == _PDF else _MAIL_POLICY
        return answer

    @routes.get(_path("clock"))
    def clock_page() -> Response:
        with context.application.database.read() as tx:
            following = coming.of_any(context, tx, clock.zone(context))
        units = tuple(clock.UNITS)
        return _page(context, "clock", "Clock", units=units, hours=clock.HOURS, following=following)

    @routes.get(_path("empty"))
    def empty_page() -> Response:
        with context.application.database.read() as tx:
            kept = whole.how_many(tx)
        return _page(context, "empty", "Empty the database", kept=kept)

    @routes.get(_path("again"))
    def nothing_to_show() -> Response:
        """Where a post that was out of date leads: there is nothing to see, and nothing was done."""
        return redirect_to(context.links.address(Address("home")), 302)

    def posted(answer: Callable[[], Response]) -> Callable[[], Response]:
        def view() -> Response:
            return refusal_of_post(context) or answer()

        return view

    @posted
    def advance() -> Response:
        to = request.form.get("to", "").strip()
        amount, unit = request.form.get("amount", "").strip(), request.form.get("unit", "hours")
        if not (clock.advance_to(context, to) if to else clock.advance(context, amount, unit)):
            abort(400)
        return redirect_to(_own(request.form.get("back", "")) or _path("clock"))

    @posted
    def again() -> Response:
        entry = restart.begin_again(context, request.form.get("flow", ""), request.form.get("entry", ""))
        return redirect_to(entry) if entry else abort(400)

    @posted
    def empty() -> Response:
        context.application.empty()
        return redirect_to(context.links.address(Address("home")))

    for name, view in {"clock": advance, "again": again, "empty": empty}.items():
        routes.add_url_rule(_path(name), f"post_{name}", view, methods=["POST"])
    return routes


def _page(context: WebContext, name: str, title: str, **values: object) -> Response:
    """One of developer mode's own pages, in a plain frame of its own."""
    template = context.application.templates.get_template(f"page/dev/{name}.html")
    html = template.render(
        title=title,
        assets=context.assets,
        prefix=PREFIX,
        now=clock.present(context),
        ahead=clock.ahead(context),
        csrf=context.service.csrf(context.browser()),
        back=_own(request.args.get("back", "")),
        **values,
    )
    return context.keep_cookie(Response(html, content_type="text/html; charset=utf-8"), None)


def _path(name: str) -> str:
    return path_of(Address("dev", name=name))


def _own(asked: str) -> str:
    """The path asked for if it is one of this service; else nothing."""
    own = asked.startswith("/") and not asked.startswith("//") and "\\" not in asked and asked.isprintable()
    return asked if own else ""
