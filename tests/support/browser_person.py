"""A person before a real browser: the same words as `tests.support.person.Person`, typed and clicked in Chromium."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from tests.support.person import Page


class BrowserPerson:
    """
    One browser context: its own cookies.

    Args:
        context: Playwright's.
        home: where the service is.
    """

    def __init__(self, context: Any, home: str) -> None:
        self.tab = context.new_page()
        self.context = context
        self._home = home
        self._status = 0

    @property
    def page(self) -> Page:
        return Page(self.tab.url, self._status, self.tab.content().encode(), {})

    def open(self, path: str) -> Page:
        return self._went(self.tab.goto(urljoin(self._home, path)))

    def follow(self, words: str) -> Page:
        return self.open(self.page.link(words))

    def click(self, words: str) -> Page:
        """The link or the button of these words, wherever it stands on the page."""
        there = [self.tab.get_by_role(role, name=words).filter(visible=True) for role in ("link", "button")]
        with self.tab.expect_navigation() as went:
            there[0].or_(there[1]).first.click()
        return self._went(went.value)

    def fill(self, **fields: str | list[str] | bool) -> None:
        for name, value in fields.items():
            here = self.tab.locator(f'main [name="{name}"]')
            kind = here.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                here.select_option(value)
            elif kind == "radio":
                self.tab.locator(f'main [name="{name}"][value="{value}"]').check()
            elif isinstance(value, list):
                for box in here.all():
                    box.set_checked(box.get_attribute("value") in value)
            elif kind == "checkbox":
                here.first.set_checked(bool(value))
            else:
                here.fill(value)

    def press(self, button: str | None, **fields: str | list[str] | bool) -> Page:
        self.fill(**fields)
        with self.tab.expect_navigation() as went:
            if button is None:
                self.tab.keyboard.press("Enter")
            else:
                self.tab.locator("main, header").get_by_role("button", name=button, exact=True).click()
        return self._went(went.value)

    def solve(self, button: str | None, **fields: str | list[str] | bool) -> Page:
        return self.press(button, _answer=self.page.captcha(), **fields)

    def _went(self, answer: Any) -> Page:
        self._status = answer.status if answer else 0
        return self.page
