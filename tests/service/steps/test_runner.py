"""A step is prepared on what is kept now and committed in one transaction; what was overtaken is decided again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest

from engine.core.builder import NoBranch
from engine.core.case import KEEP, Case, Decision, Event, Refusal, RegisterRow
from engine.core.kept import Conflict
from engine.core.preparing import StepRequest
from engine.core.steps.committing import CommittedStep
from engine.core.steps.runner import Moved, StepRunner, Submitted
from engine.language.load import empty_site, load_sources
from engine.service.security.vault import Vault
from engine.store import cases, registers, tokens
from engine.store.kept import Stored
from tests.support import accounts
from tests.support.bare_service import KEY, BareService
from tests.support.stage import ADULT, NOW

HOUR = timedelta(hours=1)


def first(bare: BareService, flow: str, entry: str, event: str, at: datetime = NOW, **answers: Any) -> StepRequest:
    """The first form of a case that begins with it."""
    machine = bare.machines.newest(flow)
    assert machine
    return StepRequest(machine, bare.runner.first(machine, entry, at), Event(event, answers=answers), at)


def at_table(bare: BareService, table: str, voisine: str, at: datetime = NOW) -> StepRequest:
    return first(bare, "tables", "reserver", "suite", at, table=table, voisine=voisine)


def later(bare: BareService, case: Case, event: Event, at: datetime = NOW) -> StepRequest:
    return StepRequest(bare.machines.of(case.flow, case.version), case, event, at)


def kept(bare: BareService, case_id: str) -> Case | None:
    with bare.database.read() as tx:
        return cases.load(tx, case_id)


def holder(bare: BareService, table: str) -> RegisterRow | None:
    with bare.database.read() as tx:
        return registers.row(tx, "tables", table)


# -- one step


def test_a_step_is_kept_with_its_claim_its_history_and_its_token(several: BareService) -> None:
    step = several.runner.step(at_table(several, "une", "deux"), Submitted("a token"))
    assert isinstance(step.outcome, Decision)
    assert (step.case.revision, step.case.state) == (1, "attente")
    assert kept(several, step.case.id) == step.case
    assert holder(several, "une") == RegisterRow("prise", step.case.id)
    with several.database.read() as tx:
        (row,) = cases.history(tx, step.case.id)
        replay = tokens.replayed(tx, "a token")
    assert (row.state, row.event, row.outcome, row.token) == ("choix", "suite", "moved", "a token")
    assert replay
    assert replay.case_id == step.case.id


def test_a_refusal_that_changes_nothing_is_not_kept(several: BareService) -> None:
    several.runner.step(at_table(several, "une", "deux"))
    step = several.runner.step(at_table(several, "une", "trois"), Submitted("a token"))
    assert isinstance(step.outcome, Refusal)
    assert step.case.revision == 0
    assert kept(several, step.case.id) is None
    with several.database.read() as tx:
        assert tokens.replayed(tx, "a token") is None


def test_a_case_that_has_moved_meanwhile_is_not_changed(several: BareService) -> None:
    case = several.runner.step(first(several, "stage", "inscription", "suite", **ADULT)).case
    one = several.runner.step(later(several, case, Event("suite", answers={"ville": "Lyon"}))).case
    with pytest.raises(Moved):
        several.runner.step(later(several, case, Event("suite", answers={"ville": "Paris"})))
    assert kept(several, case.id) == one


def test_a_case_begins_once(several: BareService) -> None:
    request = at_table(several, "une", "deux")
    begun = several.runner.step(request).case
    with pytest.raises(Moved):
        several.runner.step(request._replace(event=Event("suite", answers={"table": "trois", "voisine": "x"})))
    assert kept(several, begun.id) == begun
    assert holder(several, "trois") is None


def test_a_token_is_kept_with_one_step(several: BareService) -> None:
    several.runner.step(at_table(several, "une", "deux"), Submitted("a token"))
    other = at_table(several, "trois", "quatre")
    with pytest.raises(Conflict) as lost:
        several.runner.step(other, Submitted("a token"))
    assert lost.value.what == "token"
    assert kept(several, other.case.id) is None
    assert holder(several, "trois") is None


# -- what is due comes first


def test_a_due_timer_of_the_holder_is_kept_before_the_step(several: BareService) -> None:
    waits = several.runner.step(at_table(several, "une", "deux")).case
    step = several.runner.step(at_table(several, "une", "trois", NOW + 2 * HOUR), Submitted("a token"))
    assert isinstance(step.outcome, Decision)
    ended = kept(several, waits.id)
    assert ended
    assert (ended.state, ended.closed_at) == ("seul", NOW + HOUR), "as of when it was due"
    assert holder(several, "une") == RegisterRow("prise", step.case.id)
    with several.database.read() as tx:
        history = cases.history(tx, waits.id)
        replay = tokens.replayed(tx, "a token")
    assert [row.actor for row in history] == ["usager", "timer", "timer"]
    assert [row.token for row in history] == [None, None, None], "the token is that of the step itself"
    assert replay
    assert replay.case_id == step.case.id


def test_a_case_is_as_of_now_when_its_timers_have_fired(several: BareService) -> None:
    waits = several.runner.step(at_table(several, "une", "deux")).case
    assert several.runner.fire_due(waits.id, NOW + HOUR / 2) == waits
    assert several.runner.as_of(waits, NOW + HOUR / 2) is waits, "nothing is due: nothing is read"
    ended = several.runner.as_of(waits, NOW + 2 * HOUR)
    assert ended
    assert (ended.state, ended.touched_at) == ("seul", NOW + HOUR)
    assert several.runner.fire_due(waits.id, NOW + 2 * HOUR) == ended, "it fires once"


def test_what_another_timer_looks_at_fires_first(several: BareService) -> None:
    une = several.runner.step(at_table(several, "une", "deux")).case
    deux = several.runner.step(at_table(several, "deux", "trois")).case
    ended = several.runner.fire_due(une.id, NOW + 2 * HOUR)
    assert ended
    assert ended.state == "seul", "the neighbour had gone by then"
    there = kept(several, deux.id)
    assert there
    assert there.closed_at == NOW + HOUR


def test_a_case_that_is_not_there_has_no_timers(several: BareService) -> None:
    assert several.runner.fire_due("nobody", NOW) is None


def test_a_case_past_its_time_is_gone_before_a_worker_erases_it(several: BareService) -> None:
    case = several.runner.step(first(several, "stage", "inscription", "suite", **ADULT)).case
    assert several.runner.fire_due(case.id, NOW + 23 * HOUR) == case
    assert several.runner.fire_due(case.id, NOW + 24 * HOUR) is None
    assert kept(several, case.id) == case


def test_a_timer_that_a_first_state_looks_at_fires_before_the_case_begins(several: BareService) -> None:
    several.runner.step(at_table(several, "une", "deux"))
    machine = several.machines.newest("tables")
    assert machine
    assert several.runner.first(machine, "premiere", NOW).state == "complet"
    assert several.runner.first(machine, "premiere", NOW + 2 * HOUR).state == "choix"
    assert holder(several, "une") is None


# -- the companion


class Writes(NamedTuple):
    """A companion that puts a register row, then ends as it is asked to."""

    end: Callable[[], Any]

    def write(self, tx: Stored, step: CommittedStep) -> Any:
        registers.put(tx.tx, "tables", f"of {step.case.state}", "prise")
        return self.end()


def undone() -> Any:
    raise ValueError("undone")


def test_what_the_companion_returns_is_kept_with_the_step(several: BareService) -> None:
    step = several.runner.step(at_table(several, "une", "deux"), Submitted(companion=Writes(lambda: "a cookie")))
    assert step.companion == "a cookie"
    assert holder(several, "of attente") == RegisterRow("prise", None)


def test_a_companion_that_raises_undoes_the_step(several: BareService) -> None:
    request = at_table(several, "une", "deux")
    with pytest.raises(ValueError, match="undone"):
        several.runner.step(request, Submitted("a token", companion=Writes(undone)))
    assert kept(several, request.case.id) is None
    assert holder(several, "une") is None
    assert holder(several, "of attente") is None
    assert several.runner.step(request, Submitted("a token")).case.revision == 1, "it may be tried again"


def test_a_timer_that_is_fired_first_has_no_companion_and_stays_when_the_step_is_undone(several: BareService) -> None:
    waits = several.runner.step(at_table(several, "une", "deux")).case
    with pytest.raises(ValueError, match="undone"):
        several.runner.step(at_table(several, "une", "x", NOW + 2 * HOUR), Submitted(companion=Writes(undone)))
    ended = kept(several, waits.id)
    assert ended
    assert ended.state == "seul"
    assert holder(several, "of seul") is None


# -- secrets


class LockingVault(Vault):
    """Takes the database's write lock whenever it hashes: it would be refused, if a step held it meanwhile."""

    def __init__(self, bare: BareService) -> None:
        super().__init__(KEY, memory_kib=8, time_cost=1)
        self._bare = bare
        self.done: list[str] = []

    def hash(self, clear: str) -> str:
        with self._bare.database.write():
            self.done.append("hash")
            return super().hash(clear)

    def verify(self, kept: str | None, clear: str) -> bool:
        with self._bare.database.write():
            self.done.append("verify")
            return super().verify(kept, clear)


