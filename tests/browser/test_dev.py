"""Developer mode's bar is for everybody too: unfolded, on phone and desktop, with a keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.checks import AXE, CUT, SCHEMES, SHARED, SIZES, STANDARDS
from tests.browser.test_accessibility import FOCUSED
from tests.support import expert
from tests.support.browser_person import BrowserPerson
from tests.support.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.browser

UNFOLD = "() => document.querySelectorAll('.dev details').forEach(details => { details.open = true; })"
FOLDED = "() => [...document.querySelectorAll('.dev details')].every(details => !details.open)"

# The bar comes after the page, and nothing of the page is under it.
BELOW = """
() => {
  const bar = document.querySelector(".dev"), top = bar.getBoundingClientRect().top;
  const others = [...document.body.children].filter(e => e !== bar && !e.matches(".skip"));
  const above = others.every(e => e.getBoundingClientRect().bottom <= top + 0.5);
  return above && getComputedStyle(bar).position === "static";
}
"""

# The contrast of the focus' outline with what it stands on.
OUTLINE = """
() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(document.querySelector(".dev")).backgroundColor);
  const line = light(getComputedStyle(document.activeElement).outlineColor);
  return (Math.max(ground, line) + 0.05) / (Math.min(ground, line) + 0.05);
}
"""


def wrong_with(tab: Any) -> list[str]:
    found = []
    tab.evaluate(AXE_SCRIPT)
    tab.evaluate(SHARED)
    for size, (width, height) in SIZES.items():
        tab.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            tab.emulate_media(color_scheme=scheme)
            found += [f"{size}, {scheme}: {fault}" for fault in tab.evaluate(AXE, {"runOnly": STANDARDS})]
    for width, text in ((320, 100), (320, 200), (640, 200), (1280, 200)):
        tab.set_viewport_size({"width": width, "height": 640})
        tab.evaluate("percent => { document.documentElement.style.fontSize = `${percent * 1.0625}%`; }", text)
        cut = tab.evaluate(CUT.replace("body *:not", ".dev *:not"))
        found += [f"{width} px, text at {text} %: cut: {fault}" for fault in cut]
        if not tab.evaluate(BELOW):
            found.append(f"{width} px, text at {text} %: the bar covers the page")
    return found


def test_unfolded_the_bar_is_read_on_any_screen(
    service: ServiceUnderTest, browser: Callable[..., BrowserPerson]
) -> None:
    person = browser()
    expert.preregister(person)
    tab = person.tab
    assert tab.evaluate(FOLDED), "what is long is folded until it is asked for"
    tab.evaluate(UNFOLD)
    assert not wrong_with(tab)


@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_the_bar_of_a_page_of_no_case_is_read_on_any_screen(
    service: ServiceUnderTest, browser: Callable[..., BrowserPerson], path: str
) -> None:
    expert.preregister(service.person())
    person = browser()
    person.open(path)
    person.tab.evaluate(UNFOLD)
    assert not wrong_with(person.tab)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_bar_is_walked_with_the_keyboard_alone(
    service: ServiceUnderTest, browser: Callable[..., BrowserPerson], scheme: str
) -> None:
    """Each stop is seen; a `details` opens with a key; a button leads on."""
    person = browser(color_scheme=scheme)
    expert.preregister(person)
    tab, stops = person.tab, []
    tab.locator(".dev a").first.focus()
    while True:
        stop = tab.evaluate(FOCUSED)
        stops.append(" ".join(stop["words"].split()))
        assert stop["outlined"], f"no focus to be seen on {stop}"
        assert tab.evaluate(OUTLINE) >= 3, stop
        if stop["tag"] == "SUMMARY" and len(stops) > 8:
            break
        tab.keyboard.press("Tab")
    assert stops == [
        "mailbox (0, 1 not sent)",
        "clock",
        "1 h",
        "12 h",
        "48 h",
        "to the next due time (timeout, in 2 days)",
        "begin this flow again",
        "empty the database…",
        "the case: its trail, what is due, answers, facts and guards",
    ]
    tab.keyboard.press("Enter")
    assert tab.locator("[data-dev=sealed]").is_visible()
    tab.locator(".dev button", has_text="begin this flow again").focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert person.page.path == "/espace_expert/conditions"


def test_begun_again_and_emptied_without_the_shell(
    service: ServiceUnderTest, browser: Callable[..., BrowserPerson]
) -> None:
    person = browser()
    expert.preregister(person)
    tab = person.tab
    tab.get_by_role("link", name="empty the database…").click()
    assert person.page.h1 == "Empty the database"
    with tab.expect_navigation():
        tab.get_by_role("button", name="Empty the database").click()
    assert person.page.path == "/"
    assert tab.get_by_role("link", name="mailbox (0)").is_visible()
    expert.preregister(person)
    assert person.page.h1 == "Pré-inscription enregistrée", "the same address is free again"
