"""What is known of a browser when its request comes in, whoever else writes at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.language.load import Catalogue, empty_site
from engine.service.browsing.holdings import Holdings
from engine.service.browsing.results import Look
from engine.service.security.limits import Limits
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.service.steps.runner import StepRunner
from engine.store import sessions, tokens
from engine.store.database import Database
from engine.store.transaction import Transaction
from tests.support.cases import NOW, a_case, keep
from tests.support.database_faults import BEGIN, Driver

VAULT = Vault("0123456789abcdef" * 2, memory_kib=8, time_cost=1)
COOKIE = "a cookie of ours, long enough"


@pytest.fixture
def database(driver: Driver, tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'parcours.db'}")
    database.create()
    yield database
    driver.at_ease()
    database.close()


def given_out(tx: Transaction, cookie: str = COOKIE, *, seen: bool = True) -> None:
    hashed = VAULT.keyed("session", cookie)
    sessions.add_session(tx, hashed, "F", NOW)
    if seen:
        sessions.seen(tx, hashed, NOW)


def look(database: Database, token: str = "") -> Look:
    machines = Machines(Catalogue(empty_site(), {}, ()), database)
    runner = StepRunner(machines, database, VAULT, Limits())
    found = Holdings(runner, database, VAULT, Limits()).of(COOKIE, NOW, "espace", token).look
    assert found
    return found


def test_the_cases_and_the_token_are_known_with_the_browser(database: Database) -> None:
    with database.write() as tx:
        given_out(tx)
        kept = keep(tx, a_case(), token="token of its step")
        sessions.hold(tx, "F", "a", "begun", NOW)
    found = look(database, "token of its step")
    assert [case for _, case in found.held] == [kept]
    assert found.kept
    assert found.kept.case_id == "a"
    assert found.led is None


def test_where_a_token_has_led_is_known_also_to_an_id_given_out_after_the_family_ended(database: Database) -> None:
    # A sign-out ends the family while another tab's step is under way, which is then answered with an id of it.
    with database.write() as tx:
        sessions.kill_family(tx, "F", NOW)
        tokens.note_change(tx, "token of the sign-out", "F", "G", "a", NOW)
        given_out(tx)
    led = look(database, "token of the sign-out").led
    assert led
    assert led.new_family == "G"


def test_what_is_written_while_the_first_look_is_noted_is_known(database: Database, driver: Driver) -> None:
    # The note waits for its turn to write: whoever had it may have taken a step.
    with database.write() as tx:
        given_out(tx, seen=False)
        before = keep(tx, a_case())
        sessions.hold(tx, "F", "a", "begun", NOW)

    def others_write(words: str) -> None:
        if words == BEGIN:
            driver.at_ease()
            with database.write() as tx:
                keep(tx, before)

    driver.before = others_write
    ((_, case),) = look(database).held
    assert case.revision == 2
