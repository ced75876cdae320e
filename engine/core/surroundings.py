"""What a step or a browser's request finds around it: secrets and chance, plug-ins' answers, the versions, the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.core.machine import Machine
from engine.language.load import Catalogue
from engine.language.values import Value
from engine.language.workdays import Calendar
from engine.problems import EngineError


class Busy(EngineError):
    """Too many secrets are being hashed at once: nothing was done, try again."""


class Vault(Protocol):
    """Secrets, codes and what is drawn at random."""

    def keyed(self, purpose: str, text: str) -> str:
        """A keyed hash of `text`."""

    def attempts_key(self, value: str, browser: str | None = None) -> str:
        """What refused attempts are counted by; `browser`: what is kept of a known one, counted for it alone."""

    def code_hash(self, case_id: str, name: str, serial: int, length: int) -> str:
        """What is kept of a code."""

    def typed_hash(self, typed: str) -> str:
        """What is kept of a code that a person typed: equal to `code_hash` exactly when the words are the same."""

    def hash(self, clear: str) -> str:
        """What is kept of a secret. Raises Busy."""

    def verify(self, kept: str | None, clear: str) -> bool:
        """Whether `clear` is what `kept` is the hash of. Raises Busy."""

    def fresh(self, size: int = 16) -> str:
        """An id that nobody has and nobody can guess: `size` bytes, as text."""

    def number(self, digits: int) -> str:
        """A number of so many digits, drawn at random."""


class Services(Protocol):
    """The services that plug-ins have registered, as facts ask them."""

    def answer(self, name: str, given: tuple[Value, ...]) -> str | None:
        """One of the service's values; None where it fails."""


class NoServices:
    """Where no plug-in is installed."""

    def answer(self, name: str, given: tuple[Value, ...]) -> str | None:
        return None


NO_SERVICES = NoServices()


class Machines(Protocol):
    """Flows and their versions as machines."""

    @property
    def catalogue(self) -> Catalogue:
        """The flows that are hosted now, and those that were withdrawn."""

    @property
    def calendar(self) -> Calendar:
        """The site's, as it is now."""

    def newest(self, flow: str) -> Machine | None:
        """The version hosted now; of a flow that was withdrawn, the one published last; None: no such flow."""

    def of(self, flow: str, digest: str, language: str | None = None) -> Machine:
        """The version a case was begun in. Raises EngineError where it was never published."""

    def speaking(self, language: str) -> Machines:
        """The same, whose flows all speak one language, as far as they do."""


class Log(Protocol):
    """Where an operator reads what has happened; `logging.Logger` is one."""

    def isEnabledFor(self, level: int) -> bool: ...

    def info(self, msg: str, *args: object, extra: Mapping[str, object] | None = None) -> None: ...

    def warning(self, msg: str, *args: object, extra: Mapping[str, object] | None = None) -> None: ...

    def error(self, msg: str, *args: object, extra: Mapping[str, object] | None = None) -> None: ...


class Silence:
    """A log that nobody reads."""

    def isEnabledFor(self, level: int) -> bool:
        return False

    def info(self, msg: str, *args: object, extra: Mapping[str, object] | None = None) -> None:
        """Nothing."""

    warning = error = info


SILENCE = Silence()
