"""Which waiting case a resume finds, and what becomes of both cases."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from engine.core.builder import StepBuilder
from engine.core.case import ClaimKey, Refusal, SpendCode, TakeNumber, Waiting, WaitingQuestion
from engine.core.context import EvaluationContext, Unanswered
from engine.core.resume import find_waiting
from engine.language.load import empty_site, load_sources
from tests.conftest import MakeFlow
from tests.support.stage import FLOW, FORMS, NOW, CaseRunner, to_recap


def resume_from(runner: CaseRunner, email: str = "ANA@exemple.fr", code: str = "good") -> Any:
    visitor = runner.begin("confirmation")._replace(id="c2")
    return runner.send(visitor, "suite", answers={"code_saisi": code, "email_saisi": email})


def test_a_resume_spends_the_code_and_fires_the_event_on_the_case_it_found(runner: CaseRunner) -> None:
    runner.waiting = runner.send(to_recap(runner), "valider").case
    runner.codes["good"] = "valid"
    decision = resume_from(runner)
    assert decision.resumed.hand_over
    assert decision.resumed.by == "code"
    there = decision.resumed.decision
    assert there.case.state == "inscrit", "through the automatic state"
    assert there.effects == (
        SpendCode("confirmation", 1),
        TakeNumber("numero", "111111"),
        ClaimKey("places", "ana@exemple.fr", "prise", ()),
    )
    assert [taken.actor for taken in there.taken] == ["resume", "resume"]
    assert there.case.known()["numero"] == "111111"
    assert decision.case.closed_at == NOW, "the visitor's own case then ends"


def test_a_version_published_with_a_resume_in_an_automatic_state_goes_on_as_it_did() -> None:
    """`check` refuses it today, but a case keeps the version that it began with."""
    text = """
        parcours: 1
        flow: ancien
        title: Ancien
        language: fr
        timezone: Europe/Paris
        entries: {demande: {state: attente}, code: {state: code}}
        states:
          attente: {title: Attente, transitions: {activer: {target: ouvert}}}
          ouvert: {title: Ouvert, rest: true}
          code: {title: Code, form: code, transitions: {suite: {label: Suite, target: tri}}}
          tri:
            automatic:
              first_of:
                - {resume: {state: attente, code: c, typed: code_saisi, event: activer}, target: merci}
                - {target: fin}
          merci: {title: Merci, final: true}
          fin: {title: Fin, final: true}
    """
    form = "{type: object, properties: {code_saisi: {type: string, title: Code}}}"
    sources = {"flows/ancien.yaml": dedent(text), "forms/code.yaml": form}
    runner = CaseRunner(load_sources("ancien", sources, empty_site()))
    runner.waiting = runner.begin("demande")._replace(id="c2")
    decision = runner.send(runner.begin("code"), "suite", answers={"code_saisi": "good"})
    assert decision.case.state == "merci"
    assert decision.resumed.decision.case.state == "ouvert"
    assert not decision.resumed.hand_over, "it has a target: the browser keeps its own case"


@pytest.mark.parametrize(
    ("email", "code", "waits", "why"),
    [
        ("eva@exemple.fr", "good", True, "another address"),
        ("ana@exemple.fr", "bad", True, "an unknown code"),
        ("ana@exemple.fr", "good", False, "nobody waits"),
    ],
)
def test_where_no_case_is_found_the_next_branch_is_tried(
    runner: CaseRunner, email: str, code: str, waits: bool, why: str
) -> None:
    runner.codes["good"] = "valid"
    if waits:
        runner.waiting = runner.send(to_recap(runner), "valider").case
    refused = resume_from(runner, email, code)
    assert isinstance(refused, Refusal), why
    assert refused.field == "code_saisi"


@pytest.mark.parametrize(
    ("answers", "asked", "why"),
    [
        ({"code_saisi": "k", "email_saisi": "a@exemple.fr"}, True, "a code is typed"),
        ({"email_saisi": "a@exemple.fr"}, False, "no code is typed: nothing to look for"),
    ],
)
def test_which_case_is_looked_for(runner: CaseRunner, answers: dict[str, str], asked: bool, why: str) -> None:
    (resume,) = (branch.resume for branch in runner.machine.flow.states["code"].branches() if branch.resume)
    case = runner.begin("confirmation")
    case = case._replace(trail=(case.present._replace(answers=answers),))
    context = EvaluationContext(runner.machine, {}, NOW)
    if not asked:
        assert find_waiting(context, case, resume) is None, why
        return
    with pytest.raises(Unanswered) as question:
        find_waiting(context, case, resume)
    assert question.value.question == WaitingQuestion(("stage",), ("attente",), "confirmation", "k", None, None, ()), (
        why
    )


def test_a_case_does_not_resume_itself(runner: CaseRunner) -> None:
    runner.waiting, runner.codes["good"] = runner.send(to_recap(runner), "valider").case, "valid"
    visitor = runner.begin("confirmation")
    assert visitor.id == runner.waiting.id
    answers = {"code_saisi": "good", "email_saisi": "ana@exemple.fr"}
    assert isinstance(runner.send(visitor, "suite", answers=answers), Refusal)


def test_a_waiting_case_that_does_not_accept_the_event_is_not_resumed(runner: CaseRunner) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    elsewhere = waiting.present._replace(state="ville")
    runner.waiting = waiting._replace(trail=(*waiting.trail[:-1], elsewhere))
    runner.codes["good"] = "valid"
    (branch,) = (branch for branch in runner.machine.flow.states["code"].branches() if branch.resume)
    visitor = runner.begin("confirmation")._replace(id="c2")
    answers = {"code_saisi": "good", "email_saisi": "ana@exemple.fr"}
    visitor = visitor._replace(trail=(visitor.present._replace(answers=answers),))
    question = WaitingQuestion(("stage",), ("attente",), "confirmation", "good", None, None, ())
    context = EvaluationContext(runner.machine, {question: Waiting(runner.machine, runner.waiting)}, NOW)
    assert find_waiting(context, visitor, branch.resume)
    assert not StepBuilder(context, visitor, "usager").resumes(branch)


OPENS = "resume: {state: attente, code: confirmation, typed: code_saisi, where: {email: email_saisi}}"


def test_a_resume_without_an_event_only_opens_the_case_and_spends_its_code(make_flow: MakeFlow) -> None:
    start = FLOW.index("                resume:\n")
    end = FLOW.index("event: confirmer}", start) + len("event: confirmer}")
    text = FLOW[:start] + "                " + OPENS + FLOW[end:]
    text = text.replace("        transitions:\n          confirmer: {target: tri}\n", "", 1)
    cut = text.index("      tri:\n"), text.index("      expiree:")
    text = text[: cut[0]] + text[cut[1] :]
    text = text.replace("review: true", "review: true\n        show: [mineur]")
    text = text.replace("      numero: {type: string, title: Numéro}\n", "").replace("[reservee, prise]", "[reservee]")
    runner = CaseRunner(make_flow("stage", text, FORMS))
    runner.waiting, runner.codes["good"] = runner.send(to_recap(runner), "valider").case, "valid"
    decision = resume_from(runner)
    there = decision.resumed.decision
    assert there.taken == ()
    assert there.effects == (SpendCode("confirmation", 1),)
    assert there.case == runner.waiting._replace(codes={}, touched_at=NOW)
    assert decision.resumed.hand_over


def test_two_fields_that_are_not_given_do_not_agree(runner: CaseRunner) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    runner.waiting = waiting._replace(trail=(waiting.present,))
    runner.codes["good"] = "valid"
    visitor = runner.begin("confirmation")._replace(id="c2")
    assert isinstance(runner.send(visitor, "suite", answers={"code_saisi": "good"}), Refusal)
