"""A value that a guard compares with a field, and that the field's own keywords refuse, is a problem."""

from __future__ import annotations

import re

import pytest

from engine.language.load import load_flow
from engine.problems import Problem
from tests.conftest import WriteFlow

FLOW = """\
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings: {{ville_de: Lyon, seuil: 200, plaque_de: ab-123, autre: autre}}
registers: {{adresses: {{kind: email, statuses: [prise, libre_bientot]}}}}
facts: {{adresse: {{register: adresses, key: courriel}}}}
entries: {{debut: {{state: saisie}}}}
states:
  saisie:
    title: Saisie
    form: saisie
    transitions:
      continuer:
        label: Continuer
        first_of:
          - guard: {guard}
            target: fin
          - {{guard: ville_de == ville and autre == ville and ville == plaque_de and seuil == nombre, target: fin}}
          - {{guard: adresse == "prise", target: fin}}
          - {{target: fin}}
  fin: {{title: Fin, final: true}}
"""
FORM = """\
properties:
  cp: {type: string, title: Code postal, pattern: "^[0-9]{5}$"}
  plaque: {type: string, title: Plaque, pattern: "^[A-Z]{2}-[0-9]{3}$"}
  nom: {type: string, title: Nom, minLength: 2, maxLength: 10}
  mot: {type: string, title: Mot, allOf: [{pattern: "^[a-z]+$"}, {pattern: "^.{3}$"}]}
  ville: {type: string, title: Ville}
  courriel: {type: string, format: email, title: Courriel}
  site: {type: string, format: uri, title: Site}
  tel: {type: string, format: tel, title: Téléphone, pattern: "^0[0-9]{9}$"}
  seul: {type: string, title: Seul, const: oui}
  age: {type: integer, title: Age, minimum: 18, maximum: 120}
  pas: {type: number, title: Pas, multipleOf: 0.5, minimum: 1}
  nombre: {type: number, title: Nombre}
  jour: {type: string, format: date, title: Jour}
  choix: {type: string, title: Choix, enum: [a, b, abcd]}
  autre_choix: {type: string, title: Autre choix, enum: [c, d]}
  chiffres: {type: string, title: Chiffres, enum: ["75001", "75002"]}
  liste: {type: array, title: Liste, items: {type: string, enum: [c, d]}}
  grande: {type: string, title: Grande, pattern: "^[A-Z]+$"}
  petite: {type: string, title: Petite, pattern: "^[a-z]+$"}
  courte: {type: string, title: Court, maxLength: 5}
  longue: {type: string, title: Long, minLength: 6}
  code: {type: string, title: Code, x-widget: code}
required: [cp, plaque, nom, mot, ville, courriel, site, tel, seul, age, pas, nombre, jour, choix, autre_choix, chiffres,
  liste, grande, petite, courte, longue, code]
"""


def problems_of(write_flow: WriteFlow, guard: str) -> list[Problem]:
    quoted = "'" + guard.replace("'", "''") + "'"
    return list(load_flow(write_flow("essai", FLOW.format(guard=quoted), {"saisie": FORM}))[1])


