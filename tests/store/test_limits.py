"""What is counted of late, and who has proved to read their mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.store import erasing, rate_limits, recipients
from engine.store.database import Database
from tests.support.cases import DAY, HOUR, NOW, a_case, keep

TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("noted", "at", "until", "why"),
    [
        ((), 0, None, "nothing yet"),
        ((0, 1), 2, None, "two of three"),
        ((0, 1, 2), 3, 24, "the fourth waits until the first is a day old"),
        ((0, 1, 2), 24, None, "and not a moment longer"),
        ((0, 20, 21, 24), 25, 44, "of the last day, not since the first: otherwise six fit into a day"),
        ((0, 1, 2, 2, 2), 3, 26, "more than allowed were noted at once: the third last counts"),
    ],
)
def test_so_often_in_any_stretch_of_time_and_no_more(
    database: Database, noted: tuple[int, ...], at: int, until: int | None, why: str
) -> None:
    with database.write() as tx:
        for hour in noted:
            rate_limits.note(tx, "k", DAY, NOW + hour * HOUR)
        rate_limits.note(tx, "another", DAY, NOW + at * HOUR)
        found = rate_limits.full_until(tx, "k", 3, DAY, NOW + at * HOUR)
    assert found == (None if until is None else NOW + until * HOUR), why


def test_a_count_is_forgotten_when_it_counts_for_nothing(database: Database, dump: Callable[[], str]) -> None:
    with database.write() as tx:
        rate_limits.note(tx, "a client", DAY, NOW)
        erasing.erase_due(tx, NOW + DAY - TICK)
    assert "a client" in dump()
    with database.write() as tx:
        erasing.erase_due(tx, NOW + DAY)
    assert "a client" not in dump()


def test_a_recipient_is_proved_by_the_code_that_was_mailed_there_alone(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"))
        keep(tx, a_case("b"))
        recipients.mailed(tx, "a", "activation", 1, "camille")
        recipients.mailed(tx, "a", "activation", 1, "camille")
        recipients.mailed(tx, "a", "visa", 1, "dominique")
        recipients.mailed(tx, "b", "activation", 1, "victim")
        recipients.prove(tx, "a", "activation", 2)
        assert not recipients.proved(tx, "camille"), "another code of that name"
        recipients.prove(tx, "a", "activation", 1)
        assert recipients.proved(tx, "camille")
        assert not recipients.proved(tx, "dominique")
        assert not recipients.proved(tx, "victim")


def test_a_proof_is_erased_with_its_case(database: Database, dump: Callable[[], str]) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"), erase_at=NOW + DAY)
        recipients.mailed(tx, "a", "activation", 1, "camille")
        recipients.prove(tx, "a", "activation", 1)
        erasing.erase_due(tx, NOW + DAY)
        assert not recipients.proved(tx, "camille")
    assert "camille" not in dump()
