"""
Every page, state, refusal and error page is for everybody, in each language: axe-core finds nothing wrong, on phone
and desktop, light and dark; it reflows, its text grows, its focus shows, it prints; and the way to the account is
walked with a keyboard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.checks import SIZES, faults, faults_of_words
from tests.browser.screenshots import walk
from tests.support import expert
from tests.support.browser_person import BrowserPerson
from tests.support.expert import EMAIL, IDENTITY, PASSWORD
from tests.support.service_under_test import ServiceUnderTest
from tests.support.tour import CHAPTERS, IN_FRENCH

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("chapter", IN_FRENCH)
def test_nothing_keeps_anybody_out(chromium: Browser, chapter: str) -> None:
    wrong: list[str] = []
    for name, tab in walk(chromium, chapter, "fr"):
        wrong += [f"{name}, {fault}" for fault in faults(tab, ours=name != "mail")]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_keeps_anybody_out_in_english(chromium: Browser, chapter: str) -> None:
    """The same pages in other words: what has no width and no words was looked at in French."""
    wrong: list[str] = []
    for name, tab in walk(chromium, chapter, "en"):
        wrong += [f"{name}, {fault}" for fault in faults_of_words(tab, ours=name != "mail")]
    assert not wrong, "\n".join(wrong)


# -- the keyboard

FOCUSED = """
() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const note = e.closest(".note")?.getBoundingClientRect();
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2);
  return {
    words: (e.labels?.length ? e.labels[0].innerText : e.innerText || e.getAttribute("aria-label") || "").trim(),
    name: e.name || "", id: e.id, tag: e.tagName, inside: !!e.closest("main"), skip: e.matches(".skip"),
    note: note ? [note.top + scrollY, note.bottom + scrollY] : null,
    left: box.left, top: box.top + scrollY, bottom: box.bottom + scrollY,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && !!middle && (e.contains(middle) || middle.contains(e)),
  };
}
"""


class Keyboard:
    """Someone who has no mouse. Each stop of the focus is looked at."""

    def __init__(self, person: BrowserPerson) -> None:
        self.person = person
        self.keys = person.tab.keyboard
        self.before: dict[str, Any] | None = None

    def to(self, words: str, *, anywhere: bool = False) -> None:
        """Goes on with Tab to the link, button or field of these words; `anywhere`: in the header too."""
        stops = []
        while True:
            self.keys.press("Tab")
            stop = self.person.tab.evaluate(FOCUSED)
            stops.append(stop["words"] or stop["tag"])
            assert stop["tag"] != "BODY", f"no {words!r} among {stops}"
            self._look(stop)
            if (stop["inside"] or anywhere) and stop["words"].removeprefix("* ").startswith(words):
                return

    def _look(self, stop: dict[str, Any]) -> None:
        assert stop["outlined"], f"no focus to be seen on {stop}"
        assert stop["seen"], f"the focus is hidden on {stop}"
        before, self.before = self.before, stop
        if before and before["inside"] and stop["inside"]:
            if before["note"] and not stop["note"] and stop["top"] < before["note"][1]:
                # What a note says of a field is read before the field: where the note has a column, across from it.
                assert stop["bottom"] > before["note"][0], f"the note does not stand beside: {before}, {stop}"
                return
            assert stop["bottom"] > before["top"], f"up from {before} to {stop}"
            beside = stop["top"] < before["bottom"]
            assert not beside or stop["left"] >= before["left"], f"backwards from {before} to {stop}"

    def press(self, key: str = "Enter") -> None:
        """A key that leads to another page."""
        with self.person.tab.expect_navigation():
            self.keys.press(key)
        self.before = None

    def fill(self, **fields: str) -> None:
        for label, value in fields.items():
            self.to(label.replace("_", " "))
            self.keys.type(value)


@pytest.mark.parametrize("size", SIZES)
def test_the_account_is_reached_left_and_opened_again_with_the_keyboard_alone(
    service: ServiceUnderTest, browser: Callable[..., BrowserPerson], size: str
) -> None:
    width, height = SIZES[size]
    person = browser(viewport={"width": width, "height": height})
    tab, hand = person.tab, Keyboard(person)
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(service.address)
    for link in ("Votre espace professionnel", "Créer mon espace professionnel", "Créez votre espace", "Commencer"):
        hand.to(link)
        hand.press()

    hand.keys.press("Tab")
    assert tab.evaluate(FOCUSED)["skip"], "the first stop leads past the header"
    hand.keys.press("Enter")
    hand.to("Lire les conditions")
    hand.to("Continuer")
    hand.press()
    assert tab.title().startswith("Erreur")
    assert tab.evaluate(FOCUSED)["id"] == "errors", "what is wrong is read first"
    hand.to("Pour continuer, cochez la case")
    hand.keys.press("Enter")
    assert tab.evaluate(FOCUSED)["name"] == "accepte", "a line of the summary leads to its field"
    hand.keys.press("Space")
    hand.before = None
    hand.to("Autre image")
    hand.press("Space")
    assert tab.is_checked("[name=accepte]"), "another image keeps the form"
    hand.to("Recopiez les 6 caractères")
    hand.keys.type(person.page.captcha())
    hand.press()

    hand.fill(Adresse=EMAIL, Confirmez_votre_adresse=EMAIL, Mot_de_passe=PASSWORD, Confirmez_votre_mot=PASSWORD)
    hand.to("Étape précédente")
    hand.to("Continuer")
    hand.press()

    hand.to("Madame")
    hand.keys.press("Space")
    hand.fill(Nom=IDENTITY["nom"], Prénom=IDENTITY["prenom"], Téléphone=IDENTITY["telephone"], Numéro=IDENTITY["voie"])
    hand.fill(Code_postal=IDENTITY["code_postal"], Commune=IDENTITY["commune"], Pays="", Question="", Réponse="Zouzou")
    hand.press()

    hand.to("Modifier")
    hand.press()
    hand.to("Revenir sans rien modifier")
    hand.press()
    hand.to("Valider")
    hand.press()
    hand.to("Activez votre espace abonné")
    hand.press()
    hand.fill(Code=expert.code_in(service), Recopiez=person.page.captcha())
    hand.press()
    hand.fill(Adresse=EMAIL)
    hand.press()
    hand.to("Sauvegardez ou imprimez")
    hand.to("Accéder à mon espace")
    hand.press()
    for link in ("Gérer mes services", "Gérer vos coordonnées"):
        hand.to(link)
        hand.press()
    hand.to("Sauvegardez ou imprimez")
    tab.reload()  # from the top: the way out stands in the header, or at the end
    hand.before = None
    hand.to("Se déconnecter", anywhere=True)
    hand.press()
    for link in ("Votre espace professionnel", "Connexion à mon espace"):
        hand.to(link)
        hand.press()
    hand.fill(Adresse=EMAIL, Mot_de_passe=PASSWORD)
    hand.press()
    assert person.page.h1 == "Mon espace"
    # A 422 is told there as an error of the network's; anything else would be a style or picture that our policy bars.
    assert not [text for text in said if "status of 422" not in text]


# -- what is seen, and what is heard


@pytest.mark.parametrize("size", SIZES)
def test_back_stands_left_and_on_stands_right_on_one_line(browser: Callable[..., BrowserPerson], size: str) -> None:
    width, height = SIZES[size]
    person = browser(viewport={"width": width, "height": height})
    expert.accept(person)
    back, onward = (
        person.tab.get_by_role("button", name=name, exact=True).bounding_box()
        for name in ("Étape précédente", "Continuer")
    )
    assert back
    assert onward
    assert abs(back["y"] - onward["y"]) < 1
    assert back["x"] + back["width"] <= onward["x"]


@pytest.mark.parametrize("size", SIZES)
def test_advice_stands_beside_what_it_speaks_of_or_before_it(browser: Callable[..., BrowserPerson], size: str) -> None:
    width, height = SIZES[size]
    person = browser(viewport={"width": width, "height": height})
    expert.accept(person)
    beside(person, size, "Rappel", "[name=email]")
    beside(person, size, "Conseil", "[name=mot_de_passe]")
    expert.identify(person)
    beside(person, size, "Conseil", "[name=question]")


def beside(person: BrowserPerson, size: str, title: str, field: str) -> None:
    note = person.tab.get_by_role("note", name=title).bounding_box()
    asked, sheet = person.tab.locator(field).bounding_box(), person.tab.locator("main").bounding_box()
    assert note
    assert asked
    assert sheet
    if size == "phone":
        assert 0 <= asked["y"] - note["y"] - note["height"] < 200  # the group's heading, and the field's label
    else:
        assert note["x"] > sheet["x"] + sheet["width"]
        assert note["y"] < asked["y"] < note["y"] + note["height"]


LENGTH = """
async player => {
  player.preload = "auto";
  player.load();
  await new Promise((heard, failed) => { player.oncanplaythrough = heard; player.onerror = failed; });
  return player.duration;
}
"""


def test_the_challenge_can_be_heard(browser: Callable[..., BrowserPerson]) -> None:
    person = browser()
    expert.to_conditions(person)
    assert 6 < person.tab.locator("audio").evaluate(LENGTH) < 20
