"""The service as a Flask application: limits on requests, headers on answers, and a page for every failure."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Mapping

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException
from werkzeug.security import safe_join

from engine.application import Application
from engine.core.browsing.results import NotFound
from engine.core.kept import Unavailable
from engine.core.steps.runner import TimersBehind
from engine.core.surroundings import Busy
from engine.language.forms.extent import LEAST_FIELDS
from engine.language.urls import Address, path_of
from engine.web import routes, security
from engine.web.context import LASTING, WebContext
from engine.web.dev import routes as developer_routes
from engine.web.dev.bar import bar

log = logging.getLogger("parcours")


def create_app(application: Application) -> Flask:
    """
    The Flask application of a service.

    Raises:
        EngineError: the engine's own words lack a language that a flow is written in.
    """
    app = Flask("parcours", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = security.MOST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = security.MOST_BYTES
    app.config["MAX_FORM_PARTS"] = LEAST_FIELDS  # of a multipart body, which no form of ours sends
    context = WebContext(application, bar if application.settings.dev else None)
    if not application.settings.dev:
        application.name_samples()
    else:
        app.register_blueprint(developer_routes.create_blueprint(context))
    app.register_blueprint(routes.create_blueprint(context))
    _guard(app, context)
    _handle_errors(app, context)
    app.extensions["parcours"] = context
    return app


def refusal(app: Flask, status: int) -> Response:
    """The page for what a server refuses by itself: it is not a request, so no route and no browser is known."""
    context: WebContext = app.extensions["parcours"]
    with app.test_request_context():
        return app.process_response(context.error(status, None if status in (413, 500, 503) else "bad_request"))


def _guard(app: Flask, context: WebContext) -> None:
    carried = {**security.headers(production=context.production), "Cache-Control": "no-store"}
    trusted = security.bare_hosts(context.application.settings.trusted_hosts)

    @app.before_request
    def limit() -> None:
        """Refuses a forged Host, and what no browser sends, before anything is looked up or done."""
        # Flask's own TRUSTED_HOSTS knows no IPv6 address.
        if not security.host_trusted(request.headers.get("Host", ""), trusted):
            abort(400)
        try:
            request.query_string.decode()  # some servers pass on any bytes
        except UnicodeDecodeError:
            abort(400)
        # Fields are counted before they are parsed: a megabyte holds half a million.
        if request.method == "POST" and sum(map(bool, request.get_data().split(b"&"))) > security.MOST_FIELDS:
            abort(413)

    @app.after_request
    def add_headers(answer: Response) -> Response:
        present = {name.lower() for name, _ in answer.headers}
        for name, value in carried.items():
            if name.lower() not in present:
                answer.headers.add(name, value)
        return answer

    @app.get(path_of(Address("static", name="<path:name>")))
    def static_file(name: str) -> Response:
        for folder in context.static_folders:
            path = safe_join(str(folder), name)  # None: it leads out of the folder
            content = context.static_content(folder, path) if path else None
            if content is not None:
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                answer = Response(content, mimetype=kind)
                answer.headers["Cache-Control"] = LASTING if request.args.get("v") else "public, max-age=300"
                return answer
        return context.error(404)


def _handle_errors(app: Flask, context: WebContext) -> None:
    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            response = error.get_response()
            assert isinstance(response, Response)
            return response
        answer = context.error(error.code)
        allowed: Mapping[str, str] = dict(error.get_headers(request.environ))
        if "Allow" in allowed:
            answer.headers["Allow"] = allowed["Allow"]
        return answer

    @app.errorhandler(NotFound)
    def not_found(_error: NotFound) -> Response:
        return context.error(404)

    @app.errorhandler(Unavailable)
    @app.errorhandler(Busy)
    def unavailable(error: Unavailable | Busy) -> Response:
        log.warning("unavailable: %s", error, extra=context.log_fields())
        return context.error(503)

    @app.errorhandler(TimersBehind)
    def behind(error: TimersBehind) -> Response:
        log.warning("not up to date: %s", error, extra=context.log_fields())
        return context.error(503, "behind")

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        log.error("%s failed", request.endpoint, exc_info=error, extra=context.log_fields())
        return context.error(500)
