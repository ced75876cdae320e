"""The screen of a form: as kept, as it was filled in, and why it was not accepted."""

from __future__ import annotations

from datetime import timedelta

from engine.core.browsing.gates import Passed
from engine.core.browsing.results import Screen
from engine.core.browsing.submission import StepForm
from engine.core.case import Refusal
from engine.core.limits import TooOften
from engine.core.surroundings import Busy
from engine.language.urls import Address
from tests.support.accounts import PASSWORD
from tests.support.bare_service import BareService

FLOW = "guichet"


def first_form(bare: BareService) -> StepForm:
    """The form of the first entry, of a case not yet begun."""
    machine = bare.machines.newest(FLOW)
    assert machine
    entry = next(iter(machine.flow.entries))
    case = bare.runner.first(machine, entry, bare.now)
    return StepForm.of(machine, case, len(case.trail) - 1, Address("entry", FLOW, entry))


def summary(screen: Screen) -> tuple[int, str | None, list[tuple[str | None, str]]]:
    return screen.status, screen.notice, [(fault.field, fault.keyword) for fault in screen.faults]


def test_a_screen_shows_what_was_typed_and_no_secret(bare: BareService) -> None:
    context = first_form(bare)
    assert context.form
    secret = [name for name, field in context.form.fields.items() if field.secret]
    assert secret, "the form asks for a password"
    posted = {name: (PASSWORD if name in secret else f"typed in {name}",) for name in context.form.fields}
    screen = bare.parts.screens.screen(context, typed=posted)
    assert summary(screen) == (200, None, [])
    shown = {name: texts for name, texts in screen.typed.items() if texts}
    assert shown == {name: texts for name, texts in context.typed(posted).items() if texts}
    assert not any(PASSWORD in text for texts in screen.typed.values() for text in texts)


def test_a_challenge_is_shown_until_it_is_solved(bare: BareService) -> None:
    context = first_form(bare)
    assert bare.parts.screens.screen(context).challenge
    solved = bare.parts.screens.screen(context, passed=Passed("nonce", "proof"))
    assert (solved.challenge, solved.proof) == (None, "proof")


def test_each_screen_has_a_step_token_of_its_own(bare: BareService) -> None:
    context = first_form(bare)
    tokens = {bare.parts.screens.screen(context).token for _ in range(3)}
    assert len(tokens) == 3


def test_a_screen_says_why_a_form_was_not_accepted(bare: BareService) -> None:
    context, screens = first_form(bare), bare.parts.screens
    limit = TooOften("paused", bare.now + timedelta(minutes=15))
    refused = Refusal(context.case, "refused")
    assert summary(screens.refused(context, refused, None, None)) == (422, None, [(None, "refused")])
    assert summary(screens.refused(context, Refusal(context.case, "not-open"), None, None)) == (422, "not_open", [])
    paused = screens.must_wait(context, limit, None, None)
    assert summary(paused) == (429, "paused", [])
    assert "2026" in paused.notice_values["until"], "the time from which it may be tried again, in words"
    assert summary(screens.not_kept(context, {}, None, Busy("all places are taken"))) == (503, "unavailable", [])
    assert summary(screens.not_kept(context, {}, None, ValueError("ours"))) == (500, "fault", [])
