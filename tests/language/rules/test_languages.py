"""Which texts of a flow in two languages lack one, and which need not say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_catalogue
from tests.conftest import WriteFlow
from tests.support.fixes import apply_fix

FLOW = """
    parcours: 1
    flow: essai
    title: {{fr: Essai, en: Trial}}
    language: fr
    languages: [fr, en]
    timezone: Europe/Paris
    settings: {{delai: 2 days, aide: {aide}}}
    entries: {{debut: {{state: seul}}}}
    {page}
    states: {{seul: {{title: {title}, final: true, content: {{fr: "{{aide}}, {{delai}}", en: "{{delai}}, {{aide}}"}}}}}}
"""
CASES = [
    ("{fr: Seul, en: Alone}", "a@exemple.fr", "", [], "both"),
    ("Seul", "a@exemple.fr", "", ["missing-language"], "one, and it does not say which"),
    ("{fr: Seul}", "a@exemple.fr", "", ["missing-language"], "one"),
    ("{fr: Seul, en: Alone, de: Allein}", "a@exemple.fr", "", ["extra-language"], "one that nobody is shown"),
    ('"{delai}"', "a@exemple.fr", "", [], "a placeholder has no word of its own"),
    ('"24 / 7 – €"', "a@exemple.fr", "", [], "figures and signs are the same in all"),
    ("{fr: Seul, en: Alone}", "de 8 h à midi", "", ["missing-language"], "a setting of several words"),
    ("{fr: Seul, en: Alone}", "{fr: de 8 h à midi, en: until noon}", "", [], "in both"),
    ("{fr: Seul, en: '{nothing}'}", "a@exemple.fr", "", ["unknown-placeholder"], "the second language is looked at"),
    (
        "{fr: Seul, en: Alone}",
        "a@exemple.fr",
        "pages: {p: {title: {fr: P, en: P}, path: /en/p}}",
        ["reserved-address"],
        "the English pages stand there",
    ),
]


@pytest.mark.parametrize(("title", "aide", "page", "expected", "reason"), CASES, ids=[row[-1] for row in CASES])
def test_a_text_has_every_language(
    tmp_path: Path, write_flow: WriteFlow, title: str, aide: str, page: str, expected: list[str], reason: str
) -> None:
    write_flow("essai", FLOW.format(title=title, aide=aide, page=page), {}, "service: {fr: Service, en: The service}")
    assert [problem.code for problem in load_catalogue(tmp_path).problems] == expected, reason


READ = """
    parcours: 1
    flow: essai
    title: {{fr: Essai, en: Trial}}
    language: fr
    languages: [fr, en]
    timezone: Europe/Paris
    settings: {{ville: {ville}}}
    values: {{lieu: {{type: string, title: {{fr: Lieu, en: Place}}}}, autre: {{type: string, title: {{fr: A, en: B}}}}}}
    guards: {{ici: {named}}}
    entries: {{debut: {{state: qui}}}}
    states:
      qui:
        title: {{fr: Qui, en: Who}}
        form: qui
        sections: [{{title: {{fr: À, en: At}}, content: "{{ville}}", when: {when}}}]
        transitions:
          suite:
            label: {{fr: Suite, en: Next}}
            first_of:
              - {{guard: {guard}, target: fin}}
              - {{target: fin, effects: [{{set: {{lieu: {written}, autre: '"x"'}}}}]}}
      fin:
        title: {{fr: Fin, en: End}}
        final: true
        sections: [{{when: ici, title: "{{ville}}", content: "{{lieu}}{{autre}}"}}]
"""
ASKED = """
    type: object
    required: [commune]
    properties: {{commune: {{type: string, title: {{fr: Ville, en: Town}}}}}}
    x-rules: [{{check: {check}, field: commune, message: {{fr: Non, en: No}}}}]
"""
RIGHT = {
    "ville": "{fr: Nantes, en: Naoned}",
    "named": 'lieu == "a"',
    "when": "given(commune)",
    "guard": 'commune == "b"',
    "written": "commune",
    "check": 'commune != "c"',
}


@pytest.mark.parametrize(
    ("spot", "guard"),
    [
        ("named", "lieu == ville"),
        ("when", "commune == ville"),
        ("guard", 'commune == "Brest" or commune == ville'),
        ("guard", "commune == ville"),
        ("written", "ville"),
        ("check", "commune != ville"),
    ],
)
def test_a_guard_reads_no_text_in_several_languages(
    tmp_path: Path, write_flow: WriteFlow, spot: str, guard: str
) -> None:
    texts = {**RIGHT, spot: f"'{guard}'"}
    write_flow("essai", READ.format(**texts), {"qui": ASKED.format(**texts)}, "service: {fr: Service, en: The service}")
    (problem,) = load_catalogue(tmp_path).problems
    assert problem.code == "guard-type"
    assert problem.message == '"ville" is a text in several languages'
    assert problem.place.source[problem.place.column - 1 :][: problem.place.width] == "ville"
    assert apply_fix(problem, Path("/"))
    assert load_catalogue(tmp_path).problems == ()
    texts["ville"] = "Nantes"
    write_flow("essai", READ.format(**texts), {"qui": ASKED.format(**texts)})
    assert load_catalogue(tmp_path).problems == (), "what is one text is one in every language"


def test_a_text_of_one_language_needs_no_map(tmp_path: Path, write_flow: WriteFlow) -> None:
    text = FLOW.format(title="Seul", aide="de 8 h à midi", page="").replace("languages: [fr, en]", "version: a")
    write_flow("essai", text.replace("{fr: Essai, en: Trial}", "Essai").replace('en: "{delai}, {aide}"', ""), {})
    assert load_catalogue(tmp_path).problems == ()
