"""The addresses of the service: a request in, the service's answer out as page, redirect, PDF or picture."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import MethodNotAllowed

from engine.core.browsing.navigation import CARRIED, PLAIN
from engine.core.browsing.parts import LET_GO
from engine.core.browsing.results import Answer, NotFound, Paper, Redirect, Screen, ShutDoor, Viewed
from engine.core.browsing.submission import THEN
from engine.delivery.display import shown_values
from engine.delivery.pdf import PdfFailed
from engine.language.forms import Extent
from engine.language.urls import CHALLENGES, Address, path_of, with_query
from engine.web import security
from engine.web.context import LASTING, RETRY_AFTER, WebContext
from engine.web.frame import Notice, notice_of
from engine.web.languages import CHOSEN_BY, chosen
from engine.web.pages import state_page
from engine.web.papers import file_name
from engine.web.plain import door_page, plain_page, procedures_page
from engine.web.sheet import sheet_of
from engine.web.views import view_page

log = logging.getLogger("parcours")

_DECLARED = ("home", "procedures", "sound", "page", "flow", "state", "entry", "document")
_LONGEST_NAME = 200  # of a view or a document, in an address


def create_blueprint(context: WebContext) -> Blueprint:
    """Every route of the service; developer mode's are in `web.dev`."""
    routes = Blueprint("parcours", __name__)

    @routes.get(path_of(Address("health")))
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @routes.get(path_of(Address("robots")))
    def robots() -> Response:
        urls = context.application.links.urls
        spoken = [(flow.name, language) for flow in context.catalogue.known().values() for language in flow.languages]
        closed = [*(urls.speaking(language).build(Address("state", flow)) for flow, language in spoken), CHALLENGES]
        rules = "".join(f"Disallow: {path}\n" for path in closed)
        return Response(f"User-agent: *\n{rules}", content_type="text/plain; charset=utf-8")

    @routes.get(path_of(Address("image", name="<signed>")))
    def challenge(signed: str) -> Response:
        picture = context.service.image(signed)
        if picture is None:
            abort(404)
        return Response(picture, content_type="image/png")

    @routes.get(path_of(Address("sound", name="<signed>")))
    def spoken_challenge(signed: str) -> Response:
        sound = context.service.sound(signed)
        if sound is None:
            abort(404)
        answer = Response(sound, content_type="audio/wav")
        # Safari plays only what it can ask for in parts.
        answer.make_conditional(request, accept_ranges=True, complete_length=len(sound))
        return answer

    @routes.get(path_of(Address("sheet", "<flow>", "<version>/<form>")))
    def sheet(flow: str, version: str, form: str) -> Response:
        """Of a form in one version, which never changes."""
        found = context.service.form(flow, version, form)
        if found is None or not found.conditional:
            abort(404)
        answer = Response(sheet_of(found), content_type="text/css; charset=utf-8")
        answer.headers["Cache-Control"] = LASTING
        return answer

    @routes.get(path_of(Address("procedures")))
    def procedures() -> Response:
        words = context.words(context.language)
        return _revalidated(context.page("page/page.html", procedures_page(context.links, words), words))

    @routes.route(path_of(Address("home")), methods=["GET", "POST"])
    @routes.route(path_of(Address("page", name="<path:_path>")), methods=["GET", "POST"])
    def declared(_path: str = "") -> Response:
        """What a flow or the site declares; the home page is the list of procedures where none is declared."""
        address = context.links.urls.parse(request.path)
        if address is None or address.kind not in _DECLARED:
            abort(404)
        if request.method == "POST":
            return _post(context, address)
        if address.kind == "sound":
            return spoken_challenge(address.name)
        listed = address.kind in ("home", "procedures")
        answer = chosen(context.links) or (procedures() if listed else _get(context, address))
        if request.path == path_of(Address("home")) and len(context.catalogue.languages()) > 1:
            answer.headers["Vary"] = CHOSEN_BY
        return answer

    return routes


