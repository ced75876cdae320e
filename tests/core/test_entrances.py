"""Which entry leads to a state, for a person who holds no case there."""

from __future__ import annotations

import pytest

from engine.core.case import Case
from engine.core.entrances import Entrance, entrance_to, may_be_meant
from tests.support.stage import ADULT, NOW, CaseRunner, to_recap


@pytest.mark.parametrize(
    ("state", "entry", "notice", "why"),
    [
        ("qui", "inscription", None, "the entry's own page"),
        ("code", "confirmation", None, "the other entry's own page"),
        ("attente", "confirmation", "anothers", "cases that wait there are found by a code, behind that entry"),
        ("ville", "inscription", "never_begun", "buttons lead there from the entry"),
        ("parent", "inscription", "never_begun", "so they do, whatever the guards say"),
        ("expiree", "inscription", "never_begun", "a timer leads there"),
        ("fini", "confirmation", "never_begun", "the last attempt leads there"),
        ("inscrit", "confirmation", "anothers", "only the event of a resume leads there"),
        ("nowhere", "inscription", "never_begun", "the flow has no such state: the first entry"),
    ],
)
def test_the_entry_that_leads_to_a_state(
    runner: CaseRunner, state: str, entry: str, notice: str | None, why: str
) -> None:
    assert entrance_to(runner.machine.flow, state) == Entrance(entry, notice), why


def at_code(runner: CaseRunner) -> Case:
    return runner.begin("confirmation")


@pytest.mark.parametrize(
    ("stands", "state", "meant", "why"),
    [
        ("qui", "attente", True, "its buttons lead there"),
        ("code", "attente", False, "a code just asked for: who asks for a waiting page means another case"),
        ("inscrit", "attente", True, "it has been there"),
        ("code", "ville", True, "no case is found again there, so it can only be this one"),
        ("code", "nowhere", True, "nor in a state that the flow does not have"),
    ],
)
def test_whether_a_case_may_be_meant(runner: CaseRunner, stands: str, state: str, meant: bool, why: str) -> None:
    if stands == "inscrit":
        runner.waiting, runner.codes = runner.send(to_recap(runner), "valider").case._replace(id="c2"), {"k": "valid"}
        code = {"code_saisi": "k", "email_saisi": ADULT["email"]}
        case = runner.send(at_code(runner), "suite", NOW, answers=code).resumed.decision.case
    else:
        case = {"qui": runner.begin, "code": lambda: at_code(runner)}[stands]()
    assert case.state == stands
    assert may_be_meant(runner.machine.flow, case, state) is meant, why
