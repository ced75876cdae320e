"""How often a request asks the database: what makes the service fast on any database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.expert import EMAIL, IDENTITY, PASSWORD
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest
from tests.support.statements import Heard, listening


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    transactions: int
    statements: int


class Counting:
    """Someone before the service as production runs it, each of whose requests is counted."""

    def __init__(self, service: ServiceUnderTest, heard: Heard) -> None:
        self.service = service
        self.asked: list[Asked] = []
        wsgi: Callable[[Any, Any], Any] = service.app.wsgi_app

        def counted(environ: Any, start: Any) -> Any:
            transactions, statements = heard.transactions, len(heard.statements)
            parts = wsgi(environ, start)
            asked = heard.transactions - transactions, len(heard.statements) - statements
            self.asked.append(Asked(environ["REQUEST_METHOD"], environ["PATH_INFO"], *asked))
            return parts

        service.app.wsgi_app = counted  # type: ignore[method-assign]
        self.person: Person = service.person()

    def press(self, button: str, **fields: str | bool) -> list[Asked]:
        """The post, and the page it leads to."""
        challenge = self.person.page.value("_challenge")
        if challenge:
            fields["_answer"] = self.service.parcours.service.challenge_answer(challenge) or ""
        self.asked.clear()
        page: Page = self.person.press(button, **fields)
        assert page.status == 200, page.text
        return list(self.asked)

    def open(self, path: str) -> list[Asked]:
        self.asked.clear()
        assert self.person.open(path).status == 200
        return list(self.asked)


@pytest.fixture
def counting(tmp_path: Path) -> Iterator[Counting]:
    service = ServiceUnderTest(tmp_path, dev=False)
    with listening() as heard:
        yield Counting(service, heard)
    service.close()


def begin(counting: Counting) -> None:
    counting.open("/espace_expert/start/creation")
    counting.press("Continuer", accepte=True)
    counting.open("/espace_expert/identifiants")  # the new id is noted


def test_a_form_that_a_fact_may_refuse_is_decided_before_its_password_is_hashed_and_kept(counting: Counting) -> None:
    """A form with a password asks once more than others: a form that the fact refuses costs no hash."""
    begin(counting)
    twice = {"mot_de_passe": PASSWORD, "mot_de_passe_confirmation": PASSWORD}
    post, page = counting.press("Continuer", email=EMAIL, email_confirmation=EMAIL, **twice)
    assert post == Asked("POST", "/espace_expert/identifiants", 3, 7)
    assert page == Asked("GET", "/espace_expert/informations", 1, 1)


def test_a_form_that_asks_nothing_is_kept_with_two_transactions(counting: Counting) -> None:
    begin(counting)
    counting.press(
        "Continuer", email=EMAIL, email_confirmation=EMAIL, mot_de_passe=PASSWORD, mot_de_passe_confirmation=PASSWORD
    )
    counting.press("Continuer", **IDENTITY)
    (post, page) = counting.press("Étape précédente")
    assert post == Asked("POST", "/espace_expert/recapitulatif", 2, 4)
    assert page == Asked("GET", "/espace_expert/informations", 1, 1)


def test_a_form_with_faults_is_shown_again_after_one_look(counting: Counting) -> None:
    begin(counting)
    counting.asked.clear()
    page = counting.person.press("Continuer", email=EMAIL, email_confirmation="another@exemple.fr")
    assert page.status == 422
    assert counting.asked == [Asked("POST", "/espace_expert/identifiants", 1, 1)]


@pytest.mark.parametrize(("entry", "state"), [("creation", "conditions"), ("activation", "code")])
def test_a_page_that_nobody_has_begun_is_shown_after_one_look(counting: Counting, entry: str, state: str) -> None:
    path, leads = f"/espace_expert/start/{entry}", f"/espace_expert/{state}"
    counting.open(path)
    assert counting.open(path) == [Asked("GET", path, 1, 1), Asked("GET", leads, 1, 1)]
