"""What a page shows as the next thing to do – one thing –, what it shows as cards, and what it calls a button."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

HEAD = """
parcours: 1
flow: essai
title: Essai
version: "1"
language: fr
timezone: Europe/Paris
retention: {draft: 24 hours, closed: 24 hours}
entries: {debut: {state: un}}
"""
DOCUMENTS = """
documents:
  recu: {title: Reçu, content: Merci.}
  copie: {title: Copie, content: Merci.}
pages: {tous: {title: Tous, content: "[Reçu](document:recu) et [copie](document:copie)"}}
"""
FORM = "type: object\nproperties: {nom: {type: string, title: Nom}}"


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def filled(page: Page) -> list[str]:
    """The buttons, links and documents that a page shows as the next thing to do, as its style sheet fills them."""
    primary = page.tree.xpath("//*[contains(concat(' ', @class, ' '), ' primary ')]")
    kept = [
        prose.xpath(".//p[@class='action']//a")[:1] for prose in page.tree.xpath("//*[contains(@class, 'kept-first')]")
    ]
    return [words(element) for element in [*primary, *(link for found in kept for link in found)]]


def served(tmp_path: Path, write_flow: WriteFlow, flow: str) -> Person:
    write_flow("essai", HEAD + flow, {"nom": FORM} if "form: nom" in flow else {})
    return ServiceUnderTest(tmp_path, tmp_path).person()


@pytest.mark.parametrize(
    ("state", "expected", "why"),
    [
        ("form: nom, transitions: {a: {label: A, target: fin}, b: {label: B, target: fin}}", ["A"], "the first button"),
        (
            'content: "[Reçu](document:recu)", transitions: {a: {label: A, target: fin}}',
            ["Reçu (PDF)"],
            "a document to keep, where nothing is asked",
        ),
        (
            'content: "[Reçu](document:recu)", form: nom, transitions: {a: {label: A, target: fin}}',
            ["A"],
            "a form is sent before anything is kept",
        ),
        (
            'content: "[Reçu](document:recu)\\n\\n[Copie](document:copie)", transitions: {a: {label: A, target: fin}}',
            ["Reçu (PDF)"],
            "of two documents, the first",
        ),
        (
            'content: "Voici le [reçu](document:recu).", transitions: {a: {label: A, target: fin}}',
            ["A"],
            "a link within a sentence is no button",
        ),
        (
            "links: [{label: Reçu, document: recu, button: true}], transitions: {a: {label: A, target: fin}}",
            ["Reçu (PDF)"],
            "a document that is declared a button",
        ),
        (
            "links: [{label: Reçu, document: recu}], transitions: {a: {label: A, target: fin}}",
            ["A"],
            "a document that is declared a link",
        ),
        (
            "links: [{label: Aller, entry: debut, button: true}], transitions: {a: {label: A, target: fin}}",
            ["A"],
            "a link that is a button steps back behind the state's own",
        ),
        (
            "final: true, links: [{label: A, entry: debut, button: true}, {label: Reçu, document: recu, button: true}]",
            ["Reçu (PDF)"],
            "without a button: a document first",
        ),
        (
            (
                "final: true, links: [{label: Lire, entry: debut}, {label: A, entry: debut, button: true}, "
                "{label: B, entry: debut, button: true}]"
            ),
            ["A"],
            "without a document: the first link that is a button",
        ),
        ("final: true, links: [{label: Lire, entry: debut}]", [], "no button at all"),
    ],
)
def test_a_page_of_a_state_fills_one_thing(
    tmp_path: Path, write_flow: WriteFlow, state: str, expected: list[str], why: str
) -> None:
    last = "  fin: {title: Fin, final: true}" if "target: fin" in state else ""
    flow = f"{DOCUMENTS}\nstates:\n  un: {{title: Un, {state}}}\n{last}\n"
    page = served(tmp_path, write_flow, flow).open("/essai/start/debut")
    assert page.status == 200, page.text
    assert [re.sub(r" \(PDF.*", " (PDF)", one) for one in filled(page)] == expected, why


@pytest.mark.parametrize(
    ("page", "expected", "why"),
    [
        ("links: [{label: A, entry: debut, button: true}, {label: B, page: rien, button: true}]", ["A"], "the first"),
        (
            (
                "sections: [{title: S, links: [{label: A, entry: debut, button: true}]}, "
                "{title: T, links: [{label: B, page: rien, button: true}]}]"
            ),
            ["A"],
            "the first of all sections",
        ),
        (
            (
                "sections: [{title: S, content: Voici.}, {title: T, links: [{label: B, page: rien, button: true}]}], "
                "links: [{label: A, entry: debut, button: true}]"
            ),
            ["B"],
            "a page's own links stand below its sections",
        ),
        ("links: [{label: A, entry: debut}]", [], "a link is no button"),
    ],
)
def test_a_page_outside_any_case_fills_one_thing(
    tmp_path: Path, write_flow: WriteFlow, page: str, expected: list[str], why: str
) -> None:
    flow = f"""
