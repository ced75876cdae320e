"""
What a page looks like, as far as it can be measured: the sheet is in the middle, what can be pressed is high enough and
has an edge that is seen, larger text scrolls nothing sideways, and « Modifier » leads to what it names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.screenshots import SCHEMES, walk
from tests.support import expert
from tests.support.browser_person import BrowserPerson
from tests.support.tour import CHAPTERS

pytestmark = pytest.mark.browser

# Of a link or a control, lone or in a line: what is less than 24 px high or wide.
SMALL = """
() => [...document.querySelectorAll("a[href], button, select, textarea, input:not([type=hidden]), summary")]
  .filter(e => e.getClientRects().length > 0 && !e.matches(".dev *, .skip, .enter"))
  .flatMap(e => [...e.getClientRects()].slice(0, 1).map(box => [e, box]))
  .filter(([e, box]) => box.height < 23.99 || box.width < 23.99 && e.tagName !== "A")
  .map(([e, box]) => `${box.width} x ${box.height}: ${e.outerHTML.slice(0, 90)}`)
"""

# Buttons and fields whose edge has less than 3:1 against what is around it.
PALE = """
() => {
  const parts = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(p => p / 255).map(p => p <= 0.04045 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const found = parts(getComputedStyle(e).backgroundColor);
      if (found.length === 3 || found[3] > 0) return light(found);
    }
    return 1;
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return [...document.querySelectorAll(".button, .prose .action a, select, textarea, input:not([type=hidden])")]
    .filter(e => e.getClientRects().length > 0 && !e.matches(".dev *"))
    .map(e => [ratio(light(parts(getComputedStyle(e).borderTopColor)), ground(e.parentElement)), e])
    .filter(([found]) => found < 3)
    .map(([found, e]) => `${found.toFixed(2)}: ${e.outerHTML.slice(0, 90)}`);
}
"""

# What sticks out of the window, in its own box or in its words, and whether the page scrolls sideways.
WIDE = """
() => [
  ...(document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} px`] : []),
  ...[...document.querySelectorAll("body *:not(.unseen, .enter, .skip, option)")]
    .filter(e => e.getClientRects().length > 0 && !e.matches(".dev, .dev *"))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 || e.getBoundingClientRect().left < -0.5)
    .map(e => `${e.tagName}.${e.className}`),
].slice(0, 5)
"""

PRIMARY = ".primary, .prose.kept-first .action a"
FILLED = """
() => [...document.querySelectorAll(".main .button, .main .action a")]
  .filter(e => getComputedStyle(e).backgroundColor !== "rgba(0, 0, 0, 0)").map(e => e.innerText)
"""


@pytest.mark.parametrize("chapter", [name for name in CHAPTERS if name != "tools"])
def test_every_page_can_be_pressed_read_and_has_one_next_thing(chromium: Browser, chapter: str) -> None:
    wrong: list[str] = []
    for name, tab in walk(chromium, chapter):
        wrong += [f"{name}, {fault}" for fault in faults(tab)]
    assert not wrong, "\n".join(wrong)


def faults(tab: Any) -> list[str]:
    found = []
    for width, text in ((320, 100), (320, 200), (390, 200), (768, 200), (1280, 100)):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.evaluate("percent => { document.documentElement.style.fontSize = `${percent * 1.0625}%`; }", text)
        found += [f"{width} px, text at {text} %: wide: {fault}" for fault in tab.evaluate(WIDE)]
        if text == 100:
            found += [f"{width} px: small: {fault}" for fault in tab.evaluate(SMALL)]
    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: pale: {fault}" for fault in tab.evaluate(PALE)]
    tab.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    filled = tab.evaluate(FILLED)
    return found + ([f"filled: {filled}"] if len(filled) > 1 else [])


# (width, what stands beside): the sheet's own middle, or that of both together, is the page's.
@pytest.mark.parametrize("width", [320, 768, 1024, 1100, 1280, 1440, 1920])
@pytest.mark.parametrize("notes", [False, True], ids=["alone", "with notes"])
def test_the_sheet_is_in_the_middle_or_something_stands_beside_it(
    browser: Callable[..., BrowserPerson], width: int, *, notes: bool
) -> None:
    person = browser(viewport={"width": width, "height": 900})
    expert.accept(person) if notes else expert.to_conditions(person)
    sheet, header = (person.tab.locator(what).bounding_box() for what in ("main", ".brand"))
    assert sheet
    assert header
    middle = sheet["x"] + sheet["width"] / 2
    if notes:
        beside = person.tab.locator(".notes").bounding_box()
        assert beside
        assert beside["x"] + beside["width"] <= width
        if width < 1000:
            assert beside["x"] >= sheet["x"]
            assert beside["x"] + beside["width"] <= sheet["x"] + sheet["width"]
        else:
            assert beside["x"] >= sheet["x"] + sheet["width"]
            assert abs(middle - width / 2) < 1 or abs((sheet["x"] + beside["x"] + beside["width"]) / 2 - width / 2) < 1
    else:
        assert abs(middle - width / 2) < 1
    if width >= 768:
        assert abs(header["x"] - sheet["x"]) < 1, "the header and the sheet begin on one line"


def test_larger_text_takes_the_notes_into_the_sheet(browser: Callable[..., BrowserPerson]) -> None:
    person = browser(viewport={"width": 1280, "height": 900})
    expert.accept(person)
    for text, beside in ((100, True), (200, False)):
        person.tab.evaluate("percent => { document.documentElement.style.fontSize = `${percent * 1.0625}%`; }", text)
        notes, sheet = (person.tab.locator(what).bounding_box() for what in (".notes", "main"))
        assert notes
        assert sheet
        assert (notes["x"] >= sheet["x"] + sheet["width"]) is beside


def test_an_address_of_a_hundred_characters_and_a_long_name_wrap(browser: Callable[..., BrowserPerson]) -> None:
    email = f"{'c' * 60}@{'exemple' * 4}{'e' * 8}.fr"
    assert len(email) == 100
    person = browser(viewport={"width": 320, "height": 700})
    expert.accept(person)
    expert.identify(person, email)
    assert not person.tab.evaluate(WIDE)
    person.press("Continuer", **{**expert.IDENTITY, "nom": "N" * 80})
    assert person.page.path == "/espace_expert/recapitulatif"
    assert not person.tab.evaluate(WIDE)
    person.tab.evaluate("() => { document.documentElement.style.fontSize = '212.5%'; }")
    assert not person.tab.evaluate(WIDE)


def test_modify_lands_on_its_group_and_the_form_says_that_it_is_changed(browser: Callable[..., BrowserPerson]) -> None:
    person = browser(viewport={"width": 390, "height": 844})
    expert.to_recap(person)
    tab = person.tab
    with tab.expect_navigation():
        tab.get_by_role("link", name="Modifier : Question de confiance").click()
    assert tab.url.endswith("/espace_expert/informations#group-question")
    assert tab.evaluate("document.activeElement.id") == "group-question"
    group = tab.locator("#group-question")
    assert group.get_by_role("heading", level=2).inner_text() == "Question de confiance"
    box = group.bounding_box()
    assert box
    assert 0 <= box["y"] < 844 / 2
    assert group.locator(".changing").is_visible()
    assert not tab.locator("#group-civilite .changing").is_visible()
    assert tab.get_by_role("link", name="Revenir sans rien modifier").is_visible()
    assert person.press(expert.SAVE).path == "/espace_expert/recapitulatif"
    with tab.expect_navigation():
        tab.get_by_role("link", name="Modifier : Identifiants").click()
    assert tab.evaluate("document.activeElement.name") == "email"


def test_the_mark_is_fetched_from_one_address(browser: Callable[..., BrowserPerson]) -> None:
    person = browser()
    asked: list[str] = []
    person.tab.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/espace_professionnel", "/rien"):
        person.open(path)
    marks = [url for url in asked if "mark.svg" in url]
    assert len(set(marks)) == 1
    icon = person.page.tree.xpath("//link[@rel='icon']/@href")[0]
    assert marks[0].endswith(icon)
