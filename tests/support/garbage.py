"""What nobody sends who means well, from a seed: requests for the application itself, and bytes for its port."""

from __future__ import annotations

import string
from collections.abc import Iterator
from io import BytesIO
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

PATHS = (
    "/",
    "/procedures",
    "/healthz",
    "/robots.txt",
    "/espace_professionnel",
    "/espace_expert/presentation",
    "/espace_expert/start/creation",
    "/espace_expert/start/activation",
    "/espace_expert/start/connexion",
    "/espace_expert/conditions",
    "/espace_expert/identifiants",
    "/espace_expert/attente_activation",
    "/espace_expert/document/recapitulatif",
    "/challenge/x.png",
    "/static/style.css",
    "/_dev/again",
    "/_dev/clock",
    "/_dev/empty",
    "/_dev/mails",
    "/nowhere",
)
METHODS = (
    "GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "X", "GET ",
)  # fmt: skip
FIELDS = (
    "_csrf", "_case", "_visit", "_token", "_event", "_again", "_challenge", "_answer", "_proof", "accepte", "email",
    "email_confirmation", "mot_de_passe", "mot_de_passe_confirmation", "code_activation", "email_saisi", "amount",
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "\r\n", "é" * 300, "\ud800", "😀" * 50, "-1", "0", "9" * 400, "NaN", "true", "[]", "{}", "{{7*7}}",
    "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "%00", "%", "a@b.c", "\u202e", "\ufeff", "A" * 9000,
    "valider", "activer", "back", "modify", "timeout", "1", "on", "2026-11-23", "12345.12345.12345", "eyJ.eyJ.sig",
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nothing",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    'multipart/form-data; boundary="' + "y" * 500,
    "application/json",
    "text/plain",
    "image/png",
    "",
    ";;;",
    "\xff\xfe",
)
HEADERS = {
    "HTTP_COOKIE": ("parcours=x", "parcours=" + "y" * 43, "parcours=" + "z" * 9000, "=", ";;;", "parcours=\xff"),
    "HTTP_HOST": ("127.0.0.1", "localhost:1", "evil.example", "", "[::1", "127.0.0.1:99999999", "\xff", "a" * 5000),
    "HTTP_ORIGIN": ("null", "http://127.0.0.1", "http://evil.example", "://", "http://[", "\xff"),
    "HTTP_REFERER": ("http://[::1", "x" * 5000, "http://127.0.0.1/"),
    "HTTP_SEC_FETCH_SITE": ("cross-site", "same-origin", "none", "\xff"),
    "HTTP_ACCEPT_LANGUAGE": ("fr", "*" * 500, "en;q=x"),
    "HTTP_RANGE": ("bytes=0-", "bytes=9-1", "x"),
    "HTTP_IF_NONE_MATCH": ("*", '"x', "\xff"),
    "HTTP_X_FORWARDED_FOR": ("1.1.1.1", "x", "1.1.1.1, " * 300),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "HTTP_TRANSFER_ENCODING": ("chunked", "x"),
    "HTTP_EXPECT": ("100-continue", "x"),
}


class Request(NamedTuple):
    """A WSGI environment that a server might have made, and its words for whoever reads of it."""

    environ: dict[str, Any]

    def __str__(self) -> str:
        shown = {name: value for name, value in self.environ.items() if not name.startswith("wsgi.")}
        body = self.environ["wsgi.input"].getvalue()
        return f"{shown}\n{body[:2000]!r} ({len(body)} bytes)"


def requests(rng: Random, forms: list[tuple[str, list[tuple[str, str]], str]]) -> Iterator[Request]:
    """
    Requests without end.

    Args:
        forms: address, pairs and cookie of forms as a person's browser would send them: half of what comes is one of
            these with something wrong in it.
    """
    while True:
        if forms and rng.random() < 0.5:
            path, pairs, cookie = rng.choice(forms)
            yield _request(rng, "POST", path, urlencode(_spoilt(rng, pairs), errors="surrogatepass").encode(), cookie)
        else:
            path = rng.choice(PATHS) if rng.random() < 0.6 else _a_path(rng)
            yield _request(rng, rng.choice(METHODS), path, _a_body(rng), None)


def _request(rng: Random, method: str, path: str, body: bytes, cookie: str | None) -> Request:
    query = _text(rng) if rng.random() < 0.3 else ""
    asked = quote(query, errors="replace") if rng.random() < 0.7 else _as_sent(query)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_sent(path),
        "QUERY_STRING": asked,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": rng.choice(("127.0.0.1", "::1", "x")),
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": rng.choice(TYPES) if rng.random() < 0.3 else TYPES[0],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    for name in rng.sample(list(HEADERS), rng.choice((0, 0, 1, 2, 3))):
        environ[name] = rng.choice(HEADERS[name])
    if rng.random() < 0.1:
        environ["CONTENT_LENGTH"] = rng.choice(("", "-1", "x", str(len(body) + 9), "0", "9" * 30))
    return Request(environ)


