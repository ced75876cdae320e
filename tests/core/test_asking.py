"""Answers to fields that are not asked: null in the case, kept to fill the form again; and « Modifier » over them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from engine.core.asking import names_before, still_answers
from engine.core.case import BACK, MODIFY, Case, Decision, Step
from engine.core.trail import to_fill
from engine.store.serialization import case_from_text, case_to_text
from tests.conftest import MakeFlow
from tests.support import loisirs
from tests.support.stage import NOW, CaseRunner

ADULT, MINOR = {"age": 30, "courriel": "ana@exemple.fr"}, {"age": 12, "courriel": "ana@exemple.fr"}
COUPLE = {"situation": "couple", "seul": False, "conjoint": "Zoé", "conjoint_encore": "Zoé", "pays": "be"}
SOLO = {"situation": "solo", "seul": False, "pays": "be"}


@pytest.fixture
def runner(make_flow: MakeFlow) -> CaseRunner:
    return CaseRunner(make_flow("loisirs", loisirs.FLOW, loisirs.FORMS))


def through(runner: CaseRunner, who: Mapping[str, Any], household: Mapping[str, Any], **typed: tuple[str, ...]) -> Case:
    case = runner.send(runner.begin("demande"), "suite", answers=who).case
    decided = runner.send(case, "suite", answers=household, typed=typed)
    assert isinstance(decided, Decision)
    assert decided.case.state == "recapitulatif"
    return decided.case


def test_what_is_not_asked_is_null_whoever_posts_it(runner: CaseRunner) -> None:
    """The form's own checks drop it before; a caller without them must not bring it in."""
    case = through(runner, ADULT, {**SOLO, "conjoint": "Zoé", "tuteur": "Eva", "code_postal": "75005"})
    answers = case.trail[1].answers
    assert {name: answers[name] for name in ("conjoint", "conjoint_encore", "tuteur", "motif", "code_postal")} == {
        "conjoint": None, "conjoint_encore": None, "tuteur": None, "motif": None, "code_postal": None,
    }  # fmt: skip
    assert "conjoint" not in case.known()


def test_what_it_held_fills_the_form_again(runner: CaseRunner) -> None:
    case = through(runner, ADULT, SOLO, conjoint=("Zoé",), code_postal=("",))
    assert case.trail[1].unasked["conjoint"] == ("Zoé",)
    assert to_fill(runner.machine.flow, case, "foyer", 1)["conjoint"] == ("Zoé",)
    row = {"id": case.id, "flow": case.flow, "version": case.version, "entry": case.entry, "revision": 0}
    assert case_from_text(case_to_text(case), **row).trail == case.trail, "and is kept with the case"


def test_back_fills_with_what_was_typed(runner: CaseRunner) -> None:
    case = runner.send(runner.begin("demande"), "suite", answers=ADULT).case
    case = runner.send(case, BACK, typed={"situation": ("solo",), "conjoint": ("Zoé",)}).case
    case = runner.send(case, "suite", answers=ADULT).case
    assert to_fill(runner.machine.flow, case, "foyer", 1)["conjoint"] == ("Zoé",)


def test_what_is_known_before_a_form_is_of_the_steps_before_it(runner: CaseRunner) -> None:
    case = through(runner, ADULT, COUPLE)
    flow = runner.machine.flow
    assert names_before(flow, case, 0) == {"majorite": 18}
    assert names_before(flow, case, 1) == {"majorite": 18, **ADULT}


# the first form before and after the change, the second form, and where « Modifier » leads
CHANGES = [
    (ADULT, ADULT, COUPLE, "recapitulatif"),
    (ADULT, MINOR, COUPLE, "foyer"),  # the guardian is asked now
    (MINOR, ADULT, {**COUPLE, "tuteur": "Eva"}, "recapitulatif"),  # and is not any more
    (MINOR, {**MINOR, "age": 13}, {**COUPLE, "tuteur": "Eva"}, "recapitulatif"),
]


@pytest.mark.parametrize(("before", "after", "household", "leads_to"), CHANGES)
def test_modify_stops_at_the_first_form_that_asks_something_new(
    runner: CaseRunner, before: dict[str, Any], after: dict[str, Any], household: dict[str, Any], leads_to: str
) -> None:
    case = through(runner, before, household)
    again = runner.send(case, MODIFY, answers=after, inner="suite", at=0)
    assert isinstance(again, Decision)
    assert again.case.state == leads_to
    assert again.stopped is None, "nobody has refused anything"
    if leads_to == "foyer":
        assert to_fill(runner.machine.flow, again.case, "foyer", 1)["conjoint"] == "Zoé"


