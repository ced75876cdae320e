"""Bounds of dates, and how many boxes: what each mistake says, and what a guard knows of such a field."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.language.load import empty_site, load_catalogue, load_sources
from engine.problems import Problem

FLOW = """\
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings: {ouverture: 2027-03-01, cloture: "2027-08-31", delai: 2 days, mot: bonjour, mal: 1/9/2027}
entries: {debut: {state: saisie}}
states:
  saisie:
    title: Saisie
    content: "{delai} {mot} {mal} {ouverture} {cloture} TEXT"
    form: saisie
    transitions: {aller: {label: Aller, first_of: [{guard: 'GUARD', target: fin}, {target: loin}]}}
  loin: {title: Loin, final: true}
  fin: {title: Fin, review: true, final: true}
"""
FORM = """\
type: object
properties:
  nom: {type: string, title: Nom}
  jour: {type: string, format: date, title: Jour, DAY}
  cases: {type: array, title: Cases, items: {type: string, enum: [a, b, c, d]}, BOXES}
required: [jour, cases]
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def problems(day: str = "", boxes: str = "", *, guard: str = "given(nom)", text: str = "") -> tuple[Problem, ...]:
    form = FORM.replace("DAY", day).replace("BOXES", boxes).replace(", }", "}")
    for name, content in {
        "flows/essai.yaml": FLOW.replace("GUARD", guard).replace("TEXT", text),
        "forms/saisie.yaml": form,
    }.items():
        os.makedirs(os.path.dirname(name), exist_ok=True)
        Path(name).write_text(content, encoding="utf-8")
    return load_catalogue(Path()).problems


@pytest.mark.parametrize(
    "day",
    [
        "formatMinimum: 2027-01-01",
        'formatMinimum: "2027-01-01", formatMaximum: 2027-01-01',  # one day alone
        "formatMinimum: ouverture, formatMaximum: cloture",
        "formatMinimum: today, formatMaximum: cloture",
        "formatMinimum: today, formatMaximum: today",
        'formatMinimum: ouverture, default: "2027-03-01", examples: ["2027-05-02"]',
        'formatMaximum: today, default: "2027-03-01"',  # whether it has come is not known here
        'formatMinimum: ouverture, x-messages: {required: "Dès le {formatMinimum}."}',
        'formatMaximum: today, x-messages: {formatMaximum: "Avant le {formatMaximum}."}',
    ],
)
def test_bounds_that_are_right(day: str) -> None:
    assert problems(day) == ()


