"""Ids rotate and nobody loses a case; a dead id opens nothing, for ever; a hold ends in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from engine.core.holds import Hold, How
from engine.core.keeping import MOST_HELD
from engine.store import cases, sessions
from engine.store.database import Database
from engine.store.transaction import Transaction
from tests.support.cases import DAY, HOUR, NOW, a_case, keep

MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


class Limits(NamedTuple):
    begun_idle: timedelta = 24 * HOUR
    resumed_idle: timedelta = 30 * MINUTE
    resumed_absolute: timedelta = 12 * HOUR


def add(tx: Transaction, *ids: str, family: str = "F") -> None:
    for name in ids:
        sessions.add_session(tx, name, family, NOW)


def see(tx: Transaction, *ids: str) -> None:
    for name in ids:
        sessions.seen(tx, name, NOW + MINUTE)


def live(tx: Transaction, *ids: str) -> list[str]:
    found = [(name, sessions.session(tx, name)) for name in ids]
    return [name for name, one in found if one and one.state == "live"]


def held(tx: Transaction, family: str = "F", at: datetime = NOW) -> list[str]:
    return [case.id for _, case in cases.held(tx, family, "espace", at, Limits())]


# -- ids


def test_an_id_without_a_row_is_unknown(database: Database) -> None:
    with database.read() as tx:
        assert sessions.session(tx, "one") is None


def test_an_id_lives_until_a_younger_one_is_seen(database: Database) -> None:
    with database.write() as tx:
        add(tx, "one")
        see(tx, "one")
        add(tx, "two")
        assert live(tx, "one", "two") == ["one", "two"]  # the answer may be lost: the old one is still good
        see(tx, "two")
        assert live(tx, "one", "two") == ["two"]
        dead = sessions.session(tx, "one")
        assert dead
        assert (dead.family, dead.state) == ("F", "dead")  # a repeated post is still recognised


def test_the_first_look_alone_is_noted(database: Database) -> None:
    with database.write() as tx:
        add(tx, "one")
        unseen = sessions.session(tx, "one")
        see(tx, "one")
        sessions.seen(tx, "one", NOW + HOUR)
        found = sessions.session(tx, "one")
    assert unseen
    assert unseen.seen_at is None
    assert found
    assert found.seen_at == NOW + MINUTE


@pytest.mark.parametrize("kept", ["two", "three"])
def test_the_browser_may_keep_either_id_of_two_clicks(database: Database, kept: str) -> None:
    with database.write() as tx:
        add(tx, "one")
        see(tx, "one")
        add(tx, "two", "three")
        see(tx, kept)
        assert live(tx, "one", kept) == [kept]
        add(tx, "four")
        see(tx, "four")
        assert live(tx, "one", "two", "three", "four") == ["four"]  # the other one does not outlive the next


def test_an_old_id_that_comes_back_late_kills_no_younger_one(database: Database) -> None:
    with database.write() as tx:
        add(tx, "one")
        see(tx, "one")
        add(tx, "two")
        see(tx, "two")
        add(tx, "three")
        see(tx, "one", "unknown")
        assert live(tx, "one", "two", "three") == ["two", "three"]


def test_families_do_not_touch_one_another(database: Database) -> None:
    with database.write() as tx:
        add(tx, "one")
        see(tx, "one")
        add(tx, "other", family="G")
        see(tx, "other")
        assert live(tx, "one", "other") == ["one", "other"]
        sessions.kill_family(tx, "F", NOW)
        assert live(tx, "one", "other") == ["other"]


def test_a_killed_family_is_dead_to_the_last_id(database: Database) -> None:
    with database.write() as tx:
        add(tx, "one", "two")
        see(tx, "one")
        sessions.kill_family(tx, "F", NOW)
        see(tx, "two")
        assert live(tx, "one", "two") == []


# -- holds


@pytest.mark.parametrize(
    ("how", "looks", "lasts"),
    [
        ("begun", [], 24 * HOUR),
        ("begun", [20 * HOUR, 40 * HOUR], 64 * HOUR),  # no absolute end
        ("code", [], 30 * MINUTE),
        ("register", [], 30 * MINUTE),
        ("register", [20 * MINUTE], 50 * MINUTE),
        ("register", [n * 20 * MINUTE for n in range(37)], 12 * HOUR),  # however busy
    ],
)
def test_a_hold_ends_in_time(database: Database, how: How, looks: list[timedelta], lasts: timedelta) -> None:
    with database.write() as tx:
        keep(tx, a_case())
        sessions.hold(tx, "F", "a", how, NOW)
        for look in looks:
            sessions.touch_hold(tx, "F", "a", NOW + look)
        assert held(tx, at=NOW + lasts - TICK) == ["a"]
        assert held(tx, at=NOW + lasts) == []


def test_a_hold_comes_with_its_case_of_the_flow_asked_for_alone(database: Database) -> None:
    with database.write() as tx:
        kept = keep(tx, a_case())
        keep(tx, a_case("b")._replace(flow="another"))
        sessions.hold(tx, "F", "a", "begun", NOW)
        sessions.hold(tx, "F", "b", "begun", NOW)
        sessions.touch_hold(tx, "F", "a", NOW + MINUTE)
        assert cases.held(tx, "F", "espace", NOW + MINUTE, Limits()) == [(Hold("a", "begun", NOW, NOW + MINUTE), kept)]


def test_the_case_touched_last_comes_first_whatever_was_looked_at(database: Database) -> None:
    with database.write() as tx:
        older = keep(tx, a_case("a"))
        keep(tx, a_case("b")._replace(touched_at=NOW + MINUTE))
        keep(tx, a_case("c"))
        sessions.hold(tx, "F", "a", "begun", NOW)
        sessions.hold(tx, "F", "b", "begun", NOW)
        sessions.touch_hold(tx, "F", "a", NOW + HOUR)
        assert held(tx) == ["b", "a"]
        keep(tx, older._replace(touched_at=NOW + 2 * MINUTE))
        assert held(tx) == ["a", "b"]
        sessions.hold(tx, "F", "c", "register", NOW + 3 * MINUTE)  # signed in: opened last
        assert held(tx) == ["c", "a", "b"]


def test_a_case_is_let_go_by_one_or_by_all_others(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"))
        keep(tx, a_case("b"))
        for family in "FGH":
            sessions.hold(tx, family, "a", "begun", NOW)
            sessions.hold(tx, family, "b", "begun", NOW)
        sessions.let_go(tx, "F", "a")
        assert (held(tx, "F"), len(held(tx, "G"))) == (["b"], 2)
        sessions.let_go_others(tx, "b", "H")
        assert (held(tx, "F"), held(tx, "G"), len(held(tx, "H"))) == ([], ["a"], 2)


def test_of_too_many_cases_the_longest_unseen_is_let_go(database: Database) -> None:
    """Each request looks at every case its browser holds: with 400 of them one took 0.17 s."""
    with database.write() as tx:
        for number in range(MOST_HELD + 5):
            keep(tx, a_case(f"case {number}"))
            sessions.hold(tx, "F", f"case {number}", "begun", NOW + number * MINUTE)
            sessions.touch_hold(tx, "F", "case 0", NOW + number * MINUTE)
        keep(tx, a_case("another's"))
        sessions.hold(tx, "G", "another's", "begun", NOW)
        found = held(tx, at=NOW + HOUR)
        assert len(found) == MOST_HELD
        assert {"case 0", "case 6", "case 24"} <= set(found)
        assert not {"case 1", "case 5"} & set(found)
        assert held(tx, "G", NOW + HOUR) == ["another's"]


def test_what_a_family_holds_moves_as_it_was_held(database: Database) -> None:
    with database.write() as tx:
        for name in "ab":
            keep(tx, a_case(name))
        sessions.hold(tx, "F", "a", "register", NOW)
        sessions.hold(tx, "F", "b", "begun", NOW)
        sessions.hold(tx, "G", "a", "begun", NOW + MINUTE)
        sessions.move_holds(tx, "F", "G")
        assert held(tx, "F") == []
        found = {one.case_id: (one.how, one.since) for one, _ in cases.held(tx, "G", "espace", NOW + MINUTE, Limits())}
        assert found == {"a": ("begun", NOW + MINUTE), "b": ("begun", NOW)}
        sessions.move_holds(tx, "G", "G")
        assert len(held(tx, "G")) == 2


def test_a_hold_taken_again_begins_anew(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case())
        sessions.hold(tx, "F", "a", "begun", NOW)
        sessions.hold(tx, "F", "a", "register", NOW + HOUR)
        ((one, _),) = cases.held(tx, "F", "espace", NOW + HOUR, Limits())
        assert (one.how, one.since) == ("register", NOW + HOUR)


# -- forgetting


def test_a_dead_id_is_known_as_long_as_its_family_holds_anything(database: Database) -> None:
    """The family's name derives from the first cookie: were its row gone, that cookie would open the family anew."""
    with database.write() as tx:
        keep(tx, a_case())
        add(tx, "one")
        see(tx, "one")
        add(tx, "two")
        see(tx, "two")
        sessions.hold(tx, "F", "a", "begun", NOW)
        for days in range(20, 81, 20):
            sessions.touch_hold(tx, "F", "a", NOW + days * DAY)
            sessions.forget(tx, NOW + days * DAY)
            dead = sessions.session(tx, "one")
            assert dead
            assert dead.state == "dead"
        sessions.let_go(tx, "F", "a")
        sessions.forget(tx, NOW + 81 * DAY)
        assert sessions.session(tx, "one") is None
        assert sessions.session(tx, "two") is None


def test_a_family_that_was_given_an_id_lately_is_kept_whole(database: Database) -> None:
    with database.write() as tx:
        add(tx, "one")
        sessions.add_session(tx, "two", "F", NOW + DAY)
        sessions.forget(tx, NOW + 31 * DAY - TICK)
        assert sessions.session(tx, "one") is not None
        sessions.forget(tx, NOW + 31 * DAY)
        assert sessions.session(tx, "one") is None
