"""Opening an address: which case of the browser is shown there, or where to go instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, get_args

from engine.core.accounts import is_sign_in, passed_page
from engine.core.browsing.parts import Parts
from engine.core.browsing.results import Answer, Browser, NotFound, Paper, Redirect, Screen, ShutDoor, Viewed
from engine.core.browsing.submission import ENTRY, THEN, StepForm
from engine.core.case import Case
from engine.core.doors import Shut
from engine.core.endings import ENDINGS, Unknown, why
from engine.core.entrances import Entrance, begins_a_request, entrance_after, entrance_to, standing_for
from engine.core.locate import begun_at, meant, offering, showing, view_open
from engine.core.retention import erase_at
from engine.language.model import Flow
from engine.language.urls import Address

LONGEST_FILLED = 100  # characters of a field that a link fills
# Notices of a post whose page had been shown before something else happened.
OUT_OF_DATE = ("stale", "stale_secret", "too_late")
# Notices that say why a page is not here.
REASONS = (*ENDINGS, *get_args(Unknown))
# Notices that an address may carry: those of a redirect. Anything else there is ignored.
CARRIED = ("stale", "too_late", "over", "elsewhere", "begun", "saved", "left", "signed_out", "no_cookie", *REASONS)
# Those that a page outside any case may show: they quote nothing of a flow.
PLAIN = ("left", "signed_out", "stale", "no_cookie")


class Gone(NamedTuple):
    """
    Attributes:
        flow, entry: to go on from.
        why: a key of the engine's own words, under "notices".
    """

    flow: str
    entry: str
    why: str


class Navigation:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def open_entry(
        self,
        browser: Browser,
        url: Address,
        now: datetime,
        *,
        query: Mapping[str, str] | None = None,
        notice: str | None,
    ) -> Answer:
        """
        The way to the account that is open in this browser, at the sign-in; to this browser's case begun there, as long
        as nothing has sealed it; else to the address of the state where a case begins, which shows the first form of
        one not yet begun. So the browser's Back finds that form's own address, not the entry's. Where no case may begin
        now, why not is said at the entry itself.

        Args:
            query: what a link carries for the fields that the entry `fills`, which goes along: nothing of it is kept
                before a person posts it. Anything else in it is ignored.

        Raises:
            NotFound, Unavailable.
        """
        assert url.flow
        parts = self._parts
        machine = parts.entered(url.flow, url.name)
        browser, cookie = parts.holdings.awake(browser)
        opened = parts.signed_in(browser, now) if is_sign_in(parts.account, url.flow, url.name) else None
        if opened:
            return Answer(Redirect(Address("state", opened.flow.name, opened.case.state), notice), cookie)
        held = parts.holdings.cases_at_first(browser, url.flow, now)
        begun = begun_at(held, url.name)
        if begun:
            why_here = notice if notice and notice not in REASONS else "begun"
            return Answer(Redirect(Address("state", url.flow, begun.state), why_here), cookie)
        if shut := parts.shut(machine, url.name, now):
            return Answer(shut_door(machine.flow, shut, held, notice), cookie)
        flow, state = machine.flow, parts.runner.first(machine, url.name, now).state
        fills = flow.entries[url.name].fills
        carried = {name: text[:LONGEST_FILLED] for name, text in (query or {}).items() if name in fills}
        entrance = entrance_to(flow, state)
        if THEN in (query or {}):
            carried[THEN] = (query or {})[THEN]
        if notice or entrance.why or entrance.entry != url.name or showing(parts.flow_of, held, state):
            carried[ENTRY] = url.name  # the address alone means another entry, or a case that is held
        return Answer(Redirect(Address("state", url.flow, state), notice, carried), cookie)

    def open_state(
        self,
        browser: Browser,
        url: Address,
        now: datetime,
        *,
        query: Mapping[str, str] | None = None,
        notice: str | None,
    ) -> Answer:
        """
        The browser's case in that state, or the view of that name while it is open; else the earlier form there that
        « Modifier » reaches; else the present state of the last touched that can be meant, with a notice why; else the
        first form of a case not yet begun, where one begins there; else the entry that leads to such a case.

        Args:
            query: names the entry whose first form is meant, whatever case is held; and what it fills.

        Raises:
            NotFound, Unavailable.
        """
        assert url.flow
        parts = self._parts
        newest = parts.newest(url.flow).flow
        browser, cookie = parts.holdings.awake(browser)
        held = parts.holdings.cases_at_first(browser, url.flow, now)
        if not any(_has_page(flow, url.name) for flow in (newest, *map(parts.flow_of, held))):
            raise NotFound(f"no state and no view {url.flow}/{url.name}")
        if notice is None and self._signs_in(newest, url.name) and (opened := parts.signed_in(browser, now)):
            return Answer(Redirect(Address("state", opened.flow.name, opened.case.state)), cookie)
        entry = (query or {}).get(ENTRY, "")
        begun = begun_at(held, entry)
        if begun is None and entry in newest.entries:
            first = self._first(browser, entry, url, now, query=query, notice=notice)
            if first:
                return Answer(self._unless_shut(first, entry, held, now, notice), cookie)
        # Where the entry is named, the case begun there comes before any other.
        found = showing(parts.flow_of, sorted(held, key=lambda case: case is not begun), url.name)
        if found:
            flow = parts.flow_of(found.case)
            parts.note_language(found.case, flow)
            view = found.view or passed_page(parts.account, flow, found.case, url.name)
            if view:
                shown = parts.shown(found.case, view, now)
                return Answer(Viewed(flow, shown, found.case, None if notice in REASONS else notice), cookie)
        if found and found.why == "here":
            context = StepForm.of(parts.machine_of(found.case), found.case, found.step, url)
            if notice in REASONS:
                notice = None  # Back to an address where a case has begun since
            if not notice and found.case.revision == 1 and not context.earlier:
                notice = self._said_once(context)
            return Answer(parts.screens.screen(context, notice=notice), cookie)
        if found:
            return Answer(Redirect(Address("state", url.flow, found.case.state), notice or found.why), cookie)
        entrance = self._entrance(newest, url.name)
        posted = notice in OUT_OF_DATE
        if not entrance.why and not posted:
            open_now = self._open_beside(entrance.entry, newest, now)
            first = self._first(browser, open_now, url, now, query=query, notice=notice)
            if first:
                return Answer(self._unless_shut(first, open_now, held, now, notice), cookie)
        gone = self.gone(browser, url, now, posted=posted)
        if notice == "no_cookie":
            gone = gone._replace(why="no_cookie")
        then = {THEN: url.name} if url.name in newest.views else {}
        return Answer(Redirect(Address("entry", gone.flow, gone.entry), gone.why, then), cookie)

    def gone(self, browser: Browser, url: Address, now: datetime, *, posted: bool) -> Gone:
        """
        Why no case of this browser stands behind an address, and the entry to go on from.

        Args:
            posted: its form was posted.
        """
        assert url.flow
        flow = self._parts.newest(url.flow).flow
        entrance = self._entrance(flow, url.name)
        ended = self._parts.holdings.ended(browser, url.flow, now)
        reason = why(ended, now, account=entrance.why == "anothers", posted=posted)
        after = entrance_after(flow, url.name, reason)
        if after and reason == "draft_erased" and not begins_a_request(flow, after):
            reason = "attempt_erased"
        return Gone(flow.name, after, reason) if after else Gone(entrance.flow, entrance.entry, reason)

    def _said_once(self, context: StepForm) -> str | None:
        """What is said on the first page of a case that has just begun."""
        flow, case = context.machine.flow, context.case
        draft = erase_at(flow, case) is not None and case.closed_at is None
        return "draft_kept" if draft and case.entry in flow.entries and begins_a_request(flow, case.entry) else None

    def _first(
        self,
        browser: Browser,
        entry: str,
        url: Address,
        now: datetime,
        *,
        query: Mapping[str, str] | None,
        notice: str | None,
    ) -> Screen | None:
        """The first form of a case not yet begun; None: none begins in that state."""
        assert url.flow
        machine = self._parts.entered(url.flow, entry)
        case = self._parts.runner.first(machine, entry, now)
        if case.state != url.name:
            return None
        if notice is None and browser.met and begins_a_request(machine.flow, entry):
            # Who comes back for what has been erased is told so where it would be begun again.
            ended = self._parts.holdings.ended(browser, url.flow, now)
            reason = why(ended, now, account=False, posted=False)
            notice = reason if reason in ("draft_erased", "expired") else None
        screen = self._parts.screens.screen(StepForm.present(machine, case), notice=notice)
        fills = machine.flow.entries[entry].fills
        filled = {name: (text[:LONGEST_FILLED],) for name, text in (query or {}).items() if name in fills}
        return screen._replace(typed={**screen.typed, **filled})

    def _unless_shut(
        self, first: Screen, entry: str, held: Sequence[Case], now: datetime, notice: str | None
    ) -> Screen | ShutDoor:
        """The first form of a case not yet begun; or why none begins at that entry now."""
        parts = self._parts
        shut = parts.shut(parts.entered(first.flow.name, entry), entry, now)
        return shut_door(first.flow, shut, held, notice) if shut else first

    def _open_beside(self, entry: str, flow: Flow, now: datetime) -> str:
        """This entry; while no case may begin there, one that is open and begins in the same state, if there is one."""
        machine, first = self._parts.entered(flow.name, entry), flow.entries[entry].state.name
        same = (other.name for other in flow.entries.values() if other.state.name == first)
        return next((name for name in (entry, *same) if self._parts.shut(machine, name, now) is None), entry)

    def found_again(self, case: Case, then: str) -> Address:
        """Where a browser goes on once it was handed a case: what was asked for before, if that case shows it."""
        flow = self._parts.flow_of(case)
        _, is_document, name = then.partition("document/")
        if view_open(flow, case, then):
            return Address("view", flow.name, then)
        if is_document and name in flow.documents and name in flow.documents_offered(flow.states[case.state]):
            return Address("document", flow.name, name)
        return Address("state", flow.name, case.state)

    def _signs_in(self, flow: Flow, state: str) -> bool:
        """Whether the sign-in begins in this state."""
        doors = (entry.name for entry in flow.entries.values() if entry.state.name == state)
        return any(is_sign_in(self._parts.account, flow.name, entry) for entry in doors)

    def _entrance(self, flow: Flow, page: str) -> Entrance:
        """The sign-in for what only an account shows; else the entry of the flow that leads to such a case."""
        account = self._parts.account
        if account and flow.name in [named.name for named in account.flows]:
            shown_in = standing_for(flow, page)
            if any(named.name in shown_in for named in account.states):
                return Entrance(account.flows[0].name, account.entry.name, "anothers")
        return entrance_to(flow, page)

    def document(self, browser: Browser, flow: str, name: str, now: datetime) -> Answer:
        """
        A document, while the present state of a case this browser holds, or a view that is open there, links to it.

        Raises:
            NotFound, Unavailable.
        """
        parts = self._parts
        newest = parts.newest(flow).flow
        browser, cookie = parts.holdings.awake(browser)
        held = parts.holdings.cases_at_first(browser, flow, now)
        case = offering(parts.flow_of, held, name, lambda case, state: parts.shown(case, state, now))
        if case:
            theirs = parts.flow_of(case)
            return Answer(Paper(theirs, case, theirs.documents[name]), cookie)
        if name not in newest.documents:
            raise NotFound(f"no document {flow}/{name}")
        shown = next((s.name for s in newest.states.values() if name in newest.documents_offered(s)), "")
        case = meant(parts.flow_of, held, shown)
        if case:
            return Answer(Redirect(Address("state", flow, case.state), "elsewhere"), cookie)
        gone = self.gone(browser, Address("state", flow, shown), now, posted=False)
        then = {THEN: f"document/{name}"}
        return Answer(Redirect(Address("entry", gone.flow, gone.entry), gone.why, then), cookie)


def _has_page(flow: Flow, name: str) -> bool:
    return name in flow.states or name in flow.views


def shut_door(flow: Flow, shut: Shut, held: Sequence[Case], notice: str | None) -> ShutDoor:
    """What stands at an entry where no case begins now. `held`: this browser's cases, the last touched first."""
    case = next((case for case in held if not case.closed_at), None)
    return ShutDoor(flow, shut, case, None if notice in REASONS else notice)