def _get(context: WebContext, address: Address) -> Response:
    if address.kind in ("page", "flow"):
        path = context.links.address(address)
        return _plain_page(context, address) if path == request.path else _revalidated(redirect_to(path, 302))
    assert address.flow
    browser, service = context.browser(address.flow), context.service
    notice, query = _notice(), {name: value for name, value in request.args.items() if name != "n"}
    try:
        if address.kind == "entry":
            answer = service.open_entry(browser, address.flow, address.name, query, notice=notice)
        elif address.kind == "state":
            answer = service.open_state(browser, address.flow, address.name, query, notice=notice)
        else:
            answer = service.document(browser, address.flow, address.name)
    except NotFound:
        if address.flow not in context.catalogue.withdrawn:
            raise
        answer = service.ended(browser, address.flow, notice)  # an older version may have had it
    return _respond(context, answer)


def _post(context: WebContext, address: Address) -> Response:
    if address.kind not in ("entry", "state"):
        raise MethodNotAllowed(valid_methods=["GET", "HEAD"])
    assert address.flow
    posted = context.posted()
    browser, service = context.browser(address.flow, posted), context.service
    size = Extent(len(request.get_data()), sum(map(len, posted.values())))
    refused = refusal_of_post(context, address)
    if refused:
        return context.error(413) if size.exceeds(service.extent(address)) else refused
    posted = {**posted, f"_{THEN}": [_then()]}
    post: Callable[..., Answer] = service.post_entry if address.kind == "entry" else service.post_state
    return _respond(context, post(browser, address.flow, address.name, posted, size))


def refusal_of_post(context: WebContext, address: Address | None = None) -> Response | None:
    """
    The answer to a post that is refused; None: it may be processed.

    One from another site is refused. One from our own pages whose token is not this browser's is only out of date –
    its cookie was replaced, or never came back: the page that it was for is shown in its present state.

    Args:
        address: the entry or state whose form it is; None: developer mode's own.
    """
    scheme, _, public = context.application.settings.base_url.partition("://")
    origin = security.origin_of(request.headers, (request.host, public), scheme)
    valid = context.service.csrf_good(context.browser(), request.form.get("_csrf", ""))
    if origin == "foreign" or (origin == "unknown" and not valid):
        log.warning("post from another site refused", extra=context.log_fields())
        return context.error(403)
    if valid:
        return None
    lost = not request.cookies.get(security.cookie_name(production=context.production))
    notice = "no_cookie" if lost else "stale"
    if address and address.kind in ("entry", "state"):
        url = Address("entry" if address.kind == "entry" else "state", address.flow, address.name)
        return _respond(context, context.service.post_astray(context.browser(), url, context.posted(), notice))
    return _not_kept(context.keep_cookie(redirect_to(with_query(request.path, {"n": notice})), None))


def redirect_to(path: str, status: int = 303) -> Response:
    """A redirect within the service."""
    return Response(status=status, headers={"Location": path})


def _respond(context: WebContext, answer: Answer, above: Notice | None = None) -> Response:
    """The service's answer as HTTP, with the cookie it asks for. `above`: of a door that is shut."""
    what = answer.what
    if isinstance(what, Redirect):
        notice = {"n": what.notice} if what.notice and what.notice in CARRIED else {}
        there = with_query(context.links.address(what.to), {**what.query, **notice})
        return context.keep_cookie(_not_kept(redirect_to(there)), answer.cookie, answer.known)
    if isinstance(what, Paper):
        return context.keep_cookie(_document(context, what), answer.cookie)
    if isinstance(what, Viewed):
        return context.keep_cookie(_view_page(context, what), answer.cookie)
    if isinstance(what, ShutDoor):
        return context.keep_cookie(_door_page(context, what, above), answer.cookie)
    if answer.cookie and context.browser().dead:
        context.replace_browser(answer.cookie)
    return context.keep_cookie(_state_page(context, what), answer.cookie)


