"""« Modifier »: an earlier form is filled in again, and the old trail is followed as far as it holds."""

from __future__ import annotations

import pytest

from engine.core.builder import StepBuilder
from engine.core.case import MODIFY, Decision, Event, Refusal, RegisterRow
from engine.core.context import EvaluationContext
from engine.core.filling import prefill
from engine.core.trail import modifiable
from tests.conftest import MakeFlow
from tests.support.stage import ADULT, CHILD, FLOW, FORMS, NOW, CaseRunner, states, to_recap

NOT_ON: dict[str, str] = {
    "stays": "{effects: [{set: {mineur: 'true'}}]}",
    "leaves": "{leave: accueil}",
    "leads back": "{target: qui}",
}


@pytest.mark.parametrize("branch", NOT_ON.values(), ids=NOT_ON)
def test_modify_ends_where_a_step_leads_no_further(branch: str, make_flow: MakeFlow) -> None:
    """It went on from there with the same old step, for ever, the database locked meanwhile."""
    text = FLOW.replace(
        "suite: {label: Suite, target: recap}",
        "suite: {label: Suite, first_of: [{guard: age < 50, target: recap}, " + branch + "]}",
    ).replace(
        "    states:\n", "    pages: {accueil: {title: Accueil, path: /accueil, content: Bonjour.}}\n    states:\n", 1
    )
    runner = CaseRunner(make_flow("stage", text, FORMS))
    recap = to_recap(runner)
    again = runner.send(recap, MODIFY, answers={**ADULT, "age": 70}, inner="suite", at=0)
    assert isinstance(again, Decision)
    assert again.case.state == ("qui" if "qui" in branch else "ville")
    assert (again.leave.page.name if again.leave else None) == ("accueil" if "leave" in branch else None)
    assert [taken.state for taken in again.taken] == ["qui", "ville"], "each old step is taken once"


def test_modify_goes_straight_to_the_form_and_straight_back(runner: CaseRunner) -> None:
    recap = to_recap(runner, CHILD)
    at = modifiable(runner.machine.flow, recap)["qui"]
    back = runner.send(recap, MODIFY, answers={**CHILD, "email": "eva@exemple.fr"}, at=at, inner="suite")
    assert states(back.case) == ["qui", "parent", "ville", "recap"]
    assert back.case.known()["email"] == "eva@exemple.fr"
    assert back.case.known()["parent"] == "Eva"


def test_modify_that_changes_the_way_stands_where_the_other_branch_leads(runner: CaseRunner) -> None:
    recap = to_recap(runner, CHILD)
    other = runner.send(recap, MODIFY, answers=ADULT, at=0, inner="suite").case
    assert states(other) == ["qui", "ville"]
    assert prefill(runner.machine.flow, other, "ville", 1) == {"ville": ("Lyon",)}


def test_a_modification_that_is_refused_leaves_the_way_as_it_was(runner: CaseRunner) -> None:
    recap = to_recap(runner)
    runner.rows["places", "eva@exemple.fr"] = RegisterRow("prise", "someone")
    refused = runner.send(recap, MODIFY, answers={**ADULT, "email": "eva@exemple.fr"}, at=0, inner="suite")
    assert isinstance(refused, Refusal)
    assert states(refused.case) == ["qui", "ville", "recap"]


@pytest.mark.parametrize(
    ("at", "inner", "why"),
    [
        (2, "suite", "the step where the case stands is no earlier one"),
        (9, "suite", "no such step"),
        (None, "suite", "no step is named"),
        (0, None, "no button is named"),
        (0, "changer", "a button of another form"),
    ],
)
def test_only_a_passed_form_is_modified_and_by_its_own_button(
    runner: CaseRunner, at: int | None, inner: str | None, why: str
) -> None:
    refused = runner.send(to_recap(runner), MODIFY, answers=ADULT, at=at, inner=inner)
    assert isinstance(refused, Refusal), why
    assert refused.why == "not-open", why


def test_nothing_is_modified_behind_a_seal(runner: CaseRunner) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    assert runner.send(waiting, MODIFY, answers=ADULT, at=0, inner="suite").why == "not-open"


def test_a_step_taken_again_that_is_refused_is_where_the_case_stops(make_flow: MakeFlow) -> None:
    text = FLOW.replace(
        "suite: {label: Suite, target: recap}",
        "suite: {label: Suite, first_of: [{guard: age > 50, refuse: {field: ville, message: Non.}}, {target: recap}]}",
    )
    runner = CaseRunner(make_flow("stage", text, FORMS))
    again = runner.send(to_recap(runner), MODIFY, answers={**ADULT, "age": 70}, at=0, inner="suite")
    assert isinstance(again, Decision)
    assert states(again.case) == ["qui", "ville"]
    assert again.stopped
    assert (again.stopped.why, again.stopped.field) == ("refused", "ville")


def test_a_step_whose_secret_is_not_kept_is_not_taken_again(runner: CaseRunner) -> None:
    recap = to_recap(runner)
    given = recap.trail[1]._replace(secrets=("mot",))
    without = recap._replace(trail=(recap.trail[0], given, recap.trail[2]))
    assert runner.send(without, MODIFY, answers=ADULT, at=0, inner="suite").case.state == "ville"
    kept = without._replace(kept_secrets=("mot",))
    assert runner.send(kept, MODIFY, answers=ADULT, at=0, inner="suite").case.state == "recap"


def test_what_a_resume_brought_along_is_there_again_where_its_step_is_taken_again(make_flow: MakeFlow) -> None:
    text = FLOW.replace("suite: {label: Suite, target: recap}", "suite: {label: Suite, target: relais}").replace(
        "      recap:\n",
        "      relais: {title: Relais, timeout: {after: delai, target: fini}, transitions: {joint: {target: recap}}}\n"
        "      recap:\n",
        1,
    )
    runner = CaseRunner(make_flow("stage", text, FORMS))
    case = runner.walk(("suite", ADULT), ("suite", {"ville": "Lyon"}))
    assert case.state == "relais"
    context = EvaluationContext(runner.machine, {}, NOW)
    fired = StepBuilder(context, case, "resume").take(Event("joint", "resume", carried={"mineur": False}))
    assert isinstance(fired, Decision)
    assert fired.case.known()["mineur"] is False
    again = runner.send(fired.case, MODIFY, answers={**ADULT, "age": 40}, at=0, inner="suite")
    assert states(again.case) == ["qui", "ville", "relais", "recap"]
    assert again.case.known()["mineur"] is False
    back = runner.send(fired.case, "back").case
    assert "mineur" not in back.known(), "it leaves the trail with that step"
