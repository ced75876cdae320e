"""The service as a browser meets it, with what a process adds to an answer: pictures, sound and a memory of clicks."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime

from engine.core.browsing.parts import Parts
from engine.core.browsing.results import Browser
from engine.core.browsing.visits import Visits
from engine.core.kept import Unavailable
from engine.language.forms import Form
from engine.problems import EngineError
from engine.service.browsing.recent_refusals import RecentRefusals
from engine.service.security.challenges import ShownGates

_VERSION = re.compile(r"[0-9a-f]{64}")


class Service(Visits):
    """
    Everything that a page needs. One for all threads.

    Args:
        gates: those of `parts`, which can be shown.
        clock: the present instant (aware, UTC).
    """

    def __init__(self, parts: Parts, gates: ShownGates, clock: Callable[[], datetime]) -> None:
        super().__init__(parts, clock, RecentRefusals())
        self._gates = gates

    def speaking(self, language: str) -> Service:
        """The same, in this language."""
        return Service(self._parts.speaking(language), self._gates, self.now)

    def csrf_good(self, browser: Browser, token: str) -> bool:
        return secrets.compare_digest(self.csrf(browser), token.encode("ascii", "replace").decode())

    def image(self, challenge: str) -> bytes | None:
        """A challenge as a PNG; None for one that is not ours."""
        return self._gates.image(challenge)

    def sound(self, challenge: str) -> bytes | None:
        """The same as a WAV; None also where its language has no voice."""
        return self._gates.sound(challenge, {flow.name: flow.language for flow in self.catalogue.flows.values()})

    def speaks(self, gate: str, language: str) -> bool:
        """Whether this gate's challenges are spoken in this language."""
        return self._gates.speaks(gate, language)

    def challenge_answer(self, challenge: str) -> str | None:
        """The answer to a challenge: for the developer bar alone."""
        return self._gates.answer(challenge)

    # -- addresses; each raises NotFound or Unavailable

    def form(self, flow: str, version: str, name: str) -> Form | None:
        """A form in a version that was published; None: there is none. Raises Unavailable."""
        if not _VERSION.fullmatch(version):
            return None
        try:
            found = self._parts.machines.of(flow, version).flow
        except EngineError as fault:
            if isinstance(fault, Unavailable):
                raise
            return None
        return found.forms.get(name) if found.name == flow else None
