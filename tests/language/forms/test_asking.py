"""Fields with `x-when`: which are asked, what is kept of them, and what is left of a condition once more is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.language.forms import Answers, Form, rests, unasked, validate
from engine.language.forms.asking import Denied, Leaf, Several, Tree
from engine.language.guards import Guard, GuardFailed, parse_guard
from engine.language.schema.form import read_form
from engine.language.texts.locales import Locale
from engine.language.yaml import read_tree
from engine.problems import EngineError, Place
from engine.registry import default_registry

FRENCH = Locale("fr", "Europe/Paris")
TODAY = date(2026, 11, 23)


def guard(source: str) -> Guard:
    found, problems = parse_guard(source, Place("flows/f.yaml", 1, 1))
    assert found, problems
    return found


def form(fields: str, more: str = "", **guards: str) -> Form:
    """A form of these fields, in a flow with these named guards."""
    node, problems = read_tree(f"properties:\n{fields}\n{more}", "forms/f.yaml")
    assert node is not None, problems
    read, problems = read_form(node, "f", "forms/f.yaml", default_registry())
    assert read is not None
    assert [str(p) for p in problems] == []
    return replace(read, guards={name: guard(source) for name, source in guards.items()})


HOUSEHOLD = form(
    """
  situation: {type: string, title: Situation, enum: [solo, couple]}
  nom: {type: string, title: Nom, minLength: 2, x-when: situation == "couple"}
  pacs: {type: boolean, title: Pacs, x-when: situation == "couple"}
  date_du_pacs: {type: string, format: date, title: Date, x-when: given(pacs) and pacs}
  enfants: {type: integer, title: Enfants, minimum: 0}
  ecole: {type: string, title: École, x-when: given(enfants) and enfants > 0}
  mot: {type: string, title: Mot, x-secret: true, minLength: 8, x-when: situation == "couple"}
  mot_encore: {type: string, title: Mot encore, x-secret: true, x-confirms: mot}
  tuteur: {type: string, title: Tuteur, x-when: mineur}
