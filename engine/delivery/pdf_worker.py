"""
The worker process that turns HTML into PDF: it forks for each document and limits what the fork may use.

`pdf` starts it by path, so it imports nothing of the engine and knows no secret. Over a socket it reads a length and
the HTML, and answers with a length, a letter (MADE, TIME, MEMORY, CONTENT) and the PDF or the reason.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

LENGTH = struct.Struct("!I")
MADE, TIME, MEMORY, CONTENT = b"P", b"T", b"M", b"C"
MOST_PDF = 16 << 20

FACES = {(0, 0): "DejaVuSans", (1, 0): "DejaVuSans-Bold", (0, 1): "DejaVuSans-Oblique", (1, 1): "DejaVuSans-Bold"}
# Audit events by which a document could reach the network or another program, whatever xhtml2pdf does with its markup.
_FORBIDDEN_EVENTS = (
    "socket.",
    "subprocess.",
    "urllib.",
    "http.",
    "ftplib.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
)


def main(fonts: str, memory_mb: str, seconds: str, descriptor: str) -> None:
    """Renders one document after another, until the other end of the socket is closed."""
    render = _load_renderer(Path(fonts))
    with socket.socket(fileno=int(descriptor)) as line:
        while (head := _receive(line, LENGTH.size)) is not None:
            html = _receive(line, LENGTH.unpack(head)[0])
            if html is None:
                return
            reply = _in_fork(partial(render, html), line, int(memory_mb), float(seconds))
            line.sendall(LENGTH.pack(len(reply)) + reply)


def _load_renderer(fonts: Path) -> Callable[[bytes], bytes]:
    """Loads xhtml2pdf and the fonts once; returns HTML -> PDF."""
    import logging

    logging.disable(logging.CRITICAL)  # xhtml2pdf logs pieces of the document: somebody's address
    from reportlab import rl_config
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from xhtml2pdf.config.resources import ResourceAccessPolicy
    from xhtml2pdf.default import DEFAULT_CSS, DEFAULT_FONT
    from xhtml2pdf.document import pisaDocument

    for face in sorted(set(FACES.values())):
        pdfmetrics.registerFont(TTFont(face, str(fonts / f"{face}.ttf")))
    for (bold, italic), face in FACES.items():
        addMapping(FACES[0, 0], bold, italic, face)
    # Every family name leads to the one that is embedded: none of the viewer's own fonts has all our letters.
    DEFAULT_FONT.update(dict.fromkeys((*DEFAULT_FONT, "dejavu sans"), FACES[0, 0]))
    rl_config.canvas_basefontname = FACES[0, 0]
    # A marker it does not know is drawn as a dot of the text's own font; "disc" takes one of the viewer's.
    css = DEFAULT_CSS + "ul, ul ul, ul ul ul { list-style-type: dot }"
    # The fonts are here already, so a document has nothing to fetch: no folder, no network, no file at all.
    policy = ResourceAccessPolicy.server(allow_remote=False, max_resources=0, max_total_bytes=0)

    def render(html: bytes) -> bytes:
        out = BytesIO()
        pisaDocument(html, out, encoding="utf-8", default_css=css, link_callback=_refuse, resource_policy=policy)
        return out.getvalue()

    return render


def _refuse(uri: Any, _relative_to: Any) -> NoReturn:
    raise PermissionError("a document fetches nothing")


def _in_fork(work: Callable[[], bytes], line: socket.socket, memory_mb: int, seconds: float) -> bytes:
    """The reply of `work`, done in a fork of its own: its memory, its time and its mistakes end with it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            line.close()
            os.close(reading)
            _limit(memory_mb, seconds)
            reply = _reply_of(work)
            with open(writing, "wb") as out:
                out.write(reply)
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as made:
        reply = made.read(1 + MOST_PDF + 1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        ended_by = os.WTERMSIG(status)
        late = ended_by in (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL)
        return TIME if late else CONTENT + f"signal {ended_by}".encode()
    if len(reply) > 1 + MOST_PDF:
        return MEMORY
    return reply or CONTENT + b"no answer"


def _reply_of(work: Callable[[], bytes]) -> bytes:
    try:
        return MADE + work()
    except MemoryError:
        return MEMORY
    except BaseException as error:  # noqa: BLE001 - its type is the reason that is sent
        return CONTENT + type(error).__name__.encode()


def _limit(memory_mb: int, seconds: float) -> None:
    """Ends this process at its limits. The kernel does it: no loop in C can put it off."""
    sys.addaudithook(_refuse_events)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    cpu = math.ceil(seconds)
    _set_limit(resource.RLIMIT_CPU, cpu)
    _set_limit(resource.RLIMIT_CORE, 0)  # a core file would hold the document
    _set_limit(resource.RLIMIT_FSIZE, 32 << 20)
    _set_limit(resource.RLIMIT_NOFILE, 64)
    with contextlib.suppress(ValueError, OSError):  # macOS has no limit of memory; those of time hold
        _set_limit(resource.RLIMIT_AS, memory_mb << 20)


def _set_limit(what: int, amount: int) -> None:
    _, hard = resource.getrlimit(what)
    most = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(what, (most, most))


def _refuse_events(event: str, _args: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS):
        raise PermissionError(event)


def _receive(line: socket.socket, count: int) -> bytes | None:
    """The next `count` bytes; None where the other end was closed."""
    received = bytearray()
    while len(received) < count:
        part = line.recv(min(count - len(received), 1 << 16))
        if not part:
            return None
        received += part
    return bytes(received)


if __name__ == "__main__":
    main(*sys.argv[1:])