def test_what_is_no_longer_asked_is_null_after_modify_and_comes_back(runner: CaseRunner) -> None:
    case = through(runner, MINOR, {**COUPLE, "tuteur": "Eva"})
    grown = runner.send(case, MODIFY, answers=ADULT, inner="suite", at=0).case
    assert grown.state == "recapitulatif"
    assert grown.trail[1].answers["tuteur"] is None
    young = runner.send(grown, MODIFY, answers=MINOR, inner="suite", at=0).case
    assert young.state == "foyer", "it is shown, to be confirmed"
    assert to_fill(runner.machine.flow, young, "foyer", 1)["tuteur"] == "Eva"


FORM = """
    type: object
    required: [age, {required}]
    properties:
      age: {{type: integer, title: Âge}}
      champ: {{{champ}, title: Champ, x-when: given(avant) and avant == "a"}}
      encore: {{type: string, title: Encore}}
    x-rules: [{{check: not given(champ) or not given(encore) or age > 3, field: encore, message: Non.}}]
"""
FIRST = "properties: {avant: {type: string, title: Avant, enum: [a, b]}}\n"
FLOW = """
    parcours: 1
    flow: essai
    title: Essai
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: un}}
    states:
      un: {title: Un, form: un, transitions: {suite: {label: Suite, target: deux}}}
      deux: {title: Deux, form: deux, transitions: {suite: {label: Suite, target: fin}}}
      fin: {title: Fin, final: true}
"""
TEXT, BOX = "type: string", "type: boolean"
# the field, whether it is required, what is answered before, an old step's answers and what it did not ask, the verdict
STILL = [
    (TEXT, True, "a", {"age": 5, "champ": "x"}, {}, True),
    (TEXT, True, "a", {"age": 5}, {}, False),  # required, and asked now
    (TEXT, False, "a", {"age": 5}, {}, True),  # optional: nothing is missing
    (TEXT, False, "a", {"age": 5}, {"champ": ("",)}, True),
    (TEXT, False, "a", {"age": 5}, {"champ": ("y",)}, False),  # what was typed was never looked at
    (BOX, False, "a", {"age": 5}, {}, False),  # a box that was not asked is neither ticked nor not
    (BOX, False, "a", {"age": 5, "champ": False}, {}, True),
    (TEXT, True, "b", {"age": 5}, {}, True),
    (TEXT, True, "b", {"age": 5, "champ": "x"}, {}, False),  # a rule reads what is not asked any more
]


@pytest.mark.parametrize(("champ", "required", "avant", "answers", "left", "still"), STILL)
def test_whether_old_answers_still_answer_the_form(  # a table's columns
    make_flow: MakeFlow,
    champ: str,
    required: bool,
    avant: str,
    answers: dict[str, Any],
    left: dict[str, Any],
    still: bool,
) -> None:
    forms = {"un": FIRST, "deux": FORM.format(champ=champ, required="champ" if required else "encore")}
    runner = CaseRunner(make_flow("essai", FLOW, forms))
    case = runner.send(runner.begin("debut"), "suite", answers={"avant": avant}).case
    old = Step("deux", 2, "suite", answers=answers, unasked=left)
    assert still_answers(runner.machine.flow, case, old, date(2026, 11, 23)) is still


def test_the_day_of_a_condition_is_that_of_the_flow(make_flow: MakeFlow) -> None:
    forms = {"un": FIRST, "deux": FORM.format(champ=TEXT, required="encore").replace(
        'given(avant) and avant == "a"', 'today() < "2026-11-24"')}  # fmt: skip
    runner = CaseRunner(make_flow("essai", FLOW, forms))
    case = runner.send(runner.begin("debut"), "suite", answers={"avant": "a"}).case
    late = NOW.replace(hour=23, minute=30)  # the 24th in Paris
    for now, kept in ((NOW, "x"), (late, None)):
        done = runner.send(case, "suite", now, answers={"age": 5, "champ": "x", "encore": "y"}).case
        assert done.trail[1].answers["champ"] == kept
