"""How often one client may try a code or a password, and write to strangers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.core.limits import Limits, TooOften
from engine.core.steps.clients import Clients
from engine.service.security.vault import Vault
from engine.store.database import Database
from engine.store.kept import Stored
from tests.support.stage import NOW

MINUTE = timedelta(minutes=1)
HERE = "192.0.2.1"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'parcours.db'}")
    database.create()
    yield database
    database.close()


@pytest.fixture
def clients() -> Clients:
    vault = Vault("0123456789abcdef" * 2, memory_kib=8, time_cost=1)
    return Clients(
        vault, Limits(client_tries=2, client_window=15 * MINUTE, client_mails=2, client_mails_window=60 * MINUTE)
    )


def count(clients: Clients, database: Database, *times: datetime, client: str | None = HERE) -> None:
    with database.write() as tx:
        for at in times:
            clients.count(Stored(tx), client, at)


def waits_until(clients: Clients, database: Database, at: datetime, client: str | None = HERE) -> datetime | None:
    with database.read() as tx:
        try:
            clients.admit(Stored(tx), client, at)
        except TooOften as limit:
            return limit.until if limit.notice == "paused_network" else None
    return None


@pytest.mark.parametrize(
    ("wrong", "at", "until", "why"),
    [
        ([], 0, None, "none was wrong"),
        ([0], 0, None, "one more may be tried"),
        ([0, 5], 5, 15, "until the first is 15 minutes old"),
        ([0, 5], 14, 15, "a moment before"),
        ([0, 5], 15, None, "there is room for one"),
        ([0, 5, 15], 15, 20, "and then none"),
    ],
)
def test_how_often_a_client_may_be_wrong(
    clients: Clients, database: Database, wrong: list[int], at: int, until: int | None, why: str
) -> None:
    count(clients, database, *(NOW + minute * MINUTE for minute in wrong))
    found = waits_until(clients, database, NOW + at * MINUTE)
    assert found == (None if until is None else NOW + until * MINUTE), why


def test_how_often_a_client_may_write_to_strangers(clients: Clients, database: Database) -> None:
    def mailed(minute: int, client: str | None = HERE) -> None:
        with database.write() as tx:
            clients.mailed(Stored(tx), client, NOW + minute * MINUTE)

    mailed(0)
    mailed(20)
    with pytest.raises(TooOften) as limit:
        mailed(59)
    assert (limit.value.notice, limit.value.until) == ("too_many_begun", NOW + 60 * MINUTE)
    mailed(59, "192.0.2.2")
    mailed(60)
    with pytest.raises(TooOften):
        mailed(60)
    for _ in range(5):
        mailed(60, None)  # all that are not known would share one count
    assert waits_until(clients, database, NOW + 60 * MINUTE) is None, "mails are no wrong tries"


def test_each_client_is_counted_by_itself(clients: Clients, database: Database) -> None:
    count(clients, database, NOW, NOW)
    assert waits_until(clients, database, NOW) is not None
    assert waits_until(clients, database, NOW, "192.0.2.2") is None


def test_a_client_that_is_not_known_is_not_counted(clients: Clients, database: Database) -> None:
    count(clients, database, NOW, NOW, NOW, client=None)
    assert waits_until(clients, database, NOW, None) is None


def test_no_network_address_is_kept(clients: Clients, database: Database, tmp_path: Path) -> None:
    count(clients, database, NOW)
    connection = sqlite3.connect(tmp_path / "parcours.db")
    dump = "\n".join(connection.iterdump())
    connection.close()
    assert 'INSERT INTO "lately"' in dump or "INSERT INTO lately" in dump
    assert HERE not in dump
