"""What a resume takes along, and what it looks for in each of several flows."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_catalogue, load_flow
from tests.conftest import WriteFlow

THEIRS = """
    parcours: 1
    flow: {name}
    title: Dossier
    language: fr
    timezone: Europe/Paris
    values:
      texte: {{type: string, title: Texte}}
      entier: {{type: integer, title: Entier}}
      decimal: {{type: number, title: Décimal}}
      jour: {{type: date, title: Jour}}
      oui: {{type: boolean, title: Oui}}
    entries: {{debut: {{state: saisie}}}}
    states:
      saisie:
        title: Saisie
        form: dossier
        transitions:
          suite:
            label: Continuer
            target: attente
            effects: [{{code: {{name: cle, length: 10, lives: 2 days}}}}, {{mail: cle}}]
      attente:
        title: Attente
        timeout: {{after: 2 days, target: fin}}
        transitions:
          joindre:
            first_of:
              - {guard}
              - {{target: jointe}}
      jointe: {{title: Jointe, final: true, content: "{{texte}} {{entier}} {{decimal}} {{jour}}"}}
      fin: {{title: Fin, final: true}}
    mails: {{cle: {{to: courriel, subject: Code, content: "{{cle}}"}}}}
"""
MINE = """
    parcours: 1
    flow: mien
    title: Mien
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: avant}}
    states:
      avant: {title: Avant, form: avant, transitions: {suite: {label: Continuer, target: moi}}}
      moi:
        title: Moi
        form: moi
        transitions:
          joindre:
            label: Joindre
            first_of:
              - resume: {flow: FLOWS, state: STATE, code: cle, typed: code_saisi, event: EVENT, carry: CARRY}
              - refuse: {message: Non.}
