"""Refused attempts: counted in the case or by what was typed, and what follows the last one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.attempts import UNCOUNTED, attempts_of, count_refusal, exhausted
from engine.core.case import ClearTries, Count, CountTry, Decision, PauseQuestion, Refusal, RegisterRow
from engine.core.context import EvaluationContext
from engine.core.machine import Machine
from tests.conftest import MakeFlow
from tests.support import door
from tests.support.stage import NOW, CaseRunner


def test_the_last_try_leads_to_its_target(runner: CaseRunner) -> None:
    case = runner.begin("confirmation")
    for count in (1, 2):
        refused = runner.send(case, "suite", answers={"code_saisi": "bad", "email_saisi": "ana@exemple.fr"})
        assert isinstance(refused, Refusal)
        case = refused.case
        assert case.tries == {"code": count}
    last = runner.send(case, "suite", answers={"code_saisi": "bad", "email_saisi": "ana@exemple.fr"})
    assert isinstance(last, Decision)
    assert last.case.state == "fini"


def test_tries_across_cases_are_counted_by_the_value_and_paused(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("porte", door.FLOW, door.FORMS))
    refused = runner.send(runner.begin("porte"), "entrer", answers={"nom": "  Ana "})
    assert refused.effects == (CountTry("porte", "porte", "Ana", 2, NOW + timedelta(minutes=15)),)
    runner.paused = NOW + timedelta(minutes=5)
    runner.asked.clear()
    paused = runner.send(runner.begin("porte"), "entrer", answers={"nom": "Ana"})
    assert (paused.why, paused.until) == ("paused", runner.paused)
    assert [type(question) for question in runner.asked] == [PauseQuestion], "nothing else is even looked up"


def test_an_attempt_that_succeeds_clears_the_count(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("porte", door.FLOW, door.FORMS))
    runner.rows["cles", "Ana"] = RegisterRow("la", None)
    inside = runner.send(runner.begin("porte"), "entrer", answers={"nom": "Ana"})
    assert inside.case.state == "dedans"
    assert inside.effects == (ClearTries("porte", "porte", "Ana"),)


def test_a_paused_attempt_leaves_the_case_as_it_was(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("porte", door.FLOW, door.FORMS))
    case, runner.paused = runner.begin("porte"), NOW + timedelta(minutes=5)
    paused = runner.send(case, "entrer", answers={"nom": "Ana"})
    assert (paused.case, paused.taken, paused.effects) == (case, (), ())


@pytest.mark.parametrize(
    ("state", "answers", "counted", "why"),
    [
        ("porte", {"nom": "Ana"}, True, "by the value that is typed"),
        ("porte", {}, False, "nothing is typed"),
        ("dedans", {"nom": "Ana"}, False, "a state without a limit"),
    ],
)
def test_what_is_counted_across_cases(
    make_flow: MakeFlow, state: str, answers: dict[str, str], counted: bool, why: str
) -> None:
    flow = make_flow("porte", door.FLOW, door.FORMS)
    case = CaseRunner(flow).begin("porte")
    case = case._replace(trail=(case.present._replace(state=state, answers=answers),))
    context = EvaluationContext(Machine(flow), {PauseQuestion("porte", "porte", "Ana"): Count()}, NOW)
    assert (attempts_of(context, case, flow.states[state].tries) != UNCOUNTED) is counted, why


@pytest.mark.parametrize(
    ("state", "tries", "after", "last", "why"),
    [
        ("code", {}, {"code": 1}, False, "the first"),
        ("code", {"code": 1}, {"code": 2}, False, "one is left"),
        ("code", {"code": 2}, {"code": 3}, True, "the last allowed one"),
        ("code", {"code": 7}, {"code": 8}, True, "a limit that an older version did not have"),
        ("code", {"qui": 2}, {"qui": 2, "code": 1}, False, "each state counts its own"),
        ("qui", {}, {}, False, "a state without a limit counts nothing"),
    ],
)
def test_what_is_counted_in_the_case(
    runner: CaseRunner, state: str, tries: dict[str, int], after: dict[str, int], last: bool, why: str
) -> None:
    found = runner.machine.flow.states[state]
    case = count_refusal(runner.begin()._replace(tries=tries), found)
    assert case.tries == after, why
    assert exhausted(case, found) is last, why


def test_what_is_counted_by_value_is_not_counted_in_the_case(make_flow: MakeFlow) -> None:
    flow = make_flow("porte", door.FLOW, door.FORMS)
    case = CaseRunner(flow).begin("porte")
    assert count_refusal(case, flow.states["porte"]) == case
    assert not exhausted(case._replace(tries={"porte": 9}), flow.states["porte"])
