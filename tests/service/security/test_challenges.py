"""A challenge is shown, its answer checked once, and a solved one remembered by proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.core.browsing.gates import CHALLENGE_LIVES, Passed, Solution, UsedUp
from engine.registry import Gate
from engine.service.security.challenges import ShownGates
from engine.service.security.vault import Vault
from engine.store.database import Database
from engine.store.kept import Stored, StoredLedger
from tests.support.stage import NOW

KEY = "0123456789abcdef" * 2
HERE, FAMILY = "guichet/identite", "F"
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'parcours.db'}")
    database.create()
    yield database
    database.close()


def gates_of(database: Database, key: str = KEY, **kinds: Gate | None) -> ShownGates:
    vault = Vault(key, memory_kib=8, time_cost=1)
    return ShownGates(vault, StoredLedger(database), {}, kinds or {"captcha": None})


@pytest.fixture
def gates(database: Database) -> ShownGates:
    return gates_of(database)


def solution(
    gates: ShownGates, challenge: str, *, typed: str | None = None, post: str = "a", lasting: bool = False
) -> Solution:
    answer = gates.answer(challenge) if typed is None else typed
    assert answer is not None
    return Solution(challenge, answer, post, lasting)


def spend(gates: ShownGates, database: Database, passed: Passed) -> None:
    with database.write() as tx:
        gates.spend(Stored(tx), passed)


def test_the_answer_of_a_challenge_is_in_no_page(gates: ShownGates) -> None:
    challenge = gates.issue(HERE, "captcha", 6, NOW)
    answer = gates.answer(challenge)
    assert answer
    assert len(answer) == 6
    assert answer not in challenge
    assert gates.answer(gates.issue(HERE, "captcha", 6, NOW)) != answer, "each has its own"


def test_the_picture_of_a_challenge_is_the_same_each_time(gates: ShownGates) -> None:
    challenge = gates.issue(HERE, "captcha", 4, NOW)
    picture = gates.image(challenge)
    assert picture
    assert picture.startswith(b"\x89PNG")
    assert gates.image(challenge) == picture


def test_a_challenge_that_is_not_ours_is_nothing(gates: ShownGates, database: Database) -> None:
    theirs = gates_of(database, "another secret key").issue(HERE, "captcha", 4, NOW)
    unknown = gates_of(database, captcha=None, riddle=Gate("riddle", lambda *_: "x", lambda *_: b"", str.__eq__))
    for forged in ("", "forged", theirs, unknown.issue(HERE, "riddle", 4, NOW)):
        assert gates.answer(forged) is None
        assert gates.image(forged) is None
        assert gates.sound(forged, {"guichet": "fr"}) is None
        assert gates.check(Solution(forged, "x", "a", lasting=False), FAMILY, HERE, NOW) is None


def test_a_challenge_without_a_voice_is_not_spoken(gates: ShownGates) -> None:
    assert not gates.speaks("captcha", "fr")
    assert gates.sound(gates.issue(HERE, "captcha", 4, NOW), {"guichet": "fr"}) is None


@pytest.mark.parametrize(
    ("typed", "place", "late", "passes", "why"),
    [
        (None, HERE, timedelta(), True, "right"),
        ("wrong", HERE, timedelta(), False, "wrong"),
        (None, "guichet/ville", timedelta(), False, "of another form"),
        (None, HERE, CHALLENGE_LIVES, True, "at the end of its time"),
        (None, HERE, CHALLENGE_LIVES + timedelta(seconds=1), False, "too late"),
    ],
)
def test_whether_a_challenge_is_passed(
    gates: ShownGates, typed: str | None, place: str, late: timedelta, passes: bool, why: str
) -> None:
    challenge = gates.issue(HERE, "captcha", 4, NOW)
    passed = gates.check(solution(gates, challenge, typed=typed), FAMILY, place, NOW + late)
    assert (passed is not None) is passes, why


@pytest.mark.parametrize(
    ("first", "second", "post", "passes", "why"),
    [
        (None, None, "a", True, "the same post once more: the same verdict"),
        (None, "wrong", "a", True, "whatever is answered now"),
        ("wrong", None, "a", False, "also where it was wrong"),
        (None, None, "b", False, "another post finds it used up"),
        ("wrong", None, "b", False, "one answer may be tried"),
    ],
)
def test_one_answer_may_be_tried(
    gates: ShownGates, first: str | None, second: str | None, post: str, passes: bool, why: str
) -> None:
    challenge = gates.issue(HERE, "captcha", 4, NOW)
    gates.check(solution(gates, challenge, typed=first), FAMILY, HERE, NOW)
    passed = gates.check(solution(gates, challenge, typed=second, post=post), FAMILY, HERE, SOON)
    assert (passed is not None) is passes, why


@pytest.mark.parametrize("lasting", [True, False], ids=["a code is tried with it", "a form is accepted with it"])
def test_the_same_post_once_its_challenge_is_spent(gates: ShownGates, database: Database, lasting: bool) -> None:
    challenge = gates.issue(HERE, "captcha", 4, NOW)
    passed = gates.check(solution(gates, challenge, lasting=lasting), FAMILY, HERE, NOW)
    assert passed
    spend(gates, database, passed)
    again = gates.check(solution(gates, challenge, lasting=lasting), FAMILY, HERE, SOON)
    assert (again is not None) is lasting


@pytest.mark.parametrize(
    ("family", "place", "late", "good", "why"),
    [
        (FAMILY, HERE, timedelta(minutes=5), True, "of this browser and form"),
        ("G", HERE, timedelta(minutes=5), False, "of another browser"),
        (FAMILY, "guichet/ville", timedelta(minutes=5), False, "of another form"),
        (FAMILY, HERE, CHALLENGE_LIVES + timedelta(seconds=1), False, "too late"),
    ],
)
def test_whether_a_proof_is_good(
    gates: ShownGates, family: str, place: str, late: timedelta, good: bool, why: str
) -> None:
    passed = gates.check(solution(gates, gates.issue(HERE, "captcha", 4, NOW)), FAMILY, HERE, NOW)
    assert passed
    proven = gates.proven(passed.proof, family, place, NOW + late)
    assert proven == (passed._replace(by_proof=True) if good else None), why


def test_a_proof_that_is_forged_is_not_good(gates: ShownGates) -> None:
    challenge = gates.issue(HERE, "captcha", 4, NOW)
    for forged in ("", "forged", challenge):
        assert gates.proven(forged, FAMILY, HERE, NOW) is None


def test_a_proof_is_good_until_its_form_is_accepted(gates: ShownGates, database: Database) -> None:
    passed = gates.check(solution(gates, gates.issue(HERE, "captcha", 4, NOW)), FAMILY, HERE, NOW)
    assert passed
    proven = gates.proven(passed.proof, FAMILY, HERE, SOON)
    assert proven
    spend(gates, database, proven)
    assert gates.proven(passed.proof, FAMILY, HERE, SOON) is None
    with pytest.raises(UsedUp):
        spend(gates, database, proven)
    spend(gates, database, passed)  # the post that has solved it, sent twice: its step token tells


def test_a_gate_can_be_replaced(database: Database) -> None:
    riddle = Gate("captcha", lambda _key, _nonce, length: "o" * length, lambda *_: b"picture", str.__eq__)
    gates = gates_of(database, captcha=riddle)
    challenge = gates.issue(HERE, "captcha", 3, NOW)
    assert (gates.answer(challenge), gates.image(challenge)) == ("ooo", b"picture")
    assert gates.check(solution(gates, challenge), FAMILY, HERE, NOW)
    assert not gates.speaks("captcha", "fr"), "only our own is spoken"


@pytest.mark.parametrize(
    ("typed", "place", "late", "post", "why_not"),
    [
        ("wrong", HERE, timedelta(), "a", ""),
        (None, "guichet/ville", timedelta(), "a", "expired"),
        (None, HERE, CHALLENGE_LIVES + timedelta(seconds=1), "a", "expired"),
        (None, HERE, timedelta(), "b", "used"),
        ("wrong", HERE, timedelta(), "b", "used"),
    ],
    ids=["wrong", "of another form", "too late", "right, but used", "wrong, and used"],
)
def test_why_a_challenge_is_not_passed(
    gates: ShownGates, typed: str | None, place: str, late: timedelta, post: str, why_not: str
) -> None:
    challenge = gates.issue(HERE, "captcha", 4, NOW)
    gates.check(solution(gates, challenge, typed="wrong"), FAMILY, HERE, NOW)
    tried = solution(gates, challenge, typed=typed, post=post)
    assert gates.check(tried, FAMILY, place, NOW + late) is None
    assert gates.why_not(tried, place, NOW + late) == why_not