"""
FORMS = {
    "dossier": """
        type: object
        required: [courriel]
        properties: {courriel: {type: string, title: Adresse, format: email}}
    """,
    "moi": """
        type: object
        required: [code_saisi, sur, age]
        properties:
          code_saisi: {type: string, title: Code, x-widget: code}
          sur: {type: string, title: Sûr}
          peut_etre: {type: string, title: Peut-être}
          age: {type: integer, title: Âge}
          poids: {type: number, title: Poids}
          ne_le: {type: string, format: date, title: Né le}
          case: {type: boolean, title: Case}
          choix: {type: array, title: Choix, items: {type: string, enum: [a, b]}}
    """,
    "avant": "type: object\nproperties: {mot: {type: string, title: Mot, x-secret: true}}\n",
}
ALL = "{texte: sur, entier: age, decimal: poids, jour: ne_le, oui: case}"
GOOD = {"FLOWS": "un", "STATE": "attente", "EVENT": "joindre", "CARRY": ALL}
HELD = "{guard: oui and given(decimal) and decimal > 2 and len(texte) > 3, target: fin}"


def found(
    folder: Path, write_flow: WriteFlow, guard: str = HELD, flows: tuple[str, ...] = ("un",), **words: str
) -> list[str]:
    for name in flows:
        write_flow(
            name, THEIRS.replace("{guard}", guard.replace("{", "{{").replace("}", "}}")).format(name=name), FORMS
        )
    text = MINE
    for word, written in {**GOOD, **words}.items():
        text = text.replace(word, written)
    write_flow("mien", text)
    problems = load_catalogue(folder).problems
    return [f"{problem.code}: {problem.message}" for problem in problems]


def test_what_is_taken_along_is_written_shown_and_read(tmp_path: Path, write_flow: WriteFlow) -> None:
    """Nothing else writes these values; the form that is posted with the resume requires three of the answers."""
    assert found(tmp_path, write_flow) == []


@pytest.mark.parametrize(
    ("words", "guard", "code", "said"),
    [
        ({"CARRY": ALL.replace("sur", "age")}, HELD, "carry-differs", '"age" is of type integer, and value "texte"'),
        ({"CARRY": ALL.replace("age", "poids")}, HELD, "carry-differs", 'value "entier" of type integer'),
        ({"CARRY": ALL.replace("poids", "age")}, HELD, "carry-differs", 'value "decimal" of type number'),
        ({"CARRY": ALL.replace("ne_le", "sur")}, HELD, "carry-differs", 'value "jour" of type date'),
        ({"CARRY": ALL.replace(": case", ": sur")}, HELD, "carry-differs", 'value "oui" of type boolean'),
        ({"CARRY": ALL.replace("sur", "choix")}, HELD, "carry-differs", 'value "texte" of type string'),
        ({"CARRY": ALL.replace("sur", "mot")}, HELD, "carry-differs", '"mot" is a secret'),
        ({"CARRY": ALL.replace("sur", "code_saisi")}, HELD, "carry-differs", '"code_saisi" is a code that is typed'),
        ({"CARRY": ALL.replace("sur", "inconnu")}, HELD, "unknown-field", '"inconnu"'),
        ({"CARRY": ALL.replace("texte", "inconnue")}, HELD, "unknown-field", 'unknown value "inconnue"'),
        ({"CARRY": ALL.replace("texte", "courriel")}, HELD, "unknown-field", 'unknown value "courriel"'),
        ({"CARRY": ALL.replace("sur", "peut_etre")}, HELD, "null-not-guarded", "texte"),
        ({"CARRY": ALL}, "{guard: decimal > 2, target: fin}", "null-not-guarded", "decimal"),
        ({"CARRY": ALL.replace(", oui: case", "")}, "{guard: given(oui), target: fin}", "value-never-written", '"oui"'),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_reported(
    tmp_path: Path, write_flow: WriteFlow, words: dict[str, str], guard: str, code: str, said: str
) -> None:
    problems = found(tmp_path, write_flow, guard, **words)
    assert [p for p in problems if p.startswith(f"{code}: ") and said in p], problems


def test_carry_without_an_event_has_no_effect(tmp_path: Path, write_flow: WriteFlow) -> None:
    problems = found(tmp_path, write_flow, **{", event: joindre": ""})
    assert 'no-effect: "carry" has no effect without an event' in problems


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, []),
        ({"FLOWS": "[un, deux, trois]"}, ['unknown-flow: unknown flow "trois"']),
        (
            {"STATE": "partie"},
            [
                'unknown-target: unknown target "partie", in flow "deux"',
                'unknown-target: unknown target "partie", in flow "un"',
            ],
        ),
        ({"STATE": "[attente, saisie]", "EVENT": "suite"}, None),
        (
            {"EVENT": "jondre"},
            [
                'unknown-event: unknown event "jondre" in state "attente", in flow "deux"',
                'unknown-event: unknown event "jondre" in state "attente", in flow "un"',
            ],
        ),
    ],
)
def test_each_of_several_flows_is_looked_at_and_named(
    tmp_path: Path, write_flow: WriteFlow, words: dict[str, str], said: list[str] | None
) -> None:
    problems = found(tmp_path, write_flow, flows=("un", "deux"), **{"FLOWS": "[un, deux]", **words})
    if said is None:
        assert any("suite" in problem for problem in problems)
    else:
        assert [p for p in problems if "unknown" in p] == said
        assert said or problems == []


def test_a_value_that_a_flow_with_mistakes_may_bring_along_is_not_called_unwritten(
    tmp_path: Path, write_flow: WriteFlow
) -> None:
    problems = found(tmp_path, write_flow, **{"typed: code_saisi": "tiped: code_saisi"})
    assert problems
    assert not [problem for problem in problems if problem.startswith(("value-never-written", "shown-before-given"))]


def test_a_flow_alone_is_checked_with_what_its_neighbours_bring_along(tmp_path: Path, write_flow: WriteFlow) -> None:
    assert found(tmp_path, write_flow) == []
    assert load_flow(tmp_path / "flows" / "un.yaml")[1] == ()


def test_a_flow_that_fires_the_event_with_nothing_leaves_the_value_null(tmp_path: Path, write_flow: WriteFlow) -> None:
    guard = "{guard: oui and len(texte) > 3, target: fin}"
    assert found(tmp_path, write_flow, guard) == []
    bare = MINE.replace(", carry: CARRY", "").replace("flow: mien", "flow: tiers")
    for word, written in GOOD.items():
        bare = bare.replace(word, written)
    write_flow("tiers", bare)
    _, problems = load_flow(tmp_path / "flows" / "un.yaml")
    assert {problem.code for problem in problems} == {"null-not-guarded"}
