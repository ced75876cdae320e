"""What a browser does, as it is answered: open an address, post a form; every answer is a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.core.accounts import SignedIn
from engine.core.browsing.memory import Memory
from engine.core.browsing.navigation import Navigation, shut_door
from engine.core.browsing.parts import Parts
from engine.core.browsing.replay import Replays
from engine.core.browsing.results import Answer, Browser, Said
from engine.core.browsing.signing_out import SigningOut
from engine.core.browsing.stale import StalePosts
from engine.core.browsing.submission import SMALL, Posted, Submission, token_of
from engine.core.browsing.submitting import Submitting
from engine.core.doors import Shut
from engine.core.machine import branch_of
from engine.core.proofs import proofs_of
from engine.core.standing import page_standing
from engine.language.forms import Extent, extent_of
from engine.language.load import Catalogue
from engine.language.model import Flow, Page
from engine.language.urls import Address


class Visits:
    """
    Everything that an address or a post is answered with. One for all threads.

    Args:
        clock: the present instant (aware, UTC).
    """

    def __init__(self, parts: Parts, clock: Callable[[], datetime], memory: Memory) -> None:
        self.now = clock
        self._parts = parts
        self._navigation = Navigation(parts)
        replays = Replays(parts)
        self._stale = StalePosts(parts, self._navigation, replays)
        self._signing_out = SigningOut(parts, replays, self._stale)
        self._submitting = Submitting(parts, self._navigation, replays, self._stale, self._signing_out, memory)

    # -- for every request

    @property
    def catalogue(self) -> Catalogue:
        return self._parts.machines.catalogue

    def browser(
        self,
        cookie: str | None,
        client: str | None = None,
        flow: str | None = None,
        posted: Posted | None = None,
        known: str | None = None,
    ) -> Browser:
        """
        The browser that sends a request.

        Args:
            client: the network address it comes from; None: not known.
            flow, posted: what its request is about; everything it depends on is then read at once.
            known: its other cookie: by which it is known for the accounts that were opened in it.
        """
        token = token_of(posted) if posted else ""
        browser = self._parts.holdings.of(cookie, self.now(), flow, token)
        return browser._replace(client=client, proofs=proofs_of(known))

    def signed_in(self, browser: Browser) -> SignedIn | None:
        """The account that is open in this browser: see `Parts.signed_in`. Raises Unavailable, TimersBehind."""
        return self._parts.signed_in(browser, self.now())

    def csrf(self, browser: Browser) -> str:
        """The token that a form of this browser carries."""
        return self._parts.holdings.csrf(browser)

    # -- addresses; each raises NotFound or Unavailable

    def open_entry(
        self, browser: Browser, flow: str, entry: str, query: Mapping[str, str] | None = None, notice: str | None = None
    ) -> Answer:
        """The first form of an entry, or the case begun there: see `Navigation.open_entry`."""
        return self._navigation.open_entry(
            browser, Address("entry", flow, entry), self.now(), query=query, notice=notice
        )

    def open_state(
        self, browser: Browser, flow: str, state: str, query: Mapping[str, str] | None = None, notice: str | None = None
    ) -> Answer:
        """The case or the view that an address means: see `Navigation.open_state`."""
        url = Address("state", flow, state)
        return self._navigation.open_state(browser, url, self.now(), query=query, notice=notice)

    def document(self, browser: Browser, flow: str, name: str) -> Answer:
        """A document, while a case this browser holds offers it: see `Navigation.document`."""
        return self._navigation.document(browser, flow, name, self.now())

    def ended(self, browser: Browser, flow: str, notice: str | None) -> Answer:
        """What stands at the pages of a procedure that has ended, and at addresses of it that lead nowhere."""
        browser, cookie = self._parts.holdings.awake(browser)
        held = self._parts.holdings.cases_at_first(browser, flow, self.now())
        return Answer(shut_door(self.catalogue.withdrawn[flow], Shut("ended"), held, notice), cookie)

    def page(self, flow: Flow | None, page: Page) -> Page:
        """
        A page outside any case as it is shown now: without what its `when` takes away. A page of the site, which has no
        time zone of its own, has the day of the first flow.
        """
        if not page.conditions():
            return page
        settings = flow.settings if flow else self.catalogue.site.settings
        zone = next((one.zone for one in (flow, *self.catalogue.flows.values()) if one), "UTC")
        shown, failed = page_standing(page, settings.get, flow, self.now().astimezone(ZoneInfo(zone)).date())
        for fault in failed:
            self._parts.runner.log.error("not shown: %s", fault, extra={"flow": flow.name} if flow else {})
        return shown

    def said(self, browser: Browser, token: str) -> Said | None:
        """
        What a flow says on the page that is opened where a case was let go.

        Args:
            token: of the post; it says nothing to another browser, nor when the case has moved on.
        """
        with self._parts.database.read() as tx:
            change, kept = tx.change_by(token), tx.replayed(token)
            if change is None or kept is None or change.new_family != browser.family:
                return None
            case = tx.case(kept.case_id, self.now())
        if case is None or kept.outcome != "left" or case.state != kept.left:
            return None
        flow = self._parts.flow_of(case)
        branch = branch_of(flow.states[kept.left], kept.event, kept.transition)
        message = branch.leave.message if branch and branch.leave else None
        return Said(flow, case, message) if message else None

    def extent(self, url: Address) -> Extent:
        """The most that the form of an entry or a state may post, in the newest version of its flow."""
        assert url.flow
        flow = self._parts.newest(url.flow).flow
        entry = flow.entries.get(url.name) if url.kind == "entry" else None
        state = flow.states.get(entry.state.name if entry else url.name)
        return extent_of(flow.forms[state.form.name] if state and state.form else None)

    def post_entry(self, browser: Browser, flow: str, entry: str, posted: Posted, size: Extent = SMALL) -> Answer:
        """The answer to the first form of a case not yet begun."""
        self._parts.entered(flow, entry)
        return self._submitting.submit(Submission(browser, Address("entry", flow, entry), posted, self.now(), size))

    def post_state(self, browser: Browser, flow: str, state: str, posted: Posted, size: Extent = SMALL) -> Answer:
        """
        The answer to a form of a case this browser holds: of its present state, or of an earlier one (« Modifier »). A
        stale one changes nothing: the present state is shown, with a notice why, and with what was typed for it.
        """
        self._parts.newest(flow)
        return self._submitting.submit(Submission(browser, Address("state", flow, state), posted, self.now(), size))

    def post_astray(self, browser: Browser, url: Address, posted: Posted, notice: str) -> Answer:
        """
        The answer to a post of our own pages that cannot be this browser's: see `StalePosts.astray`. A sign-out of a
        case that it holds all the same is one: its ids were replaced since the page was shown.
        """
        submission = Submission(browser, url, posted, self.now())
        return self._signing_out.answer(submission) or self._stale.astray(submission, notice)
