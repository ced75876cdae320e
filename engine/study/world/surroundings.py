"""What a world finds around its steps: secrets that are no secrets, chance that is none, plug-ins that say as told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from engine.core.browsing.memory import CLICKS, is_refusal
from engine.core.browsing.results import Answer
from engine.core.machine import Machine
from engine.language.forms import CODE_ALPHABET, normalise
from engine.language.load import Catalogue
from engine.language.values import Value
from engine.language.workdays import WEEK, Calendar
from engine.problems import EngineError
from engine.registry import Gate
from engine.study.world.tables import Desk

_CODE = "code: "
SOLVED = "solved"  # what every picture asks for


def fresh_id(drawn: int, size: int = 16) -> str:
    """The id that is drawn in this place: of the length and the signs of a random one."""
    return f"id-{drawn:0{size}d}"


def fresh_number(drawn: int, digits: int) -> str:
    """The number that is drawn in this place."""
    least = 10 ** (digits - 1)
    return str(least + drawn % (9 * least))


def words_of_code(case_id: str, name: str, serial: int, length: int) -> str:
    """The words of a code, derived from its case, name and serial."""
    number = int.from_bytes(sha256(f"{case_id}\0{name}\0{serial}".encode()).digest(), "big")
    return "".join(CODE_ALPHABET[(number >> (5 * i)) & 31] for i in range(length))


def words_kept(hashed: str) -> str:
    """The words of a code by what is kept of it."""
    return hashed.removeprefix(_CODE)


@lru_cache(4096)
def _digest(text: str) -> str:
    """Of the length and the signs of a keyed hash; nothing here is a secret."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class OpenVault:
    """Implements `core.surroundings.Vault`: each hash is what it is the hash of."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keyed(self, purpose: str, text: str) -> str:
        return _digest(f"{purpose}: {text}")

    def attempts_key(self, value: str, browser: str | None = None) -> str:
        return f"tries: {value}" if browser is None else f"tries of a browser: {browser} {value}"

    def code_hash(self, case_id: str, name: str, serial: int, length: int) -> str:
        return self.typed_hash(words_of_code(case_id, name, serial, length))

    def typed_hash(self, typed: str) -> str:
        return f"{_CODE}{normalise('code', typed)}"

    def hash(self, clear: str) -> str:
        return f"hash of {clear}"

    def verify(self, kept: str | None, clear: str) -> bool:
        return kept == f"hash of {clear}"

    def fresh(self, size: int = 16) -> str:
        return fresh_id(self._desk.draw(), size)

    def number(self, digits: int) -> str:
        return fresh_number(self._desk.draw(), digits)


class SaidAnswers:
    """Implements `core.surroundings.Services`: each service answers as the world was told; else it fails."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, name: str, given: tuple[Value, ...]) -> str | None:
        said = self._desk.tables.answers
        return said[name, given] if (name, given) in said else said.get((name, None))


class HostedMachines:
    """Implements `core.surroundings.Machines`: one version of each flow, in its first language."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._made = {flow.name: Machine(flow) for flow in catalogue.flows.values()}

    @property
    def calendar(self) -> Calendar:
        return self.catalogue.site.calendar or WEEK

    def newest(self, flow: str) -> Machine | None:
        return self._made.get(flow)

    def of(self, flow: str, digest: str, language: str | None = None) -> Machine:
        machine = self._made.get(flow)
        if machine is None or machine.flow.digest != digest:
            raise EngineError(f"version {digest[:12]} of {flow} is not in this world")
        return machine

    def speaking(self, language: str) -> HostedMachines:
        return self


class PlainSigner:
    """Implements `core.browsing.gates.Signer`: what it has written can be read by anybody."""

    def signed(self, values: Sequence[Any]) -> str:
        return json.dumps(list(values))

    def read(self, text: str) -> list[Any] | None:
        try:
            found = json.loads(text)
        except ValueError:
            return None
        return found if isinstance(found, list) else None


class ClicksInMemory:
    """Implements `core.browsing.memory.Memory`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def once(self, post: object, now: datetime, attempt: Callable[[], Answer]) -> Answer:
        key, clicks = repr(post), self._desk.tables.clicks
        if key in clicks and abs(now - clicks[key][0]) < CLICKS:
            return clicks[key][1]
        answer = attempt()
        if is_refusal(answer):
            recent = {said: one for said, one in self._desk.tables.clicks.items() if abs(now - one[0]) < CLICKS}
            self._desk.change(clicks={**recent, key: (now, answer)})
        return answer

    def hashed(self, said: str) -> int | None:
        return self._desk.tables.hashed.get(said)

    def remember_hashed(self, said: str, made: int) -> None:
        self._desk.change(hashed={**self._desk.tables.hashed, said: made})


def plain_gates(names: Sequence[str]) -> Mapping[str, Gate]:
    """Gates that ask for one word."""
    gate = Gate("", lambda key, nonce, length: SOLVED, lambda answer, seed: b"", lambda answer, typed: answer == typed)
    return {name: gate._replace(name=name) for name in names}
