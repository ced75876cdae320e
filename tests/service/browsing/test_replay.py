"""A step token that comes again: a reload or the second of two clicks, told from an old copy filled in again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.browsing.replay import Replays
from engine.core.browsing.results import Answer
from engine.core.browsing.submission import StepForm, Submission
from engine.store import registers
from tests.support.accounts import EMAIL, PASSWORD, fill_in, open_account, request_account
from tests.support.bare_service import BareService, Post, Visitor, seen
from tests.support.stage import NOW


@pytest.fixture
def ana(bare: BareService) -> Visitor:
    return bare.visitor()


def replayed(bare: BareService, post: Post) -> tuple[object, ...] | Submission:
    """What is answered to a post that may have come before, by what is known of its token now."""
    submission = Submission(post.browser, post.url, post.posted, bare.now)
    look = bare.holdings.look(post.browser, submission.flow, submission.token, bare.now)
    answer = Replays(bare.parts).answer(submission, look)
    return seen(answer) if isinstance(answer, Answer) else answer


def again(post: Post, **changed: str) -> Post:
    """The same form, token and all, filled in differently."""
    return post._replace(posted={**post.posted, **{name: (text,) for name, text in changed.items()}})


def test_a_new_post_is_gone_on_with(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    post = ana.fill("suite", email=EMAIL, mot=PASSWORD)
    found = replayed(bare, post)
    assert isinstance(found, Submission)
    assert found.posted == post.posted


def test_a_post_without_a_token_is_gone_on_with(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    post = ana.fill("suite", email=EMAIL, mot=PASSWORD, _token="")
    ana.send(post)
    assert isinstance(replayed(bare, post), Submission)


def test_a_browser_whose_id_was_replaced_is_sent_to_the_page_again(bare: BareService, ana: Visitor) -> None:
    open_account(ana)
    old = ana.cookie
    ana.send(ana.fill("quitter"))
    ana.cookie = old
    assert replayed(bare, ana.fill("note", _token="another-token")) == ("move", "state", "ouvert", "stale")


@pytest.mark.parametrize(
    ("changed", "same", "why"),
    [
        ({}, True, "the very same post"),
        ({"mot": ""}, True, "a secret that is kept may be left blank"),
        ({"email": "ANA@exemple.fr"}, False, "another answer"),
        ({"mot": "another password"}, False, "another secret"),
        ({"email": "no address"}, False, "what is not an answer at all"),
        ({"_again": "1"}, False, "another button: a new image"),
        ({"_event": "back"}, False, "another button"),
        ({"_event": ""}, True, "Enter in a field presses the first button"),
    ],
)
def test_a_post_of_the_same_token_is_the_same_with_the_same_button_and_answers(
    bare: BareService, ana: Visitor, changed: dict[str, str], same: bool, why: str
) -> None:
    ana.go("entry", "guichet", "creation")
    post = ana.fill("suite", email=EMAIL, mot=PASSWORD)
    ana.send(post)
    found = replayed(bare, again(post, **changed))
    if same:
        assert found == ("move", "state", "ville", None), why
    else:
        assert isinstance(found, Submission), why
        assert found.token != post.posted["_token"][0], "it is given a token of its own"
        assert {**found.posted, "_token": post.posted["_token"]} == again(post, **changed).posted


def test_the_same_post_leads_where_the_case_stands_by_now(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    post = ana.fill("suite", email=EMAIL, mot=PASSWORD)
    ana.follow(ana.send(post))
    ana.submit("suite", ville="Lyon")
    assert replayed(bare, post) == ("move", "state", "recap", None)


def test_a_way_back_is_the_same_whatever_was_typed(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    ana.submit("suite", email=EMAIL, mot=PASSWORD)
    post = ana.fill("back", ville="Ly")
    ana.send(post)
    assert replayed(bare, again(post, ville="Lyon")) == ("move", "state", "identite", None)


def test_the_refusal_of_a_post_is_shown_again(bare: BareService, ana: Visitor) -> None:
    fill_in(ana)
    with bare.database.write() as tx:
        registers.put(tx, "comptes", EMAIL, "ouvert")
    post = ana.fill("valider")
    refused = ("screen", "identite", 422, None, [("email", "refused")])
    assert ana.sees(post) == refused
    assert replayed(bare, post) == refused


def test_a_refusal_is_not_shown_again_once_the_case_has_gone_on(bare: BareService, ana: Visitor) -> None:
    fill_in(ana)
    with bare.database.write() as tx:
        registers.put(tx, "comptes", EMAIL, "ouvert")
    post = ana.fill("valider")
    ana.follow(ana.send(post))
    ana.submit("suite", email="eva@exemple.fr", mot="")
    assert replayed(bare, post) == ("move", "state", "ville", None)


@pytest.mark.parametrize(
    ("typed", "same", "why"),
    [("WRONG", True, "the same wrong code"), ("OTHER", False, "another code is another attempt")],
)
def test_a_refused_code_is_the_same_post_with_the_same_words(
    bare: BareService, ana: Visitor, typed: str, same: bool, why: str
) -> None:
    ana.go("entry", "guichet", "confirmation")
    post = ana.fill("suite", code_saisi="WRONG", email_saisi=EMAIL)
    ana.send(post)
    found = replayed(bare, again(post, code_saisi=typed))
    assert isinstance(found, Submission) is not same, why
    if same:
        assert found == ("screen", "code", 422, None, [("code_saisi", "refused")]), why


def test_a_refusal_is_shown_again_to_no_other_browser(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "confirmation")
    post = ana.fill("suite", code_saisi="WRONG", email_saisi=EMAIL)
    ana.send(post)
    eva = bare.visitor()
    assert replayed(bare, post._replace(browser=eva.browser("guichet"))) == ("move", "state", "code", None)


def test_a_hand_over_whose_answer_was_lost_is_answered_again_with_an_id(bare: BareService, ana: Visitor) -> None:
    code = request_account(ana)
    eva = bare.visitor()
    eva.go("entry", "guichet", "confirmation")
    post = eva.fill("suite", code_saisi=code, email_saisi=EMAIL)
    eva.send(post)
    submission = Submission(post.browser, post.url, post.posted, bare.now)
    look = bare.holdings.look(post.browser, "guichet", submission.token, bare.now)
    assert look.led
    answer = Replays(bare.parts).answer(submission, look)
    assert isinstance(answer, Answer)
    assert seen(answer) == ("move", "state", "ouvert", None)
    eva.cookie = answer.cookie
    assert eva.go("state", "guichet", "ouvert").case.state == "ouvert"


def test_a_page_that_was_left_to_is_led_to_again(bare: BareService, ana: Visitor) -> None:
    open_account(ana)
    post = ana.fill("quitter")
    ana.send(post)
    assert replayed(bare, post) == ("move", "page", "accueil", "signed_out")


def test_a_token_of_a_case_that_is_past_its_time_is_a_post_of_its_own(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    post = ana.fill("suite", email=EMAIL, mot=PASSWORD)
    ana.send(post)
    bare.now = NOW + timedelta(hours=24)
    assert isinstance(replayed(bare, post), Submission), "gone on with: what was typed is kept, and why it cannot count"


@pytest.mark.parametrize(
    ("typed", "same", "why"),
    [
        ({"email": EMAIL, "mot": PASSWORD}, True, "the same answers"),
        ({"email": EMAIL, "mot": ""}, True, "a secret left blank is kept"),
        ({"email": EMAIL, "mot": "another"}, False, "another secret"),
        ({"email": "eva@exemple.fr", "mot": PASSWORD}, False, "another answer"),
        ({"email": "", "mot": PASSWORD}, False, "none"),
    ],
)
def test_whether_the_answers_are_those_of_a_step(
    bare: BareService, ana: Visitor, typed: dict[str, str], same: bool, why: str
) -> None:
    recap = fill_in(ana)
    context = StepForm.of(bare.parts.machine_of(recap.case), recap.case, 0, recap.url)
    posted = {name: (text,) for name, text in typed.items()}
    assert Replays(bare.parts).same_answers(context, posted, NOW) is same, why