pages:
  accueil: {{title: Accueil, {page}}}
  rien: {{title: Rien, content: Rien.}}
states:
  un: {{title: Un, final: true}}
"""
    assert filled(served(tmp_path, write_flow, flow).open("/essai/accueil")) == expected, why


LINKED = "links: [{label: A, entry: debut, button: true}]"


@pytest.mark.parametrize(
    ("page", "cards", "why"),
    [
        (f"sections: [{{title: S, content: Court., {LINKED}}}, {{title: T, content: Court.}}]", 2, "one can be chosen"),
        (f"sections: [{{title: S, {LINKED}}}, {{title: T, {LINKED}}}, {{title: U, {LINKED}}}]", 3, "all three can"),
        (f"sections: [{{title: S, {LINKED}}}]", 0, "one is no choice"),
        ("sections: [{title: S, content: Court.}, {title: T, content: Court.}]", 0, "nothing can be chosen"),
        (f"sections: [{{title: S, {LINKED}}}, {{title: T, content: {'Long ' * 100}}}]", 0, "a page to be read"),
        (f"sections: [{{title: S, {LINKED}}}, {{content: Court.}}]", 0, "a card has a title"),
        (f"content: Lisez., sections: [{{title: S, {LINKED}}}, {{title: T, {LINKED}}}]", 0, "more than its sections"),
    ],
)
def test_a_page_of_nothing_but_things_to_choose_from_shows_cards(
    tmp_path: Path, write_flow: WriteFlow, page: str, cards: int, why: str
) -> None:
    flow = f"""
pages: {{accueil: {{title: Accueil, {page}}}}}
states: {{un: {{title: Un, final: true}}}}
"""
    found = served(tmp_path, write_flow, flow).open("/essai/accueil")
    assert len(found.tree.xpath("//*[contains(@class, 'cards')]/section[@class='card']")) == cards, why


@pytest.mark.parametrize(
    ("buttons", "expected", "why"),
    [
        ("oui: {label: Oui, target: deux}, non: {label: Non, target: deux}", ["Oui", "Non"], "each decides something"),
        (
            "suite: {label: Suite, target: deux}",
            ["Enregistrer et revenir"],
            "the next page is no review: none is promised",
        ),
        (
            "plus_tard: {label: Plus tard, skip_form: true, target: deux}, suite: {label: Suite, target: deux}",
            ["Plus tard", "Enregistrer et revenir"],
            "the one that sends the form, wherever it stands",
        ),
    ],
)
def test_what_saves_an_earlier_form_says_so(
    tmp_path: Path, write_flow: WriteFlow, buttons: str, expected: list[str], why: str
) -> None:
    flow = f"""
states:
  un: {{title: Un, form: nom, transitions: {{{buttons}}}}}
  deux: {{title: Deux, transitions: {{finir: {{label: Finir, target: fin}}}}}}
  fin: {{title: Fin, final: true}}
"""
    person = served(tmp_path, write_flow, flow)
    person.open("/essai/start/debut")
    person.press(person.page.buttons()[0])
    assert person.open("/essai/un").buttons() == expected, why
