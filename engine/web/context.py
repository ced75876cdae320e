"""What every view works with: the service, its words and templates, and the browser of the request."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from flask import Response, g, has_request_context, request
from markupsafe import Markup

from engine import files
from engine.application import Application
from engine.core.accounts import SignedIn
from engine.core.browsing.results import Browser, Screen
from engine.core.keeping import BROWSERS_KNOWN_FOR as KNOWN_FOR
from engine.delivery.links import Links
from engine.delivery.messages import Messages
from engine.delivery.pdf import PdfMaker
from engine.language.load import Catalogue
from engine.language.urls import Address, path_of, with_query
from engine.problems import EngineError
from engine.service.browsing.service import Service
from engine.web import security
from engine.web.frame import account_box
from engine.web.languages import tongues
from engine.web.papers import Papers
from engine.web.plain import error_page

log = logging.getLogger("parcours")

# Status -> key under "errors" of the engine's words. Any other 4xx has the first.
_ERROR_KEYS = {
    400: "bad_request", 403: "forbidden", 404: "not_found", 405: "wrong_method", 413: "too_large",
    422: "unprocessable", 429: "too_many", 500: "fault", 503: "unavailable",
}  # fmt: skip
# Those on which it is not looked up who is signed in: a forged request, or a database that may not answer.
_LOOKED_UP_BEFORE = (400, 500, 503)
RETRY_AFTER = "10"
LASTING = "public, max-age=31536000, immutable"  # of what never changes at its address
LARGEST = 1 << 30  # bytes of a static file: it is in memory while it is sent


Bar = Callable[["WebContext", Screen | None], Markup]


class Assets(NamedTuple):
    """Addresses of what a page loads; each has its content's hash, so that a browser may keep it for ever."""

    sheets: tuple[str, ...]
    icon: str


