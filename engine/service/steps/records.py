"""The records that a step reads, in a transaction of the store."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from engine.core.case import Case, CodeQuestion, NumberQuestion, PauseQuestion, RegisterRow, WaitingQuestion
from engine.core.machine import Machine
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.store import cases, codes, registers, tries
from engine.store.transaction import Transaction


class StoredRecords:
    """Implements `core.records.Records`."""

    def __init__(self, tx: Transaction, machines: Machines, vault: Vault) -> None:
        self._tx = tx
        self._machines = machines
        self._vault = vault

    def case(self, case_id: str, at: datetime) -> Case | None:
        return cases.load(self._tx, case_id, at)

    def machine(self, case: Case) -> Machine:
        return self._machines.of(case.flow, case.version)

    def register_row(self, register: str, key: str) -> RegisterRow | None:
        return registers.row(self._tx, register, key)

    def code_status(self, question: CodeQuestion, at: datetime) -> str:
        return codes.code_status(self._tx, question.flow, question.code, question.hash, question.case_id, at)

    def waiting_case(self, question: WaitingQuestion, at: datetime) -> str | None:
        if question.hash is not None:
            assert question.code
            return codes.case_of_code(self._tx, question.flow, question.code, question.hash, at)
        assert question.register
        assert question.key is not None
        return registers.case_of_key(self._tx, question.register, question.key)

    def secret_hashes(self, case_id: str) -> Mapping[str, str]:
        return cases.secret_hashes(self._tx, case_id)

    def paused_until(self, question: PauseQuestion, at: datetime) -> datetime | None:
        return tries.pause_until(self._tx, question.flow, question.state, self._vault.attempts_key(question.key), at)

    def free_number(self, question: NumberQuestion) -> str:
        least = 10 ** (question.digits - 1)
        while True:
            number = str(secrets.randbelow(9 * least) + least)
            if registers.number_free(self._tx, question.field, number):
                return number
