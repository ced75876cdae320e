"""What is kept of a step, and how long it counts, whatever keeps it: a database, or a world in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.core.case import ClaimKey, CountTry
from engine.core.keeping import Key, claimed, code_is_worth, counted_at, one_more, released
from engine.core.kept import Conflict, Counted

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
WANTED = ClaimKey("espaces", "ana@exemple.fr", "actif", over=("certificat",))


@pytest.mark.parametrize(
    ("state", "late", "worth", "why"),
    [
        ("live", -SECOND, "valid", "a second before it expires"),
        ("live", timedelta(), "expired", "at that instant"),
        ("killed", -HOUR, "expired", "it was never used, but a newer one was made, or its case has ended"),
        ("spent", -HOUR, "used", "once"),
        ("spent", HOUR, "used", "it stays used"),
    ],
)
def test_what_a_code_is_worth(state: str, late: timedelta, worth: str, why: str) -> None:
    assert code_is_worth(state, NOW, NOW + late) == worth, why


@pytest.mark.parametrize(
    ("found", "becomes", "why"),
    [
        (None, Key("actif", "a"), "it is free"),
        (Key("attente", "a"), Key("actif", "a"), "the case holds it already: its status changes"),
        (Key("certificat"), Key("actif", "a", "certificat"), "an imported one is taken over, and what it was is known"),
        (Key("actif", "a", "certificat"), Key("actif", "a", "certificat"), "and stays known"),
    ],
)
def test_a_key_that_is_claimed(found: Key | None, becomes: Key, why: str) -> None:
    assert claimed(found, WANTED, "a") == becomes, why


@pytest.mark.parametrize(
    ("found", "why"),
    [(Key("certificat", "b"), "another case holds it"), (Key("ferme"), "it was imported with another status")],
)
def test_a_key_that_cannot_be_claimed(found: Key, why: str) -> None:
    with pytest.raises(Conflict) as lost:
        claimed(found, WANTED, "a")
    assert lost.value.what == "claim", why


def test_a_key_that_is_released() -> None:
    assert released(Key("actif", "a")) is None, "it is free again"
    assert released(Key("actif", "a", "certificat")) == Key("certificat"), "an imported one is as it was"


def test_tries_are_counted_until_they_pause_and_start_again_after() -> None:
    refused = CountTry("espace", "connexion", "ana@exemple.fr", 3, NOW + HOUR)
    counts = [Counted()]
    for _ in range(3):
        counts.append(one_more(counts[-1], refused))
    assert [count.refused for count in counts] == [0, 1, 2, 3]
    assert [count.paused_until for count in counts] == [None, None, None, NOW + HOUR]
    assert counted_at(counts[-1], NOW + HOUR - SECOND) == counts[-1]
    assert counted_at(counts[-1], NOW + HOUR) == Counted(), "the pause is over"
    assert counted_at(counts[1], NOW + HOUR) == counts[1], "without a pause they go on counting"
    assert counted_at(None, NOW) == Counted()
