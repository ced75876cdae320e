"""The reference's example of arithmetic loads, and shows what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.language.load import load_flow
from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest

REFERENCE = Path(__file__).parents[2] / "docs" / "language.md"
HEAD = 'parcours: 1\nflow: repas\ntitle: Repas\nversion: "1"\nlanguage: fr\ntimezone: Europe/Paris\n'
FORM = """
type: object
properties:
  enfants: {type: integer, title: Enfants, minimum: 1}
  jours: {type: array, title: Jours, items: {enum: [lundi, mardi, jeudi]}}
required: [enfants, jours]
"""


@pytest.fixture
def example(write_flow: WriteFlow) -> Path:
    text = REFERENCE.read_text(encoding="utf-8").partition("## Guards")[2].partition("## Forms")[0]
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    return write_flow("repas", HEAD + block, {"repas": FORM})


def test_it_loads_without_a_problem(example: Path) -> None:
    loaded, problems = load_flow(example)
    assert loaded
    assert not problems, "\n\n".join(map(str, problems))


@pytest.fixture
def service(example: Path, tmp_path: Path) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def test_the_total_is_on_the_page(service: ServiceUnderTest) -> None:
    person = service.person()
    person.open("/repas/start/inscription")
    page = person.press("Continuer", enfants="3", jours=["lundi", "jeudi"])
    shown = " ".join(page.text.split())
    assert "3 enfants à 12,50 € le repas : 75,00 €, soit 7,50 € par mois." in shown
    assert "Total 75,00 €" in shown
