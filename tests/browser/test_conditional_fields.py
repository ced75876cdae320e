"""Fields that are asked only sometimes, in a real browser: hidden by a style sheet alone, or said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.checks import faults
from tests.support import loisirs
from tests.support.browser_person import BrowserPerson
from tests.support.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.browser

Household = Callable[..., BrowserPerson]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    for folder, texts in (("flows", {"loisirs": loisirs.FLOW}), ("forms", loisirs.FORMS)):
        (tmp_path / folder).mkdir()
        for name, text in texts.items():
            (tmp_path / folder / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    service.serve()
    yield service
    service.close()


@pytest.fixture
def household(chromium: Browser, service: ServiceUnderTest) -> Iterator[Household]:
    """Browsers that stand at the form, with or without style sheets that know `:has()`."""
    contexts: list[Any] = []

    def make(age: str = "30", *, has: bool = True, width: int = 1280) -> BrowserPerson:
        context = chromium.new_context(locale="fr-FR", viewport={"width": width, "height": 900})
        contexts.append(context)
        if not has:  # as to a browser that does not know it: what stands inside `@supports` is not there

            def without(route: Any) -> None:
                answer = route.fetch()
                assert answer.text().startswith("@supports selector(:has(*)) {")
                route.fulfill(response=answer, body="")

            context.route("**/style/**", without)
        person = BrowserPerson(context, service.address)
        person.open("/loisirs/start/demande")
        page = person.press("Continuer", age=age, courriel="ana@exemple.fr")
        assert page.h1 == "Votre foyer"
        return person

    yield make
    for context in contexts:
        context.close()


def seen(person: BrowserPerson) -> list[str]:
    """The labels, groups, notes and conditions that are seen, in the order of the page."""
    found = person.tab.locator(".form :is(label, legend, .note h3, .condition)").filter(visible=True)
    return [words.strip().removeprefix("* ") for words in found.all_inner_texts()]


ALWAYS = ["Votre situation", "Situation", "Seul", "En couple", "Je m'inscris sans mon conjoint"]
SPOUSE = ["Votre conjoint", "Le conjoint", "Nom du conjoint", "Nom du conjoint encore"]
THIRD = "À remplir si « Nombre d'enfants » est supérieur ou égal à 3."
REST = ["Le reste", "Nombre d'enfants", "Motif", THIRD, "Pays", "Aides", "CAF", "Une autre"]


def plain(words: list[str]) -> list[str]:
    return [one.replace("\N{NO-BREAK SPACE}", " ") for one in words]


def test_choices_hide_and_show_what_hangs_on_them_with_its_notes_and_its_group(household: Household) -> None:
    person = household()
    assert plain(seen(person)) == [*ALWAYS, *REST]
    person.fill(situation="couple")
    assert plain(seen(person)) == [*ALWAYS, *SPOUSE, *REST], "without a word: it is asked now"
    person.fill(seul=True)
    assert plain(seen(person)) == [*ALWAYS, *REST], "a title without a field is gone too"
    person.fill(seul=False, pays="fr")
    person.tab.get_by_label("Une autre").check()
    assert plain(seen(person)) == [*ALWAYS, *SPOUSE, *REST[:5], "Code postal", *REST[5:], "Laquelle"]
    person.fill(pays="be", situation="solo")
    person.tab.get_by_label("Une autre").uncheck()
    assert plain(seen(person)) == [*ALWAYS, *REST]


def test_a_stale_hidden_value_is_ignored_and_comes_back(household: Household) -> None:
    person = household()
    person.fill(situation="couple", conjoint="Zoé", conjoint_encore="Eva")
    page = person.press("Continuer", situation="solo", pays="be")
    assert page.h1 == "Récapitulatif", page.errors
    assert "Zoé" not in page.text
    person.open("/loisirs/foyer")
    assert plain(seen(person)) == [*ALWAYS, *REST]
    person.fill(situation="couple")
    assert person.tab.get_by_label("Nom du conjoint", exact=False).first.input_value() == "Zoé"
    page = person.press("Enregistrer et revenir au récapitulatif")
    assert len(page.errors) == 1, "now the two are compared"
    assert person.tab.get_by_label("Nom du conjoint encore").is_visible()


def test_without_has_everything_is_shown_with_its_condition_in_words(household: Household) -> None:
    person = household(has=False)
    couple = "À remplir si « Situation » est « En couple » et « Je m'inscris sans mon conjoint » n'est pas coché."
    spouse = ["Votre conjoint", "Le conjoint", "Nom du conjoint", couple, "Nom du conjoint encore", couple]
    france = ["Code postal", "À remplir si « Pays » est « France »."]
    other = ["Laquelle", "À remplir si « Une autre » est coché à la question « Aides »."]
    assert plain(seen(person)) == [*ALWAYS, *spouse, *REST[:5], *france, *REST[5:], *other]
    page = person.press("Continuer", situation="solo", pays="be", conjoint="Zoé", code_postal="75005")
    assert page.h1 == "Récapitulatif", "what is not asked may hold anything"
    assert "Zoé" not in page.text


@pytest.mark.parametrize("has", [True, False])
def test_what_is_wrong_leads_to_a_field_that_is_seen(household: Household, has: bool) -> None:
    person = household(has=has)
    page = person.press("Continuer", situation="couple", pays="fr", conjoint_encore="")
    assert [line.partition(" :")[0] for line in page.errors] == ["Nom du conjoint", "Code postal"]
    for link in person.tab.locator("#errors a").all():
        target = person.tab.locator(link.get_attribute("href") or "")
        assert target.is_visible()
        link.click()
        assert target.evaluate("e => e === document.activeElement")


def test_the_keyboard_meets_only_what_is_asked(household: Household) -> None:
    person = household()
    keys, tab = person.tab.keyboard, person.tab
    tab.locator("#field-situation").focus()
    assert stops(person, 5) == ["seul", "enfants", "motif", "pays", "aides"]
    tab.locator("#field-situation").focus()
    keys.press("ArrowDown")  # chooses the next of the radio buttons
    assert stops(person, 4) == ["seul", "conjoint", "conjoint_encore", "enfants"]
    tab.locator("#field-seul").focus()
    keys.press("Space")
    assert stops(person, 1) == ["enfants"]


def stops(person: BrowserPerson, most: int) -> list[str]:
    """The fields that the next presses of Tab lead to."""
    found = []
    for _ in range(most):
        person.tab.keyboard.press("Tab")
        found.append(person.tab.evaluate("document.activeElement.name"))
    return found


def test_a_screen_reader_hears_only_what_is_asked_in_the_order_of_the_page(household: Household) -> None:
    person = household()
    person.fill(situation="couple")
    tree = person.tab.locator(".form").aria_snapshot()
    spoken = [line for line in tree.splitlines() if any(f"- {role} " in line for role in ("group", "textbox", "note"))]
    names = [line.partition('"')[2].rpartition('"')[0].removeprefix("* ") for line in spoken]
    assert names == ["Votre situation", "Votre conjoint", "Le conjoint", "Nom du conjoint", "Nom du conjoint encore",
                     "Le reste", "Nombre d'enfants", "Motif", "Aides"]  # fmt: skip
    described = person.tab.get_by_label("Motif").get_attribute("aria-describedby") or ""
    assert "field-motif-when" in described.split()
    person.fill(situation="solo")
    assert "conjoint" not in person.tab.locator(".form").aria_snapshot().replace("sans mon conjoint", "")


@pytest.mark.parametrize("has", [True, False])
def test_nothing_of_it_keeps_anybody_out(household: Household, has: bool) -> None:
    person = household(has=has, age="12")
    person.fill(situation="couple", pays="fr")
    wrong = list(faults(person.tab, ours=True))
    assert not wrong, "\n".join(map(str, wrong))
