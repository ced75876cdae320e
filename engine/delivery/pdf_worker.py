"""
The process that turns HTML into PDF: kept warm by `pdf`, it forks for each document and limits what the fork may take.

Run by path, it imports nothing of the engine and knows no secret. Over a socket it takes a length and the HTML,
and answers with a length, a letter (MADE, TIME, MEMORY, CONTENT) and the PDF or the reason.
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
# What would let a document reach the network or another program, whatever xhtml2pdf makes of its markup.
_WAYS_OUT = (
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
    """Serves one document after the other, until the other end of the socket is closed."""
    render = _renderer(Path(fonts))
    with socket.socket(fileno=int(descriptor)) as line:
        while (head := _exactly(line, LENGTH.size)) is not None:
            html = _exactly(line, LENGTH.unpack(head)[0])
            if html is None:
                return
            reply = _apart(partial(render, html), line, int(memory_mb), float(seconds))
            line.sendall(LENGTH.pack(len(reply)) + reply)


def _renderer(fonts: Path) -> Callable[[bytes], bytes]:
    """Loads xhtml2pdf and the fonts once, so that a document costs only itself."""
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


def _apart(work: Callable[[], bytes], line: socket.socket, memory_mb: int, seconds: float) -> bytes:
    """The work's reply, done in a fork of its own that ends with its memory, its time and its mistakes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            line.close()
            os.close(reading)
            _limit(memory_mb, seconds)
            reply = _tried(work)
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


def _tried(work: Callable[[], bytes]) -> bytes:
    try:
        return MADE + work()
    except MemoryError:
        return MEMORY
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told as a reason
        return CONTENT + type(error).__name__.encode()


def _limit(memory_mb: int, seconds: float) -> None:
    """Ends this process at its limits. The kernel does it: no loop in C can put it off."""
    sys.addaudithook(_stay_inside)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    cpu = math.ceil(seconds)
    _at_most(resource.RLIMIT_CPU, cpu)
    _at_most(resource.RLIMIT_CORE, 0)  # a core file would hold the document
    _at_most(resource.RLIMIT_FSIZE, 32 << 20)
    _at_most(resource.RLIMIT_NOFILE, 64)
    with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of memory; those of time stand
        _at_most(resource.RLIMIT_AS, memory_mb << 20)


def _at_most(what: int, amount: int) -> None:
    _, hard = resource.getrlimit(what)
    most = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(what, (most, most))


def _stay_inside(event: str, _args: tuple[Any, ...]) -> None:
    if event.startswith(_WAYS_OUT):
        raise PermissionError(event)


def _exactly(line: socket.socket, count: int) -> bytes | None:
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
