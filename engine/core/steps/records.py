"""The records that a step reads, of what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from engine.core.case import Case, CodeQuestion, Count, NumberQuestion, PauseQuestion, RegisterRow, WaitingQuestion
from engine.core.kept import Kept
from engine.core.machine import Machine
from engine.core.proofs import key_of
from engine.core.surroundings import Machines, Vault
from engine.language.workdays import Calendar


class KeptRecords:
    """Implements `core.records.Records`."""

    def __init__(self, tx: Kept, machines: Machines, vault: Vault) -> None:
        self._tx = tx
        self._machines = machines
        self._vault = vault

    @property
    def calendar(self) -> Calendar:
        return self._machines.calendar

    def case(self, case_id: str, at: datetime) -> Case | None:
        return self._tx.case(case_id, at)

    def machine(self, case: Case) -> Machine:
        return self._machines.of(case.flow, case.version, case.language)

    def register_row(self, register: str, key: str) -> RegisterRow | None:
        return self._tx.register_row(register, key)

    def code_status(self, question: CodeQuestion, at: datetime) -> str:
        return self._tx.code_status((question.flow, question.code), question.hash, question.case_id, at)

    def waiting_case(self, question: WaitingQuestion, at: datetime) -> str | None:
        if question.hash is not None:
            assert question.code
            found = (self._tx.case_of_code((flow, question.code), question.hash, at) for flow in question.flows)
            return next((case_id for case_id in found if case_id), None)
        assert question.register
        assert question.key is not None
        row = self._tx.register_row(question.register, question.key)
        return row.case_id if row else None

    def secret_hashes(self, case_id: str) -> Mapping[str, str]:
        return self._tx.secret_hashes(case_id)

    def count(self, question: PauseQuestion, proofs: Sequence[str], at: datetime) -> Count:
        browser = self._known_browser(question, proofs, at) if proofs else None
        key = self._vault.attempts_key(question.key, browser)
        found = self._tx.tries((question.flow, question.state), key, at)
        return Count(found.paused_until, browser, found.refused)

    def _known_browser(self, question: PauseQuestion, proofs: Sequence[str], at: datetime) -> str | None:
        """What is kept of this browser, if one of the accounts was opened in it before."""
        # As many look-ups where nobody has the account: how long it takes says nothing.
        cases_tried = [self.waiting_case(account, at) or "" for account in question.accounts]
        keys = [key_of(self._vault, proof, case_id) for case_id in cases_tried for proof in proofs]
        return self._tx.first_known(keys, at)

    def free_number(self, question: NumberQuestion) -> str:
        while True:
            number = self._vault.number(question.digits)
            if self._tx.number_free(question.field, number):
                return number
