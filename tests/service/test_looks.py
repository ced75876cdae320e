"""What a request costs the database beside its page."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.support.database_faults import Driver
from tests.support.expert import create
from tests.support.service_under_test import ServiceUnderTest
from tests.support.wire import FORM, OWN, ask


def test_a_form_of_a_case_that_is_gone_notes_each_hold_once(tmp_path: Path, driver: Driver) -> None:
    service = ServiceUnderTest(tmp_path)
    person = service.person()
    create(service, person)
    address, pairs = person.filled("Accéder à mon espace")
    service.advance(minutes=7)
    said: list[str] = []
    driver.before = said.append
    form = [(name, "of nobody" if name == "_case" else value) for name, value in pairs]
    answer = ask(
        service.app,
        "POST",
        urlsplit(address).path,
        [("Cookie", person.cookies()), FORM, OWN],
        urlencode(form).encode(),
    )
    driver.at_ease()
    service.close()
    assert answer.status == 200
    assert len([words for words in said if words.startswith("UPDATE holds")]) == 1