ANOTHER = "write a value that the field takes"
NEVER = [
    # the guard, its fix, why
    ('cp == "7500"', ANOTHER, "four digits of five"),
    ('cp != "75 001"', 'write "75001"', "a space inside"),
    ('"Paris" == cp', ANOTHER, "letters, on the left"),
    ('cp in ["75001", "7500"]', ANOTHER, "one of a list"),
    ('cp not in ["750011"]', ANOTHER, "not in a list"),
    ('plaque == "ab-123"', 'write "AB-123"', "small letters"),
    ("plaque == plaque_de", 'write "AB-123" in the setting (line 6)', "of a setting"),
    ('nom == "A"', ANOTHER, "too short"),
    ('nom == "Bourdonnais-Latour"', ANOTHER, "too long"),
    ('mot == "abcd"', ANOTHER, "the second of its patterns"),
    ('mot == "ABC"', 'write "abc"', "the first of them"),
    ('courriel == "contact"', ANOTHER, "an address without @"),
    ('courriel in ["a@exemple.fr", "exemple.fr"]', ANOTHER, "a domain"),
    ('courriel == "a b@exemple.fr"', 'write "ab@exemple.fr"', "a space in it"),
    ('site == "exemple.fr"', ANOTHER, "no scheme"),
    ('tel == "urgence"', ANOTHER, "a word for a number"),
    ('tel == "+33 1 02 03 04 05"', ANOTHER, "a number that the pattern refuses"),
    ('seul == "non"', ANOTHER, "const"),
    ("age == 17", ANOTHER, "below the minimum"),
    ("age != 121", ANOTHER, "above the maximum"),
    ("age in [18, 17]", ANOTHER, "in a list"),
    ("age == 18.5", ANOTHER, "a whole number"),
    ("age == seuil", f"{ANOTHER} in the setting (line 6)", "of a setting"),
    ("pas == 1.3", ANOTHER, "no multiple"),
    ("pas == 0.5", ANOTHER, "below the minimum, exactly"),
    ('jour == "0026-11-24"', ANOTHER, "a year that nobody can type"),
    ('choix == "A"', "write one of these", "no option"),
    ("choix == ville_de", "write one of these in the setting (line 6)", "a setting that is none"),
    ('"e" in liste', "write one of these", "no option of the list"),
    ("choix == autre_choix", "compare two that can be equal", "two fields without a common option"),
    ("choix in liste", "compare two that can be equal", "a choice and a list without a common one"),
    ("choix == adresse", "compare two that can be equal", "the statuses of a register"),
    ("choix == cp", "compare two that can be equal", "no option meets the pattern"),
    ("grande == petite", "compare two that can be equal", "two patterns"),
    ("grande != petite", "compare two that can be equal", "unlike is always so"),
    ("courte == longue", "compare two that can be equal", "two lengths"),
    ("courriel == code", "compare two that can be equal", "a code has no @"),
    ("courriel == tel", "compare two that can be equal", "nor has a phone number"),
    ("tel == cp", "compare two that can be equal", "five digits are no number"),
    ("choix == mot", "compare two that can be equal", "none has three letters"),
    ("site == cp", "compare two that can be equal", "an address and five digits"),
    ('matches(cp, "[A-Z]+")', "write a pattern that an answer can meet", "letters of digits"),
    ('matches(cp, "75")', "write a pattern that an answer can meet", "the whole is matched"),
    ('matches(nom, "^.{20,}$")', "write a pattern that an answer can meet", "its maxLength"),
    ('matches(ville, "/^[a-z]+$/")', 'write "^[a-z]+$"', "JavaScript's slashes"),
    ('matches(ville, "^[a-z]+ $")', 'write "^[a-z]+$"', "a blank at the end"),
    ('matches(ville, "Paris\u00a0[0-9]+")', 'write "Paris [0-9]+"', "a no-break space"),
    ('matches(courriel, "[a-z]+")', "take it out, or write one that an e-mail address can meet", "no @"),
    ('not (cp == "x")', ANOTHER, "inside of another"),
    ('ville == "Lyon" and (age > 20 or cp == "x")', ANOTHER, "deep inside"),
]


@pytest.mark.parametrize(("guard", "fix", "why"), NEVER, ids=[why for *_, why in NEVER])
def test_a_value_that_no_answer_is_is_a_problem(write_flow: WriteFlow, guard: str, fix: str, why: str) -> None:
    (problem,) = problems_of(write_flow, guard)
    assert (problem.code, problem.fix) == ("impossible-value", fix)
    place = problem.place
    compared = place.source[place.column - 1 : place.column - 1 + place.width]
    assert compared in guard
    if found := re.fullmatch('write (".*")', fix):
        assert problems_of(write_flow, guard.replace(compared, found[1])) == []


