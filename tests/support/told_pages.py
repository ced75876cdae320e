"""The same service behind its pages: what a person does goes over HTTP, in the process, and comes back as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import sqlalchemy as sa
from lxml import html

from engine.core.browsing.results import Screen, ShutDoor, Viewed
from engine.core.browsing.submission import hidden_of
from engine.store import tables
from engine.study.world import Action, Observation, Open, Post
from engine.study.world.person import NoPage, What
from engine.study.world.surroundings import SOLVED
from engine.web.app import create_app
from tests.support.told_service import ToldService
from tests.support.walks import BROWSERS, Walk


class Page(NamedTuple):
    path: str
    status: int
    body: bytes

    def form(self, *, anywhere: bool = False) -> html.HtmlElement | None:
        """The form of a state's page; None: it has none. `anywhere`: else that of the header, which signs out."""
        tree = html.fromstring(self.body)
        found = tree.xpath("//main//form[.//*[@name='_visit']]")
        found += tree.xpath("//form[.//*[@name='_visit']]") if anywhere else []
        return found[0] if found else None


class ToldPages(ToldService):
    """What people do goes through the pages; all else is as it is there."""

    def __init__(self, now: datetime, browsers: tuple[str, ...]) -> None:
        super().__init__(now, browsers, dev=True)  # in production cookies go over https alone
        with self.parcours.database.write() as tx:
            tx.execute(sa.delete(tables.register_rows))  # the samples, which a world has not
        app = create_app(self.parcours)
        self._clients = {name: app.test_client() for name in browsers}
        self._networks = {name: person.network for name, person in self.persons.items()}
        self.pages: dict[str, list[Page]] = {name: [] for name in browsers}

    def act(self, action: Action) -> None:
        """Does it; where somebody does it, `pages` has what came back."""
        match action:
            case Open(name, address, query):
                path = self.parcours.links.address(address)
                self._send(name, "GET", f"{path}?{urlencode(query)}" if query else path)
            case Post(name, event, values, gate, page):
                seen = self.pages[name][page]
                form = seen.form(anywhere=True)
                assert form is not None, f"no form on {seen.path}"
                data = self._filled(form, Post(name, event, values, gate, page))
                self._send(name, "POST", urljoin(seen.path, form.get("action") or seen.path), data)
            case _:
                self.do(action)
                return
        self.work()

    def _filled(self, form: html.HtmlElement, post: Post) -> Mapping[str, list[str]]:
        data: dict[str, list[str]] = {}
        for name, text in form.form_values():
            data.setdefault(name, []).append(text)
        for name, texts in post.values.items():
            data.pop(name, None)
            widgets = {element.get("type") for element in form.xpath(f".//*[@name='{name}']")}
            typed = [text for text in texts if text] if widgets & {"checkbox", "radio"} else list(texts) or [""]
            if typed:
                data[name] = typed
        if post.event:
            data["_event"] = [post.event]
        if "_challenge" in data:
            right = self.parcours.service.challenge_answer(data["_challenge"][0]) or ""
            answers = {"passed": right, "failed": f"not {SOLVED}", "blank": ""}
            data["_answer"] = [answers[post.gate]]
        return data

    def _send(self, name: str, method: str, path: str, data: Mapping[str, list[str]] | None = None) -> None:
        sent = {"headers": {"Origin": "http://localhost"}, "environ_base": {"REMOTE_ADDR": self._networks[name]}}
        answer = self._clients[name].open(path, method=method, data=data, follow_redirects=True, **sent)
        at = urlsplit(answer.request.url)
        self.pages[name].append(Page(f"{at.path}?{at.query}", answer.status_code, answer.data))


class PageWalk(Walk):
    """A walk in a world and over the pages of the service; documents are left out, which take long to be made."""

    service: ToldPages

    def _serve(self, start: datetime) -> ToldPages:
        return ToldPages(start, BROWSERS)

    def _do(self, action: Action) -> None:
        if not (isinstance(action, Open) and action.address.kind == "document"):
            super()._do(action)

    def _compare(self, action: Action, seen: Observation) -> None:
        self.service.act(action)
        if isinstance(action, Open | Post):
            what = self.world.persons[action.browser].page
            assert what is not None
            ours, theirs = _both(what, self.service.pages[action.browser][-1])
            if ours != theirs:
                self._differ({"page": ours}, {"page": theirs})


def _both(what: What, page: Page) -> tuple[object, object]:
    """What the world says of a page, and what the page says of itself: equal where it is that page."""
    ended = isinstance(what, ShutDoor) and what.shut.why == "ended"
    status = 404 if isinstance(what, NoPage) else 410 if ended else 200
    if isinstance(what, Viewed):
        return (status, f"/{what.flow.name}/{what.view.name}"), (page.status, page.path.partition("?")[0])
    if not isinstance(what, Screen):
        return status, page.status
    form = page.form()
    if form is None and what.form is None and len(what.buttons) <= 1:  # the header carries its one button
        return what.status, page.status
    hidden = [(name, text) for name, text in hidden_of(what) if name not in ("_challenge", "_proof")]
    asked = sorted(what.form.fields) if what.form and not what.form.conditional else []
    held = dict(form.form_values()) if form is not None else {}
    fields = set(form.fields.keys()) if form is not None else set()
    errors = len(html.fromstring(page.body).xpath("//*[@id='errors']//li"))
    there = [(name, held.get(name)) for name, _ in hidden]
    return (what.status, hidden, asked, len(what.faults)), (page.status, there, sorted(fields & {*asked}), errors)
