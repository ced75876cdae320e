"""
What a page looks like, as far as it can be measured: the sheet is in the middle, long words wrap, « Modifier » leads to
what it names. What is true of every page is looked for by test_accessibility.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.checks import cut
from tests.support import expert, simplifie
from tests.support.browser_person import BrowserPerson

pytestmark = pytest.mark.browser


# Beside it: notes. The sheet's own middle, or that of both together, is the page's.
@pytest.mark.parametrize("notes", [False, True], ids=["alone", "with notes"])
def test_the_sheet_is_in_the_middle_or_something_stands_beside_it(
    browser: Callable[..., BrowserPerson], *, notes: bool
) -> None:
    person = browser()
    expert.accept(person) if notes else expert.to_conditions(person)
    for width in (320, 768, 1024, 1100, 1280, 1440, 1920):
        person.tab.set_viewport_size({"width": width, "height": 900})
        sheet, header = (person.tab.locator(what).bounding_box() for what in ("main", ".brand"))
        assert sheet
        assert header
        middle = sheet["x"] + sheet["width"] / 2
        if notes:
            beside = person.tab.locator(".notes, .beside-notes").first.bounding_box()
            assert beside
            end, sheets_end = beside["x"] + beside["width"], sheet["x"] + sheet["width"]
            assert end <= width
            if width < 1000:
                assert beside["x"] >= sheet["x"], width
                assert end <= sheets_end, width
            else:
                assert beside["x"] >= sheets_end, width
                assert abs(middle - width / 2) < 1 or abs((sheet["x"] + end) / 2 - width / 2) < 1, width
        else:
            assert abs(middle - width / 2) < 1, width
        if width >= 768:
            assert abs(header["x"] - sheet["x"]) < 1, f"the header and the sheet begin on one line, at {width}"


def test_larger_text_takes_the_notes_into_the_sheet(browser: Callable[..., BrowserPerson]) -> None:
    person = browser(viewport={"width": 1280, "height": 900})
    expert.accept(person)
    for text, beside in ((100, True), (200, False)):
        person.tab.evaluate("percent => { document.documentElement.style.fontSize = `${percent * 1.0625}%`; }", text)
        notes, sheet = (person.tab.locator(what).first.bounding_box() for what in (".notes, .beside-notes", "main"))
        assert notes
        assert sheet
        assert (notes["x"] >= sheet["x"] + sheet["width"]) is beside


def test_an_address_of_a_hundred_characters_and_a_long_name_wrap(browser: Callable[..., BrowserPerson]) -> None:
    email = f"{'c' * 60}@{'exemple' * 4}{'e' * 8}.fr"
    assert len(email) == 100
    person = browser(viewport={"width": 320, "height": 700})
    expert.accept(person)
    expert.identify(person, email)
    assert not cut(person.tab)
    person.press("Continuer", **{**expert.IDENTITY, "nom": "N" * 80})
    assert person.page.path == "/espace_expert/recapitulatif"
    assert not cut(person.tab)
    person.tab.evaluate("() => { document.documentElement.style.fontSize = '212.5%'; }")
    assert not cut(person.tab)


@pytest.mark.parametrize(("width", "percent"), [(390, 100), (320, 100), (320, 200)])
def test_the_word_that_leads_to_a_change_is_never_broken(
    browser: Callable[..., BrowserPerson], width: int, percent: int
) -> None:
    person = browser(viewport={"width": width, "height": 844})
    simplifie.to_recap(person)
    person.tab.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{percent * 1.0625}%")
    lines = """links => links.map(link => {
      const range = document.createRange();
      range.selectNodeContents(link.firstChild);
      return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
    })"""
    assert person.tab.locator(".answers-head a").evaluate_all(lines) == [1, 1, 1, 1]
    assert not cut(person.tab)


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
    label = tab.locator("label[for=field-email]").bounding_box()
    assert label
    assert label["y"] >= 0, "with its label in view"


def test_a_line_of_the_summary_leads_to_a_field_with_its_label_in_view(browser: Callable[..., BrowserPerson]) -> None:
    person = browser(viewport={"width": 390, "height": 600})
    expert.accept(person)
    expert.identify(person)
    tab = person.tab
    person.press("Continuer")
    for words, name in (("Civilité", "civilite"), ("Code postal", "code_postal"), ("Réponse", "reponse")):
        tab.locator("#errors").get_by_role("link", name=words).click()
        assert tab.evaluate("document.activeElement.name") == name
        title = tab.locator(f".field:has([name={name}]) > :is(label, legend)").bounding_box()
        assert title
        assert 0 <= title["y"] < 400, name


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
