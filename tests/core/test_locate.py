"""Which case a request means, of those that its browser holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.case import BACK, TIMEOUT, Case
from engine.core.locate import answered, begun_at, fillable, meant, named, offering, showing, timed_out_since
from engine.language.model import Flow
from tests.conftest import MakeFlow
from tests.support.stage import ADULT, FLOW, FORMS, NOW, CaseRunner, to_recap

Cases = dict[str, Case]


@pytest.fixture
def flow(runner: CaseRunner) -> Flow:
    return runner.machine.flow


@pytest.fixture
def cases(runner: CaseRunner) -> Cases:
    """One at each place, by the name of its state; each has its state as its id."""
    waiting = runner.send(to_recap(runner), "valider").case
    made = [
        runner.begin(),
        runner.walk(("suite", ADULT)),
        to_recap(runner),
        waiting,
        runner.send(waiting, TIMEOUT, NOW + timedelta(hours=48), actor="timer").case,
        runner.begin("confirmation"),
    ]
    return {case.state: case._replace(id=case.state) for case in made}


@pytest.mark.parametrize(
    ("held", "entry", "found", "why"),
    [
        ([], "inscription", None, "no case"),
        (["qui"], "inscription", "qui", "begun there"),
        (["qui"], "confirmation", None, "begun at another entry"),
        (["ville", "qui"], "inscription", "ville", "the last touched, wherever it stands by now"),
        (["attente"], "inscription", None, "a request: it has sealed something, so the entry begins another"),
        (["expiree"], "inscription", None, "it has ended"),
        (["attente", "qui"], "inscription", "qui", "the first of those that nothing has sealed"),
    ],
)
def test_the_case_begun_at_an_entry(cases: Cases, held: list[str], entry: str, found: str | None, why: str) -> None:
    case = begun_at([cases[state] for state in held], entry)
    assert (case.id if case else None) == found, why


def test_a_case_is_named_by_its_id(cases: Cases) -> None:
    held = list(cases.values())
    assert named(held, "ville") == cases["ville"]
    assert named(held, "somebody else's") is None
    assert named(held, "") is None


@pytest.mark.parametrize(
    ("held", "state", "found", "why"),
    [
        ([], "qui", None, "no case"),
        (["qui"], "qui", ("qui", 0, "here"), "it stands there"),
        (["recap", "qui"], "qui", ("qui", 0, "here"), "standing there goes before an earlier form, touched later"),
        (["recap"], "qui", ("recap", 0, "here"), "its earlier form can be filled in again"),
        (["recap"], "ville", ("recap", 1, "here"), "so can that one"),
        (["recap", "ville"], "ville", ("ville", 1, "here"), "the step it stands at, not an earlier one"),
        (["attente"], "qui", ("attente", 3, "elsewhere"), "sealed: what was typed there is not changed any more"),
        (["recap"], "parent", ("recap", 2, "elsewhere"), "it has never been there"),
        (["code"], "attente", None, "a code only just asked for: who looks for a waiting page means another case"),
        (["code", "recap"], "attente", ("recap", 2, "elsewhere"), "the first that can be meant"),
        (["expiree"], "attente", ("expiree", 4, "too_late"), "the time for it is over"),
        (["expiree"], "qui", ("expiree", 4, "elsewhere"), "over elsewhere, not for this form"),
        (["recap", "ville"], "nowhere", ("recap", 2, "elsewhere"), "no such state: the last touched"),
    ],
)
def test_the_case_that_an_address_means(
    flow: Flow, cases: Cases, held: list[str], state: str, found: tuple[str, int, str] | None, why: str
) -> None:
    """(case, step, why)"""
    located = showing(lambda _case: flow, [cases[one] for one in held], state)
    assert (located and (located.case.id, located.step, located.why)) == found, why


@pytest.mark.parametrize(
    ("stands", "state", "visit", "step", "why"),
    [
        ("ville", "ville", "2", 1, "the present form as it was shown"),
        ("ville", "ville", "1", None, "the form of an earlier visit to this state"),
        ("ville", "ville", "", None, "a form that carries no visit"),
        ("ville", "qui", "1", 0, "an earlier form: « Modifier »"),
        ("ville", "qui", "99", 0, "whatever visit that form carries"),
        ("ville", "recap", "3", None, "a state still ahead"),
        ("attente", "qui", "1", None, "sealed"),
        ("expiree", "attente", "4", None, "the case has gone on"),
    ],
)
def test_the_step_that_a_form_answers(
    flow: Flow, cases: Cases, stands: str, state: str, visit: str, step: int | None, why: str
) -> None:
    assert answered(flow, cases[stands], state, visit) == step, why


def test_a_form_shown_before_the_case_went_back_and_came_again_is_stale(runner: CaseRunner, flow: Flow) -> None:
    case = runner.walk(("suite", ADULT))
    again = runner.send(runner.send(case, BACK).case, "suite", answers=ADULT).case
    assert (case.state, again.state) == ("ville", "ville")
    assert answered(flow, again, "ville", str(case.present.visit)) is None
    assert answered(flow, again, "ville", str(again.present.visit)) == 1


@pytest.mark.parametrize(
    ("stands", "state", "step", "why"),
    [
        ("ville", "ville", 1, "where it stands, whatever visit the form carries"),
        ("ville", "qui", 0, "an earlier form"),
        ("ville", "parent", None, "it has left the trail, or never was on it"),
        ("attente", "qui", None, "sealed"),
        ("expiree", "qui", None, "ended"),
    ],
)
def test_the_step_whose_form_can_be_shown(
    flow: Flow, cases: Cases, stands: str, state: str, step: int | None, why: str
) -> None:
    assert fillable(flow, cases[stands], state) == step, why


@pytest.mark.parametrize(
    ("stands", "visit", "late", "why"),
    [
        ("expiree", "4", True, "the deadline of the very step that the form is of"),
        ("expiree", "3", False, "a step passed before it"),
        ("expiree", "", False, "a form that carries no visit"),
        ("attente", "4", False, "it still waits"),
    ],
)
def test_whether_a_deadline_has_passed_since(cases: Cases, stands: str, visit: str, late: bool, why: str) -> None:
    assert timed_out_since(cases[stands], visit) is late, why


def test_a_request_for_a_state_means_a_case_that_may_be_there(runner: CaseRunner, cases: Cases, flow: Flow) -> None:
    # Cases in "attente" are found again by a code: one that only asks for the code is not meant.
    held = [runner.begin("confirmation"), cases["qui"], cases["attente"]]
    assert meant(lambda _: flow, held, "attente") == cases["qui"], "its buttons lead there, and it was touched last"
    assert meant(lambda _: flow, held[:1], "attente") is None


def test_a_document_is_offered_by_the_case_whose_state_links_to_it(make_flow: MakeFlow) -> None:
    linked = FLOW.replace(
        "rest: true\n        on_enter", "rest: true\n        links: [{label: Reçu, document: recu}]\n        on_enter"
    )
    linked += "    documents: {recu: {title: Reçu, show: [numero]}}\n"
    runner = CaseRunner(make_flow("stage", linked, FORMS))
    enrolled = to_recap(runner)._replace(id="b")
    step = enrolled.trail[-1]._replace(state="inscrit")
    enrolled = enrolled._replace(trail=(*enrolled.trail[:-1], step))
    held = [to_recap(runner), enrolled]
    assert offering(lambda _: runner.machine.flow, held, "recu") == enrolled
    assert offering(lambda _: runner.machine.flow, held[:1], "recu") is None
    assert offering(lambda _: runner.machine.flow, held, "autre") is None
