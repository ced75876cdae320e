"""The language's reference says what the engine reads: its example loads, and no key is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.language.decoding import LATER
from engine.language.load import load_flow
from engine.language.schema.field import FIELD_KEYS
from engine.language.schema.form import FORM_KEYS
from tests.conftest import WriteFlow

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


def test_it_names_every_key_of_a_flow(reference: str) -> None:
    keys: set[str] = set()
    for name in ("flow", "site"):
        schema = json.loads((ROOT / "engine" / "language" / f"{name}.schema.json").read_text(encoding="utf-8"))
        keys |= keys_of(schema["definitions"])
    assert not (keys | OF_VARIANTS) - words(reference)


def test_it_names_every_keyword_of_a_form(reference: str) -> None:
    keywords = {word for kind in FIELD_KEYS.values() for word in kind} | set(FORM_KEYS) - {"$schema"}
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
