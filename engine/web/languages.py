"""The languages of a page: the links that change it, and the one that a browser asks for at the front door."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Response, request

from engine.delivery.links import Links
from engine.language.texts.locales import own_name
from engine.language.urls import WITHOUT_LANGUAGE, Address, with_query

_HERE = ("n",)  # what an address says of how one came there
CHOSEN_BY = "Accept-Language, Sec-Fetch-Site, Referer"


class Tongue(NamedTuple):
    """A language that the page can be read in: its name in itself, and the page's address in it."""

    language: str
    name: str
    address: str


def tongues(links: Links, language: str) -> tuple[Tongue, ...]:
    """
    The other languages of what this request asks for; those of the home page where nothing is at its address, or what
    is there has no language.
    """
    found = links.urls.parse(request.path)
    if found and found.kind in WITHOUT_LANGUAGE:
        found = None
    address = found or Address("home")
    spoken = links.urls.spoken(address)
    query = {name: value for name, value in _query().items() if found and name not in _HERE}
    return tuple(
        Tongue(other, own_name(other), with_query(links.urls.speaking(other).build(address), query))
        for other in spoken
        if other != language
    )


def _query() -> dict[str, str]:
    """What this request asks beside its path; nothing of a query that cannot be read, which its page says."""
    try:
        return dict(request.args.items())
    except UnicodeDecodeError:
        return {}


def chosen(links: Links) -> Response | None:
    """
    The way from the front door to the language that the browser asks for; None: it is that of the door, or who comes
    has been here already, and has it as they chose.
    """
    home = links.urls.speaking("").build(Address("home"))
    spoken = links.urls.spoken(Address("home"))
    if request.path != home or len(spoken) < 2 or _from_here():
        return None
    wanted = request.accept_languages.best_match(spoken)
    if wanted is None or wanted == spoken[0]:
        return None
    there = with_query(links.urls.speaking(wanted).build(Address("home")), dict(request.args.items()))
    return Response(status=302, headers={"Location": there, "Cache-Control": "no-cache"})


def _from_here() -> bool:
    """Whether a link of our own pages led here."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    try:
        return urlsplit(request.headers.get("Referer", "")).netloc == request.host
    except ValueError:  # no address at all: `http://[`
        return False
