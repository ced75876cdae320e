"""What a browser posts: the hidden fields, the token, what was typed, and the form it answers."""

from __future__ import annotations

import pytest

from engine.core.browsing.results import Browser
from engine.core.browsing.submission import Posted, StepForm, Submission, control, token_of
from engine.core.machine import Machine
from engine.language.model import Flow
from engine.language.urls import Address
from tests.support.bare_service import BareService
from tests.support.stage import NOW

BROWSER = Browser("a cookie", "F", new=False)


def submission(posted: Posted) -> Submission:
    return Submission(BROWSER, Address("state", "guichet", "ville"), posted, NOW)


def test_what_a_submission_carries() -> None:
    posted = {"_token": ("a-token-of-ours",), "_event": ("suite", "back"), "_case": ("c1",), "_visit": ("3",)}
    found = submission(posted)
    assert (found.flow, found.token, found.event, found.case_id, found.visit) == (
        "guichet",
        "a-token-of-ours",
        "suite",  # the first of two
        "c1",
        "3",
    )


def test_what_a_submission_does_not_carry_is_empty() -> None:
    found = submission({"_event": ()})
    assert (found.token, found.event, found.case_id, found.visit) == ("", "", "", "")
    assert control({}, "_proof") == ""


@pytest.mark.parametrize(
    ("token", "ours", "why"),
    [
        ("a-token_09", True, "letters, digits, - and _"),
        ("a" * 64, True, "the longest"),
        ("a" * 65, False, "longer than any of ours"),
        ("a" * 7, False, "shorter"),
        ("a token of theirs", False, "blanks"),
        ("jeton-à-nous", False, "letters of another alphabet"),
        ("a-token-of\n", False, "a line's end"),
    ],
)
def test_a_token_that_cannot_be_ours_is_none(token: str, ours: bool, why: str) -> None:
    assert token_of({"_token": (token,)}) == (token if ours else ""), why


@pytest.fixture
def first(bare: BareService, flow: Flow) -> StepForm:
    case = bare.runner.first(Machine(flow), "creation", NOW)
    return StepForm.present(Machine(flow), case)


def test_the_form_where_a_case_stands(first: StepForm) -> None:
    assert first.url == Address("state", "guichet", "identite")
    assert first.state.name == "identite"
    assert first.form
    assert list(first.form.fields) == ["email", "mot"]
    assert (first.earlier, first.tries_a_secret) == (False, False)


@pytest.mark.parametrize(
    ("entry", "typed", "why"),
    [
        ("creation", {"email": ("a@",)}, "no secret"),
        ("confirmation", {"email_saisi": ("b@",)}, "no code"),
        ("connexion", {"email_connu": ("c@",)}, "no field of another form"),
    ],
)
def test_what_was_typed(bare: BareService, flow: Flow, entry: str, typed: dict[str, tuple[str, ...]], why: str) -> None:
    machine = Machine(flow)
    context = StepForm.present(machine, bare.runner.first(machine, entry, NOW))
    posted = {
        "email": ("a@",),
        "mot": ("sésame",),
        "email_saisi": ("b@",),
        "code_saisi": ("ABC",),
        "email_connu": ("c@",),
        "mot_connu": ("x",),
        "_token": ("t",),
    }
    assert context.typed(posted) == typed, why


def test_the_answers_of_a_form_with_its_faults(first: StepForm) -> None:
    good = first.validate({"email": (" ANA@exemple.fr",), "mot": ("sésame",), "ville": ("Lyon",)}, NOW)
    assert good.values == {"email": "ANA@exemple.fr"}
    assert good.secrets == {"mot": "sésame"}
    assert good.faults == ()
    bad = first.validate({"email": ("no address",)}, NOW)
    assert [(fault.field, fault.keyword) for fault in bad.faults] == [("email", "format"), ("mot", "required")]


def test_a_secret_that_is_kept_may_be_left_blank(first: StepForm) -> None:
    kept = first._replace(case=first.case._replace(kept_secrets=("mot",)))
    answers = kept.validate({"email": ("ana@exemple.fr",), "mot": ("",)}, NOW)
    assert (answers.faults, answers.given_secrets, answers.secrets) == ((), ("mot",), {})


def test_a_page_without_a_form_has_no_answers_and_no_faults(bare: BareService, flow: Flow) -> None:
    case = bare.runner.first(Machine(flow), "creation", NOW)
    recap = case._replace(trail=(case.present._replace(state="recap"),))
    answers = StepForm.present(Machine(flow), recap).validate({"email": ("x",)}, NOW)
    assert (answers.values, answers.faults) == ({}, ())