def _state_page(context: WebContext, screen: Screen) -> Response:
    words = context.words(screen.flow.language)
    gate = screen.state.gate
    spoken = gate is not None and context.service.speaks(gate.name, screen.flow.language)
    csrf = context.service.csrf(context.browser())
    papers = context.papers.links(screen.flow, screen.case, screen.state)
    signed, shown = context.signed_in(), screen
    if signed and signed.leave and screen.at == "present" and signed.case.id == screen.case.id:
        shown = screen.without(signed.leave.name)  # the header carries it
    page = state_page(shown, context.links, words, csrf, papers, spoken=spoken)
    if _then() and not screen.case.revision:
        page = page._replace(action=with_query(page.action, {THEN: _then()}))
    answer = _not_kept(context.page("page/state.html", page, words, screen.status, screen))
    if screen.status in (413, 422):
        # Only this browser keeps it, and asks again except on Back: what was typed is shown again.
        answer.headers["Cache-Control"] = "private, no-cache"
    if screen.status == 503:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _view_page(context: WebContext, viewed: Viewed) -> Response:
    words = context.words(viewed.flow.language)
    papers = context.papers.links(viewed.flow, viewed.case, viewed.view)
    return _not_kept(context.page("page/view.html", view_page(viewed, context.links, words, papers), words))


def _door_page(context: WebContext, door: ShutDoor, above: Notice | None) -> Response:
    """Why nothing begins at an entry now. A procedure that has ended is gone for good, and search engines learn it."""
    words = context.words(door.flow.language)
    status = 410 if door.shut.why == "ended" else 200
    return _not_kept(context.page("page/page.html", door_page(door, context.links, words, above), words, status))


def _plain_page(context: WebContext, address: Address) -> Response:
    flow = context.catalogue.known()[address.flow] if address.flow else None
    words = context.words(flow.language if flow else context.language)
    key = _notice()
    notice = notice_of(key, words.html(f"notices.{key}")) if key in PLAIN else None
    said = context.service.said(context.browser(), request.args[LET_GO]) if notice and LET_GO in request.args else None
    if flow and flow.name in context.catalogue.withdrawn:
        if said:
            notice = notice_of(
                "left", said.message.inline(shown_values(said.flow, said.case), context.links.href(flow))
            )
        return _respond(context, context.service.ended(context.browser(flow.name), flow.name, key), notice)
    page = context.service.page(flow, flow.pages[address.name] if flow else context.catalogue.site.pages[address.name])
    if said:
        # Of this browser's case, and read while it was let go: nothing of it is kept.
        href = context.links.href(said.flow)
        notice = notice_of("left", said.message.inline(shown_values(said.flow, said.case), href))
        return _not_kept(context.page("page/page.html", plain_page(page, flow, context.links, words, notice), words))
    return _revalidated(context.page("page/page.html", plain_page(page, flow, context.links, words, notice), words))


def _document(context: WebContext, paper: Paper) -> Response:
    """A document as a PDF, its words those of the flow."""
    flow, case, document = paper
    try:
        pdf = context.papers.make(paper)
    except PdfFailed as failed:
        log.error("%s", failed, extra={"case": case.id, "flow": flow.name})
        return context.error(503, "no_document")
    answer = _not_kept(Response(pdf, content_type="application/pdf"))
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name(flow, document)}"'
    answer.headers["Content-Language"] = flow.language
    answer.headers["Content-Security-Policy"] = security.PDF_POLICY
    return answer


def _notice() -> str | None:
    """The notice that a redirect asked for; anything else in the address is ignored."""
    key = request.args.get("n")
    return key if key in CARRIED else None


def _then() -> str:
    """What is shown once a case is found again, as the redirect to here said; the service takes no other for one."""
    return request.args.get(THEN, "")[:_LONGEST_NAME]


def _not_kept(answer: Response) -> Response:
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _revalidated(answer: Response) -> Response:
    """The same for everybody, but asked for again: an edit shows at once, and no bar of developer mode is kept."""
    answer.headers.setdefault("Cache-Control", "no-cache")
    return answer
