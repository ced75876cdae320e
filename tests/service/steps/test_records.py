"""What a step reads: the transaction of the store and the records in memory answer alike, whatever was kept in both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.core.case import (
    TIMEOUT,
    Case,
    CodeQuestion,
    Count,
    Decision,
    Event,
    NumberQuestion,
    PauseQuestion,
    WaitingQuestion,
)
from engine.core.decide import begin
from engine.core.machine import Machine
from engine.core.preparing import Ready, StepRequest, prepare
from engine.core.records import Records
from engine.core.steps.committing import Committer
from engine.core.steps.records import KeptRecords
from engine.store.kept import Stored
from tests.conftest import MakeFlow
from tests.support import door
from tests.support.bare_service import BareService
from tests.support.memory import MemoryRecords
from tests.support.stage import ADULT, NOW

HOUR = timedelta(hours=1)


class Both:
    """Steps that are kept in a database and in memory."""

    def __init__(self, bare: BareService, flow: str) -> None:
        machine = bare.machines.newest(flow)
        assert machine
        self.machine: Machine = machine
        self.memory = MemoryRecords(machine, code_hash=bare.vault.code_hash)
        self._bare = bare
        self._committer = Committer(bare.machines, bare.vault, bare.limits)

    def begin(self, entry: str, case_id: str) -> Case:
        begun = begin(self.machine, entry, case_id, {}, NOW)
        assert isinstance(begun, Decision), "the entries of these flows ask nothing"
        return begun.case

    def step(self, case: Case, event: Event, at: datetime = NOW, hashes: Mapping[str, str] | None = None) -> Case:
        """Decided on what memory holds, and kept in both: the case, as both keep it."""
        ready = prepare(self.memory, StepRequest(self.machine, case, event, at), {})
        assert isinstance(ready, Ready)
        with self._bare.database.write() as tx:
            stored = self._committer.commit(Stored(tx), ready, hashes=hashes)
        if stored.case.revision == 0:
            self.memory.keep_effects(stored.case, ready.outcome.effects)
            return stored.case
        kept = self.memory.keep(ready.outcome, hashes)
        assert stored.case == kept
        return kept

    def agree(self, name: str, *asked: Any) -> Any:
        """What both answer."""
        with self._bare.database.read() as tx:
            records: Records = KeptRecords(Stored(tx), self._bare.machines, self._bare.vault)
            stored = getattr(records, name)(*asked)
        assert stored == getattr(self.memory, name)(*asked), (name, asked)
        return stored


@pytest.fixture
def both(several: BareService) -> Both:
    return Both(several, "stage")


def wait(both: Both, case_id: str = "a") -> Case:
    """A case that waits for its code."""
    case = both.begin("inscription", case_id)
    given = Event("suite", answers=ADULT, secrets=("mot",))
    case = both.step(case, given, hashes={"mot": "hash of a password"})
    case = both.step(case, Event("suite", answers={"ville": "Lyon"}))
    return both.step(case, Event("valider"))


def test_a_case_and_its_machine(both: Both) -> None:
    assert both.agree("case", "a", NOW) is None
    case = wait(both)
    assert both.agree("case", "a", NOW) == case
    assert both.agree("machine", case) is both.machine


@pytest.mark.parametrize(
    ("hours", "there", "why"),
    [(23, True, "a draft"), (24, False, "past its time, though nobody has erased it yet")],
)
def test_a_draft_past_its_time_is_not_there(both: Both, hours: int, there: bool, why: str) -> None:
    both.step(both.begin("inscription", "a"), Event("suite", answers=ADULT))
    assert (both.agree("case", "a", NOW + hours * HOUR) is not None) is there, why


def test_a_register_row_as_it_is_claimed_and_released(both: Both) -> None:
    assert both.agree("register_row", "places", "ana@exemple.fr") is None
    case = wait(both)
    assert both.agree("register_row", "places", "ana@exemple.fr") == ("reservee", "a")
    both.step(case, Event(TIMEOUT, "timer"), NOW + 48 * HOUR)
    assert both.agree("register_row", "places", "ana@exemple.fr") is None


def test_the_status_of_a_code(both: Both, several: BareService) -> None:
    case = wait(both)
    hashed = several.vault.code_hash("a", "confirmation", 1, 10)

    def status(at: datetime = NOW, *, typed: str = hashed, code: str = "confirmation", own: str | None = None) -> str:
        return str(both.agree("code_status", CodeQuestion("stage", code, typed, own), at))

    assert status() == "valid"
    assert status(own="a") == "valid"
    assert status(own="b") == "unknown", "of another case"
    assert status(typed="another") == "unknown"
    assert status(code="another") == "unknown"
    assert status(NOW + 48 * HOUR) == "expired"
    both.step(case, Event(TIMEOUT, "timer"), NOW + 48 * HOUR)
    assert status() == "expired", "its case has ended: it was never used"


def test_a_code_that_was_given_is_used(both: Both, several: BareService) -> None:
    wait(both)
    hashed = several.vault.code_hash("a", "confirmation", 1, 10)
    answers = {"code_saisi": hashed, "email_saisi": "ana@exemple.fr"}
    both.memory.free = ["471147"]
    visitor = both.begin("confirmation", "b")
    ready = prepare(both.memory, StepRequest(both.machine, visitor, Event("suite", answers=answers), NOW), {})
    assert isinstance(ready, Ready)
    with several.database.write() as tx:
        step = Committer(several.machines, several.vault, several.limits).commit(Stored(tx), ready)
    assert step.case.revision == 0, "the visitor's own case is not kept"
    assert isinstance(ready.outcome, Decision)
    assert ready.outcome.resumed
    assert ready.outcome.resumed.decision
    both.memory.keep(ready.outcome.resumed.decision)
    assert both.agree("code_status", CodeQuestion("stage", "confirmation", hashed, None), NOW) == "used"
    case = both.agree("case", "a", NOW)
    assert case.state == "inscrit"
    assert case == step.resumed
    assert both.agree("register_row", "places", "ana@exemple.fr") == ("prise", "a")


def test_the_case_that_waits(both: Both, several: BareService) -> None:
    case = wait(both)
    hashed = several.vault.code_hash("a", "confirmation", 1, 10)
    by_code = WaitingQuestion(("stage",), (), "confirmation", hashed, None, None, ())
    by_key = WaitingQuestion(("stage",), (), None, None, "places", "ana@exemple.fr", ())
    assert both.agree("waiting_case", by_code, NOW) == "a"
    assert both.agree("waiting_case", by_code, NOW + 48 * HOUR) is None, "the code has expired"
    assert both.agree("waiting_case", by_code._replace(hash="another"), NOW) is None
    assert both.agree("waiting_case", by_key, NOW) == "a"
    assert both.agree("waiting_case", by_key._replace(key="eva@exemple.fr"), NOW) is None
    both.step(case, Event(TIMEOUT, "timer"), NOW + 48 * HOUR)
    assert both.agree("waiting_case", by_code, NOW) is None, "the case has ended"
    assert both.agree("waiting_case", by_key, NOW) is None, "the key was released"


def test_the_hashes_of_secrets(both: Both) -> None:
    assert both.agree("secret_hashes", "a") == {}
    wait(both)
    assert both.agree("secret_hashes", "a") == {"mot": "hash of a password"}
    assert both.agree("secret_hashes", "b") == {}


def test_a_number_has_its_digits_and_is_free(both: Both, several: BareService) -> None:
    with several.database.read() as tx:
        stored = KeptRecords(Stored(tx), several.machines, several.vault)
        found = {stored.free_number(NumberQuestion("numero", 2)) for _ in range(300)}
    assert found <= {str(number) for number in range(10, 100)}, "no number begins with a nought"
    assert len(found) > 50, "and none can be guessed from another"


def test_until_when_attempts_are_paused(tmp_path: Any, make_flow: MakeFlow) -> None:
    bare = BareService(tmp_path, make_flow("porte", door.FLOW, door.FORMS))
    both = Both(bare, "porte")
    question = PauseQuestion("porte", "porte", "Ana")
    for refused in range(2):
        assert both.agree("count", question, (), NOW) == Count(refused=refused)
        both.step(both.begin("porte", "a"), Event("entrer", answers={"nom": "Ana"}))
    until = NOW + HOUR / 4
    assert both.agree("count", question, (), NOW) == Count(until, refused=2)
    assert both.agree("count", question, (), until - HOUR / 60) == Count(until, refused=2)
    assert both.agree("count", question, (), until) == Count()
    assert both.agree("count", question._replace(key="Eva"), (), NOW) == Count()
    bare.close()
