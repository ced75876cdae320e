"""Records kept in memory: what a step reads and keeps, in dicts. Shows how little `core.records.Records` asks for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, assert_never

from engine.core.case import (
    AcceptPending,
    Case,
    ClaimKey,
    ClearTries,
    CodeQuestion,
    Count,
    CountTry,
    Decision,
    DropPending,
    DropSecrets,
    Effect,
    NewCode,
    NumberQuestion,
    PauseQuestion,
    PutMail,
    Refusal,
    RegisterRow,
    ReleaseKey,
    SpendCode,
    TakeNumber,
    WaitingQuestion,
)
from engine.core.machine import Machine
from engine.core.retention import erase_at, is_past
from engine.language.workdays import WEEK


class KeptCode(NamedTuple):
    case_id: str
    serial: int
    expires_at: datetime
    state: str = "live"


def hash_of(case_id: str, name: str, serial: int, length: int = 10) -> str:
    """Stands for the keyed hash of a code's words."""
    return f"hash of {name} {serial} of {case_id}"


class MemoryRecords:
    """
    Implements `core.records.Records`; `keep` is what a commit does.

    Args:
        code_hash: case id, name, serial, length -> what is kept of a code.

    Attributes:
        free: the numbers that will be drawn, in order.
    """

    def __init__(self, *machines: Machine, code_hash: Callable[[str, str, int, int], str] = hash_of) -> None:
        self._code_hash = code_hash
        self.machines = {machine.flow.digest: machine for machine in machines}
        self.cases: dict[str, Case] = {}
        self.rows: dict[tuple[str, str], RegisterRow] = {}
        self.codes: dict[tuple[str, str, str], KeptCode] = {}  # by flow, name, hash
        self.secrets: dict[str, dict[str, str]] = {}  # case id -> field -> hash
        self.pending: dict[str, dict[str, str]] = defaultdict(dict)  # of those not in force yet
        self.counts: Counter[tuple[str, str, str, str | None]] = Counter()
        self.pauses: dict[tuple[str, str, str, str | None], datetime] = {}
        self.known: set[tuple[str, str]] = set()  # of browsers: what they show, and the case opened in them
        self.free = ["111111", "222222", "333333"]
        self.taken: set[tuple[str, str]] = set()
        self.mails: list[PutMail] = []

    # -- what a step reads

    calendar = WEEK

    def case(self, case_id: str, at: datetime) -> Case | None:
        case = self.cases.get(case_id)
        return None if case is None or is_past(erase_at(self.machine(case).flow, case), at) else case

    def machine(self, case: Case) -> Machine:
        return self.machines[case.version]

    def register_row(self, register: str, key: str) -> RegisterRow | None:
        return self.rows.get((register, key))

    def code_status(self, question: CodeQuestion, at: datetime) -> str:
        code = self.codes.get((question.flow, question.code, question.hash))
        if code is None or question.case_id not in (None, code.case_id):
            return "unknown"
        if code.state == "spent":
            return "used"
        return "valid" if code.state == "live" and at < code.expires_at else "expired"

    def waiting_case(self, question: WaitingQuestion, at: datetime) -> str | None:
        if question.hash is not None:
            found = (self.codes.get((flow, question.code or "", question.hash)) for flow in question.flows)
            live = (code.case_id for code in found if code and code.state == "live" and at < code.expires_at)
            return next(live, None)
        row = self.rows.get((question.register or "", question.key or ""))
        return row.case_id if row else None

    def secret_hashes(self, case_id: str) -> Mapping[str, str]:
        return self.secrets.get(case_id, {})

    def count(self, question: PauseQuestion, proofs: Sequence[str], at: datetime) -> Count:
        accounts = [self.waiting_case(account, at) for account in question.accounts]
        browser = next((proof for proof in proofs for account in accounts if (proof, account) in self.known), None)
        tried = (*question[:3], browser)
        until = self.pauses.get(tried)
        if until and until <= at:
            return Count(None, browser)
        return Count(until, browser, self.counts[tried])

    def free_number(self, question: NumberQuestion) -> str:
        return next(number for number in self.free if (question.field, number) not in self.taken)

    # -- what a step keeps

    def keep(self, outcome: Decision | Refusal, secrets: Mapping[str, str] | None = None) -> Case:
        """The case as it is kept, with its new revision; the case that the step resumed is kept before it."""
        if isinstance(outcome, Decision) and outcome.resumed and outcome.resumed.decision:
            self.keep(outcome.resumed.decision)
        kept = outcome.case._replace(revision=outcome.case.revision + 1)
        self.cases[kept.id] = kept
        self.secrets.setdefault(kept.id, {}).update(secrets or {})
        self.keep_effects(kept, outcome.effects)
        if kept.closed_at:
            self._kill_codes(kept, tuple(kept.serials))
        return kept

    def keep_effects(self, case: Case, effects: Iterable[Effect]) -> None:
        """What a step asks to be kept, in order; the case itself may stay as it is."""
        for effect in effects:
            match effect:
                case ClaimKey():
                    self.rows[effect.register, effect.key] = RegisterRow(effect.status, case.id)
                case ReleaseKey():
                    del self.rows[effect.register, effect.key]
                case NewCode():
                    self._kill_codes(case, (effect.name,))
                    hashed = self._code_hash(case.id, effect.name, effect.serial, effect.length)
                    self.codes[case.flow, effect.name, hashed] = KeptCode(case.id, effect.serial, effect.expires_at)
                case SpendCode():
                    for which, code in self.codes.items():
                        if (code.case_id, code.serial, which[1]) == (case.id, effect.serial, effect.name):
                            self.codes[which] = code._replace(state="spent")
                case TakeNumber():
                    self.taken.add((effect.field, effect.number))
                case PutMail():
                    self.mails.append(effect)
                case DropSecrets():
                    for name in effect.fields:
                        self.secrets[case.id].pop(name, None)
                case DropPending():
                    for name in effect.fields:
                        self.pending[case.id].pop(name, None)
                case AcceptPending():
                    for name in effect.fields:
                        self.secrets.setdefault(case.id, {})[name] = self.pending[case.id].pop(name)
                case CountTry():
                    tried = effect.flow, effect.state, effect.key, effect.browser
                    if tried in self.pauses and case.touched_at and self.pauses[tried] <= case.touched_at:
                        del self.pauses[tried]
                        self.counts[tried] = 0
                    self.counts[tried] += 1
                    if self.counts[tried] == effect.max:
                        self.pauses[tried] = effect.pause_until
                case ClearTries():
                    cleared = effect.flow, effect.state, effect.key, effect.browser
                    self.counts.pop(cleared, None)
                    self.pauses.pop(cleared, None)
                case _:
                    assert_never(effect)

    def _kill_codes(self, case: Case, names: tuple[str, ...]) -> None:
        for (flow, name, hashed), code in self.codes.items():
            if code.case_id == case.id and name in names and code.state == "live":
                self.codes[flow, name, hashed] = code._replace(state="killed")
