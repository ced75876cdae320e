"""What the style sheet of a form shows is what the service asks: in each way to answer its choices and boxes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from textwrap import dedent

import pytest
from playwright.sync_api import Browser

from engine.language.forms import unasked
from tests.support.browser_person import BrowserPerson
from tests.support.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.browser

FLOW = """
    parcours: 1
    flow: essai
    title: Essai
    language: fr
    timezone: Europe/Paris
    settings: {rouge: a, seuil: 18}
    guards:
      fort: boite and lettre == "a"
      doux: not boite or signe == "l'un"
      majeur: given(age) and age >= seuil
    entries: {debut: {state: avant}}
    states:
      avant: {title: Avant, form: avant, transitions: {suite: {label: Suite, target: choix}}}
      choix:
        title: Choix
        form: choix
        transitions: {suite: {label: Suite, first_of: [{guard: fort or doux or majeur, target: fini}, {target: fini}]}}
      fini: {title: Fini, final: true}
"""
AVANT = """
    properties:
      age: {type: integer, title: Âge}
      avant: {type: string, title: Avant, enum: [a, b, c]}
"""
# a condition -> of a field that is asked where it holds
CONDITIONS = (
    'lettre == "a"',
    'lettre != "a"',
    "lettre == null",
    'lettre in ["a", "c"]',
    'lettre not in ["a", "c"]',
    "given(lettre)",
    "lettre == rouge",  # a setting
    "lettre == avant",  # what was answered before
    "lettre != avant",
    'given(lettre) and matches(lettre, "[ab]")',
    "boite",
    "not boite",
    "boite == false",
    "fort",  # named guards
    "not fort",
    "doux",
    "majeur and boite",  # what was answered before, and a box
    "majeur or boite",
    "not (majeur and boite)",
    'signe == "l\'un"',  # constants that a style sheet must not stumble over
    'signe == "é\\"] {"',
    'signe != "l\'un"',
    '"x" in boites',
    '"x" not in boites',
    'not ("x" in boites)',
    "given(boites)",
    "boites == null",
    'lettre == "a" and (boite or "y" in boites)',
    'lettre == "b" or boite and "y" in boites',
    'suite == "o"',  # of a field that is asked only sometimes itself
    'suite != "o"',
    "suite == null",
    "given(suite)",
    "given(encore) and encore",
    "encore == null",
    "lettre == jumelle",  # two choices beside each other
    "lettre != jumelle",
    "given(majeure) and boite",  # a field of words, which no sheet looks at: shown wherever it may be asked
)
NOT_OF_CHOICES = f"f{len(CONDITIONS) - 1}"
CHOIX = """
    properties:
      lettre: {type: string, title: Lettre, enum: [a, b, c]}
      boite: {type: boolean, title: Boîte}
      signe: {type: string, title: Signe, x-widget: select, enum: ["l'un", 'é"] {']}
      boites: {type: array, title: Boîtes, items: {type: string, enum: [x, y]}}
      jumelle: {type: string, title: Jumelle, enum: [a, c]}
      suite: {type: string, title: Suite, enum: [o, n], x-when: 'lettre == "a"'}
      encore: {type: boolean, title: Encore, x-when: 'given(suite) and suite == "o"'}
      majeure: {type: string, title: Majeure}
"""
LETTERS = (None, "a", "b", "c")
WAYS = [
    {"lettre": lettre, "boite": boite, "signe": signe, "boites": boites, "suite": suite, "encore": encore, "jumelle": j}
    for lettre, boite, signe, boites, (suite, encore), j in product(
        LETTERS,
        (False, True),
        (None, "l'un", 'é"] {'),
        ((), ("x",), ("y",), ("x", "y")),
        ((None, False), ("o", False), ("o", True), ("n", True)),  # also where they are hidden, and so count for nothing
        (None, "a"),
    )
]
SHOWN = """
ways => ways.map(way => {
  for (const element of document.querySelectorAll(".form [name]")) {
    if (!(element.name in way)) continue;
    const value = way[element.name];
    if (element.type === "radio") element.checked = element.value === (value ?? "");
    else if (element.tagName === "SELECT") element.value = value ?? "";
    else if (element.name === "boites") element.checked = value.includes(element.value);
    else element.checked = value;
  }
  return [...document.querySelectorAll(".form [name^=f]")].filter(e => e.checkVisibility()).map(e => e.name);
})
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    for folder in ("flows", "forms"):
        (tmp_path / folder).mkdir()
    fields = [
        f"      f{number}: {{type: string, title: F{number}, x-when: '{when.replace(chr(39), chr(39) * 2)}'}}"
        for number, when in enumerate(CONDITIONS)
    ]
    (tmp_path / "flows" / "essai.yaml").write_text(dedent(FLOW), encoding="utf-8")
    (tmp_path / "forms" / "avant.yaml").write_text(dedent(AVANT), encoding="utf-8")
    (tmp_path / "forms" / "choix.yaml").write_text(dedent(CHOIX + "\n".join(fields) + "\n"), encoding="utf-8")
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    service.serve()
    yield service
    service.close()


@pytest.mark.parametrize(
    "before", [{}, {"age": 17, "avant": "a"}, {"age": 18, "avant": "c"}], ids=["nothing known", "a minor", "an adult"]
)
def test_the_sheet_and_the_service_agree_on_what_is_asked(
    chromium: Browser, service: ServiceUnderTest, before: dict[str, int | str]
) -> None:
    context = chromium.new_context(locale="fr-FR")
    try:
        person = BrowserPerson(context, service.address)
        person.open("/essai/start/debut")
        page = person.press("Suite", **{name: str(value) for name, value in before.items()})
        assert page.h1 == "Choix", page.errors
        shown = person.tab.evaluate(SHOWN, WAYS)
    finally:
        context.close()
    form = service.parcours.service.catalogue.flows["essai"].forms["choix"]
    names = {"rouge": "a", "seuil": 18, **before}
    for way, found in zip(WAYS, shown, strict=True):
        given = {name: value for name, value in way.items() if value not in (None, ())}
        hidden = unasked(form, given, names, date(2026, 11, 23)).hidden
        asked = {name for name in form.fields if name.startswith("f") and name not in hidden}
        differ = {CONDITIONS[int(name[1:])] for name in (asked ^ set(found)) - {NOT_OF_CHOICES}}
        assert not differ, (way, before)
        assert NOT_OF_CHOICES in found, "whether it is asked is said in words"
