"""The headers of every answer, and which requests and posts are accepted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal

from werkzeug.datastructures import Headers

from engine.language.forms.extent import MOST_BYTES as MOST_BYTES_OF_A_FORM

# Of any request; a form has limits of its own: see `language.forms.extent`.
MOST_BYTES = MOST_BYTES_OF_A_FORM + (64 << 10)
MOST_FIELDS = 2_000

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
# The browser's own viewer shows a PDF as an object of the answer it came with.
PDF_POLICY = f"{_POLICY}; object-src 'self'"

Origin = Literal["own", "foreign", "unknown"]

# RFC 6052 and 2765: the last 32 bits are the IPv4 address.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::ffff:0:0:0/96"))
# RFC 8215: a network's own translator; where in it the IPv4 address stands is its own choice, so nothing is cut off.
_TRANSLATED_HERE = IPv6Network("64:ff9b:1::/48")
_WITH_PORT = re.compile(r"\[([^\[\]]*)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.I)
_ORIGIN = re.compile(r"(https?)://((?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?)", re.I)
_BEGINS_AN_ADDRESS = re.compile(rf"{_ORIGIN.pattern}(?=[/?#]|\Z)", re.I)


def headers(*, production: bool) -> Mapping[str, str]:
    """The headers of every answer, errors and style sheets too."""
    if production:
        return {**_HEADERS, "Strict-Transport-Security": "max-age=31536000"}
    return _HEADERS


def bare_hosts(names: Iterable[str]) -> frozenset[str]:
    """Names of hosts in the one form in which they are compared; an IPv6 address may be bare or in brackets."""
    return frozenset(name.strip("[]").lower() for name in names)


def host_trusted(sent: str, trusted: Collection[str]) -> bool:
    """Whether a Host header names this service, at any port. `trusted`: of `bare_hosts`."""
    found = _HOST.fullmatch(sent)
    return found is not None and found[1].strip("[]").lower() in trusted


def origin_of(sent: Headers | Mapping[str, str], own: Collection[str], scheme: str | None = None) -> Origin:
    """
    Where a post comes from, as its browser says.

    Args:
        sent: the request's headers.
        own: host, with its port where it is not the scheme's own, by which this service is reached.
        scheme: by which its people reach it, whatever a proxy speaks to it: over plain HTTP anybody on the way can
            write a page of our own host. None: either.
    """
    site = sent.get("Sec-Fetch-Site", "")
    if site == "cross-site":
        return "foreign"
    origin = sent.get("Origin", "")
    if origin and origin != "null":
        return "own" if _is_ours(_ORIGIN.fullmatch(origin), own, scheme) else "foreign"
    if site in ("same-origin", "none"):
        return "own"
    if origin == "null":
        return "foreign"
    referrer = sent.get("Referer", "")
    if referrer:
        return "own" if _is_ours(_BEGINS_AN_ADDRESS.match(referrer), own, scheme) else "foreign"
    return "unknown"


def _is_ours(sent: re.Match[str] | None, own: Collection[str], scheme: str | None) -> bool:
    """Whether an origin, as browsers write them, is of one of these hosts."""
    if sent is None or (scheme is not None and sent[1].lower() != scheme):
        return False
    return _without_port(sent[2], sent[1]) in {_without_port(host, scheme or sent[1]) for host in own}


def _without_port(host: str, scheme: str) -> str:
    return host.lower().removesuffix({"https": ":443", "http": ":80"}[scheme.lower()])


def client_of(peer: str | None, passed_on: Iterable[str], proxies: int) -> str | None:
    """
    The network address that a request comes from; of IPv6 the 56 bits that one household is given, behind which it may
    choose as it likes; of IPv6 that stands for an IPv4 address, that one. None: it is unknown.

    Args:
        peer: the address of the connection.
        passed_on: the values of X-Forwarded-For, in order. Those before our own proxies' may be forged.
        proxies: how many of ours stand before this server; each adds one address.
    """
    passed = [part.strip() for value in passed_on for part in value.split(",")]
    sent = peer if proxies == 0 else passed[-proxies] if len(passed) >= proxies else None
    try:
        address = ip_address(_bare_address(sent or ""))
    except ValueError:
        return None
    if address.version == 4:
        return str(address)
    plain = IPv6Address(int(address))  # without the zone, which is a name of ours
    if plain in _TRANSLATED_HERE:
        return str(plain)
    return str(_standing_for(plain) or ip_network((plain, 56), strict=False))


def _bare_address(sent: str) -> str:
    """Without the brackets and the port that some proxies write."""
    found = _WITH_PORT.fullmatch(sent)
    return next(filter(None, found.groups()), "") if found else sent


def _standing_for(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address of a client that a translator or a tunnel has given an IPv6 address."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    translated = any(address in network for network in _TRANSLATED)
    return IPv4Address(int(address) & 0xFFFFFFFF) if translated else None


def cookie_name(*, production: bool) -> str:
    """`__Host-` binds the cookie to this very host and to https; developer mode has none of it."""
    return "__Host-parcours" if production else "parcours"


def known_cookie_name(*, production: bool) -> str:
    """The cookie by which a browser is known for the accounts that were opened in it: it outlives the sign-out."""
    return f"{cookie_name(production=production)}-known"
