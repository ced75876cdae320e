"""A point before three digits: thousands to many, decimals to the language. Both are said, and neither is taken."""

from __future__ import annotations

import pytest

from engine.language.load import load_flow
from engine.language.spellings import figure, two_readings
from engine.problems import Problem
from tests.conftest import WriteFlow

FLOW = """\
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings: {{plafond: {setting}, texte: {text}}}
values: {{montant: {{type: number, title: Montant}}}}
entries: {{debut: {{state: saisie}}}}
states:
  saisie:
    title: Saisie
    form: saisie
    transitions:
      continuer:
        label: Continuer
        first_of:
          - {{guard: {guard}, effects: [set: {{montant: '{written}'}}], target: fin}}
          - {{guard: prix > plafond or nom == texte or montant > 2, target: fin}}
          - {{target: fin}}
  fin: {{title: Fin, final: true}}
"""
FORM = """\
properties:
  prix: {{type: number, title: Prix{prix}}}
  parts: {{type: integer, title: Parts{parts}}}
  nom: {{type: string, title: Nom{nom}}}
required: [prix, parts, nom]
"""


def problems_of(write_flow: WriteFlow, **words: str) -> list[Problem]:
    flow = {"setting": "5", "text": "Lyon", "guard": "prix > 3", "written": "5"}
    form = {"prix": "", "parts": "", "nom": ""}
    flow |= {key: word for key, word in words.items() if key in flow}
    form |= {key: f", {word}" for key, word in words.items() if key in form}
    path = write_flow("essai", FLOW.format(**flow), {"saisie": FORM.format(**form)})
    others = ("null-not-guarded", "always-true")  # what a guard of this flow asks of such bounds is not looked at here
    return [problem for problem in load_flow(path)[1] if problem.code not in others]


UNCLEAR = [
    # where, what is written, the fix
    ("prix", "minimum: 23.000", "write minimum: 23000, or minimum: 23"),
    ("prix", "maximum: 1.500", "write maximum: 1500, or maximum: 1.5"),
    ("prix", "minimum: -1.000", "write minimum: -1000, or minimum: -1"),
    ("prix", "multipleOf: 1.000", "write multipleOf: 1000, or multipleOf: 1"),
    ("prix", "default: 12.500", "write default: 12500, or default: 12.5"),
    ("prix", "const: 100.000", "write const: 100000, or const: 100"),
    ("prix", "examples: [2.000]", "write 2000, or 2"),
    ("parts", "minimum: 23.000", "write minimum: 23000, or minimum: 23"),
    ("parts", "maximum: 1.125", "write maximum: 1125"),
    ("parts", "default: 1.000", "write default: 1000, or default: 1"),
    ("nom", "maxLength: 1.000", "write maxLength: 1000, or maxLength: 1"),
    ("nom", "minLength: 2.000", "write minLength: 2000, or minLength: 2"),
    ("setting", "23.000", "write plafond: 23000, or plafond: 23"),
    ("guard", "prix >= 23.000", "write `23000`, or `23`"),
    ("guard", "'prix in [2, 1.500]'", "write `1500`, or `1.5`"),
    ("written", "1.250", "write `1250`, or `1.25`"),
]


@pytest.mark.parametrize(("where", "words", "fix"), UNCLEAR, ids=[f"{where}: {words}" for where, words, _ in UNCLEAR])
def test_a_number_that_may_be_two_is_a_problem(write_flow: WriteFlow, where: str, words: str, fix: str) -> None:
    (problem,) = problems_of(write_flow, **{where: words})
    assert (problem.code, problem.fix) == ("unclear-number", fix)


CLEAR = [
    ("prix", "minimum: 0.125", "nothing stands before the point"),
    ("prix", "minimum: 1.125", "an eighth, with no zero that says nothing"),
    ("prix", "minimum: 1.50", "two decimals"),
    ("prix", "minimum: 1.5000", "four"),
    ("prix", "minimum: 23000", "no point"),
    ("prix", "minimum: 1000.000", "thousands would stand apart twice"),
    ("prix", "multipleOf: 0.010", "a hundredth"),
    ("setting", "0.500", "a half"),
    ("setting", "1.25", "of a setting"),
    ("text", '"23.000"', "a text in quotes"),
    ("guard", "prix > 1.125", "of a guard"),
    ("guard", "prix > 1.25", "two decimals of a guard"),
    ("guard", "'nom == \"23.000\"'", "a text of a guard"),
]


@pytest.mark.parametrize(("where", "words", "why"), CLEAR, ids=[why for *_, why in CLEAR])
def test_a_clear_number_is_none(write_flow: WriteFlow, where: str, words: str, why: str) -> None:
    assert problems_of(write_flow, **{where: words}) == []


def test_the_length_of_a_number_is_read_in_two_ways_too(write_flow: WriteFlow) -> None:
    flow = FLOW.format(setting="5", text="Lyon", guard="prix > 3", written="5")
    flow = flow.replace("    form: saisie\n", "    form: saisie\n    tries: {max: 1.000}\n")
    problems = load_flow(write_flow("essai", flow, {"saisie": FORM.format(prix="", parts="", nom="")}))[1]
    assert ("unclear-number", "write max: 1000, or max: 1") in [(problem.code, problem.fix) for problem in problems]


def test_points_between_all_thousands_are_clear() -> None:
    assert figure("1.000.000") == "1000000"
    assert figure("1.000") == "1.000"  # which is two
    assert two_readings("1.000") == ("1000", "1")
    assert two_readings("1.125") is None
    assert two_readings("1.125", whole=True) == ("1125", "1.125")
