"""One slip in a procedure of two languages, with a list, a service, a call, a total: one problem, whose fix fixes."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from engine.language.load import load_catalogue
from engine.problems import Problem
from tests.support import plugins
from tests.support.fixes import apply_fix

FILES = {
    "flows/essai.yaml": """
        parcours: 1
        flow: essai
        title: {fr: Essai, en: Trial}
        language: fr
        languages: [fr, en]
        timezone: Europe/Paris
        settings: {aide: {fr: de 8 h à midi, en: until noon}, tarif: 12.50, plafond: 100}
        phases: {un: {fr: Vous, en: You}}
        values:
          total: {type: number, title: {fr: Total, en: Sum}, multipleOf: 0.01, x-unit: €}
        facts:
          mon_ecole: {service: ecoles, with: [ecole], values: [ouverte, fermee], otherwise: inconnue}
        entries: {debut: {state: qui, open: {until: 2126-01-01, message: {fr: Fermé., en: Closed.}}}}
        pages:
          regles: {title: {fr: Règles, en: Rules}, content: {fr: Soyez sages., en: Be good.}}
        states:
          qui:
            phase: un
            title: {fr: Qui, en: Who}
            content: {fr: "Ouvert {aide}.", en: "Open {aide}."}
            form: qui
            notes: [{title: {fr: Note, en: Advice}, text: {fr: Lisez., en: Read.}}]
            links: [{label: {fr: Les règles, en: The rules}, page: regles}]
            transitions:
              garder:
                label: {fr: Plus tard, en: Later}
                skip_form: keep
                leave: {page: regles, message: {fr: Gardé., en: Kept.}}
              suite:
                label: {fr: Suite, en: Next}
                first_of:
                  - {guard: mon_ecole == "fermee", refuse: {field: ecole, message: {fr: Fermée., en: Closed.}}}
                  - {guard: enfants * tarif > plafond, refuse: {field: enfants, message: {fr: Trop., en: Too many.}}}
                  - {target: fin, effects: [{set: {total: enfants * tarif}}, {call: {effect: poste, with: {a: ecole}}}]}
          fin: {title: {fr: Fin, en: End}, final: true, show: [total]}
        """,
    "forms/qui.yaml": """
        type: object
        required: [ecole, enfants, pays]
        properties:
          ecole: {type: string, title: {fr: École, en: School}, description: {fr: La vôtre., en: Yours.}}
          enfants:
            type: integer
            title: {fr: Enfants, en: Children}
            minimum: 1
            x-messages: {minimum: {fr: Un au moins., en: One at least.}}
          pays: {type: string, title: {fr: Pays, en: Country}, x-options: pays}
        x-groups: [{title: {fr: Tout, en: All}, fields: [ecole, enfants, pays]}]
        """,
    "forms/lists/pays.yaml": """
        - {const: FR, title: {fr: France, en: French Republic}}
        - {const: DE, title: {fr: Allemagne, en: Germany}}
        """,
    "flows/site.yaml": "service: {fr: Le service, en: The service}\n",
}
TEXTS = [(file, number) for file, text in FILES.items() for number in range(text.count(" en: "))]


def put(folder: Path, changed: dict[str, str]) -> None:
    for file, text in {**FILES, **changed}.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def found(folder: Path) -> tuple[Problem, ...]:
    return load_catalogue(folder, registry=plugins.sampled()).problems


def printed(problems: tuple[Problem, ...]) -> str:
    return "\n".join(map(str, problems))


def in_place_of(file: str, number: int, word: str) -> str:
    """The text of a file whose nth English text is said to be in another language."""
    at = [match.start() for match in re.finditer(" en: ", FILES[file])][number]
    return FILES[file][:at] + f" {word}: " + FILES[file][at + len(" en: ") :]


def marked(problem: Problem) -> str:
    return problem.place.source[problem.place.column - 1 :][: problem.place.width]


def test_without_a_slip_nothing_is_found(tmp_path: Path) -> None:
    put(tmp_path, {})
    assert found(tmp_path) == (), printed(found(tmp_path))


@pytest.mark.parametrize(("file", "number"), TEXTS)
def test_a_misspelt_language_is_one_problem_wherever_a_text_stands(file: str, number: int, tmp_path: Path) -> None:
    put(tmp_path, {file: in_place_of(file, number, "eng")})
    problems = found(tmp_path)
    assert [(problem.code, marked(problem)) for problem in problems] == [("unknown-word", "eng")], printed(problems)
    assert apply_fix(problems[0], Path("/"))
    assert found(tmp_path) == ()


@pytest.mark.parametrize("word", ["EN", "en-GB", "anglais", "English", "eng"])
def test_a_language_is_understood_as_people_write_it(word: str, tmp_path: Path) -> None:
    put(tmp_path, {"flows/essai.yaml": FILES["flows/essai.yaml"].replace("[fr, en]", f"[fr, {word}]")})
    problems = found(tmp_path)
    assert [(problem.code, marked(problem)) for problem in problems] == [("unknown-word", word)], printed(problems)
    assert apply_fix(problems[0], Path("/"))
    assert found(tmp_path) == ()


@pytest.mark.parametrize("number", range(FILES["flows/essai.yaml"].count(" en: ")))
def test_another_language_in_place_of_one_is_one_problem(number: int, tmp_path: Path) -> None:
    put(tmp_path, {"flows/essai.yaml": in_place_of("flows/essai.yaml", number, "uk")})
    problems = found(tmp_path)
    assert [(problem.code, marked(problem)) for problem in problems] == [("extra-language", "uk")], printed(problems)
    assert apply_fix(problems[0], Path("/"))
    assert found(tmp_path) == ()


# What is written in the flow, what in its place; the code, and what is marked.
SLIPS = {
    "a setting in a language that nobody is shown": (
        "en: until noon}",
        "en: until noon, de: bis zwölf}",
        "extra-language",
        "aide",
    ),
    "an answer that the service never gives": ("[ouverte, fermee]", "[ouverte, fermees]", "unknown-answer", "fermees"),
    "a parameter that the effect does not have": ("with: {a: ecole}", "with: {qui: ecole}", "unknown-parameter", "qui"),
    "parameters without names": ("with: {a: ecole}", "with: [ecole]", "wrong-type", "[ecole]"),
    "an unknown name divides": (
        "guard: enfants * tarif > plafond,",
        "guard: 'round(tarif / enfant, 2) > plafond',",
        "unknown-name",
        "enfant",
    ),
    "a text in several languages in arithmetic": (
        "enfants * tarif >",
        "enfants * tarif + aide >",
        "guard-type",
        "aide",
    ),
    "a map in the place of a text": ("{fr: Qui, en: Who}", "{fr: {a: b}, en: Who}", "wrong-type", "{a: b}"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_is_one_problem_whose_fix_fixes(name: str, tmp_path: Path) -> None:
    written, instead, code, wrong = SLIPS[name]
    assert written in FILES["flows/essai.yaml"]
    put(tmp_path, {"flows/essai.yaml": FILES["flows/essai.yaml"].replace(written, instead, 1)})
    problems = found(tmp_path)
    assert [(problem.code, marked(problem)) for problem in problems] == [(code, wrong)], printed(problems)
    if apply_fix(problems[0], Path("/")):
        assert found(tmp_path) == (), printed(found(tmp_path))


def test_a_title_that_cannot_be_read_is_not_said_to_lack_a_language(tmp_path: Path) -> None:
    flow = FILES["flows/essai.yaml"].replace("title: {fr: Essai, en: Trial}", "title: [Essai]")
    put(tmp_path, {"flows/essai.yaml": flow})
    assert [problem.code for problem in found(tmp_path)] == ["wrong-type"]
