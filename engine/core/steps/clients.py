"""How often one client may try codes and passwords, or write to strangers. A browser without cookies is counted too."""

from __future__ import annotations

from datetime import datetime

from engine.core.kept import Kept
from engine.core.limits import Limits, TooOften
from engine.core.surroundings import Vault


class Clients:
    """Counts wrong tries, and mails, by the client's network address, of which a keyed hash alone is kept."""

    def __init__(self, vault: Vault, limits: Limits) -> None:
        self._vault = vault
        self._limits = limits

    def admit(self, tx: Kept, client: str | None, at: datetime) -> None:
        """
        Asked before a try, and once more in its own transaction: of several at the same time none is one too many.

        Args:
            client: its network address; None: not known, and not counted, since all of those would share one count.

        Raises:
            TooOften: it must wait.
        """
        if client is None:
            return
        limits = self._limits
        until = tx.full_until(self._key(client), limits.client_tries, limits.client_window, at)
        if until:
            raise TooOften("paused_network", until)

    def count(self, tx: Kept, client: str | None, at: datetime) -> None:
        """Counts a wrong attempt. A right one does not reset the count: one's own account is no way to guess others."""
        if client is not None:
            tx.note_lately(self._key(client), self._limits.client_window, at)

    def mailed(self, tx: Kept, client: str | None, at: datetime) -> None:
        """
        Counts a mail that a step of this client sends to an address that no code has proved.

        Raises:
            TooOften: it is one too many; the step must wait.
        """
        if client is None:
            return
        key, limits = self._vault.keyed("client mails", self._key(client)), self._limits
        until = tx.full_until(key, limits.client_mails, limits.client_mails_window, at)
        if until:
            raise TooOften("too_many_begun", until)
        tx.note_lately(key, limits.client_mails_window, at)

    def _key(self, client: str) -> str:
        return self._vault.keyed("client", client)