""",
    "required: [situation, nom, date_du_pacs, ecole, mot, mot_encore, tuteur]\n"
    "x-rules: [{check: not given(nom) or nom != ecole, field: nom, message: Pas le même.}]\n",
    mineur="given(age) and age < 18",
)


def answer(form: Form, names: Mapping[str, Any] | None = None, /, **typed: str) -> Answers:
    return validate(form, {n: [v] for n, v in typed.items()}, names=names or {}, locale=FRENCH, today=TODAY)


def found(answers: Answers) -> list[tuple[str | None, str]]:
    return [(fault.field, fault.keyword) for fault in answers.faults]


# what was typed, what is known before, the faults, and what is kept
FILLED: list[tuple[dict[str, str], dict[str, Any], list[tuple[str | None, str]], dict[str, Any]]] = [
    ({"situation": "solo"}, {}, [], {"situation": "solo"}),
    # ignored, whatever is wrong with it: too short, no date, a secret that is too short and not confirmed
    (
        {"situation": "solo", "nom": "Z", "pacs": "true", "date_du_pacs": "hier", "mot": "x", "mot_encore": "y"},
        {},
        [],
        {"situation": "solo"},
    ),
    (
        {"situation": "couple"},
        {},
        [("nom", "required"), ("mot", "required"), ("mot_encore", "required")],
        {"situation": "couple", "pacs": False},  # a box that is asked is ticked or not
    ),
    # by a field that is itself asked
    (
        {"situation": "couple", "nom": "Zoé", "mot": "longtemps", "mot_encore": "longtemps", "pacs": "true"},
        {},
        [("date_du_pacs", "required")],
        {"situation": "couple", "nom": "Zoé", "pacs": True},
    ),
    # by a field that is not asked: it is null, even if it is ticked
    ({"situation": "solo", "pacs": "true"}, {}, [], {"situation": "solo"}),
    # what hangs on an answer with a fault is not known: asked for once that is corrected
    ({"situation": "solo", "enfants": "-1"}, {}, [("enfants", "minimum")], {"situation": "solo"}),
    ({"situation": "veuf"}, {}, [("situation", "enum")], {}),
    ({}, {}, [("situation", "required")], {}),
    ({"situation": "solo", "enfants": "0"}, {}, [], {"situation": "solo", "enfants": 0}),
    ({"situation": "solo", "enfants": "1"}, {}, [("ecole", "required")], {"situation": "solo", "enfants": 1}),
    # by what is known before, through a named guard
    ({"situation": "solo", "tuteur": "Eva"}, {"age": 18}, [], {"situation": "solo"}),
    ({"situation": "solo", "tuteur": "Eva"}, {"age": 17}, [], {"situation": "solo", "tuteur": "Eva"}),
    ({"situation": "solo"}, {"age": 17}, [("tuteur", "required")], {"situation": "solo"}),
    ({"situation": "solo", "tuteur": "Eva"}, {}, [], {"situation": "solo"}),  # null is no age
]


@pytest.mark.parametrize(("typed", "names", "faults", "kept"), FILLED)
def test_what_is_not_asked_is_neither_kept_nor_a_fault(
    typed: dict[str, str], names: dict[str, Any], faults: list[tuple[str | None, str]], kept: dict[str, Any]
) -> None:
    answers = answer(HOUSEHOLD, names, **typed)
    assert found(answers) == faults
    assert answers.values == kept


def test_a_secret_that_is_not_asked_is_not_given_even_if_one_is_kept() -> None:
    typed = {"situation": ["solo"], "mot": ["longtemps"], "mot_encore": ["longtemps"]}
    answers = validate(HOUSEHOLD, typed, kept_secrets=["mot"], locale=FRENCH, today=TODAY)
    assert (answers.secrets, answers.given_secrets, answers.faults) == ({}, (), ())
    typed = {"situation": ["couple"], "nom": ["Zoé"]}
    answers = validate(HOUSEHOLD, typed, kept_secrets=["mot"], locale=FRENCH, today=TODAY)
    assert (answers.given_secrets, answers.faults) == (("mot",), ()), "where it is asked, blank keeps it"


def test_a_rule_sees_null_for_what_is_not_asked() -> None:
    same = {"situation": "couple", "nom": "Jean", "mot": "longtemps", "mot_encore": "longtemps", "enfants": "1"}
    assert found(answer(HOUSEHOLD, **same, ecole="Jean")) == [("nom", "x-rules")]
    assert found(answer(HOUSEHOLD, **{**same, "situation": "solo"}, ecole="Jean")) == []


def test_a_rule_that_fails_at_a_field_that_is_not_asked_stands_above_the_form() -> None:
    here = form(
        '  a: {type: string, title: A, enum: [x, y]}\n  b: {type: string, title: B, x-when: a == "x"}',
        "required: [a]\nx-rules: [{check: given(b), field: b, message: Il faut b.}]\n",
    )
    assert found(answer(here, a="x")) == [("b", "x-rules")]
    assert found(answer(here, a="y", b="là")) == [(None, "x-rules")]


def test_fields_are_settled_in_the_order_of_the_page_groups_included() -> None:
    grouped = form(
        "  b: {type: string, title: B, x-when: given(a)}\n  a: {type: string, title: A}",
        "x-groups: [{title: G, fields: [b]}]\n",  # a stands above it
    )
    assert answer(grouped, a="1", b="2").values == {"a": "1", "b": "2"}
    assert answer(grouped, b="2").values == {}


def test_a_condition_that_depends_on_the_day_asks_for_it() -> None:
    dated = form("  a: {type: string, format: date, title: A}\n  b: {type: string, title: B, x-when: tard}", tard=
                 "given(a) and a < today()")  # fmt: skip
    assert answer(dated, a="22/11/2026", b="x").values["b"] == "x"
    assert "b" not in answer(dated, a="23/11/2026", b="x").values
    with pytest.raises(EngineError, match="asks for the day"):
        validate(dated, {}, locale=FRENCH)


def test_a_condition_that_cannot_be_evaluated_is_never_a_silent_false() -> None:
    unsafe = form("  a: {type: string, title: A}\n  b: {type: string, title: B, x-when: age > 3}")
    with pytest.raises(GuardFailed):
        unasked(unsafe, {}, {}, TODAY)


# -- what is known is put in first


def words(tree: Tree) -> str:
    match tree:
        case bool():
            return str(tree).lower()
        case Leaf():
            return tree.guard.source[tree.node.at : tree.node.at + tree.node.width]
        case Denied():
            return f"not {words(tree.inner)}"
        case Several():
            return f"({f' {tree.word} '.join(map(words, tree.parts))})"


# a condition over `a` (a text of the form), what is known before, and what is left
LEFT = [
    ('a == "x"', {}, 'a == "x"'),
    ("age < 18", {"age": 17}, "true"),
    ("age < 18", {"age": 18}, "false"),
    ('age < 18 and a == "x"', {"age": 17}, 'a == "x"'),
    ('age < 18 and a == "x"', {"age": 18}, "false"),
    ('a == "x" and age < 18', {"age": 18}, "false"),
    ('age < 18 or a == "x"', {"age": 17}, "true"),
    ('age < 18 or a == "x"', {"age": 18}, 'a == "x"'),
    ('not (age < 18 or a == "x")', {"age": 17}, "false"),
    ('not (age < 18 or a == "x")', {"age": 18}, 'not a == "x"'),
    ('not not a == "x"', {}, 'a == "x"'),
    ('given(age) and age < 18', {}, "false"),  # what comes after is not evaluated
    ('not given(age) or age < 18', {}, "true"),
    ('a == "x" and (given(age) and age < 18 or a == "y")', {}, '(a == "x" and a == "y")'),
    ("mineur", {"age": 17}, "true"),
    ("mineur and given(a)", {"age": 17}, "given(a)"),
    ('double', {"age": 17}, 'a == "x"'),  # a named guard that reads the form and what is known
    ("double", {"age": 18}, "false"),
    ("a == autre", {"autre": "x"}, "a == autre"),  # the answer decides
    ("age < 18", {}, "age < 18"),  # it cannot be evaluated: said in words, and the post fails for all to see
    ('absent == "x"', {}, "false"),  # of a field that is surely not asked
    ("not given(absent)", {}, "true"),
]  # fmt: skip


@pytest.mark.parametrize(("when", "names", "left"), LEFT)
def test_what_is_known_is_put_in_first(when: str, names: dict[str, Any], left: str) -> None:
    here = form(
        "  a: {type: string, title: A}\n  absent: {type: string, title: B, x-when: false}\n"
        f"  c: {{type: string, title: C, x-when: '{when}'}}",
        mineur="given(age) and age < 18",
        double='mineur and a == "x"',
    )
    assert words(rests(here, names, TODAY)["c"]) == left


def test_sixty_guards_that_each_name_the_one_before_twice_are_sixty() -> None:
    doubling = {f"g{n}": f"g{n - 1} and (g{n - 1} or not g{n - 1})" for n in range(1, 60)}
    here = form("  a: {type: string, title: A}\n  c: {type: string, title: C, x-when: g59}", g0='a == "x"', **doubling)
    assert unasked(here, {"a": "x"}, {}, TODAY).hidden == set()
    assert unasked(here, {"a": "y"}, {}, TODAY).hidden == {"c"}
    assert words(rests(here, {}, TODAY)["c"]) == "g59", "it is taken as it is"
