"""Requests as they come over the wire, well formed or not, put to the application itself."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from lxml import html

OWN = ("Origin", "http://127.0.0.1")
FORM = ("Content-Type", "application/x-www-form-urlencoded")

# What no page may say: how it is made, where it lies, in which version.
_INSIDE = re.compile(
    r"Traceback|werkzeug|flask|jinja|sqlalchemy|sqlite|waitress|site-packages|/work|\.py\b|\b\d+\.\d+\.\d+\b", re.I
)


class Answered(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...]

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @property
    def tree(self) -> Any:
        """The page without the developer's bar."""
        tree = html.fromstring(self.body)
        for bar in tree.xpath("//*[@data-dev]"):
            bar.getparent().remove(bar)
        return tree

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())


def ask(
    app: Any,
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    host: str = "127.0.0.1",
) -> Answered:
    """
    One request, as a server hands it over.

    Args:
        target: path and query as they stand in the request line, percent-encoded or not at all.
    """
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    for name, value in headers:
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    sent = app(environ, lambda status, carried, _fault=None: begun.append((status, carried)))
    try:
        whole = b"".join(sent)
    finally:
        getattr(sent, "close", lambda: None)()
    status, carried = begun[-1]
    cookies = tuple(value for name, value in carried if name == "Set-Cookie")
    return Answered(int(status.split()[0]), dict(carried), whole, cookies)


def unclear(answer: Answered, method: str = "GET") -> Sequence[str]:
    """Why an answer is no clear one; empty: it is."""
    faults = []
    if answer.status >= 500:
        faults.append(f"status {answer.status}")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control"):
        if name not in answer.headers:
            faults.append(f"no {name}")
    if "Server" in answer.headers:
        faults.append("it names its server")
    if 300 <= answer.status < 400 and not re.match(r"/(?![/\\])", answer.location):
        faults.append(f"it leads out of the service: {answer.location}")
    if method == "HEAD" or not answer.headers.get("Content-Type", "").startswith("text/html") or not answer.body:
        return faults
    if not answer.tree.xpath("//main//h1") or not answer.tree.xpath("//header//a[@href='/']"):
        faults.append("not in the frame")
    if answer.status >= 400 and not answer.tree.xpath("//main//a[@href] | //main//form"):
        faults.append("no way out")
    if said := _INSIDE.search(answer.text):
        faults.append(f"it says {said[0]!r}")
    return faults
