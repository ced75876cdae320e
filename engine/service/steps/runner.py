"""One step kept: ask the world, decide, commit – decided again where the world moved meanwhile."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, assert_never

from engine.core.builder import NoBranch
from engine.core.case import (
    REMINDER,
    TIMEOUT,
    Case,
    ClearTries,
    CodeQuestion,
    CountTry,
    Decision,
    Effect,
    Event,
    Needs,
    NumberQuestion,
    PauseQuestion,
    Question,
    Refusal,
    RegisterQuestion,
    Resumed,
    Waiting,
    WaitingQuestion,
)
from engine.core.decide import begin, decide
from engine.core.machine import Machine
from engine.core.trail import next_due
from engine.language.values import Value
from engine.problems import EngineError
from engine.service.security.limits import Limits
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.service.steps.quotas import Recipients
from engine.store import cases, codes, registers, tries
from engine.store.database import Conflict, Database
from engine.store.transaction import Transaction

log = logging.getLogger("parcours")

# A step is decided again when the row, a claim or a number was lost to another; this many times, then it is a fault.
MOST_ROUNDS = 40


class Moved(EngineError):
    """The case was changed by another step meanwhile: the post is a stale one."""


class _Again(Exception):
    """Something must be done outside the transaction first, or what was looked up there no longer holds."""


class Kept(NamedTuple):
    """A step that stands: `case` as committed (revision 0 where nothing had to be kept)."""

    outcome: Decision | Refusal
    case: Case
    resumed: Case | None


# Called inside the step's transaction, with what was decided: holds and session ids change with the step or not at all.
# Last: whether a code or secret that was posted has been tried in vain; None: none was tried.
Also = Callable[[Transaction, "Decision | Refusal", Case, Case | None, bool | None], None]


class Shell:
    """Where clock, store and core meet: everything a step reads and writes goes through here."""

    def __init__(self, machines: Machines, database: Database, vault: Vault, limits: Limits) -> None:
        self._machines = machines
        self._database = database
        self._vault = vault
        self._recipients = Recipients(vault, limits)

    # -- steps

    def first(self, machine: Machine, entry: str, now: datetime) -> Case:
        """A case as it would begin behind `entry`. Nothing is kept."""
        case_id = secrets.token_urlsafe(16)
        decided = self._asking(lambda facts: begin(machine, entry, case_id, facts, now), {}, now)
        assert isinstance(decided, Decision)
        return decided.case

    def step(
        self,
        machine: Machine,
        case: Case,
        event: Event,
        now: datetime,
        *,
        clear: Mapping[str, str] | None = None,
        tried: bool = False,
        token: str | None = None,
        also: Also | None = None,
    ) -> Kept:
        """
        Decides `event` and keeps the decision, in one transaction, with what `also` writes. What is asked is asked
        inside it, and outside it first only where something must be done there: a secret to be verified, a due timer
        of somebody else to be fired.

        Args:
            case: as read; revision 0: it begins with this step.
            clear: secret field -> clear text, as posted with this step.
            tried: a secret among them may be one to be verified.
            token: the step token; it can be kept once.

        Raises:
            Moved: the case is not at this revision any more.
            Conflict: the token was kept by another request ("token").
            TooOften: it would write once too often to somebody; nothing is kept. What `also` raises passes through.
            GuardFailed, MissingKey, NoBranch: the flow is at fault; nothing is kept.
            Unavailable, Busy: nothing is kept; it may be tried again.
        """
        clear = clear or {}
        asker = _Asker(self, clear, case, posted=event.answers)
        hashes: dict[str, str] = {}

        def decide_with(known: Mapping[Question, Any]) -> Decision | Refusal | Needs:
            return decide(machine, case, event, known, now)

        outside = tried and bool(clear)
        if clear and not outside:
            # No transaction waits for a hash: what the step will keep is hashed before, as far as can be told.
            first = decide_with({})
            self._hash(event.secrets if isinstance(first, Needs) else first.case.kept_secrets, clear, hashes)
        for _ in range(MOST_ROUNDS):
            facts: dict[Question, Any] = {}
            before = None
            if outside:
                before = self._asking(decide_with, facts, now, asker)
                self._hash(before.case.kept_secrets, clear, hashes)
            try:
                with self._database.write() as tx:
                    decided = self._decided_inside(tx, decide_with, before, facts, now, asker)
                    if any(name in clear and name not in hashes for name in decided.case.kept_secrets):
                        raise _Again
                    kept = self._commit(tx, machine, case, decided, now, token, hashes, also, in_vain=asker.in_vain)
                _tell(kept)
                return kept
            except _Again:
                outside = True
            except Conflict as lost:
                if lost.what == "revision":
                    raise Moved(f"case {case.id} has moved") from lost
                if lost.what == "token":
                    raise
        # Lost each time to a row that the guards let pass: no race is as long as that.
        raise NoBranch(f"{event.name}: what it claims or draws was lost in {MOST_ROUNDS} rounds")

    def fire_due(self, case_id: str, now: datetime, firing: frozenset[str] = frozenset()) -> Case | None:
        """
        The case as it stands at `now`: whatever of its timers is due is fired first, as of its due time.

        Args:
            firing: the cases whose timers wait for this one's; they are taken as they stand.

        Returns:
            None where there is no such case (any more), or none that may still be used.
        """
        while True:
            with self._database.read() as tx:
                case = cases.load(tx, case_id, now)
            if case is None or next_due(case, now) is None:
                return case
            self._fire(case, now, firing | {case_id})

    def as_of(self, case: Case, now: datetime) -> Case | None:
        """The same for a case that was read just now."""
        return case if next_due(case, now) is None else self.fire_due(case.id, now)

    def _fire(self, case: Case, now: datetime, firing: frozenset[str]) -> None:
        timer = next_due(case, now)
        assert timer
        machine = self._machines.of(case.flow, case.version)
        event = Event(TIMEOUT if timer.kind == "timeout" else REMINDER, "timer", at=timer.which)
        asker = _Asker(self, {}, case, firing)

        def decide_with(known: Mapping[Question, Any]) -> Decision | Refusal | Needs:
            return decide(machine, case, event, known, timer.due_at)

        try:
            with self._database.write() as tx:
                decided = self._asking_inside(tx, decide_with, {}, timer.due_at, asker)
                kept = self._commit(tx, machine, case, decided, timer.due_at, None, {}, None, drop=True)
            _tell(kept)
        except Conflict:
            return  # another has fired it, or took what it wanted: look again
        except _Again:
            # Someone it looks at has come due before: that is fired first, and this one looked at again.
            self._asking(decide_with, {}, timer.due_at, asker)

    # -- asking

    def _asking(
        self,
        decide_with: Callable[[Mapping[Question, Any]], Decision | Refusal | Needs],
        facts: dict[Question, Any],
        now: datetime,
        asker: _Asker | None = None,
    ) -> Decision | Refusal:
        """Asks and answers until there is a decision, outside any transaction."""
        asker = asker or _Asker(self, {}, None)
        while isinstance(decided := decide_with(facts), Needs):
            for question in decided.questions:
                facts[question] = asker.answer(question, now)
        return decided

    def _asking_inside(
        self,
        tx: Transaction,
        decide_with: Callable[[Mapping[Question, Any]], Decision | Refusal | Needs],
        facts: dict[Question, Any],
        now: datetime,
        asker: _Asker | None = None,
    ) -> Decision | Refusal:
        asker = asker or _Asker(self, {}, None)
        while isinstance(decided := decide_with(facts), Needs):
            for question in decided.questions:
                facts[question] = asker.answer_inside(tx, question, now, None)
        return decided

    def _decided_inside(
        self,
        tx: Transaction,
        decide_with: Callable[[Mapping[Question, Any]], Decision | Refusal | Needs],
        before: Decision | Refusal | None,
        facts: dict[Question, Any],
        now: datetime,
        asker: _Asker,
    ) -> Decision | Refusal:
        """
        The decision with facts read inside the transaction.

        Args:
            before: what was decided outside it, with `facts`: the same object again where none of them has changed.
        """
        fresh = {question: asker.answer_inside(tx, question, now, found) for question, found in facts.items()}
        if before is not None and fresh == facts:
            return before
        return self._asking_inside(tx, decide_with, fresh, now, asker)

    def _hash(self, names: Iterable[str], clear: Mapping[str, str], hashes: dict[str, str]) -> None:
        hashes.update({name: self._vault.hash(clear[name]) for name in names if name in clear and name not in hashes})

    # -- keeping

    def _commit(
        self,
        tx: Transaction,
        machine: Machine,
        before: Case,
        decided: Decision | Refusal,
        at: datetime,
        token: str | None,
        hashes: Mapping[str, str],
        also: Also | None,
        *,
        drop: bool = False,
        in_vain: bool | None = None,
    ) -> Kept:
        resumed = None
        self._recipients.prove(tx, before, decided)
        if isinstance(decided, Decision) and decided.resumed:
            resumed = self._commit_resumed(tx, decided.resumed, at)
        case = decided.case
        if _worth_keeping(before, decided):
            kept = {name: hashed for name, hashed in hashes.items() if name in case.kept_secrets}
            case = self._write(tx, machine, case, decided, at, token, kept, drop=drop)
        elif decided.effects:
            cases.commit_effects(tx, case, self._kept_effects(decided.effects), at=at)
        if also:
            also(tx, decided, case, resumed, in_vain)
        return Kept(decided, case, resumed)

    def _commit_resumed(self, tx: Transaction, resumed: Resumed, at: datetime) -> Case:
        if resumed.decision is None:
            return resumed.before
        machine = self._machines.of(resumed.before.flow, resumed.before.version)
        try:
            return self._write(tx, machine, resumed.decision.case, resumed.decision, at, None, {})
        except Conflict as lost:
            raise _Again from lost  # the waiting case has moved: it is looked for anew

    def _write(
        self,
        tx: Transaction,
        machine: Machine,
        case: Case,
        decided: Decision | Refusal,
        at: datetime,
        token: str | None,
        hashes: Mapping[str, str],
        *,
        drop: bool = False,
    ) -> Case:
        effects = self._recipients.admitted(tx, machine.flow, case, decided.effects, at, drop=drop)
        written = cases.commit(
            tx,
            case,
            decided.taken,
            self._kept_effects(effects),
            at=at,
            token=token,
            secrets=hashes,
            erase_at=erase_at(machine, case),
            code_hash=self._vault.code_hash,
        )
        self._recipients.mailed(tx, written, effects)
        return written

    def _kept_effects(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """Tries are counted by a keyed hash: the value itself – whatever was typed – is kept nowhere."""
        return tuple(
            effect._replace(key=self.tries_key(effect.key)) if isinstance(effect, CountTry | ClearTries) else effect
            for effect in effects
        )

    # -- for the asker

    def tries_key(self, value: str) -> str:
        return self._vault.keyed("tries", value)

    def read(self) -> Any:
        return self._database.read()

    def verify(self, kept: str | None, clear: str) -> bool:
        return self._vault.verify(kept, clear)

    def machine_of(self, case: Case) -> Machine:
        return self._machines.of(case.flow, case.version)


def erase_at(machine: Machine, case: Case) -> datetime | None:
    """When the case's rows are erased: after its end, or as a draft after its last step; None: never, or not yet."""
    flow = machine.flow
    if case.closed_at:
        return flow.retention.closed.after(case.closed_at, flow.zone)
    if case.bound or case.held or flow.states[case.state].rest or case.touched_at is None:
        return None
    if case.present.timers:
        return None  # it waits: what its page has promised is still to come
    return flow.retention.draft.after(case.touched_at, flow.zone)


