"""A post that cannot be taken as it was sent: what is true now is shown, with what was typed where that still fits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.browsing.navigation import Navigation
from engine.core.browsing.replay import Replays
from engine.core.browsing.results import Answer, Screen
from engine.core.browsing.stale import StalePosts
from engine.core.browsing.submission import Submission
from tests.support.accounts import EMAIL, PASSWORD, fill_in, open_account, request_account
from tests.support.bare_service import BareService, Post, Visitor, seen
from tests.support.stage import NOW


@pytest.fixture
def ana(bare: BareService) -> Visitor:
    return bare.visitor()


def stale_posts(bare: BareService) -> StalePosts:
    return StalePosts(bare.parts, Navigation(bare.parts), Replays(bare.parts))


def answered(bare: BareService, post: Post) -> Answer:
    return stale_posts(bare).answer(Submission(post.browser, post.url, post.posted, bare.now))


def astray(bare: BareService, post: Post, notice: str = "no_cookie") -> Answer:
    return stale_posts(bare).astray(Submission(post.browser, post.url, post.posted, bare.now), notice)


@pytest.mark.parametrize(
    ("typed", "answer", "why"),
    [
        ({"ville": "Paris"}, ("screen", "ville", 200, "stale", []), "what was typed for the present form is shown"),
        ({"ville": "  "}, ("move", "state", "ville", "stale"), "nothing was typed"),
        ({}, ("move", "state", "ville", "stale"), "nothing was typed"),
    ],
)
def test_a_form_of_the_present_state(
    bare: BareService, ana: Visitor, typed: dict[str, str], answer: tuple[object, ...], why: str
) -> None:
    ana.go("entry", "guichet", "creation")
    ana.submit("suite", email=EMAIL, mot=PASSWORD)
    assert seen(answered(bare, ana.fill("suite", **typed))) == answer, why


@pytest.mark.parametrize(
    ("typed", "answer", "why"),
    [
        ({"ville": "Paris"}, ("screen", "ville", 200, "stale", []), "another answer: it can still be given"),
        ({"ville": "Lyon"}, ("move", "state", "recap", "stale"), "the answer that was given: there is nothing to do"),
    ],
)
def test_a_form_that_is_passed(
    bare: BareService, ana: Visitor, typed: dict[str, str], answer: tuple[object, ...], why: str
) -> None:
    fill_in(ana)
    ana.go("state", "guichet", "ville")
    assert seen(answered(bare, ana.fill("suite", **typed))) == answer, why


def test_a_secret_that_was_typed_is_not_shown_again_and_the_notice_says_so(bare: BareService, ana: Visitor) -> None:
    fill_in(ana)
    ana.go("state", "guichet", "identite")
    post = ana.fill("suite", email="eva@exemple.fr", mot="another")
    assert seen(answered(bare, post)) == ("screen", "identite", 200, "stale_secret", [])


def test_what_was_typed_in_a_form_that_has_left_the_trail_fills_it_when_the_person_comes_back(
    bare: BareService, ana: Visitor
) -> None:
    ana.go("entry", "guichet", "creation")
    ville = ana.submit("suite", email=EMAIL, mot=PASSWORD)
    ana.submit("back")
    post = ana.fill("suite", ville, ville="Paris")
    assert seen(answered(bare, post)) == ("move", "state", "identite", "stale")
    shown = ana.go("state", "guichet", "identite")
    assert shown.case.drafts["ville"] == {"ville": ("Paris",)}
    assert ana.submit("suite", email=EMAIL, mot="").typed["ville"] == ("Paris",)


def test_behind_a_seal_nothing_that_was_typed_is_kept(bare: BareService, ana: Visitor) -> None:
    fill_in(ana)
    ville = ana.go("state", "guichet", "ville")
    ana.go("state", "guichet", "recap")
    ana.submit("valider")
    before = bare.holdings.cases(ana.browser(), "guichet", NOW)
    answer = answered(bare, ana.fill("suite", ville, ville="Paris"))
    assert seen(answer) == ("screen", "attente", 200, "stale", [])
    assert isinstance(answer.what, Screen)
    assert answer.what.lost
    assert answer.what.lost.typed == {"ville": ("Paris",)}, "to be copied: nothing of it can be kept"
    assert bare.holdings.cases(ana.browser(), "guichet", NOW) == before


def test_a_deadline_that_has_passed_since_is_the_reason(bare: BareService, ana: Visitor) -> None:
    request_account(ana)
    post = ana.fill("quitter")
    bare.now = NOW + timedelta(hours=48)
    assert seen(answered(bare, post)) == ("move", "state", "expiree", "too_late")


def test_a_first_form_whose_case_was_begun_meanwhile(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    post = ana.fill("suite", email=EMAIL, mot=PASSWORD)
    assert seen(answered(bare, post)) == ("move", "entry", "creation", "stale"), "none was begun after all"
    ana.send(post)
    assert seen(answered(bare, post)) == ("move", "state", "ville", "stale"), "the same answers: nothing to do"
    other = post._replace(posted={**post.posted, "email": ("eva@exemple.fr",)})
    assert seen(answered(bare, other)) == ("screen", "identite", 200, "stale_secret", [])


# -- posts of our own pages that cannot be this browser's


def test_what_a_browser_without_cookies_has_typed_is_shown_with_the_reason(bare: BareService) -> None:
    eva = bare.visitor()
    eva.go("entry", "guichet", "creation")
    answer = astray(bare, eva.fill("suite", email=EMAIL, mot=PASSWORD))
    assert seen(answer) == ("screen", "identite", 200, "no_cookie", [])
    assert eva.follow(answer).typed["email"] == (EMAIL,)
    assert seen(astray(bare, eva.fill("suite", email=" "))) == ("move", "entry", "creation", "no_cookie")


def test_it_changes_nothing_of_a_case_that_the_browser_holds(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    first = ana.fill("suite", email="eva@exemple.fr", mot=PASSWORD)
    ana.submit("suite", email=EMAIL, mot=PASSWORD)
    before = bare.holdings.cases(ana.browser(), "guichet", NOW)
    typed = ana.fill("suite", ville="Paris")
    assert seen(astray(bare, typed, "stale")) == ("screen", "ville", 200, "stale", [])
    assert seen(astray(bare, first, "stale")) == ("move", "state", "ville", "stale"), "it has been begun"
    assert bare.holdings.cases(ana.browser(), "guichet", NOW) == before


def test_a_form_of_a_case_that_is_not_held_leads_to_where_one_goes_on(bare: BareService, ana: Visitor) -> None:
    fill_in(ana)
    post = ana.fill("valider")._replace(browser=bare.visitor().browser("guichet"))
    assert seen(astray(bare, post)) == ("move", "entry", "creation", "no_cookie")


def test_a_browser_whose_id_is_dead_is_given_a_new_one(bare: BareService, ana: Visitor) -> None:
    open_account(ana)
    old = ana.cookie
    ana.send(ana.fill("quitter"))
    ana.cookie = old
    answer = astray(bare, ana.fill("note"), "stale")
    assert seen(answer) == ("move", "entry", "connexion", "open_too_long")
    assert answer.cookie not in (None, old)
