"""Somebody at the service's door, without the web between: keeps a cookie, looks at pages, posts their forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from engine.core.browsing.results import Answer, Browser, Paper, Redirect, Screen
from engine.language.urls import Address
from engine.service.browsing.service import Service

Posted = dict[str, list[str]]


class Tab(NamedTuple):
    """A form as it was shown, with what it posts besides what is typed."""

    screen: Screen
    csrf: str
    answer: str | None  # what its image says

    @property
    def url(self) -> Address:
        return self.screen.url

    def post(self, event: str, **typed: str) -> Posted:
        """What a browser sends when the button of `event` is pressed ("": Enter in a field)."""
        screen = self.screen
        sent = {
            "_csrf": self.csrf,
            **({"_case": screen.case.id} if screen.case.revision else {"_case": "", "_entry": screen.case.entry}),
            "_visit": str(screen.visit),
            "_token": screen.token,
            "_event": event,
            "_proof": screen.proof or "",
            "_challenge": "" if screen.proof else screen.challenge or "",
        }
        shown = {name: list(values) for name, values in screen.typed.items() if values}
        given = {name: [value] for name, value in {**sent, **typed}.items() if value}
        return {**shown, **given}

    def buttons(self) -> list[str]:
        """The events its buttons send."""
        back = ["back"] if self.screen.can_go_back else []
        return [t.name for t in self.screen.state.transitions.values() if t.label] + back


Seen = Screen | Paper | Address  # a Address: a page outside any case
# Told each answer before it is followed: who asked, as which browser, whether by a post.
Hear = Callable[["Visitor", Browser, Answer, bool], None]


class Visitor:
    """
    One browser.

    Args:
        service: the one that runs just now.
        hear: told each answer before it is followed.
    """

    def __init__(self, name: str, service: Callable[[], Service], hear: Hear) -> None:
        self.name = name
        self.cookie: str | None = None
        self.tabs: list[Tab] = []  # every form shown, the last one last
        self._service = service
        self._hear = hear

    def open(self, url: Address, notice: str | None = None, query: Mapping[str, str] | None = None) -> Seen:
        """Follows a link, and whatever it redirects to."""
        for _ in range(6):
            service = self._service()
            browser = service.browser(self.cookie)
            assert url.flow
            if url.kind == "entry":
                answer = service.open_entry(browser, url.flow, url.name, query, notice=notice)
            else:
                answer = service.open_state(browser, url.flow, url.name, query, notice=notice)
            seen = self._take(browser, answer)
            if not isinstance(seen, Redirect):
                return seen
            if seen.to.kind == "page":
                return seen.to
            url, notice, query = seen.to, seen.notice, seen.query
        raise AssertionError(f"{self.name} was sent in a circle, last to {url}")

    def document(self, flow: str, name: str) -> Seen:
        service = self._service()
        browser = service.browser(self.cookie)
        answer = service.document(browser, flow, name)
        seen = self._take(browser, answer)
        return self.open(seen.to, seen.notice, seen.query) if isinstance(seen, Redirect) else seen

    def post(self, url: Address, posted: Posted, answers: list[Answer] | None = None) -> Seen:
        """Sends a form, and follows where it leads. `answers`: gets what the form itself was answered, at once."""
        service = self._service()
        browser = service.browser(self.cookie)
        assert url.flow
        if not service.csrf_good(browser, posted["_csrf"][0]):  # as the web does: an old page of ours
            return self.open(url, "stale")
        post = service.post_entry if url.kind == "entry" else service.post_state
        answer = post(browser, url.flow, url.name, posted)
        if answers is not None:
            answers.append(answer)
        seen = self._take(browser, answer, posted=True)
        if not isinstance(seen, Redirect):
            return seen
        return seen.to if seen.to.kind == "page" else self.open(seen.to, seen.notice, seen.query)

    def press(self, event: str, **typed: str) -> Seen:
        """The last form shown, its image read right."""
        tab = self.tabs[-1]
        answer = {"_answer": tab.answer} if tab.answer else {}
        return self.post(tab.url, tab.post(event, **answer, **typed))

    @property
    def screen(self) -> Screen:
        return self.tabs[-1].screen

    def _take(self, browser: Browser, answer: Answer, *, posted: bool = False) -> Seen | Redirect:
        self.cookie = answer.cookie or (browser.id if browser.new else self.cookie)
        self._hear(self, browser, answer, posted)
        what = answer.what
        if isinstance(what, Screen):
            service = self._service()
            read = service.challenge_answer(what.challenge) if what.challenge else None
            self.tabs.append(Tab(what, service.csrf(browser), read))
        return what
