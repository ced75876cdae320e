"""The service without pages: its parts joined on a real database, a clock that a test moves, and browsers as values."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from engine.core.browsing.holdings import Holdings
from engine.core.browsing.parts import Parts
from engine.core.browsing.results import Answer, Browser, Redirect, Screen
from engine.core.browsing.submission import Posted
from engine.core.browsing.viewing import Screens
from engine.core.limits import Limits
from engine.core.steps.clients import Clients
from engine.core.steps.runner import StepRunner
from engine.language.load import Catalogue, empty_site
from engine.language.model import Flow
from engine.language.urls import Address
from engine.service.browsing.service import Service
from engine.service.security.challenges import ShownGates
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.store.database import Database
from engine.store.kept import StoredLedger
from tests.support.stage import NOW

KEY = "0123456789abcdef" * 2
LIMITS = Limits()


class BareService:
    """
    The parts of the service, and the service itself.

    Attributes:
        now: what its clock shows; a test sets it.
    """

    def __init__(self, folder: Path, *flows: Flow, limits: Limits = LIMITS) -> None:
        self.now = NOW
        self.database = Database(f"sqlite:///{folder / 'parcours.db'}")
        self.database.create()
        self.vault = Vault(KEY, memory_kib=8, time_cost=1)
        self.limits = limits
        self.machines = Machines(Catalogue(empty_site(), {flow.name: flow for flow in flows}, ()), self.database)
        self.machines.publish(self.now)
        self.ledger = StoredLedger(self.database)
        log = logging.getLogger("parcours")
        self.runner = StepRunner(self.machines, self.ledger, self.vault, limits, log=log)
        self.gates = ShownGates(self.vault, self.ledger, {}, {"captcha": None})
        self.holdings = Holdings(self.runner, self.ledger, self.vault, limits)
        self.clients = Clients(self.vault, limits)
        screens = Screens(self.machines, self.runner, self.gates, limits, self.vault, self.clock)
        self.parts = Parts(
            self.machines,
            self.ledger,
            self.vault,
            self.runner,
            self.holdings,
            self.gates,
            self.clients,
            screens,
        )
        self.service = Service(self.parts, self.gates, self.clock)

    def clock(self) -> datetime:
        return self.now

    def visitor(self, client: str | None = None) -> Visitor:
        return Visitor(self, client)

    def close(self) -> None:
        self.database.close()


def seen(answer: Answer) -> tuple[object, ...]:
    """What a person would notice of an answer, short enough to be compared: no page, no flow."""
    what = answer.what
    if isinstance(what, Redirect):
        return ("move", what.to.kind, what.to.name, what.notice)
    assert isinstance(what, Screen)
    return ("screen", what.state.name, what.status, what.notice, [(one.field, one.keyword) for one in what.faults])


class Post(NamedTuple):
    """A form on its way: who sends it, where to, what it carries, and what was known when it came in."""

    browser: Browser
    url: Address
    posted: Posted


class Visitor:
    """
    A browser as the service knows it: it keeps a cookie, and shows the last screen.

    Attributes:
        moves: where it was sent, since the last screen.
    """

    def __init__(self, bare: BareService, client: str | None = None) -> None:
        self.bare = bare
        self._client = client
        self.cookie: str | None = None
        self.known: str | None = None
        self.screen: Screen | None = None
        self.moves: list[Redirect] = []

    def browser(self, flow: str | None = None, posted: Posted | None = None) -> Browser:
        browser = self.bare.service.browser(self.cookie, self._client, flow, posted, self.known)
        if browser.new:
            self.cookie = browser.id
        return browser

    def open(
        self,
        kind: str,
        flow: str,
        name: str,
        notice: str | None = None,
        query: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """The answer at an address."""
        service, browser = self.bare.service, self.browser(flow)
        if kind == "entry":
            return self._kept(service.open_entry(browser, flow, name, query, notice=notice))
        return self._kept(service.open_state(browser, flow, name, query, notice=notice))

    def go(self, kind: str, flow: str, name: str) -> Screen:
        """The screen that an address leads to, followed as a browser does."""
        return self.follow(self.open(kind, flow, name))

    def follow(self, answer: Answer) -> Screen:
        for _ in range(5):
            if isinstance(answer.what, Screen):
                self.screen = answer.what
                return answer.what
            assert isinstance(answer.what, Redirect)
            self.moves.append(answer.what)
            to = answer.what.to
            assert to.flow
            answer = self.open(to.kind, to.flow, to.name, answer.what.notice, answer.what.query)
        raise AssertionError(f"no end: {self.moves}")

    def fill(self, event: str = "", screen: Screen | None = None, **typed: str) -> Post:
        """
        The screen's form, filled in and on its way: its request has come in, so that what is known is known. Its
        challenge is solved, unless `_answer` is given.
        """
        shown = screen or self.screen
        assert shown
        hidden = {
            **({"_case": shown.case.id} if shown.case.revision else {"_case": "", "_entry": shown.case.entry}),
            "_visit": str(shown.visit),
            "_token": shown.token,
            "_event": event,
        }
        if shown.proof:
            hidden["_proof"] = shown.proof
        elif shown.challenge:
            hidden["_challenge"] = shown.challenge
            hidden["_answer"] = self.bare.gates.answer(shown.challenge) or ""
        posted = {**shown.typed, **{name: (text,) for name, text in {**hidden, **typed}.items()}}
        return Post(self.browser(shown.flow.name, posted), shown.url, posted)

    def send(self, post: Post) -> Answer:
        service, (browser, url, posted) = self.bare.service, post
        assert url.flow
        if url.kind == "entry":
            return self._kept(service.post_entry(browser, url.flow, url.name, posted))
        return self._kept(service.post_state(browser, url.flow, url.name, posted))

    def submit(self, event: str = "", **typed: str) -> Screen:
        """Fills in the form of the last screen, sends it, and follows the answer."""
        return self.follow(self.send(self.fill(event, **typed)))

    def sees(self, post: Post) -> tuple[object, ...]:
        """What a person would notice of the answer to a form that is sent."""
        return seen(self.send(post))

    def _kept(self, answer: Answer) -> Answer:
        self.cookie = answer.cookie or self.cookie
        self.known = answer.known or self.known
        return answer
