"""The language's reference says what the engine reads: its example loads, and no key is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest

from engine.language.decoding import LATER
from engine.language.load import load_catalogue, load_flow
from engine.language.schema.field import FIELD_KEYS
from engine.language.schema.form import FORM_KEYS
from engine.language.schema.shared_options import SHARED_KEYS
from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest

ROOT = Path(__file__).parents[2]
OF_VARIANTS = {"extends", "forms", "before", "x-after"}
REFERENCE = ROOT / "docs" / "language.md"


@pytest.fixture(scope="module")
def reference() -> str:
    return REFERENCE.read_text(encoding="utf-8")


def test_its_example_loads_without_a_problem(reference: str, write_flow: WriteFlow) -> None:
    flow, form = re.findall(r"```yaml\n(.*?)```", reference, re.DOTALL)[:2]
    loaded, problems = load_flow(write_flow("salle", flow, {"besoin": form}))
    assert not problems, "\n\n".join(map(str, problems))
    assert loaded
    assert list(loaded.states) == ["besoin", "a_confirmer", "reservee", "abandonnee"]


def test_its_variants_load_over_that_example(reference: str, write_flow: WriteFlow) -> None:
    flow, form = re.findall(r"```yaml\n(.*?)```", reference, re.DOTALL)[:2]
    variant, again = re.findall(r"```yaml\n(.*?)```", reference.partition("## Variants")[2], re.DOTALL)[:2]
    write_flow("salle", flow, {"besoin": form})
    write_flow("salle_ecole", variant)
    loaded, problems = load_flow(write_flow("salle_maternelle", again))
    assert not problems, "\n\n".join(map(str, problems))
    assert loaded
    assert list(loaded.forms["besoin"].fields) == ["email", "personnes", "eleves"]
    assert [branch.id for branch in loaded.branches()][:3] == [None, "petite", None]


HOUSEHOLD = """
parcours: 1
flow: foyer
title: Foyer
language: fr
timezone: Europe/Paris
guards: {mineur: age < 18}
entries: {debut: {state: age}}
states:
  age: {title: Âge, form: age, transitions: {suite: {label: Suite, target: foyer}}}
  foyer:
    title: Foyer
    form: foyer
    transitions:
      suite: {label: Suite, first_of: [{guard: GUARD, refuse: {field: conjoint, message: Trop long.}}, {target: fini}]}
  fini: {title: Fini, review: true, final: true}
"""
AGE = "{properties: {age: {type: integer, title: Âge}}, required: [age]}"


def test_its_form_with_conditions_is_asked_as_it_says(reference: str, write_flow: WriteFlow, tmp_path: Path) -> None:
    (form,) = re.findall(r"```yaml\n(# forms/foyer\.yaml\n.*?)```", reference, re.DOTALL)
    (guard,) = re.findall(r"`(situation == .*? and len\(conjoint\) > 2)`", reference)
    write_flow("foyer", HOUSEHOLD.replace("GUARD", f"'{guard}'"), {"age": AGE, "foyer": form})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    for age, asked in (("12", True), ("40", False)):
        person = service.person()
        person.open("/foyer/start/debut")
        page = person.press("Suite", age=age)
        assert bool(page.tree.xpath("//*[@name='tuteur']")) is asked
        assert "À remplir si « Votre situation » est « Je vis en couple »." in page.text.replace("\xa0", " ")
        page = person.press("Suite", situation="seul", conjoint="Zoé", **({"tuteur": "Eva"} if asked else {}))
        assert page.h1 == "Fini", page.errors
        assert "Zoé" not in page.text
    service.close()


WITH_A_LIST = """\
parcours: 1
flow: sejour
title: Un séjour
language: fr
timezone: Europe/Paris
settings: {ouverture: 2027-03-01}
entries: {debut: {state: saisie}}
states:
  saisie:
    title: Saisie
    form: sejour
    transitions: {suite: {label: Suite, first_of: [{guard: arrivee == ouverture, target: fin}, {target: fin}]}}
  fin: {title: "{pays}", final: true}
"""


def test_its_example_of_a_shared_list_loads_without_a_problem(reference: str, tmp_path: Path) -> None:
    blocks = map(dedent, re.findall(r"^ *```yaml\n(.*?)```", reference, re.DOTALL | re.MULTILINE))
    named = {found[1]: text for text in blocks if (found := re.match(r" *# (forms/[\w/]+\.yaml)", text))}
    files = {"flows/sejour.yaml": WITH_A_LIST}
    files |= {name: named[name] for name in ("forms/lists/pays.yaml", "forms/sejour.yaml")}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    assert not catalogue.problems, "\n\n".join(map(str, catalogue.problems))
    assert catalogue.lists == 1


def test_its_example_of_delays_loads_without_a_problem(reference: str, write_flow: WriteFlow) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", reference, re.DOTALL)
    (calendar,) = (block for block in blocks if block.startswith("calendar:"))
    (delays,) = (block for block in blocks if "since:" in block)
    flow = (
        "parcours: 1\nflow: avis\ntitle: Avis\nversion: '1'\nlanguage: fr\ntimezone: Europe/Paris\n"
        f"entries: {{demande: {{state: instruction}}}}\n{delays}"
        "  accord: {title: Accord, final: true}\n  close: {title: Clos, final: true}\n"
        "mails: {relance: {to: guichet, subject: Relance, content: Bientôt.}}\n"
        "retention: {draft: 24 hours, closed: 24 hours}\n"
    ).replace("settings: {", "settings: {guichet: guichet@exemple.fr, ")
    loaded, problems = load_flow(write_flow("avis", flow, {}, f"service: Guichet\n{calendar}"))
    assert not problems, "\n\n".join(map(str, problems))
    assert loaded


def test_it_names_every_key_of_a_flow(reference: str) -> None:
    keys: set[str] = set()
    for name in ("flow", "site"):
        schema = json.loads((ROOT / "engine" / "language" / f"{name}.schema.json").read_text(encoding="utf-8"))
        keys |= keys_of(schema["definitions"])
    assert not (keys | OF_VARIANTS) - words(reference)


def test_it_names_every_keyword_of_a_form(reference: str) -> None:
    keywords = {word for kind in FIELD_KEYS.values() for word in kind} | set(FORM_KEYS) - {"$schema"} | set(SHARED_KEYS)
    assert not keywords - words(reference)


def test_it_names_every_word_of_a_later_version(reference: str) -> None:
    assert not set(LATER) - words(reference.partition("## Not yet in this version")[2])


def keys_of(node: object) -> set[str]:
    """Every key that a schema of the editors knows, however deep."""
    found: set[str] = set()
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "properties" and isinstance(value, dict):
                found |= set(value)
            found |= keys_of(value)
    elif isinstance(node, list):
        for item in node:
            found |= keys_of(item)
    return found


def words(text: str) -> set[str]:
    """The words that stand in code: between backticks, or in an example."""
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    return set(re.findall(r"[A-Za-z$][\w-]*", code))
