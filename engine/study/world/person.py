"""
A browser as its person uses it – it keeps cookies, follows redirects and fills forms –, before a world or the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from engine.core.browsing.gates import Gates
from engine.core.browsing.navigation import CARRIED, PLAIN
from engine.core.browsing.parts import LET_GO
from engine.core.browsing.results import Answer, Browser, NotFound, Paper, Redirect, Screen, ShutDoor, Viewed
from engine.core.browsing.submission import THEN, hidden_of
from engine.core.browsing.visits import Visits
from engine.language.model import Document, Page
from engine.language.urls import Address

# A person goes back to the pages that were shown last, so many of them.
PAGES_KEPT = 6
_MOST_MOVES = 8

Gate = Literal["passed", "failed", "blank"]


class NoPage(NamedTuple):
    """Nothing is at the address."""


class PlainPage(NamedTuple):
    """
    A page outside any case, as it is shown now.

    Attributes:
        flow: None: it is the site's.
        said: whether the flow says more of the case that was let go.
    """

    flow: str | None
    page: Page
    notice: str | None
    said: bool


What = Screen | Viewed | Paper | ShutDoor | PlainPage | NoPage


class Seen(NamedTuple):
    """
    A page as it was shown.

    Attributes:
        csrf: what its form says of whose browser it was shown to.
        then: what is shown once a case is found again, as its address said.
    """

    what: What
    csrf: str
    then: str = ""


class Person(NamedTuple):
    """
    A person's browser.

    Attributes:
        network: the address it comes from.
        pages: those shown last, the present one at the end.
    """

    network: str
    cookie: str | None = None
    known: str | None = None
    pages: tuple[Seen, ...] = ()

    @property
    def page(self) -> What | None:
        """The present page; None: nothing was opened yet."""
        return self.pages[-1].what if self.pages else None


class Arrived(NamedTuple):
    """Where an action has led. `moves`: the redirects on the way."""

    person: Person
    moves: tuple[Redirect, ...] = ()


def opened(
    visits: Visits, person: Person, address: Address, query: Mapping[str, str] | None = None, notice: str | None = None
) -> Arrived:
    """An address is opened, and what it leads to."""
    return _followed(visits, person, Redirect(address, notice, query or {}), ())


class Filled(NamedTuple):
    """
    What a person sends.

    Attributes:
        event: the button; "back"; "": Enter in a field.
        values: field -> what is typed or chosen; () for nothing. A field that is not named is sent as it stands there.
        gate: what is answered to a challenge that is shown.
    """

    event: str
    values: Mapping[str, tuple[str, ...]] = {}
    gate: Gate = "passed"


def posted(visits: Visits, gates: Gates, person: Person, seen: Seen, filled: Filled) -> Arrived:
    """The form of a page that was seen is sent, and what it leads to."""
    screen = seen.what
    assert isinstance(screen, Screen), "nothing else has a form"
    post = _form_data(screen, gates, filled)
    browser, person = _browser(visits, person, screen.flow.name, post)
    url = screen.url
    assert url.flow
    if visits.csrf(browser) != seen.csrf:
        answer = visits.post_astray(browser, url, post, "stale" if person.cookie else "no_cookie")
    else:
        post = {**post, f"_{THEN}": (seen.then,)}
        send = visits.post_entry if url.kind == "entry" else visits.post_state
        answer = send(browser, url.flow, url.name, post)
    return _arrived(visits, person, browser, answer, seen.then, ())


def _form_data(screen: Screen, gates: Gates, filled: Filled) -> dict[str, tuple[str, ...]]:
    data: dict[str, tuple[str, ...]] = {name: (text,) for name, text in hidden_of(screen)}
    if filled.event:
        data["_event"] = (filled.event,)
    if screen.challenge and not screen.proof and filled.gate != "blank":
        right = gates.answer(screen.challenge) or ""
        data["_answer"] = (right if filled.gate == "passed" else f"not {right}",)
    for field in screen.form.fields.values() if screen.form else ():
        typed = () if field.secret else tuple(screen.typed.get(field.name, ()))
        typed = tuple(filled.values.get(field.name, typed))
        if field.widget in ("checkbox", "checkboxes", "radio"):
            typed = tuple(text for text in typed if text)
        elif not typed:
            typed = ("",)
        if typed:
            data[field.name] = typed
    return data


def _browser(
    visits: Visits, person: Person, flow: str | None, post: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Browser, Person]:
    browser = visits.browser(person.cookie, person.network, flow, post, person.known)
    return browser, person._replace(cookie=browser.id) if browser.new else person


def _followed(visits: Visits, person: Person, move: Redirect, moves: tuple[Redirect, ...]) -> Arrived:
    to, query = move.to, dict(move.query)
    notice = move.notice if move.notice in CARRIED else None
    browser, person = _browser(visits, person, to.flow)
    then = query.get(THEN, "")
    try:
        if to.kind == "page":
            return _shown(visits, person, browser, _plain(visits, browser, move), moves)
        assert to.flow
        if to.kind == "entry":
            answer = visits.open_entry(browser, to.flow, to.name, query, notice=notice)
        elif to.kind == "document":
            answer = visits.document(browser, to.flow, to.name)
        else:
            answer = visits.open_state(browser, to.flow, to.name, query, notice=notice)
    except NotFound:
        return _shown(visits, person, browser, NoPage(), moves)
    return _arrived(visits, person, browser, answer, then, moves)


def _plain(visits: Visits, browser: Browser, move: Redirect) -> PlainPage | NoPage:
    """A page outside any case, such as the one that a case was let go to."""
    to, query = move.to, move.query
    flow = visits.catalogue.known().get(to.flow) if to.flow else None
    if flow is None or to.name not in flow.pages:
        flow = None  # a flow's page may be the site's
    page = (flow.pages if flow else visits.catalogue.site.pages).get(to.name)
    if page is None:
        return NoPage()
    notice = move.notice if move.notice in PLAIN else None
    said = notice is not None and LET_GO in query and visits.said(browser, query[LET_GO]) is not None
    return PlainPage(flow.name if flow else None, visits.page(flow, page), notice, said)


def _arrived(
    visits: Visits, person: Person, browser: Browser, answer: Answer, then: str, moves: tuple[Redirect, ...]
) -> Arrived:
    if answer.cookie and browser.dead:
        browser = visits.browser(answer.cookie)
    person = person._replace(cookie=answer.cookie or person.cookie, known=answer.known or person.known)
    if isinstance(answer.what, Redirect):
        assert len(moves) < _MOST_MOVES, f"no end: {moves}"
        return _followed(visits, person, answer.what, (*moves, answer.what))
    return _shown(visits, person, browser, answer.what, moves, then)


def _shown(
    visits: Visits, person: Person, browser: Browser, what: What, moves: tuple[Redirect, ...], then: str = ""
) -> Arrived:
    pages = (*person.pages, Seen(what, visits.csrf(browser), then))[-PAGES_KEPT:]
    return Arrived(person._replace(pages=pages), moves)


def papers_of(screen: Screen | Viewed) -> tuple[Document, ...]:
    """The documents that a page links to."""
    page = screen.state if isinstance(screen, Screen) else screen.view
    return tuple(screen.flow.documents[name] for name in screen.flow.documents_linked(page))
