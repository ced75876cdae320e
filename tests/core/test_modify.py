"""« Modifier »: an earlier form is filled in again, and the old trail is followed as far as it holds."""

from __future__ import annotations

import pytest

from engine.core.case import MODIFY, Decision, Refusal, RegisterRow
from engine.core.trail import modifiable
from engine.delivery.display import prefill
from tests.conftest import MakeFlow
from tests.support.stage import ADULT, CHILD, FLOW, FORMS, CaseRunner, states, to_recap

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
    assert again.leave == ("accueil" if "leave" in branch else None)
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