def _as_sent(text: str) -> str:
    """As a server hands it over: bytes, decoded so that they can be read back."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _spoilt(rng: Random, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A real form with some of its fields changed, left out, repeated or strange."""
    spoilt = list(pairs)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(spoilt)) if spoilt else 0
        match rng.randrange(5):
            case 0 if spoilt:
                spoilt[at] = (spoilt[at][0], _text(rng))
            case 1 if spoilt:
                del spoilt[at]
            case 2 if spoilt:
                spoilt.append(spoilt[at])
            case 3:
                spoilt.append((rng.choice(FIELDS), _text(rng)))
            case _:
                spoilt += [(_text(rng)[:40], _text(rng)[:40]) for _ in range(rng.choice((1, 5, 120)))]
    return spoilt


def _a_path(rng: Random) -> str:
    path = rng.choice(PATHS)
    at = rng.randrange(len(path) + 1)
    return rng.choice(
        (
            path[:at] + _text(rng) + path[at:],
            "/" + _text(rng),
            path + "/" * rng.randrange(1, 50),
            path.upper(),
            "//evil.example" + path,
            path + "/../" + _text(rng),
            "/static/" + "../" * rng.randrange(1, 9) + "etc/passwd",
            "/challenge/" + _text(rng) + ".png",
            "/_dev/mails/" + _text(rng),
        )
    )


def _a_body(rng: Random) -> bytes:
    match rng.randrange(5):
        case 0:
            return b""
        case 1:
            return rng.randbytes(rng.choice((1, 30, 3000)))
        case 2:
            pairs = [(rng.choice(FIELDS), _text(rng)) for _ in range(rng.choice((1, 4, 30, 150)))]
            return urlencode(pairs, errors="surrogatepass").encode()
        case 3:
            name, text = rng.choice(FIELDS), _text(rng)
            part = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n--x--'
            return part.encode("utf-8", "surrogatepass")[: rng.choice((10, 60, 10_000))]
        case _:
            return b"&=" * rng.choice((1, 1000, 40_000))


def _text(rng: Random) -> str:
    if rng.random() < 0.7:
        return rng.choice(TEXTS)
    return "".join(rng.choice(string.printable + "éß\0\u2028\U0001f600") for _ in range(rng.randrange(40)))


def messages(rng: Random) -> Iterator[bytes]:
    """Bytes for a port, without end: what looks like HTTP in part, or not at all."""
    while True:
        yield rng.choice(_MESSAGES)(rng)


def _noise(rng: Random) -> bytes:
    return rng.randbytes(rng.choice((1, 20, 500, 5000)))


def _torn(rng: Random) -> bytes:
    whole = b"POST /espace_expert/start/creation HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 11\r\n\r\naccepte=on\r"
    return whole[: rng.randrange(1, len(whole))]


def _lines(rng: Random) -> bytes:
    words = (b"GET", b"/", b"HTTP/1.1", b"HTTP/9.9", b"\0", b"\xff", b"", b"A" * 3000)
    line = b" ".join(rng.choice(words) for _ in range(3))
    return line + rng.choice((b"\r\n", b"\n", b"\r", b"")) * 2


def _headers(rng: Random) -> bytes:
    names = (b"Host", b"Cookie", b"Content-Length", b"Transfer-Encoding", b"", b" X", b"X Y", b"\xff", b"Connection")
    values = (b"127.0.0.1", b"", b"-1", b"1, 2", b"chunked", b"x" * 3000, b"\0", b"\r\n folded", b"close", b"9" * 40)
    lines = [rng.choice(names) + b": " + rng.choice(values) for _ in range(rng.choice((1, 5, 200)))]
    return b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"\r\n".join(lines) + b"\r\n\r\n"


def _chunks(rng: Random) -> bytes:
    good, long = b"5\r\nhello\r\n0\r\n\r\n", b"5;" + b"x" * 3000 + b"\r\n"
    chunk = rng.choice((good, long, b"zz\r\n", b"-5\r\nhello", b"ffffffffffffffff\r\nx"))
    more = rng.choice((b"", b"Content-Length: 5\r\n"))  # both: two servers might read two requests
    return b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n" + more + b"\r\n" + chunk


def _others(rng: Random) -> bytes:
    return rng.choice(
        (
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + rng.randbytes(200),
            b"EHLO relay.example\r\nMAIL FROM:<a@b.c>\r\n",
            b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"GET /\r\n\r\n",
            b"GET / HTTP/1.0\r\n\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 3,
            b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
            b"\r\n" * 2000,
            b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        )
    )


_MESSAGES = (_noise, _torn, _lines, _headers, _chunks, _others)
