"""What is kept, as a step reads it: implemented by a transaction of the store, and by a world in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engine.core.case import (
    Case,
    CodeQuestion,
    Count,
    NumberQuestion,
    PauseQuestion,
    RegisterRow,
    WaitingQuestion,
)
from engine.core.machine import Machine
from engine.language.workdays import Calendar


class Records(Protocol):
    """Reads of one instant: nothing changes between two of them."""

    @property
    def calendar(self) -> Calendar:
        """The site's, as it is now."""

    def case(self, case_id: str, at: datetime) -> Case | None:
        """The case as it was last committed; None: there is none, or retention has erased it by `at`."""

    def machine(self, case: Case) -> Machine:
        """The machine of the version that the case was begun in."""

    def register_row(self, register: str, key: str) -> RegisterRow | None:
        """The row of a normalised key; None: it is free."""

    def code_status(self, question: CodeQuestion, at: datetime) -> str:
        """The status of a typed code: "unknown", "valid", "expired" or "used"."""

    def waiting_case(self, question: WaitingQuestion, at: datetime) -> str | None:
        """The id of the case that a live code or a register key belongs to."""

    def secret_hashes(self, case_id: str) -> Mapping[str, str]:
        """field -> hash of the secrets kept for a case."""

    def count(self, question: PauseQuestion, proofs: Sequence[str], at: datetime) -> Count:
        """
        The count that holds for an attempt at this value.

        Args:
            proofs: what the browser shows of the accounts that were opened in it before.
        """

    def free_number(self, question: NumberQuestion) -> str:
        """A number that no case has under this name."""