class WebContext:
    """
    One object for all requests.

    Args:
        bar: makes what developer mode puts under each page; None outside it.

    Raises:
        EngineError: the engine's own words lack a language that a flow is written in.
    """

    def __init__(self, application: Application, bar: Bar | None = None) -> None:
        self._bar = bar
        self.application = application
        self.production = not application.settings.dev
        self.papers = Papers(application, PdfMaker(application.fonts))
        for language in application.catalogue.languages():
            self.words(language)  # a missing language is reported before anything is served

    @property
    def language(self) -> str:
        """Of this request: what its address says."""
        if not has_request_context():
            return self.application.language
        if "language" not in g:
            found = self.application.links.urls.language_of(request.path)
            g.language = found or self.application.language
        language: str = g.language
        return language

    @property
    def service(self) -> Service:
        return self.application.service_in(self.language)

    @property
    def catalogue(self) -> Catalogue:
        return self.service.catalogue

    @property
    def links(self) -> Links:
        return self.application.links_in(self.language)

    @cached_property
    def static_folders(self) -> Sequence[Path]:
        """A site's own first."""
        return [self.application.settings.folder / "static", Path(__file__).parent / "static"]

    def static_content(self, folder: Path, name: str) -> bytes | None:
        """What a static file holds; None: there is none, or it is not to be read."""
        try:
            return files.read(folder / name, folder.parent, LARGEST)
        except files.Unreadable:
            return None

    @property
    def _sheets(self) -> tuple[str, ...]:
        return ("style.css", "theme.css") if self.production else ("style.css", "theme.css", "dev.css")

    @property
    def assets(self) -> Assets:
        """Developer mode reads the files again, so that an edit to a style sheet shows at once."""
        return self._assets if self.production else self._find_assets()

    @cached_property
    def _assets(self) -> Assets:
        return self._find_assets()

    def _find_assets(self) -> Assets:
        sheets = tuple(found for name in self._sheets if (found := self._asset(name)))
        return Assets(sheets, self._asset("mark.svg") or "")

    def words(self, language: str) -> Messages:
        return self.application.words(language)

    def browser(self, flow: str | None = None, posted: Mapping[str, Sequence[str]] | None = None) -> Browser:
        """
        The browser of this request; looked up once.

        Args:
            flow, posted: what the request is about, where that is known at the first call.
        """
        if "browser" not in g:
            name = security.cookie_name(production=self.production)
            proxies = self.application.settings.proxies
            passed_on = request.headers.getlist("X-Forwarded-For") if proxies else ()
            client = security.client_of(request.remote_addr, passed_on, proxies)
            known = request.cookies.get(security.known_cookie_name(production=self.production))
            g.browser = self.service.browser(request.cookies.get(name), client, flow, posted, known)
        browser: Browser = g.browser
        return browser

    def signed_in(self) -> SignedIn | None:
        """The account that is open in this browser; looked up once. None also where the database does not answer."""
        if self.catalogue.site.account is None:
            return None
        if "signed_in" not in g:
            try:
                g.signed_in = self.service.signed_in(self.browser())
            except EngineError as fault:  # whatever it is, the page itself is whole
                log.warning("not known who is signed in: %s", fault, extra=self.log_fields())
                g.signed_in = None
        signed: SignedIn | None = g.signed_in
        return signed

    def posted(self) -> dict[str, list[str]]:
        """What was posted: field -> its values; read once a request."""
        if "posted" not in g:
            g.posted = dict(request.form.lists())
        posted: dict[str, list[str]] = g.posted
        return posted

    def log_fields(self) -> dict[str, str]:
        """What a log line may hold of the address asked for."""
        return {"path": self.links.without_values(request.path)}

    def replace_browser(self, cookie: str) -> None:
        """Goes on as the browser of a new id: the forms of this answer are signed for that one."""
        g.browser = self.service.browser(cookie, self.browser().client)

    def keep_cookie(self, answer: Response, cookie: str | None, known: str | None = None) -> Response:
        """Sets the id that the service gave, or that of a browser seen for the first time; and `known` for a year."""
        browser = self.browser()
        value = cookie or (browser.id if browser.new else None)
        if value:
            self._set_cookie(answer, security.cookie_name(production=self.production), value)
        if known:
            self._set_cookie(answer, security.known_cookie_name(production=self.production), known, KNOWN_FOR)
        return answer

    def _set_cookie(self, answer: Response, name: str, value: str, lasts: timedelta | None = None) -> None:
        secure = self.production
        answer.set_cookie(name, value, lasts, secure=secure, httponly=True, samesite="Lax", path="/")

    def page(
        self, template: str, page: Any, words: Messages, status: int = 200, screen: Screen | None = None, **more: Any
    ) -> Response:
        """
        The page of a template, in developer mode with the bar. Where somebody is signed in the header says so, and the
        page is theirs alone.
        """
        page = page._replace(frame=page.frame._replace(tongues=tongues(self.links, page.frame.language)))
        signed = None if status in _LOOKED_UP_BEFORE and "browser" not in g else self.signed_in()
        if signed:
            csrf = self.service.csrf(self.browser())
            box = account_box(signed, self.links, csrf, secrets.token_urlsafe(16))
            page = page._replace(frame=page.frame._replace(account=box))
        bar = self._bar_for(screen)
        html = self.application.templates.get_template(template).render(
            page=page, words=words, assets=self.assets, bar=bar, **more
        )
        answer = Response(html, status, content_type="text/html; charset=utf-8")
        answer.headers["Content-Language"] = page.frame.language
        if signed:
            answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def _bar_for(self, screen: Screen | None) -> Markup:
        """The developer mode's bar. A page is shown even if its bar fails."""
        try:
            return self._bar(self, screen) if self._bar else Markup()
        except Exception:  # whatever fails in the bar, the page itself is whole
            log.exception("the developer bar failed")
            return Markup()

    def error(self, status: int, kind: str | None = None) -> Response:
        """A page for a failure, with a way out and no detail of the inside."""
        kind = kind or _ERROR_KEYS.get(status, "bad_request" if status < 500 else "fault")
        words = self.words(self.language)
        answer = self.page("page/error.html", error_page(kind, self.links, words), words, status)
        answer.headers.setdefault("Cache-Control", "no-store")
        if status in (429, 503):
            answer.headers["Retry-After"] = RETRY_AFTER
        return answer

    def _asset(self, name: str) -> str | None:
        for folder in self.static_folders:
            content = self.static_content(folder, name)
            if content is not None:
                version = hashlib.sha256(content).hexdigest()[:12]
                return with_query(path_of(Address("static", name=name)), {"v": version})
        return None
