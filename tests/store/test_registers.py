"""A key has one holder; an imported one is given back as it was; a number is given once; tries lead to a pause."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.case import (
    ClaimKey,
    ClearTries,
    CountTry,
    Effect,
    NewCode,
    RegisterRow,
    ReleaseKey,
    SpendCode,
    TakeNumber,
)
from engine.core.kept import Conflict
from engine.store import codes, registers, tries
from engine.store.database import Database
from engine.store.registers import Listed
from engine.store.transaction import Transaction
from tests.support.cases import DAY, HOUR, NOW, a_case, code_hash, keep

WAITING = ClaimKey("espaces", "camille@exemple.fr", "en_attente", ())
RELEASE = ReleaseKey("espaces", "camille@exemple.fr")


def row(tx: Transaction) -> RegisterRow | None:
    return registers.row(tx, "espaces", "camille@exemple.fr")


# -- keys


def test_a_key_is_free_until_it_is_claimed_and_after_it_is_released(database: Database) -> None:
    with database.write() as tx:
        assert row(tx) is None
        assert registers.case_of_key(tx, "espaces", "camille@exemple.fr") is None
        case = keep(tx, a_case(), WAITING)
        assert row(tx) == RegisterRow("en_attente", "a")
        assert registers.case_of_key(tx, "espaces", "camille@exemple.fr") == "a"
        keep(tx, case, RELEASE)
        assert row(tx) is None


def test_a_case_that_holds_the_key_only_changes_its_status(database: Database) -> None:
    with database.write() as tx:
        case = keep(tx, a_case(), WAITING)
        keep(tx, case, WAITING._replace(status="actif"))
        assert row(tx) == RegisterRow("actif", "a")


def test_a_key_held_by_another_is_lost_with_the_whole_step(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"), WAITING)
    with pytest.raises(Conflict) as lost, database.write() as tx:
        keep(tx, a_case("b"), TakeNumber("numero", "1"), WAITING._replace(over=("en_attente",)))
    assert lost.value.what == "claim"
    with database.read() as tx:
        assert row(tx) == RegisterRow("en_attente", "a")
        assert registers.number_free(tx, "numero", "1")


def test_another_case_releases_nothing(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"), WAITING)
        keep(tx, a_case("b"), RELEASE)
        assert row(tx) == RegisterRow("en_attente", "a")


@pytest.mark.parametrize("then", [(), (WAITING._replace(status="actif"),)])
def test_an_imported_key_is_taken_over_and_given_back_as_it_was(database: Database, then: tuple[Effect, ...]) -> None:
    with database.write() as tx:
        registers.put(tx, "espaces", "camille@exemple.fr", "certificat")
        case = keep(tx, a_case(), WAITING._replace(over=("autre", "certificat")))
        assert row(tx) == RegisterRow("en_attente", "a")
        case = keep(tx, case, *then)
        case = keep(tx, case, RELEASE)
        assert row(tx) == RegisterRow("certificat", None)
        keep(tx, case, RELEASE)  # once more: it is nobody's
        assert row(tx) == RegisterRow("certificat", None)


def test_an_imported_key_of_another_status_is_not_taken_over(database: Database) -> None:
    with database.write() as tx:
        registers.put(tx, "espaces", "camille@exemple.fr", "partage")
    with pytest.raises(Conflict) as lost, database.write() as tx:
        keep(tx, a_case(), WAITING._replace(over=("certificat",)))
    assert lost.value.what == "claim"


def test_effects_are_kept_in_their_order(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"), WAITING, RELEASE, WAITING._replace(status="actif"))
        assert row(tx) == RegisterRow("actif", "a")


def test_an_import_adds_and_changes_but_takes_nothing_from_a_case(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case(), WAITING)
        assert registers.put(tx, "espaces", "b", "actif") == "added"
        assert registers.put(tx, "espaces", "b", "actif") == "unchanged"
        assert registers.put(tx, "espaces", "b", "certificat") == "changed"
        assert registers.put(tx, "espaces", "camille@exemple.fr", "certificat") == "held"
        registers.put(tx, "autre", "a", "actif")
        assert list(registers.listing(tx, "espaces")) == [
            Listed("b", "certificat", False),
            Listed("camille@exemple.fr", "en_attente", True),
        ]


def test_a_number_is_given_once_under_its_name(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"), TakeNumber("numero", "1"))
        assert not registers.number_free(tx, "numero", "1")
        assert registers.number_free(tx, "dossier", "1")
        keep(tx, a_case("b"), TakeNumber("dossier", "1"))
    with pytest.raises(Conflict) as lost, database.write() as tx:
        keep(tx, a_case("c"), TakeNumber("numero", "1"))
    assert lost.value.what == "number"


# -- codes

FIRST = NewCode("activation", 1, 10, NOW + 2 * DAY)
SECOND = NewCode("activation", 2, 10, NOW + 3 * DAY)


def status(tx: Transaction, serial: int = 1, case_id: str | None = None, after: timedelta = HOUR) -> str:
    typed = code_hash("a", "activation", serial, 10)
    return codes.code_status(tx, "espace", "activation", typed, case_id, NOW + after)


def case_behind(tx: Transaction, serial: int = 1, after: timedelta = HOUR) -> str | None:
    return codes.case_of_code(tx, "espace", "activation", code_hash("a", "activation", serial, 10), NOW + after)


def test_a_code_is_valid_until_the_very_moment_it_expires(database: Database) -> None:
    last = 2 * DAY - timedelta(microseconds=1)
    with database.write() as tx:
        assert status(tx) == "unknown"
        keep(tx, a_case(), FIRST)
        assert (status(tx, after=last), case_behind(tx, after=last)) == ("valid", "a")
        assert (status(tx, after=2 * DAY), case_behind(tx, after=2 * DAY)) == ("expired", None)


def test_a_code_is_unknown_under_another_name_flow_or_case(database: Database) -> None:
    typed = code_hash("a", "activation", 1, 10)
    with database.write() as tx:
        keep(tx, a_case(), FIRST)
        assert status(tx, case_id="a") == "valid"
        assert status(tx, case_id="b") == "unknown"
        assert codes.code_status(tx, "espace", "annulation", typed, None, NOW) == "unknown"
        assert codes.code_status(tx, "autre", "activation", typed, None, NOW) == "unknown"
        assert codes.case_of_code(tx, "autre", "activation", typed, NOW) is None


def test_a_spent_code_is_used_also_after_it_would_have_expired(database: Database) -> None:
    with database.write() as tx:
        case = keep(tx, a_case(), FIRST)
        keep(tx, case, SpendCode("activation", 1))
        assert (status(tx), case_behind(tx)) == ("used", None)
        assert status(tx, after=3 * DAY) == "used"


def test_a_newer_code_kills_the_earlier_one_of_its_name(database: Database) -> None:
    other = NewCode("annulation", 1, 10, NOW + DAY)
    with database.write() as tx:
        case = keep(tx, a_case(), FIRST, other)
        keep(tx, case, SECOND)
        assert (status(tx, 1), case_behind(tx, 1)) == ("expired", None)
        assert (status(tx, 2), case_behind(tx, 2)) == ("valid", "a")
        typed = code_hash("a", "annulation", 1, 10)
        assert codes.code_status(tx, "espace", "annulation", typed, None, NOW) == "valid"


def test_a_code_of_a_case_that_has_ended_leads_nowhere(database: Database) -> None:
    with database.write() as tx:
        case = keep(tx, a_case()._replace(serials={"activation": 1}), FIRST)
        keep(tx, case._replace(closed_at=NOW))
        assert (status(tx), case_behind(tx)) == ("expired", None)


def test_a_dead_code_is_unknown_after_ninety_days(database: Database) -> None:
    with database.write() as tx:
        case = keep(tx, a_case(), FIRST)
        keep(tx, case, SpendCode("activation", 1), SECOND, at=NOW + HOUR)
        codes.forget(tx, NOW + HOUR + 90 * DAY - timedelta(microseconds=1))
        assert (status(tx, 1), status(tx, 2, after=9 * DAY)) == ("used", "expired")
        codes.forget(tx, NOW + HOUR + 90 * DAY)
        assert (status(tx, 1), status(tx, 2, after=9 * DAY)) == ("unknown", "expired")
        codes.forget(tx, NOW + 93 * DAY)
        assert status(tx, 2, after=9 * DAY) == "unknown"


# -- tries

KEY = ("espace", "connexion", "camille@exemple.fr")


def refuse(tx: Transaction, after: timedelta = timedelta(0), key: tuple[str, str, str] = KEY) -> None:
    tries.count(tx, CountTry(*key, 3, NOW + after + HOUR), NOW + after)


def test_the_last_refusal_allowed_begins_the_pause(database: Database) -> None:
    with database.write() as tx:
        for _ in range(2):
            refuse(tx)
            assert tries.counted(tx, *KEY, NOW).paused_until is None
        refuse(tx)
        assert tries.counted(tx, *KEY, NOW).paused_until == NOW + HOUR
        assert tries.counted(tx, *KEY, NOW + HOUR - timedelta(microseconds=1)).paused_until == NOW + HOUR
        assert tries.counted(tx, *KEY, NOW + HOUR).paused_until is None


def test_a_pause_is_of_its_own_key_alone_and_not_lengthened_by_more_tries(database: Database) -> None:
    other = (*KEY[:2], "dominique@exemple.fr")
    with database.write() as tx:
        refuse(tx, key=other)
        for minutes in range(5):
            refuse(tx, timedelta(minutes=minutes))
        assert tries.counted(tx, *KEY, NOW).paused_until == NOW + HOUR + timedelta(minutes=2)
        assert tries.counted(tx, *other, NOW).paused_until is None


def test_after_a_pause_the_count_begins_anew(database: Database) -> None:
    with database.write() as tx:
        for _ in range(3):
            refuse(tx)
        refuse(tx, HOUR)
        refuse(tx, HOUR)
        assert tries.counted(tx, *KEY, NOW + HOUR).paused_until is None
        refuse(tx, HOUR)
        assert tries.counted(tx, *KEY, NOW + HOUR).paused_until == NOW + 2 * HOUR


def test_a_right_try_clears_the_count(database: Database) -> None:
    with database.write() as tx:
        refuse(tx)
        refuse(tx)
        tries.clear(tx, ClearTries(*KEY))
        refuse(tx)
        assert tries.counted(tx, *KEY, NOW).paused_until is None


def test_a_count_is_forgotten_after_a_day_but_never_within_its_pause(database: Database) -> None:
    with database.write() as tx:
        tries.count(tx, CountTry(*KEY, 1, NOW + 2 * DAY), NOW)
        refuse(tx, key=("espace", "connexion", "short"))
        tries.forget(tx, NOW + DAY)
        assert tries.counted(tx, *KEY, NOW + DAY).paused_until == NOW + 2 * DAY
        assert [found.key for found in tx.execute(tries.tries.select())] == [KEY[2]]