POSSIBLE = [
    'cp == "75001"', 'cp in ["75001", "75002"]', 'plaque == "AB-123"', 'nom == "Al"', 'nom == "0123456789"',
    'mot == "abc"', 'courriel == "a@exemple.fr"', 'courriel == "A@Exemple.FR"', 'site == "https://exemple.fr"',
    'tel == "0102030405"', 'tel == "01 02 03 04 05"', 'seul == "oui"', "age == 18", "age in [18, 120]", "age == 18.0",
    "age == 20", "pas == 1.5", "pas == 2", "nombre == 1.3", "nombre == seuil", 'jour == "2026-11-24"', 'choix == "a"',
    '"c" in liste', "autre_choix in liste", "chiffres == cp", "choix == courte", "grande == code",
    "cp == code", "courte == nom", "longue == nom", "courriel == ville", "tel == code", "site == longue",
    'matches(cp, "^75[0-9]{3}$")', 'matches(cp, "75.*")', 'matches(nom, "^.{2,40}$")', 'matches(ville, ".*Paris.*")',
    'matches(courriel, ".*@exemple[.]fr")', 'matches(tel, "^0[67].*$")', "age > 200", "len(cp) == 3", "choix == null",
    "age == null", 'ville == ville_de', 'adresse == "prise"', 'adresse == "free"',
]  # fmt: skip


@pytest.mark.parametrize("guard", POSSIBLE)
def test_a_value_that_an_answer_can_be_is_none(write_flow: WriteFlow, guard: str) -> None:
    found = [problem for problem in problems_of(write_flow, guard) if problem.code == "impossible-value"]
    assert found == []


def test_why_is_said_in_the_words_of_the_keyword(write_flow: WriteFlow) -> None:
    causes = {
        'cp == "x"': "an answer meets the pattern ^[0-9]{5}$",
        'nom == "A"': "an answer has at least 2 characters",
        'nom == "Bourdonnais-Latour"': "an answer has at most 10 characters",
        'courriel == "x"': "an answer is an e-mail address",
        "age == 17": "an answer is at least 18",
        "age == 121": "an answer is at most 120",
        "age == 18.5": "an answer is a whole number",
        "pas == 1.3": "an answer is a multiple of 0.5",
        'seul == "non"': "the only answer is oui",
        'jour == "0026-11-24"': "an answer is a day of the years 1800 to 2199",
        "choix == autre_choix": '"choix" is one of a, b, abcd; "autre_choix" is one of c, d',
        "choix == cp": 'no answer to "cp" is one of a, b, abcd',
    }
    for guard, cause in causes.items():
        (problem,) = problems_of(write_flow, guard)
        assert problem.cause == cause, guard


def test_in_the_check_of_a_form_it_is_one_too(write_flow: WriteFlow) -> None:
    for check in ('cp != "x"', 'choix != "e"', "grande != petite", "age != seuil"):
        form = FORM + f"x-rules: [{{check: '{check}', message: Non}}]\n"
        problems = load_flow(write_flow("essai", FLOW.format(guard="age > 20"), {"saisie": form}))[1]
        assert [problem.code for problem in problems] == ["impossible-value"], check


def test_a_field_that_several_forms_ask_is_what_any_of_them_takes(write_flow: WriteFlow) -> None:
    flow = FLOW.replace("  fin: {{", "  fin: {{").format(guard='\'cp == "ABCDE" or cp == "75001"\'')
    flow = flow.replace("  fin: {title: Fin, final: true}", SECOND)
    other = (
        'properties: {cp: {type: string, title: Code, pattern: "^[A-Z]{5}$"},'
        " choix: {type: string, title: Choix, enum: [y, z]}}\n"
    )
    assert load_flow(write_flow("essai", flow, {"saisie": FORM, "autre": other}))[1] == ()


SECOND = """\
  fin:
    title: Encore
    form: autre
    transitions: {finir: {label: Finir, target: bout}}
  bout: {title: Fin, final: true}"""


def test_a_slip_in_the_pattern_of_a_guard_is_reported_with_what_was_meant(write_flow: WriteFlow) -> None:
    for pattern, better in (("[a|b]", "[ab]"), (r"\\d{5}", None), ("[0-9]{,5}", "[0-9]{0,5}"), ("[A-z]+", "[A-Za-z]+")):
        found = problems_of(write_flow, f'matches(ville, "{pattern}")')
        assert [(problem.code, problem.fix) for problem in found] == (
            [("misread-pattern", f'write "{better}"')] if better else []  # in a guard a backslash is written twice
        ), pattern
