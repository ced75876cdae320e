"""What an analyst compares with an entry is what can be kept of one; else it is a problem, and its fix is followed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest

from engine.language.forms import validate
from engine.language.guards import evaluate
from engine.language.load import load_flow
from engine.language.patterns import ever_met, why_not
from engine.language.texts.locales import Locale
from engine.problems import Problem
from tests.conftest import MakeFlow, WriteFlow

FLOW = """\
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings: {{lieu: {lieu}}}
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
          - {{guard: lieu == ville, target: fin}}
          - {{target: fin}}
  fin: {{title: Fin, final: true}}
"""
FORM = """\
properties:
  plaque: {{type: string, title: Plaque, x-widget: code{plaque}}}
  cp: {{type: string, title: Code postal, x-ignore: spaces{cp}}}
  ville: {{type: string, title: Ville}}
  surnom: {{type: string, title: Surnom}}
  texte: {{type: string, title: Texte, x-widget: textarea}}
  tel: {{type: string, format: tel, title: Téléphone}}
  courriel: {{type: string, format: email, title: Courriel}}
  choix: {{type: string, title: Choix, enum: [a, b]}}
required: [plaque, cp, ville, texte, tel, courriel, choix]
"""


def problems_of(
    write_flow: WriteFlow, guard: str = 'ville == "Lyon"', lieu: str = "Paris", plaque: str = "", cp: str = ""
) -> list[Problem]:
    form = FORM.format(plaque=plaque and f", {plaque}", cp=cp and f", {cp}")
    path = write_flow("essai", FLOW.format(guard=guard, lieu=lieu), {"saisie": form})
    return list(load_flow(path)[1])


NEVER = [
    # the guard, its fix, why
    ('plaque == "soleil"', 'write "SOLEIL"', "small letters"),
    ('plaque != "FOI-123"', 'write "FOI123"', "a dash"),
    ('plaque in ["AB 12", "CD34"]', 'write "AB12"', "a space"),
    ('"ab" == plaque', 'write "AB"', "on the left"),
    ('cp == "75 005"', 'write "75005"', "a space"),
    ('cp in ["75005", "69\u202f001"]', 'write "69001"', "a narrow space"),
    ('ville == "Paris "', 'write "Paris"', "a blank at the end"),
    ('ville == "\u00a0Paris"', 'write "Paris"', "a blank that does not break"),
    ('ville == "Pa\u00adris\u200b"', 'write "Pa\u00adris"', "a space of no width"),
    ('surnom == " "', "write `not given(surnom)`", "nothing but a blank"),
    ('surnom == ""', "write `not given(surnom)`", "nothing"),
    ('surnom != ""', "write `given(surnom)`", "anything but nothing"),
    ('surnom in ["", "Lyon"]', "take it out, and ask `not given(surnom)` beside it", "nothing, among others"),
    ('texte == "a "', 'write "a"', "several lines"),
    ('tel == "tel:0102030405"', 'write "0102030405"', "a link"),
    ('courriel == "a@exemple.fr\u200b"', 'write "a@exemple.fr"', "of a format"),
    ('matches(plaque, "^[a-z]+$")', 'write "^[A-Z]+$"', "a pattern of small letters"),
    ('matches(cp, "^[0-9]{2} [0-9]{3}$")', 'write "^[0-9]{2}[0-9]{3}$"', "a pattern with a space"),
]


@pytest.mark.parametrize(("guard", "fix", "why"), NEVER, ids=[why for *_, why in NEVER])
def test_a_text_that_no_entry_equals_is_a_problem(write_flow: WriteFlow, guard: str, fix: str, why: str) -> None:
    (problem,) = problems_of(write_flow, f"'{guard}'")
    assert (problem.code, problem.fix) == ("impossible-value", fix)
    if found := re.fullmatch('write "(.*)"', fix):
        place = problem.place
        literal = place.source[place.column - 1 : place.column - 1 + place.width]
        assert problems_of(write_flow, f"'{guard.replace(literal, found.group(0)[6:])}'") == []
    elif found := re.fullmatch("write `(.*)`", fix):
        assert problems_of(write_flow, found[1]) == []


POSSIBLE = [
    'plaque == "SOLEIL"',
    'plaque == "ÉTÉ7"',
    'cp == "75005"',
    'ville == "L\'Haÿ-les-Roses"',
    'ville == "Saint  Denis"',
    'ville == "می\u200cخواهم"',
    'tel == "01 02 03 04 05"',
    'choix == "a"',
    'matches(plaque, "^[A-Z]{2}[0-9]+$")',
    'matches(ville, "^[a-z]+ [a-z]+$")',
    "ville == plaque",
]


@pytest.mark.parametrize("guard", POSSIBLE)
def test_a_text_that_an_entry_can_equal_is_none(write_flow: WriteFlow, guard: str) -> None:
    assert problems_of(write_flow, '"' + guard.replace('"', '\\"') + '"') == []


def test_a_setting_that_no_entry_equals_is_a_problem_where_it_is_compared(write_flow: WriteFlow) -> None:
    (problem,) = problems_of(write_flow, lieu='"Paris "')
    assert (problem.code, problem.fix) == ("impossible-value", 'write "Paris" in the setting (line 6)')


# Unicode forms


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_what_is_compared_is_in_the_form_of_entries_however_the_file_writes_it(make_flow: MakeFlow) -> None:
    guards = ('ville == "Orléans"', 'ville in ["Orléans"]', 'matches(ville, "^Orlé[a]ns$")', "ville == lieu")
    for source in guards:
        form = FORM.format(plaque="", cp="").replace("enum: [a, b]", "enum: [été, b], default: été")
        flow = make_flow(
            "essai",
            decomposed(FLOW.replace("lieu == ville", "lieu == texte").format(guard=f"'{source}'", lieu="Orléans")),
            {"saisie": decomposed(form)},
        )
        typed = {"ville": ["Orléans"], "choix": ["été"]}
        answers = validate(flow.forms["saisie"], typed, locale=Locale("fr", "Europe/Paris"))
        assert answers.values == {"ville": "Orléans", "choix": "été"}
        guard = next(branch.guard for branch in flow.branches() if branch.guard)
        known = {**answers.values, "lieu": flow.settings["lieu"].value}
        assert evaluate(guard, known.__getitem__, date.min).value is True, source  # type: ignore[arg-type]


def test_a_pattern_is_in_the_form_of_entries(write_flow: WriteFlow, make_flow: MakeFlow) -> None:
    form = FORM.format(plaque="", cp="").replace("title: Ville", 'title: Ville, pattern: "^[éè]+$"')
    flow = make_flow("essai", FLOW.format(guard="plaque == cp", lieu="é"), {"saisie": decomposed(form)})
    answers = validate(flow.forms["saisie"], {"ville": ["éè"]}, locale=Locale("fr", "Europe/Paris"))
    assert answers.values == {"ville": "éè"}


# Patterns of fields


PATTERNS = [
    # keyword of `plaque`, of `cp`, the fix that is written
    ('pattern: "^[A-Z]+-[0-9]+$"', "", 'write pattern: "^[A-Z]+[0-9]+$"'),
    ('pattern: "^[a-z]{4}$"', "", 'write pattern: "^[A-Z]{4}$"'),
    (r"pattern: '^[a-z]{2}[ -]\d{3}$'", "", r"write pattern: '^[A-Z]{2}\d{3}$'"),
    ('pattern: "^foi"', "", 'write pattern: "^FOI"'),
    (r"pattern: '^[a-z]\-[0-9]$'", "", 'write pattern: "^[A-Z][0-9]$"'),
    ('pattern: "^-+$"', "", "write a pattern of capitals and digits alone, or take x-widget: code out"),
    ("", 'pattern: "^[0-9]{2} [0-9]{3}$"', 'write pattern: "^[0-9]{2}[0-9]{3}$"'),
    ("", r"pattern: '^\d+\s\d+$'", r"write pattern: '^\d+\d+$'"),
    ("", 'pattern: "^ "', "write a pattern of no space, or take x-ignore: spaces out"),
]


@pytest.mark.parametrize(("plaque", "cp", "fix"), PATTERNS)
def test_a_pattern_that_no_answer_meets_is_a_problem(write_flow: WriteFlow, plaque: str, cp: str, fix: str) -> None:
    (problem,) = problems_of(write_flow, plaque=plaque, cp=cp)
    assert (problem.code, problem.fix) == ("never-valid", fix)
    if fix.startswith("write pattern"):
        better = fix.removeprefix("write ")
        assert problems_of(write_flow, plaque=better if plaque else "", cp=better if cp else "") == []


@pytest.mark.parametrize(
    "pattern",
    ["^[A-Z]+-?[0-9]+$", "(?i)^[a-z]+$", "[A-Za-z]", "^FOI|foi-$", "[0-9]", "^.{4,}$", r"^\w+$", r"^[^a-z]+$"],
)
def test_a_pattern_that_an_answer_meets_is_none(write_flow: WriteFlow, pattern: str) -> None:
    assert problems_of(write_flow, plaque=f"pattern: '{pattern}'") == []


MEETABLE = [
    # pattern, whether a text of capitals and digits meets it
    ("^FOI[0-9]+$", True), ("^[A-Z]+-[0-9]+$", False), ("^[a-z]{4}$", False), ("^(?i:foi)x$", False),
    ("^(?:a|B)$", True), ("^(a|b)$", False), (r"^\d{2}[ -]{0,1}\d$", True), (r"^\p{Ll}+$", False), (r"^\pL+$", True),
    ("^[[:lower:]]$", False), ("^[]a]$", False), ("^[^]A]$", True), (r"^\Qab\E$", False), (r"^\QAB\E$", True),
    (r"^A{2,}\x41\x{42}$", True), (r"\x61", False), ("[^A-Z0-9]", False), ("^$", True), ("a*", True), ("(a)+", False),
    ("(a){0}B", True), ("^(?P<x>[a-z])?A$", True), ("a|", True), (r"\-", False), ("^.$", True), ("(?i)foi", True),
    ("^(?i)foi(?-i)a$", False), ("^(?:(?i)foi)a$", False), (r"\bA\B", True), ("a{,2}", False), (r"[\s\d]", True),
    (r"[\s-]", False), ("((A|b)(c|D)?)+", True), (r"\07", False), ("A{1,3}?", True),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "met"), MEETABLE)
def test_whether_a_text_of_some_signs_meets_a_pattern(pattern: str, met: bool) -> None:
    assert why_not(pattern) is None
    assert ever_met((pattern, "^[A-Z0-9]*$")) is met
