"""Opening an address: which case of the browser is shown there, or where to go instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.core.entrances import entrance_to
from engine.core.locate import begun_at, meant, offering, showing
from engine.language.urls import Address
from engine.service.browsing.parts import Parts
from engine.service.browsing.results import Answer, Browser, NotFound, Paper, Redirect
from engine.service.browsing.submission import StepForm

LONGEST_FILLED = 100  # characters of a field that a link fills


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
        This browser's case begun there, as long as nothing has sealed it; else the first form of a case not yet begun.

        Args:
            query: what a link carries for the fields that the entry `fills`; anything else in it is ignored.

        Raises:
            NotFound, Unavailable.
        """
        assert url.flow
        parts = self._parts
        machine = parts.entered(url.flow, url.name)
        browser, cookie = parts.holdings.awake(browser)
        begun = begun_at(parts.holdings.cases_at_first(browser, url.flow, now), url.name)
        if begun:
            return Answer(Redirect(Address("state", url.flow, begun.state), notice or "begun"), cookie)
        case = parts.runner.first(machine, url.name, now)
        screen = parts.screens.screen(StepForm.of(machine, case, len(case.trail) - 1, url), notice=notice)
        fills = machine.flow.entries[url.name].fills
        filled = {name: (text[:LONGEST_FILLED],) for name, text in (query or {}).items() if name in fills}
        return Answer(screen._replace(typed={**screen.typed, **filled}), cookie)

    def open_state(self, browser: Browser, url: Address, now: datetime, *, notice: str | None) -> Answer:
        """
        The browser's case in that state; else the earlier form there that « Modifier » reaches; else the present state
        of the last touched that can be meant, with a notice why; else the entry that leads to such a case.

        Raises:
            NotFound, Unavailable.
        """
        assert url.flow
        parts = self._parts
        newest = parts.newest(url.flow).flow
        browser, cookie = parts.holdings.awake(browser)
        held = parts.holdings.cases_at_first(browser, url.flow, now)
        if url.name not in newest.states and not any(url.name in parts.flow_of(case).states for case in held):
            raise NotFound(f"no state {url.flow}/{url.name}")
        found = showing(parts.flow_of, held, url.name)
        if found and found.why == "here":
            context = StepForm.of(parts.machine_of(found.case), found.case, found.step, url)
            return Answer(parts.screens.screen(context, notice=notice), cookie)
        if found:
            return Answer(Redirect(Address("state", url.flow, found.case.state), notice or found.why), cookie)
        entrance = entrance_to(newest, url.name)
        if notice != "no_cookie":
            # What was posted, if anything, was for a case that this browser does not hold any more.
            notice = entrance.why or ("no_case" if notice else None)
        return Answer(Redirect(Address("entry", url.flow, entrance.entry), notice), cookie)

    def document(self, browser: Browser, flow: str, name: str, now: datetime) -> Answer:
        """
        A document, while the present state of a case this browser holds links to it.

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
        shown = next((s.name for s in newest.states.values() if name in newest.documents_linked(s)), "")
        case = meant(parts.flow_of, held, shown)
        if case:
            return Answer(Redirect(Address("state", flow, case.state), "elsewhere"), cookie)
        entrance = entrance_to(newest, shown)
        return Answer(Redirect(Address("entry", flow, entrance.entry), entrance.why or "no_case"), cookie)
