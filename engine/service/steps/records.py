"""The records that a step reads, in a transaction of the store."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from engine.core.case import Case, CodeQuestion, Count, NumberQuestion, PauseQuestion, RegisterRow, WaitingQuestion
from engine.core.machine import Machine
from engine.language.workdays import Calendar
from engine.service.security import known_browsers
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.store import cases, codes, registers, tries
from engine.store import known_browsers as stored_browsers
from engine.store.transaction import Transaction


class StoredRecords:
    """Implements `core.records.Records`."""

    def __init__(self, tx: Transaction, machines: Machines, vault: Vault) -> None:
        self._tx = tx
        self._machines = machines
        self._vault = vault

    @property
    def calendar(self) -> Calendar:
        return self._machines.calendar

    def case(self, case_id: str, at: datetime) -> Case | None:
        return cases.load(self._tx, case_id, at)

    def machine(self, case: Case) -> Machine:
        return self._machines.of(case.flow, case.version, case.language)

    def register_row(self, register: str, key: str) -> RegisterRow | None:
        return registers.row(self._tx, register, key)

    def code_status(self, question: CodeQuestion, at: datetime) -> str:
        return codes.code_status(self._tx, question.flow, question.code, question.hash, question.case_id, at)

    def waiting_case(self, question: WaitingQuestion, at: datetime) -> str | None:
        if question.hash is not None:
            assert question.code
            found = (codes.case_of_code(self._tx, flow, question.code, question.hash, at) for flow in question.flows)
            return next((case_id for case_id in found if case_id), None)
        assert question.register
        assert question.key is not None
        return registers.case_of_key(self._tx, question.register, question.key)

    def secret_hashes(self, case_id: str) -> Mapping[str, str]:
        return cases.secret_hashes(self._tx, case_id)

    def count(self, question: PauseQuestion, proofs: Sequence[str], at: datetime) -> Count:
        browser = self._known_browser(question, proofs, at) if proofs else None
        key = self._vault.attempts_key(question.key, browser)
        found = tries.counted(self._tx, question.flow, question.state, key, at)
        return Count(found.paused_until, browser, found.refused)

    def _known_browser(self, question: PauseQuestion, proofs: Sequence[str], at: datetime) -> str | None:
        """What is kept of this browser, if one of the accounts was opened in it before."""
        # As many look-ups where nobody has the account: how long it takes says nothing.
        cases_tried = [self.waiting_case(account, at) or "" for account in question.accounts]
        keys = [known_browsers.key_of(self._vault, proof, case_id) for case_id in cases_tried for proof in proofs]
        return stored_browsers.first_known(self._tx, keys, at)

    def free_number(self, question: NumberQuestion) -> str:
        least = 10 ** (question.digits - 1)
        while True:
            number = str(secrets.randbelow(9 * least) + least)
            if registers.number_free(self._tx, question.field, number):
                return number
