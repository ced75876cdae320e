"""Secrets and codes: how they are hashed, derived and compared. Nothing here is ever kept in clear."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from engine.core.surroundings import Busy
from engine.language.forms import CODE_ALPHABET, normalise
from engine.problems import EngineError


class Vault:
    """
    Everything derived from the secret key. Each use has a key of its own, derived by name.

    Args:
        secret_key: at least 16 characters, the same in every process.
        memory_kib, time_cost: Argon2id's; the defaults are OWASP's second choice (19 MiB, 2 passes, 1 lane).
        at_once: how many hashes may be made at the same time.
        patience: seconds that one more waits for its place.
    """

    def __init__(
        self, secret_key: str, *, memory_kib: int = 19456, time_cost: int = 2, at_once: int = 4, patience: float = 5.0
    ) -> None:
        if len(secret_key) < 16:
            raise EngineError("the secret key has fewer than 16 characters")
        self._root = secret_key.encode()
        self._keys: dict[str, bytes] = {}  # by purpose
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._places = BoundedSemaphore(at_once)
        self._patience = patience
        self._dummy: str | None = None

    def key(self, purpose: str) -> bytes:
        """The key for one purpose: 32 bytes."""
        found = self._keys.get(purpose)
        if found is None:
            found = self._keys[purpose] = hmac.digest(self._root, purpose.encode(), sha256)
        return found

    def keyed(self, purpose: str, text: str) -> str:
        """A keyed hash of `text`, as hex."""
        return hmac.digest(self.key(purpose), text.encode("utf-8", "surrogatepass"), sha256).hex()

    def attempts_key(self, value: str, browser: str | None = None) -> str:
        """
        What refused attempts are counted by; the value that was typed is kept nowhere.

        Args:
            browser: what is kept of a known browser, where they are counted for it alone.
        """
        return self.keyed("tries", value) if browser is None else self.keyed("tries of a browser", f"{browser} {value}")

    def fresh(self, size: int = 16) -> str:
        """An id that nobody has and nobody can guess: `size` bytes, as text."""
        return secrets.token_urlsafe(size)

    def number(self, digits: int) -> str:
        """A number of so many digits, drawn at random."""
        least = 10 ** (digits - 1)
        return str(secrets.randbelow(9 * least) + least)

    # -- codes

    def code(self, case_id: str, name: str, serial: int, length: int) -> str:
        """The words of a code: derived, so that they need not be kept until the mail is sent."""
        digest = hmac.digest(self.key("code words"), f"{case_id}\0{name}\0{serial}".encode(), sha256)
        number = int.from_bytes(digest, "big")
        return "".join(CODE_ALPHABET[(number >> (5 * i)) & 31] for i in range(length))

    def code_hash(self, case_id: str, name: str, serial: int, length: int) -> str:
        """What the store keeps of a code."""
        return self.typed_hash(self.code(case_id, name, serial, length))

    def typed_hash(self, typed: str) -> str:
        """What is kept of a code that a person typed: equal to `code_hash` exactly when the words are the same."""
        return self.keyed("code hash", normalise("code", typed))

    # -- secrets

    def hash(self, clear: str) -> str:
        """
        An Argon2id hash with its salt and parameters.

        Raises:
            Busy: no place came free.
        """
        with self._place():
            return self._hasher.hash(clear.encode("utf-8", "surrogatepass"))

    def verify(self, kept: str | None, clear: str) -> bool:
        """Whether `clear` is what `kept` is the hash of. Takes the same time where nothing is kept (None): how long
        it takes says nothing."""
        with self._place():
            if self._dummy is None:
                self._dummy = self._hasher.hash(secrets.token_bytes(16))
            try:
                self._hasher.verify(kept or self._dummy, clear.encode("utf-8", "surrogatepass"))
            except (Argon2Error, InvalidHashError):
                return False
            return kept is not None

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._patience):
            raise Busy("all places for hashing are taken")
        try:
            yield
        finally:
            self._places.release()
