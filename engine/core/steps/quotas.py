"""How many mails steps may send to addresses that no code has confirmed: nobody is flooded in another's name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from engine.core.case import Case, Decision, Effect, PutMail, Refusal, SpendCode
from engine.core.kept import Kept
from engine.core.limits import Limits, TooOften
from engine.core.steps.clients import Clients
from engine.core.surroundings import SILENCE, Log, Vault
from engine.language.forms import normalise
from engine.language.model import Flow


class Sender(NamedTuple):
    """
    Who takes the step that sends mails, and when.

    Attributes:
        client: the network address of a person; None: not known.
        timer: a timer takes it. It goes on without what is too much; a person's step is refused.
    """

    at: datetime
    client: str | None = None
    timer: bool = False


class Recipients:
    """Counts mails by a keyed hash of their mailbox, and of their sender, until a code mailed there has come back."""

    def __init__(self, vault: Vault, limits: Limits, log: Log = SILENCE) -> None:
        self._log = log
        self._vault = vault
        self._limits = limits
        self._clients = Clients(vault, limits)

    def admitted(
        self, tx: Kept, flow: Flow, case: Case, effects: tuple[Effect, ...], sender: Sender
    ) -> tuple[Effect, ...]:
        """
        The effects, with no mail too many among them; each of those left is counted.

        Raises:
            TooOften: the step must wait.
        """
        kept: list[Effect] = []
        for effect in effects:
            until = self._count(tx, flow, effect, sender) if isinstance(effect, PutMail) else None
            if until is None:
                kept.append(effect)
            elif not sender.timer:
                raise TooOften("too_many_mails", until)
            else:
                self._log.warning("mail of a timer dropped: too many to one recipient", extra=_of(case))
        return tuple(kept)

    def mailed(self, tx: Kept, case: Case, effects: Iterable[Effect]) -> None:
        """Remembers to whom the codes of a case went, once the case is kept."""
        for mail in (effect for effect in effects if isinstance(effect, PutMail)):
            for name, code in mail.codes.items():
                tx.mailed(case.id, name, code.serial, self._key(mail.to))

    def prove(self, tx: Kept, before: Case, decided: Decision | Refusal) -> None:
        """
        What a step shows of who reads their mail: a resume by code was given that code; and a case that spends its own
        was, where the very words stand among its answers. A code spent for any other reason proves nothing.
        """
        if isinstance(decided, Refusal):
            return
        if decided.resumed and decided.resumed.by == "code" and decided.resumed.decision:
            first = decided.resumed.decision.effects[0]  # the resume's own; an analyst's come after it
            assert isinstance(first, SpendCode)
            tx.prove(decided.resumed.before.id, first.name, first.serial)
        for spent in (effect for effect in decided.effects if isinstance(effect, SpendCode)):
            code = before.codes.get(spent.name)
            words = self._vault.code_hash(before.id, spent.name, spent.serial, code.length) if code else None
            if words and words in decided.case.known().values():
                tx.prove(before.id, spent.name, spent.serial)

    def _count(self, tx: Kept, flow: Flow, mail: PutMail, sender: Sender) -> datetime | None:
        """Counts a mail; or, where it is one too many to one mailbox, when there is room for it again."""
        if flow.mails[mail.mail].to.name in flow.settings or tx.proved(self._key(mail.to)):
            return None  # an analyst's own recipient wants every mail
        key, limits, at = self._key(mailbox_of(mail.to)), self._limits, sender.at
        until = tx.full_until(key, limits.recipient_mails, limits.recipient_window, at)
        if until is None:
            if not sender.timer:
                self._clients.mailed(tx, sender.client, at)
            tx.note_lately(key, limits.recipient_window, at)
        return until

    def _key(self, to: str) -> str:
        return self._vault.keyed("recipient", normalise("email", to))


def mailbox_of(address: str) -> str:
    """
    The address whose mailbox an address leads to: without case, other spellings of its domain, and what follows a `+`.

    A `+` at the beginning separates nothing. Dots and `-` are left: with most providers `ab@` and `a.b@`, or `ana@` and
    `ana-lise@`, are two people, and one of them could keep the other out.
    """
    local, at, domain = normalise("email", address).rpartition("@")
    return f"{local[:1]}{local[1:].partition('+')[0]}{at}{domain}"


def _of(case: Case) -> dict[str, str]:
    return {"case": case.id, "flow": case.flow}
