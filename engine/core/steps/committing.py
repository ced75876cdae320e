"""A decided step is committed: the case and what it asks for, the case that it resumes, the mails it may send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.core.case import KEEP, Case, ClearTries, CountTry, Decision, Effect, Refusal, Resumed
from engine.core.kept import Conflict, Kept, KeptStep
from engine.core.limits import Limits
from engine.core.machine import Machine
from engine.core.preparing import Ready, secrets_to_keep, worth_keeping
from engine.core.retention import erase_at
from engine.core.steps.quotas import Recipients, Sender
from engine.core.surroundings import SILENCE, Log, Machines, Vault


class CommittedStep(NamedTuple):
    """
    A step as it is kept.

    Attributes:
        case: as committed; revision 0: nothing had to be kept.
        resumed: the case that the step resumed, as committed.
        wrong_attempt: whether a code or secret posted with the step was tried and none was right; None: none was tried.
        companion: what the companion of the step has returned.
    """

    outcome: Decision | Refusal
    case: Case
    resumed: Case | None
    wrong_attempt: bool | None
    companion: Any = None


class ResumedMoved(Exception):
    """The resumed case was changed by another step: the step has to be decided again."""


class Committer:
    """Writes decided steps, in a transaction of the caller's."""

    def __init__(self, machines: Machines, vault: Vault, limits: Limits, log: Log = SILENCE) -> None:
        self._machines = machines
        self._vault = vault
        self._recipients = Recipients(vault, limits, log)

    def commit(
        self,
        tx: Kept,
        ready: Ready,
        *,
        token: str | None = None,
        hashes: Mapping[str, str] | None = None,
        client: str | None = None,
    ) -> CommittedStep:
        """
        Args:
            token: the step token; it can be kept once.
            hashes: secret field -> hash, of the secrets posted with the step.
            client: the network address of the person who takes it; None: not known, or nobody does.

        Raises:
            Conflict: "revision", "claim", "number" or "token"; the transaction must be rolled back.
            ResumedMoved: so must it.
            TooOften: one mail too many would be sent; a timer's mail is dropped instead.
        """
        request, outcome = ready.request, ready.outcome
        resumed = None
        sender = Sender(request.at, client, timer=request.event.actor == "timer")
        self._recipients.prove(tx, request.case, outcome)
        if isinstance(outcome, Decision) and outcome.resumed:
            resumed = self._commit_resumed(tx, outcome.resumed, sender)
        case = outcome.case
        if worth_keeping(request.case, outcome):
            keepable = secrets_to_keep(request, outcome)
            kept = {name: hashed for name, hashed in (hashes or {}).items() if name in keepable}
            step = _Step(outcome, sender, token, kept, pending=request.event.name == KEEP)
            case = self._write(tx, request.machine, step)
        elif outcome.effects:
            tx.keep_effects(case, self._with_hashed_keys(outcome.effects), request.at)
        return CommittedStep(outcome, case, resumed, ready.wrong_attempt)

    def _commit_resumed(self, tx: Kept, resumed: Resumed, sender: Sender) -> Case:
        if resumed.decision is None:
            return resumed.before
        before = resumed.before
        machine = self._machines.of(before.flow, before.version, before.language)
        try:
            return self._write(tx, machine, _Step(resumed.decision, sender))
        except Conflict as lost:
            raise ResumedMoved from lost

    def _write(self, tx: Kept, machine: Machine, step: _Step) -> Case:
        case = step.outcome.case._replace(language=machine.flow.language)
        effects = self._recipients.admitted(tx, machine.flow, case, step.outcome.effects, step.sender)
        written = tx.keep(
            KeptStep(
                case,
                step.outcome.taken,
                self._with_hashed_keys(effects),
                step.sender.at,
                token=step.token,
                secrets={} if step.pending else step.secrets,
                pending=step.secrets if step.pending else {},
                erase_at=erase_at(machine.flow, case),
            ),
            self._vault.code_hash,
        )
        self._recipients.mailed(tx, written, effects)
        return written

    def _with_hashed_keys(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """Attempts are counted by a keyed hash; the value that was typed is kept nowhere."""
        return tuple(
            effect._replace(key=self._vault.attempts_key(effect.key, effect.browser))
            if isinstance(effect, CountTry | ClearTries)
            else effect
            for effect in effects
        )


class _Step(NamedTuple):
    outcome: Decision | Refusal
    sender: Sender
    token: str | None = None
    secrets: Mapping[str, str] = {}
    pending: bool = False  # the secrets are those of a form that was not accepted