def _tell(kept: Kept) -> None:
    """A line for the operator, of what stands now: names of the flow alone."""
    if not log.isEnabledFor(logging.INFO):
        return
    resumed = kept.outcome.resumed if isinstance(kept.outcome, Decision) else None
    theirs = resumed.decision.taken if resumed and resumed.decision else ()
    for case, taken in ((kept.case, kept.outcome.taken), (kept.resumed, theirs)):
        if case and taken:
            ways = ", ".join(f"{one.state}.{one.event} {one.outcome}" for one in taken)
            log.info("step", extra={"case": case.id, "flow": case.flow, "taken": ways})


def _worth_keeping(before: Case, decided: Decision | Refusal) -> bool:
    """
    A refusal that changes nothing is not kept: showing it again costs no row. Nor is the case of a visitor that was
    never kept and ends here, because a resume handed the browser over.
    """
    if isinstance(decided, Refusal):
        return decided.case._replace(touched_at=before.touched_at) != before
    return not (decided.resumed and decided.resumed.hand_over and before.revision == 0)


class _Asker:
    """
    Answers what `decide` asks, for one post or one timer: remembers which secrets it has verified.

    Args:
        firing: cases whose timers are being fired just now, this one's for another's: none waits for itself.
    """

    def __init__(
        self,
        shell: Shell,
        clear: Mapping[str, str],
        own: Case | None,
        firing: frozenset[str] = frozenset(),
        posted: Mapping[str, Value] | None = None,
    ) -> None:
        self._shell = shell
        self._clear = clear
        self._posted = frozenset(value for value in (posted or {}).values() if isinstance(value, str))
        self._tried: dict[Question, bool] = {}  # what was asked with a code or secret posted now -> it was right
        self._firing = firing | ({own.id} if own else set())
        self._verified: dict[tuple[str, str], bool] = {}  # (kept hash or "", clear) -> verdict

    @property
    def in_vain(self) -> bool | None:
        """Whether a code or secret posted now was tried and none was right; None: none was tried."""
        return None if not self._tried else not any(self._tried.values())

    def answer(self, question: Question, now: datetime) -> Any:
        """Outside a transaction: a due timer of whoever is looked at is fired first; secrets are verified."""
        if isinstance(question, RegisterQuestion):
            with self._shell.read() as tx:
                row = registers.row(tx, question.register, question.key)
            if row and row.case_id and row.case_id not in self._firing:
                self._shell.fire_due(row.case_id, now, self._firing)
                with self._shell.read() as tx:
                    row = registers.row(tx, question.register, question.key)
            return row
        if isinstance(question, WaitingQuestion):
            return self._waiting(question, now)
        with self._shell.read() as tx:
            return self._simple(tx, question, now)

    def answer_inside(self, tx: Transaction, question: Question, now: datetime, before: Any) -> Any:
        """
        Inside the step's transaction. A number found free before is kept: its own row tells whether it still is.

        Raises:
            _Again: someone looked at has come due, or a secret would have to be verified here.
        """
        if isinstance(question, NumberQuestion) and before is not None:
            return before
        if isinstance(question, RegisterQuestion):
            row = registers.row(tx, question.register, question.key)
            if row and row.case_id and row.case_id not in self._firing:
                holder = cases.load(tx, row.case_id)
                if holder and next_due(holder, now):
                    raise _Again
            return row
        if isinstance(question, WaitingQuestion):
            case_id = _find(tx, question, now)
            case = cases.load(tx, case_id) if case_id else None
            if case and case.id not in self._firing and next_due(case, now):
                raise _Again
            hashes = cases.secret_hashes(tx, case.id) if case else {}
            return self._if_fits(question, case, hashes, verify=False)
        return self._simple(tx, question, now)

    def _simple(self, tx: Transaction, question: CodeQuestion | PauseQuestion | NumberQuestion, now: datetime) -> Any:
        match question:
            case CodeQuestion():
                status = codes.code_status(tx, question.flow, question.code, question.hash, question.case_id, now)
                if question.hash in self._posted:
                    self._tried[question] = status == "valid"
                return status
            case PauseQuestion():
                return tries.pause_until(tx, question.flow, question.state, self._shell.tries_key(question.key), now)
            case NumberQuestion():
                while True:
                    number = str(secrets.randbelow(9 * 10 ** (question.digits - 1)) + 10 ** (question.digits - 1))
                    if registers.number_free(tx, question.field, number):
                        return number
            case _:
                assert_never(question)

    def _waiting(self, question: WaitingQuestion, now: datetime) -> Waiting | None:
        with self._shell.read() as tx:
            case_id = _find(tx, question, now)
        case = self._shell.fire_due(case_id, now, self._firing) if case_id else None
        hashes: Mapping[str, str] = {}
        if case:
            with self._shell.read() as tx:
                case = case if _find(tx, question, now) == case_id else None
                hashes = cases.secret_hashes(tx, case.id) if case else {}
        return self._if_fits(question, case, hashes, verify=True)

    def _if_fits(
        self, question: WaitingQuestion, case: Case | None, hashes: Mapping[str, str], *, verify: bool
    ) -> Waiting | None:
        """The case, if it waits where it is looked for and its secrets are these. As slow where there is none."""
        if case and (case.flow != question.flow or case.closed_at):
            case = None
        if case and question.states and case.state not in question.states:
            case = None
        for theirs, mine in question.secrets:
            if not self._same(hashes.get(theirs) if case else None, self._clear.get(mine), verify=verify):
                case = None
        if question.hash in self._posted or any(mine in self._clear for _, mine in question.secrets):
            self._tried[question] = case is not None
        return Waiting(self._shell.machine_of(case), case) if case else None

    def _same(self, kept: str | None, clear: str | None, *, verify: bool) -> bool:
        if clear is None:
            return False
        place = (kept or "", clear)
        if place not in self._verified:
            if not verify:
                raise _Again
            self._verified[place] = self._shell.verify(kept, clear)
        return self._verified[place]


def _find(tx: Transaction, question: WaitingQuestion, now: datetime) -> str | None:
    if question.hash is not None:
        assert question.code
        return codes.case_of_code(tx, question.flow, question.code, question.hash, now)
    assert question.register
    assert question.key is not None
    return registers.case_of_key(tx, question.register, question.key)
