"""A database that fails in the midst of anything: a clear page, nothing half done, and on it goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from engine.core.kept import Unavailable
from engine.store import database
from engine.worker import LEASE_SECONDS
from tests.support.database_faults import FAULTS, Driver, Failing
from tests.support.expert import (
    EMAIL,
    PASSWORD,
    accept,
    activate,
    code_in,
    create,
    give_code,
    identify,
    preregister,
    to_conditions,
    to_recap,
)
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

Post = tuple[Person, tuple[str, list[tuple[str, str]]]]  # a browser, and the form as it would send it


class Fails:
    """What is sent to the database is counted; from the `at`-th on it fails, as many times as told."""

    def __init__(self, at: int, times: int) -> None:
        self.left, self.times, self.failed = at, times, 0

    def __call__(self, words: str) -> None:
        if words.startswith(("BEGIN", "PRAGMA", "ROLLBACK")):
            return
        self.left -= 1
        if self.left < 0 and self.failed < self.times:
            self.failed += 1
            raise Failing(FAULTS["I/O error"])


@pytest.fixture
def service(driver: Driver, tmp_path: Path) -> Iterator[ServiceUnderTest]:
    """The shipped service on a database that can fail."""
    service = ServiceUnderTest(tmp_path)
    yield service
    driver.at_ease()
    service.close()


@contextmanager
def failing(driver: Driver, at: int, times: int = 1) -> Iterator[Fails]:
    """The disk fails at the `at`-th statement or commit within the block, counted from 0."""
    fails = driver.before = Fails(at, times)
    try:
        yield fails
    finally:
        driver.at_ease()


def dump(service: ServiceUnderTest) -> str:
    """All that is kept, but for what is noted before a step: that a browser was seen, that a challenge was answered."""
    connection = sqlite3.connect(service.database)
    try:
        noted = ('INSERT INTO "sessions"', 'INSERT INTO "nonces"')
        return "\n".join(line for line in connection.iterdump() if not line.startswith(noted))
    finally:
        connection.close()


def to_accept(service: ServiceUnderTest) -> Post:
    person = service.person()
    to_conditions(person)
    return person, person.filled("Continuer", accepte=True, _answer=person.page.captcha())


def to_identify(service: ServiceUnderTest) -> Post:
    person = service.person()
    accept(person)
    words = {"email": EMAIL, "email_confirmation": EMAIL}
    return person, person.filled("Continuer", **words, mot_de_passe=PASSWORD, mot_de_passe_confirmation=PASSWORD)


def to_confirm(service: ServiceUnderTest) -> Post:
    person = service.person()
    to_recap(person)
    return person, person.filled("Valider")


def to_activate(service: ServiceUnderTest) -> Post:
    preregister(service.person())
    person = service.person()
    give_code(person, code_in(service))
    return person, person.filled("Continuer", email_saisi=EMAIL)


def to_sign_in(service: ServiceUnderTest) -> Post:
    create(service, service.person())
    person = service.person()
    person.open("/espace_expert/start/connexion")
    return person, person.filled("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD)


@pytest.mark.parametrize("times", [1, 1000], ids=["once", "from then on"])
@pytest.mark.parametrize("walk", [to_accept, to_identify, to_confirm, to_activate, to_sign_in])
def test_a_step_happens_wholly_or_not_at_all_and_may_be_repeated(
    service: ServiceUnderTest, driver: Driver, walk: Callable[[ServiceUnderTest], Post], times: int
) -> None:
    person, (url, pairs) = walk(service)
    client = service.app.test_client(use_cookies=False)
    cookies = {"Cookie": person.cookies()}
    form = {"data": urlencode(pairs), "content_type": "application/x-www-form-urlencoded"}
    before = dump(service)
    for at in range(1000):
        with failing(driver, at, times) as fail:
            answer = client.post(url, headers=cookies, **form)
        if not fail.failed:
            break
        page = Page(url, answer.status_code, answer.data, dict(answer.headers))
        assert page.status == 503, f"{at}: {page.text}"
        assert page.headers["Retry-After"]
        assert page.h1
        assert dump(service) == before, at
    assert at > 5, "the database was hardly asked"
    assert answer.status_code == 303
    assert dump(service) != before
    again = client.post(url, headers=cookies, **form)
    assert again.headers["Location"] == answer.headers["Location"]


def test_what_was_typed_is_still_there_when_a_step_could_not_be_kept(
    service: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    person = service.person()
    to_conditions(person)
    person.solve("Continuer", accepte=True)
    other = sqlite3.connect(service.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    page = identify(person)
    assert page.status == 503
    assert page.value("email") == EMAIL
    other.execute("ROLLBACK")
    other.close()
    words = {"mot_de_passe": PASSWORD, "mot_de_passe_confirmation": PASSWORD}  # a secret is never sent back
    assert person.press("Continuer", **words).h1 == "Renseignez vos informations"


@pytest.mark.parametrize("times", [1, 1000], ids=["once", "from then on"])
def test_a_mail_goes_out_whatever_fails_around_it(service: ServiceUnderTest, driver: Driver, times: int) -> None:
    preregister(service.person())
    for at in range(1000):
        with failing(driver, at, times) as fail, suppress(Unavailable):
            service.worker.post()
        if not fail.failed:
            break
        service.advance(seconds=LEASE_SECONDS)
    (mail,) = service.mails()
    assert mail["To"] == EMAIL
    assert at > 5, "the database was hardly asked"
    assert activate(service.person(), code_in(service)).h1 == "Votre espace est créé"


@pytest.mark.parametrize("times", [1, 1000], ids=["once", "from then on"])
def test_a_request_expires_in_its_time_whatever_fails_around_it(
    service: ServiceUnderTest, driver: Driver, times: int
) -> None:
    person = service.person()
    preregister(person)
    service.worker.post()
    for hours in (20, 20, 8):  # a browser that looks in once a day keeps the request
        person.open("/espace_expert/attente_activation")
        service.advance(hours=hours)
    before = dump(service)
    for at in range(1000):
        with failing(driver, at, times) as fail, suppress(Unavailable):
            service.worker.fire()
        if not fail.failed:
            break
    assert at > 5, "the database was hardly asked"
    assert dump(service) != before
    assert person.open("/espace_expert/attente_activation").h1 == "Votre demande a expiré"
