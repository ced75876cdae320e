"""Turns HTML into PDF in a pool of worker processes that are limited, killed when late, and kept for the next."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections import OrderedDict
from contextlib import suppress
from typing import Literal

from engine.delivery import pdf_worker
from engine.delivery.pdf_fonts import css_name, with_fonts
from engine.fonts import Fonts
from engine.problems import EngineError

MOST_HTML = 256 << 10
_KEPT = 16
_START = 5.0  # seconds that a worker process may take to load, beyond those of the document
_INHERITED = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR", "TZ")

Why = Literal["size", "busy", "time", "memory", "content", "stopped"]
_WHY: dict[bytes, Why] = {pdf_worker.TIME: "time", pdf_worker.MEMORY: "memory", pdf_worker.CONTENT: "content"}


class PdfFailed(EngineError):
    """
    No PDF was made.

    why: "busy" (others are being made: try again), "stopped" (the process ended: try again), or what the document
    exceeds: "size", "time", "memory"; or "content". detail: a name for the log, never a word of the document.
    """

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"no PDF: {why}{f' ({detail})' if detail else ''}")
        self.why: Why = why
        self.detail = detail


class PdfMaker:
    """
    Makes PDFs for any number of threads, `at_once` at a time; the last few are kept by the hash of their HTML.

    Args:
        fonts: those that it may draw with.
        memory_mb: address space that one document may take.
        seconds: processor time, and time by the clock, that one document may take.
        at_once: processes; each is started when first needed (or by `warm`).
        patience: seconds to wait for a turn before giving up as "busy".
    """

    def __init__(
        self, fonts: Fonts, memory_mb: int = 256, seconds: float = 10.0, at_once: int = 2, *, patience: float = 5.0
    ) -> None:
        self._fonts = fonts
        self._command = [
            sys.executable,
            "-P",
            "-W",
            "ignore",
            pdf_worker.__file__,
            _families_json(fonts),
            str(memory_mb),
            str(seconds),
        ]
        self._longest = seconds + _START
        self._patience = patience
        self._at_once = at_once
        self._turns = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._made: OrderedDict[bytes, bytes] = OrderedDict()
        self._idle: list[_WorkerProcess] = []
        self._owner = os.getpid()
        self._end = weakref.finalize(self, _end_processes, self._idle, self._owner)

    def make(self, html: str, *, patience: float | None = None) -> bytes:
        """
        The PDF of this HTML; its <title>, <html lang> and <meta name="author"> become the PDF's own.

        Args:
            patience: seconds to wait for a turn; None: those of the maker.

        Raises:
            PdfFailed: with the reason; the next call is independent of it.
        """
        if len(html) > MOST_HTML:
            raise PdfFailed("size")
        source = with_fonts(html, self._fonts).encode(errors="replace")
        if len(source) > MOST_HTML:
            raise PdfFailed("size")
        key = hashlib.sha256(source).digest()
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        if not self._turns.acquire(timeout=self._patience if patience is None else patience):
            raise PdfFailed("busy")
        try:
            pdf = self._render(source)
        finally:
            self._turns.release()
        with self._lock:
            self._made[key] = pdf
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return pdf

    def warm(self) -> None:
        """Starts the processes without waiting for them, so that the first document is as quick as the next."""
        with self._lock:
            self._idle += [_WorkerProcess(self._command) for _ in range(self._at_once - len(self._idle))]

    def close(self) -> None:
        """Ends the processes; a later `make` starts new ones."""
        with self._lock:
            _end_processes(self._idle, self._owner)

    def _render(self, source: bytes) -> bytes:
        kind, rest = self._ask(source)
        if kind != pdf_worker.MADE:
            raise PdfFailed(_WHY.get(kind, "stopped"), rest.decode("ascii", "replace"))
        return rest

    def _ask(self, source: bytes, *, again: bool = True) -> tuple[bytes, bytes]:
        process = self._acquire()
        try:
            answer = process.ask(source, time.monotonic() + self._longest)
        except TimeoutError:
            process.end()
            raise PdfFailed("time", "worker process") from None
        except OSError as error:
            process.end()
            if again:  # it may have been killed while it was idle
                return self._ask(source, again=False)
            raise PdfFailed("stopped", type(error).__name__) from None
        except BaseException:  # interrupted half-way: its reply would be read as the next document's
            process.end()
            raise
        self._release(process)
        return answer

    def _release(self, process: _WorkerProcess) -> None:
        with self._lock:
            self._idle.append(process)

    def _acquire(self) -> _WorkerProcess:
        """An idle process that is still alive, else a new one."""
        with self._lock:
            if self._owner != os.getpid():  # after a fork two would read one socket, each the other's documents
                self._idle.clear()
                self._owner = os.getpid()
            while self._idle:
                idle = self._idle.pop()
                if idle.alive():
                    return idle
                idle.end()
        try:
            return _WorkerProcess(self._command)
        except OSError as error:
            raise PdfFailed("stopped", type(error).__name__) from error


class _WorkerProcess:
    """One `pdf_worker` process and our end of its socket."""

    def __init__(self, command: list[str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(
                    [*command, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    # Not our whole environment: it holds the keys of the service.
                    env={name: os.environ[name] for name in _INHERITED if name in os.environ},
                    start_new_session=True,
                )
            except BaseException:
                ours.close()
                raise
        self._line = ours

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, source: bytes, until: float) -> tuple[bytes, bytes]:
        """Its reply: a letter and what follows. Raises TimeoutError at `until` (monotonic), OSError if it ends."""
        self._line.settimeout(max(0.001, until - time.monotonic()))
        self._line.sendall(pdf_worker.LENGTH.pack(len(source)) + source)
        (length,) = pdf_worker.LENGTH.unpack(self._receive(pdf_worker.LENGTH.size, until))
        reply = self._receive(length, until)
        return reply[:1], reply[1:]

    def end(self) -> None:
        """Kills it with whatever it forked, and waits, so that no zombie stays."""
        self._line.close()
        if self._process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _receive(self, count: int, until: float) -> bytes:
        received = bytearray()
        while len(received) < count:
            self._line.settimeout(max(0.001, until - time.monotonic()))
            part = self._line.recv(min(count - len(received), 1 << 16))
            if not part:
                raise ConnectionResetError
            received += part
        return bytes(received)


def _families_json(fonts: Fonts) -> str:
    return json.dumps(
        [
            (css_name(number), [str(face.resolve()) for face in family.faces])
            for number, family in enumerate(fonts.families)
        ]
    )


def _end_processes(idle: list[_WorkerProcess], owner: int) -> None:
    if owner == os.getpid():
        for each in idle:
            each.end()
    idle.clear()
