"""The shipped service in this process, as production runs it, on a database of its own and a clock that stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from engine.application import Application
from engine.core.machine import Machine
from engine.language.load import load_catalogue
from engine.settings import Settings
from engine.shipped import shipped
from engine.web.app import create_app

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = "7c1f0b5e93d84a26be41f79a0c3d586e"


class ServiceUnderTest:
    """Secrets are hashed cheaply: what Argon2 takes is wanted, and is a row of its own."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            shipped(), f"sqlite:///{folder}/parcours.db", KEY, "https://127.0.0.1", ("127.0.0.1",), None,
            cheap_secrets=True,
        )  # fmt: skip
        catalogue = load_catalogue(shipped())
        assert not catalogue.problems, "\n\n".join(map(str, catalogue.problems))
        self.parcours = Application(self.settings, catalogue, clock=lambda: NOW)
        self.app = create_app(self.parcours)

    @property
    def machine(self) -> Machine:
        machine = self.parcours.machines.newest("espace_expert")
        assert machine
        return machine

    def read(self, challenge: str) -> str | None:
        """What a CAPTCHA says: nobody but the service itself can tell."""
        return self.parcours.service.challenge_answer(challenge)

    def __enter__(self) -> ServiceUnderTest:
        return self

    def __exit__(self, *_failed: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.parcours.close()
