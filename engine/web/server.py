"""
Serves an application until its end is asked for, then finishes the requests in hand.

Three things here go beyond waitress's documented interface, which is why pyproject.toml bounds its version: `serve`
cannot be ended from a signal without dropping the requests in hand, so its loop is run here (`map`, `wasyncore`,
`active_channels`); what it refuses by itself it answers in plain text, unless a channel names another error task; and
it limits connections in all, not those of one client, so `channel_class` is a function that counts them.
"""

from __future__ import annotations

import select
import socket
import time
from threading import Event
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from engine.web import security
from engine.web.app import refusal
from engine.web.security import client_of

THREADS = 8
# Connections at once. Those that only dribble cost a little memory each, and no thread.
CONNECTIONS = 1000
# Of one client, where it reaches this server itself: a browser opens six, and an office has one address for many. One
# client that opens all it can leaves room for thirty others.
CONNECTIONS_OF_A_CLIENT = 32
# Seconds that requests have to be finished in, once the end was asked for.
PATIENCE = 30.0


class Server:
    """
    Requests of one listening socket, in threads.

    Args:
        listening: bound already; closed when the end is asked for.
        most_of_a_client: connections of one network address; None: no limit, for they come from a proxy of ours.
    """

    def __init__(self, app: Flask, listening: socket.socket, *, most_of_a_client: int | None = None) -> None:
        self._most_of_a_client = most_of_a_client
        self._lines: dict[int, Any] = {}  # waitress registers here what it listens to
        self._server = waitress.create_server(
            app,
            map=self._lines,
            sockets=[listening],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            ident=None,
            max_request_body_size=security.MOST_BYTES,
            clear_untrusted_proxy_headers=False,  # PROXIES says which of X-Forwarded-For is believed
        )
        self._server.channel_class = self._accepted
        self._ending = Event()

    def run(self) -> None:
        """Returns after `end`, once every request that had come is answered, or PATIENCE is over."""
        try:
            while not self._ending.is_set():
                self._poll(1.0)
            self._stop_accepting()
            end = time.monotonic() + PATIENCE
            self._poll(0.0)
            while self._busy() and time.monotonic() < end:
                self._poll(0.1)
        finally:
            self._server.task_dispatcher.shutdown()
            wasyncore.close_all(self._lines)

    def end(self) -> None:
        """Ends `run`. From any thread, or a signal's handler."""
        self._ending.set()
        self._server.pull_trigger()

    def _accepted(self, server: Any, line: socket.socket, address: tuple[Any, ...], adj: Any, **more: Any) -> None:
        """
        Takes a connection. Where its client has as many as it may, the one that it has used least lately is closed for
        it, or if all are being answered, the new one: whoever holds many that say nothing keeps out nobody. Not once
        the end was asked for: those that waited are accepted together, and what they sent is read after that.
        """
        if self._most_of_a_client is not None and not self._ending.is_set():
            client = client_of(str(address[0]), (), 0)
            same = [one for one in list(server.active_channels.values()) if not one.will_close and one.client == client]
            if len(same) >= self._most_of_a_client:
                idle = [one for one in same if not (one.requests or one.total_outbufs_len)]
                if not idle:
                    line.close()
                    return
                min(idle, key=lambda one: one.last_activity).will_close = True
        _Channel(server, line, address, adj, **more)

    def _poll(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._lines, count=1)

    def _stop_accepting(self) -> None:
        """Accepts the connections that wait; a later one is refused at once by the system."""
        listening = self._server.socket
        while select.select([listening], [], [], 0)[0]:
            self._server.handle_accept()
        self._server.del_channel()
        listening.close()

    def _busy(self) -> bool:
        return any(line.requests or line.total_outbufs_len for line in self._server.active_channels.values())


class _RefusedRequest(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """The service's own page for what waitress refuses by itself: bytes that are not a request, megabytes."""

    def execute(self) -> None:
        # 501, for an unknown encoding, would say that it is our fault.
        code = self.request.error.code
        answer = refusal(self.channel.server.application, 400 if code == 501 else code)
        body = answer.get_data()
        self.status = answer.status
        self.response_headers.extend((name, value) for name, value in answer.headers if name != "Content-Length")
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]  # the same
    error_task_class = _RefusedRequest

    def __init__(self, server: Any, line: socket.socket, address: tuple[Any, ...], adj: Any, **more: Any) -> None:
        self.client = client_of(str(address[0]), (), 0)  # before it is listed among the others
        super().__init__(server, line, address, adj, **more)
