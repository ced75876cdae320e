"""Argon2 takes longer than all else in a step: how often it runs, and that nobody waits for it with the lock held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from engine.service.security.vault import Vault
from tests.support import expert
from tests.support.service_under_test import ServiceUnderTest


class Watched:
    """
    Attributes:
        done: what was hashed or verified of late.
        within: how often that was while a transaction was open.
    """

    def __init__(self) -> None:
        self.done: list[str] = []
        self.within = 0
        self.open = 0

    def of_late(self) -> list[str]:
        found, self.done = self.done, []
        return found


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    watched = Watched()

    def noting(name: str, real: Any) -> Any:
        def called(vault: Vault, *given: Any) -> Any:
            watched.done.append(name)
            watched.within += watched.open
            return real(vault, *given)

        return called

    def begin(*_given: object) -> None:
        watched.open += 1

    def end(*_given: object) -> None:
        watched.open -= 1

    for name in ("hash", "verify"):
        monkeypatch.setattr(Vault, name, noting(name, getattr(Vault, name)))
    listeners = (("begin", begin), ("commit", end), ("rollback", end))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    yield watched
    for name, listener in listeners:
        event.remove(Engine, name, listener)


def test_a_secret_is_hashed_once_or_verified_once_and_never_within_a_transaction(
    tmp_path: Path, watched: Watched
) -> None:
    service = ServiceUnderTest(tmp_path)
    person = service.person()
    expert.accept(person)
    assert watched.of_late() == []
    expert.identify(person)
    assert watched.of_late() == ["hash"]
    person.press("Continuer", **expert.IDENTITY)
    assert watched.of_late() == ["hash"]
    person.press("Valider")
    expert.activate(service.person(), expert.code_in(service))
    assert watched.of_late() == []
    assert expert.sign_in(service.person()).h1 == "Mon espace"
    assert watched.of_late() == ["verify"]
    expert.sign_in(service.person(), password="Another1Password2Altogether3")
    assert watched.of_late() == ["verify"]
    expert.sign_in(service.person(), "nobody@exemple.fr")
    assert watched.of_late() == ["verify"], "as long as for an address that is known"
    assert (watched.within, watched.open) == (0, 0)
    service.close()
