"""A browser that costs next to nothing: requests in, pages out, hidden fields carried – over a socket or in-process."""

from __future__ import annotations

import io
import re
import socket
from collections.abc import Callable
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlencode

_HIDDEN = re.compile(r'<input type="hidden" name="(_\w+)" value="([^"]*)">')


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]  # names in lower case; of several cookies the first
    body: bytes


Send = Callable[[str, str, str, bytes], Answer]  # method, path, cookie, body


class Person:
    """
    One browser.

    Args:
        read: what a signed challenge says.
    """

    def __init__(self, send: Send, read: Callable[[str], str | None]) -> None:
        self._send = send
        self._read = read
        self.cookie = ""
        self.hidden: dict[str, str] = {}
        self.path = ""
        self.page = b""

    def open(self, path: str) -> None:
        """A page, and where it leads on."""
        self._arrive(self.request("GET", path), path)

    def press(self, event: str, **fields: str) -> None:
        """The form of this page, and the page it leads to."""
        self._arrive(self.request("POST", self.path, self.filled(event, **fields)), self.path)

    def filled(self, event: str, **fields: str) -> bytes:
        """The form as it is sent; a challenge in it is answered."""
        challenge = self.hidden.get("_challenge")
        solved = {"_answer": self._read(challenge) or ""} if challenge else {}
        return urlencode({**self.hidden, **solved, "_event": event, **fields}).encode()

    def request(self, method: str, path: str, body: bytes = b"") -> Answer:
        answer = self._send(method, path, self.cookie, body)
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return answer

    def _arrive(self, answer: Answer, path: str) -> None:
        while answer.status in (302, 303):
            path = answer.headers["location"]
            answer = self.request("GET", path)
        assert answer.status == 200, f"{path}: {answer.status}"
        self.path, self.page = path.partition("?")[0], answer.body
        self.hidden = {name: unescape(value) for name, value in _HIDDEN.findall(answer.body.decode())}


def in_process(app: Any) -> Send:
    """Straight to a WSGI application."""

    def send(method: str, path: str, cookie: str, body: bytes) -> Answer:
        path, _, query = path.partition("?")
        told: list[Any] = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
            "HTTP_HOST": "127.0.0.1", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_COOKIE": cookie, "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        parts = app(environ, lambda status, headers, _error=None: told.extend([status, headers]))
        whole = b"".join(parts)
        parts.close()
        return Answer(int(told[0][:3]), {name.lower(): value for name, value in reversed(told[1])}, whole)

    return send


class Line:
    """One connection to a server on this machine, opened anew where the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def __call__(self, method: str, path: str, cookie: str, body: bytes) -> Answer:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        for again in (True, False):
            try:
                return self._exchanged(head.encode() + body)
            except ConnectionError:
                self.close()
                if not again or method == "POST":
                    raise
        raise AssertionError

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def _exchanged(self, request: bytes) -> Answer:
        self._socket = self._socket or socket.create_connection(("127.0.0.1", self._port), timeout=30)
        self._socket.sendall(request)
        received = self._more(b"")
        while b"\r\n\r\n" not in received:
            received = self._more(received)
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in reversed(lines))}
        while len(body) < int(headers["content-length"]):
            body = self._more(body)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(first.split()[1]), headers, body)

    def _more(self, received: bytes) -> bytes:
        assert self._socket
        part = self._socket.recv(1 << 16)
        if not part:
            raise ConnectionResetError
        return received + part
