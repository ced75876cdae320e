"""How many mails a step may send to an address that no code has confirmed: nobody is flooded in another's name."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from engine.core.case import Case, Decision, Effect, PutMail, Refusal, SpendCode
from engine.language.forms import normalise
from engine.language.model import Flow
from engine.service.security.limits import Limits, TooOften
from engine.service.security.vault import Vault
from engine.store import rate_limits, recipients
from engine.store.transaction import Transaction

log = logging.getLogger("parcours")


class Recipients:
    """Counts mails by a keyed hash of their recipient, until a code mailed there has come back."""

    def __init__(self, vault: Vault, limits: Limits) -> None:
        self._vault = vault
        self._limits = limits

    def admitted(
        self, tx: Transaction, flow: Flow, case: Case, effects: tuple[Effect, ...], at: datetime, *, drop: bool
    ) -> tuple[Effect, ...]:
        """
        The effects, with no mail too many among them; each of those left is counted.

        Args:
            drop: leave out what is too much – a timer goes on – instead of refusing the step.

        Raises:
            TooOften: the step must wait.
        """
        kept: list[Effect] = []
        for effect in effects:
            until = self._count(tx, flow, effect, at) if isinstance(effect, PutMail) else None
            if until is None:
                kept.append(effect)
            elif not drop:
                raise TooOften("too_many_mails", until)
            else:
                log.warning("mail of a timer dropped: too many to one recipient", extra=_of(case))
        return tuple(kept)

    def mailed(self, tx: Transaction, case: Case, effects: Iterable[Effect]) -> None:
        """Remembers to whom the codes of a case went, once the case is kept."""
        for mail in (effect for effect in effects if isinstance(effect, PutMail)):
            for name, code in mail.codes.items():
                recipients.mailed(tx, case.id, name, code.serial, self._key(mail.to))

    def prove(self, tx: Transaction, before: Case, decided: Decision | Refusal) -> None:
        """
        What a step shows of who reads their mail: a resume by code was given that code; and a case that spends its own
        was, where the very words stand among its answers. A code spent for any other reason proves nothing.
        """
        if isinstance(decided, Refusal):
            return
        if decided.resumed and decided.resumed.by == "code" and decided.resumed.decision:
            first = decided.resumed.decision.effects[0]  # the resume's own; an analyst's come after it
            assert isinstance(first, SpendCode)
            recipients.prove(tx, decided.resumed.before.id, first.name, first.serial)
        for spent in (effect for effect in decided.effects if isinstance(effect, SpendCode)):
            code = before.codes.get(spent.name)
            words = self._vault.code_hash(before.id, spent.name, spent.serial, code.length) if code else None
            if words and words in decided.case.known().values():
                recipients.prove(tx, before.id, spent.name, spent.serial)

    def _count(self, tx: Transaction, flow: Flow, mail: PutMail, at: datetime) -> datetime | None:
        """Counts a mail; or, where it is one too many, when there is room for it again."""
        key, limits = self._key(mail.to), self._limits
        if flow.mails[mail.mail].to.name in flow.settings or recipients.proved(tx, key):
            return None  # an analyst's own recipient wants every mail
        until = rate_limits.full_until(tx, key, limits.recipient_mails, limits.recipient_window, at)
        if until is None:
            rate_limits.note(tx, key, limits.recipient_window, at)
        return until

    def _key(self, to: str) -> str:
        return self._vault.keyed("recipient", normalise("email", to))


def _of(case: Case) -> dict[str, str]:
    return {"case": case.id, "flow": case.flow}
