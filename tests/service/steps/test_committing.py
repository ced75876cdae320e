"""A decided step is committed: what is kept of it, of the case that it resumes, and of attempts."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from engine.core.case import BACK, KEEP, Case, Count, Decision, Event, PauseQuestion, Refusal
from engine.core.kept import Conflict
from engine.core.preparing import Ready, StepRequest, prepare
from engine.core.steps.committing import CommittedStep, Committer, ResumedMoved
from engine.core.steps.records import KeptRecords
from engine.store import cases
from engine.store.kept import Stored
from tests.conftest import MakeFlow
from tests.support import door
from tests.support.bare_service import BareService
from tests.support.stage import ADULT, NOW

HOUR = timedelta(hours=1)
EMAIL = "ana@exemple.fr"


def prepared(bare: BareService, request: StepRequest) -> Ready:
    with bare.database.read() as tx:
        ready = prepare(KeptRecords(Stored(tx), bare.machines, bare.vault), request, {})
    assert isinstance(ready, Ready)
    return ready


def committed(bare: BareService, ready: Ready, **with_it: dict[str, str]) -> CommittedStep:
    with bare.database.write() as tx:
        return Committer(bare.machines, bare.vault, bare.limits).commit(Stored(tx), ready, **with_it)


def a_step(bare: BareService, flow: str, entry: str, event: Event) -> Ready:
    machine = bare.machines.newest(flow)
    assert machine
    return prepared(bare, StepRequest(machine, bare.runner.first(machine, entry, NOW), event, NOW))


def go_on(bare: BareService, case: Case, event: Event) -> CommittedStep:
    return committed(bare, prepared(bare, StepRequest(bare.machines.of(case.flow, case.version), case, event, NOW)))


def waiting(bare: BareService) -> Case:
    case = committed(bare, a_step(bare, "stage", "inscription", Event("suite", answers=ADULT))).case
    case = go_on(bare, case, Event("suite", answers={"ville": "Lyon"})).case
    return go_on(bare, case, Event("valider")).case


def with_its_code(bare: BareService, case: Case, typed: str | None = None) -> Ready:
    hashed = bare.vault.code_hash(case.id, "confirmation", 1, 10) if typed is None else typed
    return a_step(bare, "stage", "confirmation", Event("suite", answers={"code_saisi": hashed, "email_saisi": EMAIL}))


def kept(bare: BareService, case_id: str) -> Case | None:
    with bare.database.read() as tx:
        return cases.load(tx, case_id)


def test_a_resumed_case_is_kept_and_the_visitors_own_is_not(several: BareService) -> None:
    before = waiting(several)
    step = committed(several, with_its_code(several, before))
    assert isinstance(step.outcome, Decision)
    assert step.resumed
    assert step.resumed == kept(several, before.id)
    assert (step.resumed.state, step.resumed.revision) == ("inscrit", before.revision + 1)
    assert step.case.revision == 0
    assert kept(several, step.case.id) is None


def test_a_visitors_case_that_was_kept_before_ends_with_the_hand_over(several: BareService) -> None:
    before = waiting(several)
    visitor = committed(several, with_its_code(several, before, "wrong")).case
    assert visitor.tries == {"code": 1}
    hashed = several.vault.code_hash(before.id, "confirmation", 1, 10)
    step = go_on(several, visitor, Event("suite", answers={"code_saisi": hashed, "email_saisi": EMAIL}))
    assert step.resumed
    ended = kept(several, visitor.id)
    assert ended
    assert ended.closed_at == NOW


def test_a_resumed_case_that_has_moved_since_it_was_read_undoes_the_step(several: BareService) -> None:
    before = waiting(several)
    ready = with_its_code(several, before)
    go_on(several, before, Event(KEEP, typed={"ville": ("Nice",)}, inner="ville"))
    with pytest.raises(ResumedMoved):
        committed(several, ready)
    there = kept(several, before.id)
    assert there
    assert there.state == "attente"


def test_a_case_that_has_moved_since_it_was_read_is_a_conflict(several: BareService) -> None:
    case = committed(several, a_step(several, "stage", "inscription", Event("suite", answers=ADULT))).case
    machine = several.machines.of(case.flow, case.version)
    ready = prepared(several, StepRequest(machine, case, Event(BACK), NOW))
    moved = go_on(several, case, Event("suite", answers={"ville": "Lyon"})).case
    with pytest.raises(Conflict) as lost:
        committed(several, ready)
    assert lost.value.what == "revision"
    assert kept(several, case.id) == moved


def test_of_the_hashes_only_those_of_secrets_that_the_case_keeps_are_kept(several: BareService) -> None:
    ready = a_step(several, "stage", "inscription", Event("suite", answers=ADULT, secrets=("mot",)))
    step = committed(several, ready, hashes={"mot": "a hash", "mot_connu": "of a secret that was only tried"})
    with several.database.read() as tx:
        assert cases.secret_hashes(tx, step.case.id) == {"mot": "a hash"}


def test_a_kept_case_knows_when_it_is_erased(several: BareService) -> None:
    draft = committed(several, a_step(several, "stage", "inscription", Event("suite", answers=ADULT))).case
    with several.database.read() as tx:
        assert cases.load(tx, draft.id, NOW + 23 * HOUR)
        assert cases.load(tx, draft.id, NOW + 24 * HOUR) is None
    request = waiting(several)
    with several.database.read() as tx:
        assert cases.load(tx, request.id, NOW + 1000 * HOUR), "it waits: its page has promised what the timer does"


def test_an_attempt_is_counted_although_the_case_is_not_kept_and_its_value_is_kept_nowhere(
    tmp_path: Path, make_flow: MakeFlow
) -> None:
    bare = BareService(tmp_path, make_flow("porte", door.FLOW, door.FORMS))
    for _ in range(2):
        step = committed(bare, a_step(bare, "porte", "porte", Event("entrer", answers={"nom": "Un certain nom"})))
        assert isinstance(step.outcome, Refusal)
        assert step.case.revision == 0
        assert kept(bare, step.case.id) is None
    with bare.database.read() as tx:
        records = KeptRecords(Stored(tx), bare.machines, bare.vault)
        assert records.count(PauseQuestion("porte", "porte", "Un certain nom"), (), NOW) == Count(
            NOW + HOUR / 4, refused=2
        )
    bare.close()
    connection = sqlite3.connect(tmp_path / "parcours.db")
    rows = [line for line in connection.iterdump() if line.startswith("INSERT") and "versions" not in line]
    connection.close()
    assert any("porte" in row for row in rows), "the attempts"
    assert not any("certain" in row for row in rows)
