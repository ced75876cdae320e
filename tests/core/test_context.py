"""What a guard sees: answers, values, settings, and facts that are asked for by their normalised key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.core.case import Code, CodeQuestion, Facts, RegisterQuestion, RegisterRow
from engine.core.context import EvaluationContext, Names, Unanswered
from engine.language.values import Value
from tests.support.stage import ADULT, NOW, CaseRunner

Answers = Mapping[str, Value]


def test_a_register_is_asked_by_its_normalised_key(runner: CaseRunner) -> None:
    runner.send(runner.begin(), "suite", answers=ADULT)
    assert runner.asked == [RegisterQuestion("places", "ana@exemple.fr")]


def test_a_claim_of_the_case_itself_does_not_count_against_it(runner: CaseRunner) -> None:
    runner.rows["places", "ana@exemple.fr"] = RegisterRow("reservee", "c1")
    assert runner.walk(("suite", ADULT)).state == "ville"


def context_of(runner: CaseRunner, facts: Facts | None = None, now: datetime = NOW) -> EvaluationContext:
    return EvaluationContext(runner.machine, facts or {}, now)


PLACE = RegisterQuestion("places", "ana@exemple.fr")
CODE = CodeQuestion("stage", "confirmation", "typed", None)


@pytest.mark.parametrize(
    ("name", "answers", "facts", "value", "why"),
    [
        ("majorite", {}, {}, 18, "a setting"),
        ("delai", {}, {}, "48 hours", "a delay, as it is written"),
        ("mineur", {}, {}, None, "a value that nothing has written"),
        ("parent", {}, {}, None, "a field that was not filled in"),
        ("nothing", {}, {}, None, "a name that the flow does not know"),
        ("place", {}, {}, None, "a fact whose key is not given is not looked up"),
        ("place", {"email": "ana@exemple.fr"}, {PLACE: None}, "free", "nobody holds the key"),
        ("place", {"email": "ana@exemple.fr"}, {PLACE: RegisterRow("prise", "c2")}, "prise", "somebody holds it"),
        ("place", {"email": "ana@exemple.fr"}, {PLACE: RegisterRow("prise", None)}, "prise", "it was imported"),
        ("place", {"email": "ana@exemple.fr"}, {PLACE: RegisterRow("prise", "c1")}, "free", "the case itself holds it"),
        ("code", {}, {}, None, "a code that is not typed is not looked up"),
        ("code", {"code_saisi": "typed"}, {CODE: "expired"}, "expired", "a typed code"),
        ("libre", {"email": "ana@exemple.fr"}, {PLACE: None}, True, "a named guard"),
        ("libre", {}, {}, False, 'null is not "free"'),
    ],
)
def test_what_a_name_means(
    runner: CaseRunner, name: str, answers: Answers, facts: Facts, value: object, why: str
) -> None:
    context = context_of(runner, facts)
    case = runner.begin()
    case = case._replace(trail=(case.present._replace(answers=answers),))
    assert Names(context, case)[name] == value, why


def test_a_secret_and_a_code_are_seen_as_given_or_not(runner: CaseRunner) -> None:
    context, case = context_of(runner), runner.begin()
    assert Names(context, case)["mot"] is None
    assert Names(context, case)["confirmation"] is None
    given = case._replace(trail=(case.present._replace(secrets=("mot",)),))
    assert Names(context, given)["mot"] is True
    with_code = case._replace(codes={"confirmation": Code(1, 10, NOW)})
    assert Names(context, with_code)["confirmation"] is True


def test_a_fact_that_was_not_looked_up_is_asked_for(runner: CaseRunner) -> None:
    case = runner.begin()
    case = case._replace(trail=(case.present._replace(answers=ADULT),))
    with pytest.raises(Unanswered) as asked:
        Names(context_of(runner), case)["place"]
    assert asked.value.question == PLACE


def test_several_guards_read_a_fact_once(runner: CaseRunner) -> None:
    case = runner.begin()
    case = case._replace(trail=(case.present._replace(answers=ADULT),))
    facts: dict[Any, Any] = {PLACE: None}
    names = Names(context_of(runner, facts), case)
    assert names["place"] == "free"
    facts.clear()
    assert names["place"] == "free"


@pytest.mark.parametrize(
    ("name", "value", "compared", "why"),
    [
        ("email", "ANA@Exemple.fr", "ana@exemple.fr", "an address in any case is one"),
        ("ville", "  Lyon ", "Lyon", "blanks at the ends do not count"),
        ("age", 30, 30, "a number is compared as it is"),
        ("ville", None, None, "what is not given equals nothing"),
    ],
)
def test_how_two_fields_are_compared(runner: CaseRunner, name: str, value: Value, compared: Value, why: str) -> None:
    assert context_of(runner).comparable(name, value) == compared, why


def test_the_day_is_that_of_the_flow(runner: CaseRunner) -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert context_of(runner, now=late).today == date(2026, 11, 24), "half past midnight in Paris"
