"""The database's file is deleted under a running server: nothing is written on without a name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.core.kept import Unavailable
from tests.support.expert import EMAIL, preregister, to_recap
from tests.support.server_process import FROM_CHECKOUT, serving
from tests.support.service_under_test import ServiceUnderTest


def test_a_server_whose_file_is_gone_says_so_and_goes_on_once_it_is_back(tmp_path: Path) -> None:
    with serving(tmp_path, **FROM_CHECKOUT) as served:
        person = served.person()
        to_recap(person)
        database, away = tmp_path / "var" / "parcours.db", tmp_path / "away.db"
        database.rename(away)
        recap = person.page.url
        assert person.press("Valider").status == 503
        assert not database.exists()
        away.rename(database)
        assert "Récapitulatif" in person.open(recap).text, "the step that was answered 503 was not done"
        assert person.press("Valider").status == 200
    log = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert "its file is no longer there" in log
    assert "put it back, or start this process again" in log


def test_another_file_in_its_place_is_not_written_to(service: ServiceUnderTest) -> None:
    person = service.person()
    to_recap(person)
    recap, first = person.page.url, service.database.with_name("first.db")
    service.database.rename(first)
    with closing(sqlite3.connect(service.database)) as connection, connection:
        connection.execute("create table other (x)")
    copy = service.database.read_bytes()
    assert person.press("Valider").status == 503
    assert service.database.read_bytes() == copy
    first.replace(service.database)
    person.open(recap)
    assert person.press("Valider").status == 200


def test_a_worker_sends_nothing_without_the_file_and_what_waits_once_it_is_back(service: ServiceUnderTest) -> None:
    preregister(service.person())
    away = service.database.with_name("away.db")
    service.database.rename(away)
    with pytest.raises(Unavailable, match="no longer there"):
        service.worker.work()
    away.rename(service.database)
    assert [mail["To"] for mail in service.mails()] == [EMAIL]