def with_account(bare: BareService) -> tuple[StepRunner, LockingVault]:
    accounts.open_account(bare.visitor())
    vault = LockingVault(bare)
    return StepRunner(bare.machines, bare.ledger, vault, bare.limits), vault


def chosen(bare: BareService, email: str) -> StepRequest:
    request = first(bare, "guichet", "creation", "suite", email=email)
    event = request.event._replace(secrets=("mot",))
    return request._replace(event=event, secrets={"mot": accounts.PASSWORD})


def tried(bare: BareService, email: str, password: str) -> StepRequest:
    request = first(bare, "guichet", "connexion", "entrer", email_connu=email)
    event = request.event._replace(secrets=("mot_connu",))
    return request._replace(event=event, secrets={"mot_connu": password})


def test_a_secret_is_hashed_once_and_outside_the_transaction(bare: BareService) -> None:
    runner, vault = with_account(bare)
    step = runner.step(chosen(bare, "eva@exemple.fr"))
    assert vault.done == ["hash"]
    with bare.database.read() as tx:
        hashes = cases.secret_hashes(tx, step.case.id)
    assert list(hashes) == ["mot"]
    assert vault.verify(hashes["mot"], accounts.PASSWORD)


@pytest.mark.parametrize(
    ("email", "password", "found", "why"),
    [
        (accounts.EMAIL, accounts.PASSWORD, True, "right"),
        (accounts.EMAIL, "wrong", False, "wrong"),
        ("eva@exemple.fr", accounts.PASSWORD, False, "no account of this address"),
    ],
)
def test_a_secret_is_verified_once_and_outside_the_transaction(
    bare: BareService, email: str, password: str, found: bool, why: str
) -> None:
    runner, vault = with_account(bare)
    step = runner.step(tried(bare, email, password), Submitted(verifies=True))
    assert vault.done == ["verify"], why
    assert isinstance(step.outcome, Decision if found else Refusal), why
    assert step.wrong_attempt is not found, why


