"""The second of two clicks on a wrong code or password gets the first one's answer, without another attempt."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from engine.core.browsing.memory import CLICKS, MOST_REMEMBERED
from engine.core.browsing.results import Answer, Redirect, Screen
from engine.language.urls import Address
from engine.service.browsing.recent_refusals import RecentRefusals
from tests.support.accounts import EMAIL
from tests.support.bare_service import BareService
from tests.support.stage import NOW

MOVE = Answer(Redirect(Address("page", "guichet", "accueil")))


@pytest.fixture
def refused(bare: BareService) -> Answer:
    """A form with its refusal, as it is shown."""
    eva = bare.visitor()
    eva.go("entry", "guichet", "connexion")
    return eva.send(eva.fill("entrer", email_connu=EMAIL, mot_connu="wrong"))


class Attempts:
    """Counts how often it is tried."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.made = 0

    def __call__(self) -> Answer:
        self.made += 1
        return self.answers[min(self.made, len(self.answers)) - 1]


def test_a_second_click_gets_the_first_ones_refusal(refused: Answer) -> None:
    recent, attempt = RecentRefusals(), Attempts(refused, MOVE)
    assert recent.once("post", NOW, attempt) is refused
    assert recent.once("post", NOW + CLICKS - timedelta(milliseconds=1), attempt) is refused
    assert attempt.made == 1


@pytest.mark.parametrize(
    ("first", "post", "later", "why"),
    [
        ("refused", "post", CLICKS, "it is another attempt"),
        ("refused", "another post", timedelta(), "another post"),
        ("accepted", "post", timedelta(), "nothing was refused: the token tells a second click"),
        ("cookie", "post", timedelta(), "the second click needs an id of its own"),
        ("paused", "post", timedelta(), "nothing was tried"),
    ],
)
def test_what_is_tried_again(refused: Answer, first: str, post: str, later: timedelta, why: str) -> None:
    screen = refused.what
    assert isinstance(screen, Screen)
    answers = {
        "refused": refused,
        "accepted": MOVE,
        "cookie": refused._replace(cookie="a new id"),
        "paused": Answer(screen._replace(status=429)),
    }
    recent, attempt = RecentRefusals(), Attempts(answers[first])
    recent.once("post", NOW, attempt)
    recent.once(post, NOW + later, attempt)
    assert attempt.made == 2, why


def test_the_oldest_of_too_many_is_forgotten(refused: Answer) -> None:
    recent, attempt = RecentRefusals(), Attempts(refused)
    for post in range(MOST_REMEMBERED + 1):
        recent.once(post, NOW, attempt)
    recent.once(MOST_REMEMBERED, NOW, attempt)
    assert attempt.made == MOST_REMEMBERED + 1
    recent.once(0, NOW, attempt)
    assert attempt.made == MOST_REMEMBERED + 2


def test_of_two_clicks_at_once_one_waits_for_the_other_and_nobody_else_does(refused: Answer) -> None:
    recent, begun, go_on = RecentRefusals(), threading.Event(), threading.Event()
    made: list[str] = []

    def slowly() -> Answer:
        made.append("slowly")
        begun.set()
        assert go_on.wait(30)
        return refused

    def quickly() -> Answer:
        made.append("quickly")
        return refused

    clicks = [threading.Thread(target=recent.once, args=("post", NOW, slowly)) for _ in range(2)]
    for click in clicks:
        click.start()
    assert begun.wait(30)
    assert recent.once("another post", NOW, quickly) is refused
    go_on.set()
    for click in clicks:
        click.join(30)
    assert made == ["slowly", "quickly"]


def test_an_attempt_that_fails_is_not_remembered(refused: Answer) -> None:
    recent = RecentRefusals()

    def fails() -> Answer:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        recent.once("post", NOW, fails)
    assert recent.once("post", NOW, Attempts(MOVE)) is MOVE