FORM_FILE, FLOW_FILE = "forms/saisie.yaml", "flows/essai.yaml"
OF_DAYS = [
    ("formatMinimum: ouvertures", "unknown-setting", 'unknown setting "ouvertures"', 'write "ouverture"'),
    ("formatMinimum: delai", "wrong-setting", 'the setting "delai" is not a date', "write a date in flows/essai.yaml"),
    ("formatMaximum: mot", "wrong-setting", 'the setting "mot" is not a date', "write a date in flows/essai.yaml"),
    (
        "formatMaximum: mal",
        "wrong-setting",
        'the setting "mal" is not a date',
        "write in flows/essai.yaml, line 6: mal: 2027-09-01",
    ),
    ("formatMaximum: 31/12/2027", "wrong-type", '"formatMaximum" must be a date', "write: formatMaximum: 2027-12-31"),
    (
        "formatMaximum: 2027-02-30",
        "wrong-type",
        '"formatMaximum" must be a date, not "2027-02-30"',
        "write: formatMaximum: 2027-02-28",
    ),
    (
        "formatMaximum: 9999-12-31",
        "out-of-bounds",
        '"formatMaximum" cannot be of the year 9999',
        "write a date of 1800",
    ),
    (
        'formatMinimum: "today()"',
        "wrong-type",
        '"formatMinimum" must be a date, a setting or today',
        "write: formatMinimum: today",
    ),
    ("formatMinimum: aujourd'hui", "wrong-type", '"formatMinimum" must be a date', "write: formatMinimum: today"),
    ("formatMinimum: 12", "wrong-type", '"formatMinimum" must be a date', "write a date as year-month-day"),
    ("formatMinimum: [ouverture]", "wrong-type", '"formatMinimum" must be a date', "write a date as year-month-day"),
    (
        "minimum: 2027-01-01",
        "unsupported-keyword",
        '"minimum" is not supported in a date field',
        "write: formatMinimum: 2027-01-01",
    ),
    (
        "maximum: today",
        "unsupported-keyword",
        '"maximum" is not supported in a date field',
        "write: formatMaximum: today",
    ),
    (
        "exclusiveMinimum: 31/12/2026",
        "unsupported-keyword",
        '"exclusiveMinimum" is not',
        "write: formatMinimum: 2027-01-01",
    ),
    (
        "formatMinimum: 2027-02-01, formatMaximum: 2027-01-01",
        "contradiction",
        "formatMinimum 2027-02-01 is later than formatMaximum 2027-01-01",
        "write a formatMinimum of 2027-01-01 or before",
    ),
    (
        "formatMinimum: cloture, formatMaximum: ouverture",
        "contradiction",
        "formatMinimum 2027-08-31 is later than formatMaximum 2027-03-01",
        'write an earlier date in the setting "cloture"',
    ),
    (
        "formatMinimum: 2027-09-01, formatMaximum: cloture",
        "contradiction",
        "formatMinimum 2027-09-01 is later than formatMaximum 2027-08-31",
        'write a later date in the setting "cloture"',
    ),
    (
        'formatMinimum: 2027-02-01, default: "2027-01-01"',
        "never-valid",
        'the default "2027-01-01" of jour',
        "write one that",
    ),
    (
        'formatMinimum: ouverture, examples: ["2027-01-01"]',
        "never-valid",
        'the example "2027-01-01" of jour',
        "write one that",
    ),
    (
        'formatMaximum: cloture, default: "2028-01-01"',
        "never-valid",
        'the default "2028-01-01" of jour',
        "write one that",
    ),
    ("x-messages: {formatMinimum: Non.}", "message-for-nothing", 'a message for "formatMinimum"', "take it out"),
    (
        'formatMinimum: today, x-messages: {formatMinimum: "{formatMaximum}"}',
        "unknown-placeholder",
        '"{formatMaximum}" names no figure of this field',
        "give the field a formatMaximum",
    ),
]


@pytest.mark.parametrize(("day", "code", "message", "fix"), OF_DAYS, ids=[row[0] for row in OF_DAYS])
def test_a_bound_that_is_wrong_is_reported_once(day: str, code: str, message: str, fix: str) -> None:
    (problem,) = problems(day)
    assert problem.code == code
    assert problem.message.startswith(message)
    assert problem.fix.startswith(fix)
    assert (problem.place.file, problem.place.line) == (FORM_FILE, 4)


OF_BOXES = [
    ("minItems: 5", "contradiction", "minItems 5 is more than there are options", "write minItems: 4"),
    ("maxItems: 5", "no-effect", "maxItems 5 is more than there are options", "write maxItems: 4"),
    (
        "minItems: 3, maxItems: 2",
        "contradiction",
        "minItems 3 is greater than maxItems 2",
        "write a minItems of at most 2",
    ),
    ("minItems: 0", "out-of-bounds", '"minItems" must be 1 or more, not 0', "write after minItems: a whole number"),
    ("maxItems: 0", "out-of-bounds", '"maxItems" must be 1 or more, not 0', "write after maxItems: a whole number"),
    ("maxItems: deux", "wrong-type", '"maxItems" must be a whole number', "write after maxItems: a whole number"),
    ("maxItems: 1.5", "wrong-type", '"maxItems" must be a whole number', "write maxItems: 1"),
    (
        "maxItems: 2, default: [a, b, c]",
        "never-valid",
        'the default "a, b, c" of cases is not valid',
        "write one that does",
    ),
    ("minItems: 2, default: [a]", "never-valid", 'the default "a" of cases is not valid', "write one that does"),
    ("x-hint: false", "no-effect", "x-hint has no effect in cases", "take x-hint out"),
    ("maxItems: 2, x-messages: {minItems: Non.}", "message-for-nothing", 'a message for "minItems"', "take it out"),
    ("maxLength: 3", "unsupported-keyword", '"maxLength" is not supported in an array field', "take it out"),
    ("uniqueItems: true", "unsupported-keyword", '"uniqueItems" is not supported', "take it out"),
]


@pytest.mark.parametrize(("boxes", "code", "message", "fix"), OF_BOXES, ids=[row[0] for row in OF_BOXES])
def test_how_many_boxes_is_wrong_and_is_reported_once(boxes: str, code: str, message: str, fix: str) -> None:
    (problem,) = problems(boxes=boxes)
    assert problem.code == code
    assert problem.message.startswith(message)
    assert problem.fix.startswith(fix)
    assert (problem.place.file, problem.place.line) == (FORM_FILE, 5)