def test_a_secret_of_a_refused_step_is_not_kept(bare: BareService) -> None:
    runner, _ = with_account(bare)
    request = chosen(bare, accounts.EMAIL)
    assert isinstance(runner.step(request).outcome, Refusal)
    with bare.database.read() as tx:
        assert cases.secret_hashes(tx, request.case.id) == {}


# -- a flow at fault


def test_a_claim_that_its_guards_let_pass_and_that_is_lost_each_time_fails_the_step(tmp_path: Path) -> None:
    """The rules refuse such a flow; where it runs all the same the step does not go on for ever."""
    text = """
        parcours: 1
        flow: sans_garde
        title: Sans garde
        language: fr
        timezone: Europe/Paris
        registers: {noms: {kind: text, statuses: [pris]}}
        entries: {debut: {state: debut}}
        states:
          debut:
            title: Début
            form: nom
            transitions:
              suite: {label: Suite, target: fin, effects: [{claim: {register: noms, key: nom, status: pris}}]}
          fin: {title: Fin, rest: true}
    """
    form = "{type: object, required: [nom], properties: {nom: {type: string, title: Nom}}}"
    flow = load_sources("sans_garde", {"flows/sans_garde.yaml": dedent(text), "forms/nom.yaml": form}, empty_site())
    bare = BareService(tmp_path, flow)
    bare.runner.step(first(bare, "sans_garde", "debut", "suite", nom="Ana"))
    request = first(bare, "sans_garde", "debut", "suite", nom="Ana")
    with pytest.raises(NoBranch, match="was lost in 40 rounds"):
        bare.runner.step(request)
    assert kept(bare, request.case.id) is None
    bare.close()


def test_what_was_typed_is_kept_as_a_step_of_its_own(several: BareService) -> None:
    case = several.runner.step(first(several, "stage", "inscription", "suite", **ADULT)).case
    step = several.runner.step(later(several, case, Event(KEEP, typed={"parent": ("Eva",)}, inner="parent")))
    assert step.case.drafts == {"parent": {"parent": ("Eva",)}}
    assert step.case.revision == case.revision + 1
