"""
The worker process that turns HTML into PDF: it forks for each document and limits what the fork may use.

`pdf` starts it by path, so it imports nothing of the engine and knows no secret. Over a socket it reads a length and
the HTML, and answers with a length, a letter (MADE, TIME, MEMORY, CONTENT) and the PDF or the reason.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, NoReturn

LENGTH = struct.Struct("!I")
MADE, TIME, MEMORY, CONTENT = b"P", b"T", b"M", b"C"
MOST_PDF = 16 << 20

STYLES = ((0, 0), (1, 0), (0, 1), (1, 1))  # (bold, italic), in the order of a family's faces
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
    """
    Renders one document after another, until the other end of the socket is closed.

    Args:
        fonts: JSON: [family's name, [file of each of STYLES]], the first family that of every text that names none.
    """
    render = _load_renderer(json.loads(fonts))
    with socket.socket(fileno=int(descriptor)) as line:
        while (head := _receive(line, LENGTH.size)) is not None:
            html = _receive(line, LENGTH.unpack(head)[0])
            if html is None:
                return
            reply = _in_fork(partial(render, html), line, int(memory_mb), float(seconds))
            line.sendall(LENGTH.pack(len(reply)) + reply)


def _load_renderer(families: list[tuple[str, list[str]]]) -> Callable[[bytes], bytes]:
    """Loads xhtml2pdf and the fonts once; returns HTML -> PDF."""
    import logging

    logging.disable(logging.CRITICAL)  # xhtml2pdf logs pieces of the document: somebody's address
    from reportlab import rl_config
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import ttfonts
    from reportlab.platypus import BaseDocTemplate
    from xhtml2pdf.config.resources import ResourceAccessPolicy
    from xhtml2pdf.default import DEFAULT_CSS, DEFAULT_FONT
    from xhtml2pdf.document import pisaDocument

    made = ttfonts.makeToUnicodeCMap
    ttfonts.makeToUnicodeCMap = lambda *arguments: _in_utf_16(made(*arguments))
    faces: dict[str, str] = {}
    for name, files in families:
        for (bold, italic), file in zip(STYLES, files, strict=True):
            if file not in faces:
                faces[file] = _register(file, f"face-{len(faces)}", faces)
            addMapping(name, bold, italic, faces[file])
    own = families[0][0]
    # Every family name leads to one that is embedded: none of the viewer's own fonts has all our letters.
    DEFAULT_FONT.update(dict.fromkeys((*DEFAULT_FONT, "dejavu sans"), own))
    DEFAULT_FONT.update({name: name for name, _ in families})
    rl_config.canvas_basefontname = faces[families[0][1][0]]
    # A reader's window is named by the document's title, not by its file.
    BaseDocTemplate._initArgs["displayDocTitle"] = True
    # A marker it does not know is drawn as a dot of the text's own font; "disc" takes one of the viewer's.
    css = DEFAULT_CSS + "ul, ul ul, ul ul ul { list-style-type: dot }"
    # The fonts are here already, so a document has nothing to fetch: no folder, no network, no file at all.
    policy = ResourceAccessPolicy.server(allow_remote=False, max_resources=0, max_total_bytes=0)

    def render(html: bytes) -> bytes:
        out = BytesIO()
        pisaDocument(html, out, encoding="utf-8", default_css=css, link_callback=_refuse, resource_policy=policy)
        return out.getvalue()

    return render


def _in_utf_16(cmap: str) -> str:
    """A font's table of what its glyphs mean, whose rows reportlab writes wrongly where the sign is beyond U+FFFF."""
    return re.sub(
        r"<([0-9A-F]{5,6})>$", lambda point: f"<{chr(int(point[1], 16)).encode('utf-16-be').hex()}>", cmap, flags=re.M
    )


def _register(file: str, name: str, loaded: dict[str, str]) -> str:
    """
    The name of this face, ready to draw. One that cannot be loaded is reported and drawn by the first: what was checked
    was its tables, and a document without it is better than none. Without the first there is no document.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    try:
        pdfmetrics.registerFont(TTFont(name, file))
    except Exception as error:  # whatever the library meets in a damaged font; it is reported
        if not loaded:
            raise
        print(f"font not loaded: {file}: {error}", file=sys.stderr)
        return next(iter(loaded.values()))
    return name


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
