"""The addresses of the service: a request in, the service's answer out as page, redirect, PDF or picture."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import MethodNotAllowed

from engine.delivery import documents
from engine.delivery.pdf import PdfFailed
from engine.language.urls import CHALLENGES, Address, path_of, with_query
from engine.service.browsing.results import Answer, Move, Paper, Screen, Url
from engine.web import security
from engine.web.context import RETRY_AFTER, Desk
from engine.web.pages import CARRIED, language_of, plain_page, procedures_page, state_page

log = logging.getLogger("parcours")


def blueprint(desk: Desk) -> Blueprint:
    """Every route of the service; developer mode's are elsewhere."""
    routes = Blueprint("parcours", __name__)

    @routes.get(path_of(Address("health")))
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @routes.get(path_of(Address("robots")))
    def robots() -> Response:
        closed = [*(path_of(Address("state", flow)) for flow in desk.catalogue.flows), CHALLENGES]
        rules = "".join(f"Disallow: {path}\n" for path in closed)
        return Response(f"User-agent: *\n{rules}", content_type="text/plain; charset=utf-8")

    @routes.get(path_of(Address("image", name="<signed>")))
    def challenge(signed: str) -> Response:
        picture = desk.service.image(signed)
        if picture is None:
            abort(404)
        return Response(picture, content_type="image/png")

    @routes.get(path_of(Address("sound", name="<signed>")))
    def spoken_challenge(signed: str) -> Response:
        sound = desk.service.sound(signed)
        if sound is None:
            abort(404)
        answer = Response(sound, content_type="audio/wav")
        # Safari plays nothing that it cannot ask for in parts.
        answer.make_conditional(request, accept_ranges=True, complete_length=len(sound))
        return answer

    @routes.get(path_of(Address("procedures")))
    def procedures() -> Response:
        words = desk.words(language_of(desk.catalogue, None))
        return _shared(desk.page("page/page.html", procedures_page(desk.links, words), words))

    @routes.route(path_of(Address("home")), methods=["GET", "POST"])
    @routes.route(path_of(Address("page", name="<path:_path>")), methods=["GET", "POST"])
    def declared(_path: str = "") -> Response:
        """What a flow or the site declares; the home page is the list of procedures where none is declared."""
        address = desk.links.urls.parse(request.path)
        if address is None or address.kind not in ("home", "page", "flow", "state", "entry", "document"):
            abort(404)
        if request.method == "POST":
            return _posted(desk, address)
        return procedures() if address.kind == "home" else _opened(desk, address)

    return routes


def _opened(desk: Desk, address: Address) -> Response:
    if address.kind in ("page", "flow"):
        path = desk.links.address(address)
        return _plain(desk, address) if path == request.path else _shared(moved(path, 302))
    assert address.flow
    browser, service = desk.browser(address.flow), desk.service
    notice = _notice()
    if address.kind == "entry":
        query = {name: value for name, value in request.args.items() if name != "n"}
        answer = service.open_entry(browser, address.flow, address.name, query, notice=notice)
    elif address.kind == "state":
        answer = service.open_state(browser, address.flow, address.name, notice=notice)
    else:
        answer = service.document(browser, address.flow, address.name)
    return _shown(desk, answer)


def _posted(desk: Desk, address: Address) -> Response:
    if address.kind not in ("entry", "state"):
        raise MethodNotAllowed(valid_methods=["GET", "HEAD"])
    assert address.flow
    posted = desk.posted()
    browser, service = desk.browser(address.flow, posted), desk.service
    refused = barred(desk, address)
    if refused:
        return refused
    post: Callable[..., Answer] = service.post_entry if address.kind == "entry" else service.post_state
    return _shown(desk, post(browser, address.flow, address.name, posted))