@pytest.mark.parametrize(
    ("keywords", "fix"),
    [
        ("type: string, title: Nom, formatMinimum: 2027-01-01", "add format: date"),
        ("type: string, format: tel, title: Nom, formatMaximum: today", "take it out"),
        ("type: integer, title: Nom, formatMinimum: 2027-01-01", "take it out"),
        ("type: string, title: Nom, minItems: 2", "take it out"),
    ],
)
def test_a_bound_of_another_kind_of_field_is_refused_by_name(keywords: str, fix: str) -> None:
    problems(guard='jour == "2027-01-05"')
    form = Path("forms/saisie.yaml")
    text = form.read_text(encoding="utf-8").replace("{type: string, title: Nom}", f"{{{keywords}}}")
    form.write_text(text, encoding="utf-8")
    (problem,) = load_catalogue(Path()).problems
    assert (problem.code, problem.fix) == ("unsupported-keyword", fix)
    assert problem.place.line == 3


def test_one_box_at_least_is_asked_by_required(tmp_path: Path) -> None:
    assert problems(boxes="minItems: 1, maxItems: 3") == ()
    form = Path("forms/saisie.yaml")
    form.write_text(form.read_text(encoding="utf-8").replace("[jour, cases]", "[jour]"), encoding="utf-8")
    (problem,) = load_catalogue(Path()).problems
    assert (problem.code, problem.message) == ("no-effect", "minItems has no effect in cases")


@pytest.mark.parametrize(
    ("day", "boxes", "guard", "code"),
    [
        ("formatMinimum: 2027-02-01", "", 'jour < "2027-02-01"', "never-true"),
        ("formatMinimum: 2027-02-01", "", 'jour >= "2027-02-01"', "always-true"),
        ("formatMinimum: 2027-02-01", "", 'jour > "2027-02-01"', ""),
        ("formatMaximum: cloture", "", "jour > cloture", "never-true"),
        ("formatMaximum: cloture", "", "jour == cloture", ""),
        ("formatMinimum: ouverture", "", 'jour == "2027-02-28"', "impossible-value"),
        ("formatMinimum: ouverture", "", "jour < ouverture", "never-true"),
        ("formatMaximum: today", "", "jour > today()", "never-true"),  # nor on any later day
        ("formatMaximum: today", "", "jour == today()", ""),
        ("formatMinimum: today", "", "jour < today()", ""),  # it may be read on another day
        ("", "maxItems: 2", "len(cases) > 2", "never-true"),
        ("", "maxItems: 2", "len(cases) == 2", ""),
        ("", "minItems: 2", "len(cases) >= 2", "always-true"),
        ("", "minItems: 2", "len(cases) > 2", ""),
        ("", "", "len(cases) > 3", ""),
    ],
)
def test_a_guard_knows_the_bounds(day: str, boxes: str, guard: str, code: str) -> None:
    assert [problem.code for problem in problems(day, boxes, guard=guard)] == [code] * bool(code)


@pytest.mark.parametrize(
    ("day", "text", "told"),
    [
        ("formatMinimum: ouverture", "{jour.formatMinimum}", ""),
        ("formatMaximum: 2027-12-31", "{jour.formatMaximum}", ""),
        ("formatMaximum: today", "{jour.formatMaximum}", "that day is today's (forms/saisie.yaml, line 4)"),
        ("formatMaximum: today", "{jour.formatMinimum}", 'field "jour" (forms/saisie.yaml, line 4) has no figure'),
    ],
)
def test_a_text_quotes_a_bound_that_is_a_day(day: str, text: str, told: str) -> None:
    assert [problem.cause[: len(told)] for problem in problems(day, text=text)] == [told] * bool(told)


def test_a_stored_version_has_its_bounds() -> None:
    assert problems("formatMinimum: ouverture, formatMaximum: today", "maxItems: 2") == ()
    flow = load_catalogue(Path()).flows["essai"]
    again = load_sources("essai", flow.sources, empty_site()).field("jour")
    assert again
    assert str(again.figures["formatMinimum"]) == "2027-03-01"
    assert again.bounds.keys() == {"formatMinimum", "formatMaximum"}
