"""Holds that have ended are remembered without the case, for 30 days, and by one family alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.case import Taken
from engine.core.endings import Ended, Ending
from engine.store import ended_holds, erasing, sessions
from engine.store.database import Database
from engine.store.tables import metadata
from engine.store.transaction import Transaction
from tests.support.cases import DAY, HOUR, NOW, a_case, keep

TICK = timedelta(microseconds=1)


def known(tx: Transaction, family: str, days: float = 0) -> list[str]:
    return sorted(end.reason for end in ended_holds.of(tx, family, "espace", NOW + days * DAY))


def test_of_one_reason_the_last_instant_is_kept(database: Database) -> None:
    with database.write() as tx:
        for hours in (0, 2):
            ended_holds.note(tx, ["F", "G"], "espace", Ended("idle", NOW + hours * HOUR))
        ended_holds.note(tx, [], "espace", Ended("unused", NOW))
        assert ended_holds.of(tx, "F", "espace", NOW) == [Ended("idle", NOW + 2 * HOUR)]
        assert ended_holds.of(tx, "F", "autre", NOW) == []
        assert known(tx, "G") == ["idle"]


def test_it_is_remembered_for_30_days_and_its_family_with_it(database: Database) -> None:
    with database.write() as tx:
        sessions.add_session(tx, "one", "F", NOW - 29 * DAY)
        ended_holds.note(tx, ["F"], "espace", Ended("idle", NOW))
        erasing.erase_due(tx, NOW + 30 * DAY - TICK)
        assert ended_holds.of(tx, "F", "espace", NOW + 30 * DAY - TICK)
        assert sessions.session(tx, "one"), "the cookie still leads to it"
        assert not ended_holds.of(tx, "F", "espace", NOW + 30 * DAY)
        erasing.erase_due(tx, NOW + 30 * DAY)
        assert not tx.execute(metadata.tables["ended_holds"].select(), {}).all()
        assert sessions.session(tx, "one") is None


def test_a_new_family_has_what_was_remembered_of_the_old_one(database: Database) -> None:
    with database.write() as tx:
        ended_holds.note(tx, ["F"], "espace", Ended("left_before", NOW))
        ended_holds.move(tx, "F", "G")
        assert (known(tx, "F"), known(tx, "G")) == ([], ["left_before"])


@pytest.mark.parametrize(
    ("closed", "event", "reason"),
    [(False, "suite", "draft_erased"), (True, "suite", "closed"), (True, "timeout", "expired")],
)
def test_of_an_erased_case_is_left_that_it_was_held_and_how_it_ended(
    database: Database, event: str, reason: Ending, *, closed: bool
) -> None:
    with database.write() as tx:
        case = keep(tx, a_case("a"))
        case = keep(
            tx,
            case._replace(closed_at=NOW if closed else None),
            taken=[Taken("s", event, "timer", "s else", "moved")],
            erase_at=NOW + DAY,
        )
        sessions.hold(tx, "F", "a", "begun", NOW)
        erasing.erase_due(tx, NOW + 3 * DAY)
        assert ended_holds.of(tx, "F", "espace", NOW + 3 * DAY) == [Ended(reason, NOW + DAY)], "not when it was erased"
