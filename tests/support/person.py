"""A person at a keyboard without a browser: opens pages, fills forms, presses buttons – in-process or over HTTP."""

from __future__ import annotations

import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from http.cookiejar import CookieJar
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin

from lxml import html


class Page(NamedTuple):
    """What came back: its address after redirects, and the page itself."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def tree(self) -> Any:
        return html.fromstring(self.body)

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    @property
    def title(self) -> str:
        return _words(self.tree.find(".//title"))

    @property
    def h1(self) -> str:
        return _words(self.tree.find(".//h1"))

    @property
    def text(self) -> str:
        """Every word of the page itself; not the developer bar's."""
        tree = self.tree.find("body")
        for bar in tree.xpath("//*[@data-dev]"):
            bar.getparent().remove(bar)
        return _words(tree)

    @property
    def errors(self) -> list[str]:
        return [_words(item) for item in self.tree.xpath("//*[@id='errors']//li")]

    def value(self, name: str) -> str | None:
        """What stands in a field."""
        for form in self.forms():
            if name in form.fields:
                return form.fields[name]
        return None

    def forms(self) -> list[Any]:
        """The page's own, then the header's, by which who is signed in signs out."""
        return sorted(self.tree.forms, key=lambda form: not form.xpath("ancestor::main"))

    def header(self) -> list[str]:
        """What the header says of who is signed in: words, links and buttons."""
        found = self.tree.xpath("//header//*[@class='account']//*[self::p or self::a or self::button]")
        return [_words(element) for element in found]

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        for link in self.tree.xpath("//a[@href]"):
            if words in _words(link):
                return str(link.get("href"))
        raise AssertionError(f"no link {words!r} on {self.url}: {[_words(a) for a in self.tree.xpath('//a')]}")

    def buttons(self) -> list[str]:
        found = [_words(b) for b in self.tree.xpath("//main//button") if not b.xpath("ancestor-or-self::*[@hidden]")]
        return [words for words in found if words]

    def captcha(self) -> str:
        """What the developer bar says the image reads."""
        return _words(self.tree.xpath("//*[@data-dev='captcha']")[0])


Send = Callable[[str, str, bytes | None], Page]  # method, address, body


class Person:
    """
    One browser of one person, without a screen.

    Args:
        send: carries a request and its answer, following redirects; keeps the cookies.
    """

    def __init__(self, send: Send, cookies: Callable[[], str], home: str = "http://127.0.0.1") -> None:
        self._send = send
        self.cookies = cookies  # as a Cookie header
        self._home = home
        self.page: Page = Page(home, 0, b"<html><body></body></html>", {})

    def open(self, path: str) -> Page:
        self.page = self._send("GET", urljoin(self.page.url or self._home, path), None)
        return self.page

    def follow(self, words: str) -> Page:
        return self.open(self.page.link(words))

    def filled(self, button: str | None = None, **fields: str | list[str] | bool) -> tuple[str, list[tuple[str, str]]]:
        """The form with these fields filled, as a browser would send it: its address and its pairs."""
        forms = [f for f in self.page.forms() if f.xpath(".//*[@name='_token']")]
        assert forms, f"no form on {self.page.url}: {self.page.text[:500]}"
        having = (f for f in forms if any(_words(element) == button for element in f.xpath(".//button[@name]")))
        form = next(having, forms[0])
        wanted = dict(fields)
        pairs: list[tuple[str, str]] = []
        for element in form.xpath(".//input|.//select|.//textarea"):
            name, kind = element.get("name"), element.get("type", "text")
            if not name or kind == "submit":
                continue
            if kind in {"checkbox", "radio"}:
                chosen = element.get("checked") is not None
                if name in fields:
                    asked = fields[name]
                    wanted.pop(name, None)
                    own = element.get("value", "on")
                    chosen = asked is True or own == asked or (isinstance(asked, list) and own in asked)
                if chosen:
                    pairs.append((name, element.get("value", "on")))
            elif name in fields:
                wanted.pop(name, None)
                pairs.append((name, str(fields[name])))
            else:
                value = element.value or ""  # a browser drops a line break at the start of a textarea, lxml does not
                pairs.append((name, value.removeprefix("\n") if element.tag == "textarea" else value))
        assert not wanted, f"no field {sorted(wanted)} on {self.page.url}"
        for element in form.xpath(".//button[@name]"):
            if button is not None and _words(element) == button:
                pairs.append((element.get("name"), element.get("value", "")))
                break
        else:
            assert button is None, f"no button {button!r} on {self.page.url}: {self.page.buttons()}"
        return urljoin(self.page.url, form.get("action") or self.page.url), pairs

    def press(self, button: str | None, event: str | None = None, **fields: str | list[str] | bool) -> Page:
        """Fills the form and presses a button, by its words or by the event it sends; None: Enter in a field."""
        url, pairs = self.filled(button, **fields)
        if event:
            pairs.append(("_event", event))
        return self.post(url, pairs)

    def post(self, url: str, pairs: list[tuple[str, str]]) -> Page:
        """Sends a form that was filled before, or these pairs, as a button with an address of its own does."""
        self.page = self._send("POST", urljoin(self.page.url or self._home, url), urlencode(pairs).encode())
        return self.page

    def solve(self, button: str | None, event: str | None = None, **fields: str | list[str] | bool) -> Page:
        """The same, with the CAPTCHA answered."""
        return self.press(button, event, _answer=self.page.captcha(), **fields)


def over_http(home: str, timeout: float = 30, tls: ssl.SSLContext | None = None, kind: type[Person] = Person) -> Person:
    """A person before a real server; `tls` says whom they trust."""
    jar = CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(jar), urllib.request.HTTPSHandler(context=tls)
    )

    def send(method: str, url: str, body: bytes | None) -> Page:
        request = urllib.request.Request(url, body, method=method)
        try:
            with opener.open(request, timeout=timeout) as answer:
                return Page(answer.url, answer.status, answer.read(), dict(answer.headers))
        except urllib.error.HTTPError as answer:
            with answer:
                return Page(answer.url, answer.code, answer.read(), dict(answer.headers))

    return kind(send, lambda: "; ".join(f"{c.name}={c.value}" for c in jar), home)


def in_process(app: Any, cookies: Mapping[str, str] | None = None, kind: type[Person] = Person) -> Person:
    """A person before the application itself, with cookies of their own; `cookies`: those they have kept."""
    client = app.test_client()
    for name, value in (cookies or {}).items():
        client.set_cookie(name, value, domain="127.0.0.1")

    def send(method: str, url: str, body: bytes | None) -> Page:
        content = {"content_type": "application/x-www-form-urlencoded"} if body is not None else {}
        answer = client.open(url, method=method, data=body, follow_redirects=True, **content)
        return Page(answer.request.url, answer.status_code, answer.data, dict(answer.headers))

    def sent() -> str:
        return "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())

    return kind(send, sent)


def _words(element: Any) -> str:
    return "" if element is None else re.sub(r"\s+", " ", " ".join(element.itertext())).strip()