def barred(desk: Desk, address: Address | None = None) -> Response | None:
    """
    Why a post is not let in; None: it is.

    One from another site is refused. One from our own pages whose token is not this browser's is only out of date –
    its cookie was replaced, or never came back: where it was meant to go is shown as it stands now.

    Args:
        address: the entry or state whose form it is; None: developer mode's own.
    """
    origin = security.origin_of(request.headers, _own_hosts(desk))
    good = desk.service.csrf_good(desk.browser(), request.form.get("_csrf", ""))
    if origin == "foreign" or (origin == "unknown" and not good):
        log.warning("post from elsewhere refused", extra=desk.place())
        return desk.error(403)
    if good:
        return None
    lost = not request.cookies.get(security.cookie_name(production=desk.production))
    notice = "no_cookie" if lost else "stale"
    if address and address.kind in ("entry", "state"):
        url = Url("entry" if address.kind == "entry" else "state", address.flow, address.name)
        return _shown(desk, desk.service.post_astray(desk.browser(), url, desk.posted(), notice))
    return _private(desk.keep_cookie(moved(with_query(request.path, {"n": notice})), None))


def moved(address: str, status: int = 303) -> Response:
    """Somewhere else, within the service."""
    return Response(status=status, headers={"Location": address})


def _shown(desk: Desk, answer: Answer) -> Response:
    """The service's answer as HTTP, with the cookie it asks for."""
    what = answer.what
    if isinstance(what, Move):
        there = desk.links.address(Address(*what.to))
        if what.notice in CARRIED:
            there = with_query(there, {"n": what.notice})
        return desk.keep_cookie(_private(moved(there)), answer.cookie)
    if isinstance(what, Paper):
        return desk.keep_cookie(_paper(desk, what), answer.cookie)
    if answer.cookie and desk.browser().dead:
        desk.is_now(answer.cookie)
    return desk.keep_cookie(_screen(desk, what), answer.cookie)


def _screen(desk: Desk, screen: Screen) -> Response:
    words = desk.words(screen.flow.language)
    gate = screen.state.gate
    spoken = gate is not None and desk.service.speaks(gate.name, screen.flow.language)
    page = state_page(screen, desk.links, words, desk.service.csrf(desk.browser()), spoken=spoken)
    answer = _private(desk.page("page/state.html", page, words, screen.status, screen))
    if screen.status == 422:
        # Kept by this browser alone, and asked for anew except by its Back button: what was typed is shown again.
        answer.headers["Cache-Control"] = "private, no-cache"
    if screen.status == 503:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _plain(desk: Desk, address: Address) -> Response:
    flow = desk.catalogue.flows[address.flow] if address.flow else None
    page = flow.pages[address.name] if flow else desk.catalogue.site.pages[address.name]
    words = desk.words(language_of(desk.catalogue, flow))
    return _shared(desk.page("page/page.html", plain_page(page, flow, desk.links, words, _notice()), words))


def _paper(desk: Desk, paper: Paper) -> Response:
    """A document as a PDF, its words those of the flow."""
    flow, case, document = paper
    html = documents.compose(
        flow,
        case,
        document,
        site=desk.catalogue.site,
        words=desk.words(flow.language),
        templates=desk.application.templates,
        href=desk.links.href(flow, base=desk.application.settings.base_url),
        made_at=desk.service.now(),
    )
    try:
        pdf = desk.pdf.make(html)
    except PdfFailed as failed:
        log.error("%s", failed, extra={"case": case.id, "flow": flow.name})
        return desk.error(503, "no_document")
    answer = _private(Response(pdf, content_type="application/pdf"))
    name = f"{flow.name}-{document.name}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Security-Policy"] = security.PDF_POLICY
    return answer


def _notice() -> str | None:
    """The line that a redirect asked for; anything else in the address is nobody's."""
    key = request.args.get("n")
    return key if key in CARRIED else None


def _own_hosts(desk: Desk) -> tuple[str, str]:
    return request.host, desk.application.settings.base_url.partition("://")[2]


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shared(answer: Response) -> Response:
    """The same for everybody, but read anew: an edit is seen at once. Developer mode's bar is nobody else's."""
    answer.headers["Cache-Control"] = "no-cache"
    return answer
