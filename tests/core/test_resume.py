"""Which waiting case a resume finds, and what becomes of both cases."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from engine.core.case import ClaimKey, Refusal, SpendCode, TakeNumber
from engine.language.load import empty_site, load_sources
from tests.support.stage import NOW, CaseRunner, to_recap


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
