"""What is kept beside cases: challenges used once, versions by their hash, the developers' clock."""

from __future__ import annotations

import pytest

from engine.store import clock, nonces, versions
from engine.store.database import Database
from tests.support.cases import DAY, HOUR, NOW


@pytest.mark.parametrize("verdict", [True, False])
def test_a_challenge_has_one_answer_and_the_same_post_the_same_verdict(database: Database, verdict: bool) -> None:
    with database.write() as tx:
        assert nonces.use(tx, "nonce", "token", verdict, NOW + HOUR) is verdict
        assert nonces.use(tx, "nonce", "token", not verdict, NOW + HOUR) is verdict  # the second of two clicks
        assert nonces.use(tx, "nonce", "another", True, NOW + HOUR) is None
        assert nonces.use(tx, "fresh", "another", True, NOW + HOUR) is True


def test_a_proof_is_good_until_its_challenge_is_spent(database: Database) -> None:
    with database.write() as tx:
        assert nonces.spent(tx, "nonce")  # never used: nothing can prove it
        nonces.use(tx, "nonce", "token", True, NOW + HOUR)
        assert not nonces.spent(tx, "nonce")
        nonces.spend(tx, "nonce")
        assert nonces.spent(tx, "nonce")
        assert nonces.use(tx, "nonce", "token", False, NOW + HOUR) is True  # the verdict stands, the proof does not


def test_a_used_challenge_is_forgotten_when_it_has_expired(database: Database) -> None:
    with database.write() as tx:
        nonces.use(tx, "nonce", "token", True, NOW + HOUR)
        nonces.forget(tx, NOW + HOUR - (HOUR / 60))
        assert not nonces.spent(tx, "nonce")
        nonces.forget(tx, NOW + HOUR)
        assert nonces.spent(tx, "nonce")


def test_a_version_is_kept_as_it_was_first_published(database: Database) -> None:
    texts = {"flows/f.yaml": "titre: Créer\n", "forms/a.yaml": "\t\r\n"}
    with database.write() as tx:
        assert versions.sources(tx, "digest") is None
        versions.publish(tx, "f", "digest", texts, NOW)
        versions.publish(tx, "f", "digest", {}, NOW + DAY)
        assert versions.sources(tx, "digest") == texts


def test_the_clock_goes_forward_for_every_process(database: Database) -> None:
    with database.write() as tx:
        assert clock.offset(tx) == 0 * DAY
        assert clock.advance(tx, 2 * DAY) == 2 * DAY
        assert clock.advance(tx, HOUR / 7) == 2 * DAY + HOUR / 7
    with database.read() as tx:
        assert clock.offset(tx) == 2 * DAY + HOUR / 7
