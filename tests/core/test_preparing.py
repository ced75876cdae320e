"""What must be committed first so that a step can be decided on what is kept now: due timers, and secrets verified."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.core.case import BACK, REMINDER, TIMEOUT, Case, Decision, Event, Needs, Refusal, RegisterRow
from engine.core.decide import begin
from engine.core.machine import Machine
from engine.core.preparing import First, Ready, StepRequest, Unverified, prepare, prepare_due, prepare_first
from engine.language.model import Flow
from tests.conftest import MakeFlow
from tests.support.memory import MemoryRecords, hash_of
from tests.support.stage import ADULT, FLOW, FORMS, NOW, CaseRunner, to_recap
from tests.support.tables import FLOW as TABLES
from tests.support.tables import FORMS as TABLES_FORMS

HOUR = timedelta(hours=1)

ACCOUNTS = """
    parcours: 1
    flow: comptes
    title: Comptes
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {comptes: {kind: email, statuses: [ouvert]}}
    facts: {compte: {register: comptes, key: email}}
    entries: {creation: {state: creation}, connexion: {state: connexion}}
    states:
      creation:
        title: Création
        form: creation
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: not compte == "free", refuse: {field: email, message: Cette adresse est prise.}}
              - {target: compte_ouvert, effects: [{claim: {register: comptes, key: email, status: ouvert}}]}
      compte_ouvert:
        title: Ouvert
        rest: true
        transitions: {fermer: {label: Fermer, target: ferme}, quitter: {label: Quitter, target: range}}
      range: {title: Rangé, rest: true, transitions: {rouvrir: {label: Rouvrir, target: compte_ouvert}}}
      ferme: {title: Fermé, final: true}
      connexion:
        title: Connexion
        form: connexion
        transitions:
          entrer:
            label: Entrer
            first_of:
              - resume: {state: compte_ouvert, register: comptes, key: email_saisi, secret: {mot: mot_saisi}}
              - {refuse: {message: Inconnu.}}
"""
ACCOUNTS_FORMS = {
    "creation": """
        type: object
        required: [email, mot]
        properties:
          email: {type: string, title: Adresse, format: email}
          mot: {type: string, title: Mot de passe, x-secret: true}
    """,
    "connexion": """
        type: object
        required: [email_saisi, mot_saisi]
        properties:
          email_saisi: {type: string, title: Adresse, format: email}
          mot_saisi: {type: string, title: Mot de passe, x-secret: true}
    """,
}


def begun(machine: Machine, entry: str, case_id: str, at: datetime = NOW) -> Case:
    decision = begin(machine, entry, case_id, {}, at)
    assert not isinstance(decision, Needs)
    return decision.case


def posted(machine: Machine, entry: str, case_id: str, at: datetime, event: str, **answers: Any) -> StepRequest:
    """The first form of a case that begins with it."""
    return StepRequest(machine, begun(machine, entry, case_id, at), Event(event, answers=answers), at)


def settled(records: MemoryRecords, request: StepRequest) -> tuple[list[tuple[str, str]], Ready]:
    """What was kept before the step – (case, event) – and the step itself, kept too."""
    before = []
    for _ in range(10):
        ready = prepare(records, request, {})
        assert isinstance(ready, Ready)
        records.keep(ready.outcome)
        if ready.request is request:
            return before, ready
        before.append((ready.request.case.id, ready.request.event.name))
    raise AssertionError(f"no end: {before}")


# -- timers that are due first


@pytest.fixture
def tables(make_flow: MakeFlow) -> Machine:
    return Machine(make_flow("tables", TABLES, TABLES_FORMS))


def waiting_at(machine: Machine, beside: dict[str, str], at: datetime = NOW) -> MemoryRecords:
    """A waiting case for each table, of the table's name, that looks at the table beside it."""
    records = MemoryRecords(machine)
    for table, voisine in beside.items():
        request = posted(machine, "reserver", table, at, "suite", table=table, voisine=voisine)
        ready = prepare(records, request, {})
        assert isinstance(ready, Ready)
        records.keep(ready.outcome)
    return records


def test_a_due_timer_of_the_holder_comes_before_the_step_that_looks_at_its_key(tables: Machine) -> None:
    records = waiting_at(tables, {"une": "deux"})
    request = posted(tables, "reserver", "me", NOW + 2 * HOUR, "suite", table="une", voisine="deux")
    ready = prepare(records, request, {})
    assert isinstance(ready, Ready)
    assert ready.request.case == records.cases["une"]
    assert ready.request.event == Event(TIMEOUT, "timer", at=0)
    assert ready.request.at == NOW + HOUR, "it is decided as of when it was due, not as of now"
    records.keep(ready.outcome)
    own = prepare(records, request, {})
    assert isinstance(own, Ready)
    assert own.request is request
    assert isinstance(own.outcome, Decision), "the key has come free with the timer"


def test_a_holder_whose_timer_is_not_due_is_taken_as_it_is(tables: Machine) -> None:
    records = waiting_at(tables, {"une": "deux"})
    request = posted(tables, "reserver", "me", NOW + HOUR / 2, "suite", table="une", voisine="deux")
    before, own = settled(records, request)
    assert before == []
    assert isinstance(own.outcome, Refusal)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (RegisterRow("prise", None), "an imported row belongs to no case"),
        (RegisterRow("prise", "gone"), "its case is not kept any more"),
    ],
)
def test_a_key_without_a_case_is_taken_as_it_is(tables: Machine, row: RegisterRow, why: str) -> None:
    records = MemoryRecords(tables)
    records.rows["tables", "une"] = row
    request = posted(tables, "reserver", "me", NOW + 2 * HOUR, "suite", table="une", voisine="deux")
    before, own = settled(records, request)
    assert before == [], why
    assert isinstance(own.outcome, Refusal), why


@pytest.mark.parametrize(
    ("beside", "first", "why"),
    [
        ({"une": "deux", "deux": "trois"}, ["deux", "une"], "the timer looks at a case that is due as well"),
        ({"une": "deux", "deux": "trois", "trois": "x"}, ["trois", "deux", "une"], "and that one at a third"),
        ({"une": "deux", "deux": "une"}, ["deux", "une"], "a circle: the timer that is asked for last fires first"),
        ({"une": "une"}, ["une"], "a case does not wait for itself"),
    ],
)
def test_the_timer_that_another_timer_looks_at_comes_first(
    tables: Machine, beside: dict[str, str], first: list[str], why: str
) -> None:
    records = waiting_at(tables, beside)
    request = posted(tables, "reserver", "me", NOW + 2 * HOUR, "suite", table="une", voisine="me")
    before, own = settled(records, request)
    assert before == [(case_id, TIMEOUT) for case_id in first], why
    assert isinstance(own.outcome, Decision)


def test_a_step_of_a_case_that_is_due_does_not_wait_for_its_own_timer(tables: Machine) -> None:
    """Whoever takes the step has fired it before; inside, the case is taken as it was read."""
    records = waiting_at(tables, {"une": "une"})
    request = StepRequest(tables, records.cases["une"], Event(TIMEOUT, "timer"), NOW + 2 * HOUR)
    ready = prepare(records, request, {})
    assert isinstance(ready, Ready)
    assert ready.request is request


def test_a_case_that_the_caller_fires_is_taken_as_it_is(tables: Machine) -> None:
    records = waiting_at(tables, {"une": "deux"})
    request = posted(tables, "reserver", "me", NOW + 2 * HOUR, "suite", table="une", voisine="deux")
    ready = prepare(records, request._replace(firing=frozenset({"une"})), {})
    assert isinstance(ready, Ready)
    assert isinstance(ready.outcome, Refusal)


def test_a_due_timer_of_the_waiting_case_comes_before_its_resume(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("stage", FLOW, FORMS))
    records = MemoryRecords(runner.machine)
    records.keep(runner.send(to_recap(runner), "valider"))
    code = {"code_saisi": hash_of("c1", "confirmation", 1), "email_saisi": "ana@exemple.fr"}
    request = posted(runner.machine, "confirmation", "me", NOW + 40 * HOUR, "suite", **code)
    before, own = settled(records, request)
    assert before == [("c1", REMINDER)]
    assert isinstance(own.outcome, Decision)
    assert own.outcome.resumed
    assert records.cases["c1"].state == "inscrit"


def test_a_waiting_case_that_the_caller_fires_is_taken_as_it_is(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("stage", FLOW, FORMS))
    records = MemoryRecords(runner.machine)
    records.keep(runner.send(to_recap(runner), "valider"))
    code = {"code_saisi": hash_of("c1", "confirmation", 1), "email_saisi": "ana@exemple.fr"}
    request = posted(runner.machine, "confirmation", "me", NOW + 40 * HOUR, "suite", **code)
    before, own = settled(records, request._replace(firing=frozenset({"c1"})))
    assert before == []
    assert isinstance(own.outcome, Decision)


# -- a case as it would begin


def test_a_case_begins_where_nothing_is_due_first(tables: Machine) -> None:
    first = prepare_first(MemoryRecords(tables), tables, "premiere", "me", NOW)
    assert isinstance(first, First)
    assert (first.case.id, first.case.state, first.case.revision) == ("me", "choix", 0)


def test_a_timer_that_a_first_state_looks_at_comes_before_the_case_begins(tables: Machine) -> None:
    records = waiting_at(tables, {"une": "deux"})
    here = prepare_first(records, tables, "premiere", "me", NOW)
    assert isinstance(here, First)
    assert here.case.state == "complet"
    timer = prepare_first(records, tables, "premiere", "me", NOW + 2 * HOUR)
    assert isinstance(timer, Ready)
    assert timer.request.case.id == "une"
    records.keep(timer.outcome)
    later = prepare_first(records, tables, "premiere", "me", NOW + 2 * HOUR)
    assert isinstance(later, First)
    assert later.case.state == "choix"


# -- the timers of one case


@pytest.mark.parametrize(
    ("case_id", "hours", "fires", "why"),
    [
        ("nobody", 2, None, "there is no such case"),
        ("une", 0, None, "nothing is due yet"),
        ("une", 1, "trois", "the deepest: une looks at deux, deux at trois"),
        ("trois", 1, "trois", "its own: nothing that it looks at is due"),
    ],
)
def test_the_timer_to_fire_first(tables: Machine, case_id: str, hours: int, fires: str | None, why: str) -> None:
    records = waiting_at(tables, {"une": "deux", "deux": "trois", "trois": "quatre"})
    ready = prepare_due(records, case_id, NOW + hours * HOUR)
    assert (ready.request.case.id if ready else None) == fires, why


def test_a_case_past_its_time_has_no_timer_to_fire(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("stage", FLOW, FORMS))
    records = MemoryRecords(runner.machine)
    records.keep(runner.send(to_recap(runner), "valider"))
    expired = prepare_due(records, "c1", NOW + 50 * HOUR)
    assert expired
    records.keep(expired.outcome)
    assert prepare_due(records, "c1", NOW + 50 * HOUR) is None
    assert records.case("c1", NOW + 71 * HOUR)
    assert records.case("c1", NOW + 72 * HOUR) is None, "24 hours after the timeout at 48 hours"
    assert prepare_due(records, "c1", NOW + 72 * HOUR) is None


# -- secrets


@pytest.fixture
def accounts(make_flow: MakeFlow) -> MemoryRecords:
    """Ana has an account."""
    return opened(make_flow("comptes", ACCOUNTS, ACCOUNTS_FORMS))


def opened(flow: Flow) -> MemoryRecords:
    machine = Machine(flow)
    records = MemoryRecords(machine)
    first = begun(machine, "creation", "a")
    event = Event("suite", answers={"email": "ana@exemple.fr"}, secrets=("mot",))
    ready = prepare(records, StepRequest(machine, first, event, NOW, {"mot": "sésame"}), {})
    assert isinstance(ready, Ready)
    records.keep(ready.outcome, {"mot": "hash of sésame"})
    return records


def sign_in(records: MemoryRecords, email: str = "ana@exemple.fr", **secrets: str) -> StepRequest:
    (machine,) = records.machines.values()
    event = Event("entrer", answers={"email_saisi": email}, secrets=tuple(secrets))
    return StepRequest(machine, begun(machine, "connexion", "me"), event, NOW, secrets)


def test_a_secret_is_verified_before_the_step_is_decided(accounts: MemoryRecords) -> None:
    request = sign_in(accounts, mot_saisi="sésame")
    asked = prepare(accounts, request, {})
    assert asked == Unverified("hash of sésame", "sésame")
    right = prepare(accounts, request, {asked: True})
    assert isinstance(right, Ready)
    assert isinstance(right.outcome, Decision)
    assert right.outcome.resumed
    assert right.outcome.resumed.before == accounts.cases["a"]
    wrong = prepare(accounts, request, {asked: False})
    assert isinstance(wrong, Ready)
    assert isinstance(wrong.outcome, Refusal)


def change(records: MemoryRecords, event: str) -> None:
    request = StepRequest(records.machine(records.cases["a"]), records.cases["a"], Event(event), NOW)
    ready = prepare(records, request, {})
    assert isinstance(ready, Ready)
    records.keep(ready.outcome)


@pytest.mark.parametrize(
    ("email", "happened", "why"),
    [
        ("ana@exemple.fr", None, "an account"),
        ("eva@exemple.fr", None, "no account of this address"),
        ("ana@exemple.fr", "quitter", "an account in another state"),
        ("ana@exemple.fr", "fermer", "an account that has ended"),
    ],
)
def test_as_many_secrets_are_verified_where_no_case_is_found(
    accounts: MemoryRecords, email: str, happened: str | None, why: str
) -> None:
    """How long the answer takes does not say whether there is an account."""
    if happened:
        change(accounts, happened)
    request = sign_in(accounts, email, mot_saisi="sésame")
    verdicts: dict[Unverified, bool] = {}
    while isinstance(asked := prepare(accounts, request, verdicts), Unverified):
        verdicts[asked] = asked.kept == f"hash of {asked.clear}"
    found = email == "ana@exemple.fr" and happened is None
    assert list(verdicts) == [Unverified("hash of sésame" if found else None, "sésame")], why
    assert isinstance(asked.outcome, Decision if found else Refusal), why


GUARDED = """
              - {guard: le_compte == "free", refuse: {message: Inconnu.}}
              - id: connu
                guard: le_compte == "ouvert"
                resume: {register: comptes, key: email_saisi, secret: {mot: mot_saisi}}
"""


@pytest.mark.parametrize(
    ("email", "kept", "why"),
    [
        ("ana@exemple.fr", "hash of sésame", "an account"),
        ("eva@exemple.fr", None, "no account of this address: the first branch refuses, and nothing is tried"),
        ("bob@exemple.fr", None, "a key with another status: the guard of the resume does not hold"),
    ],
)
def test_as_many_secrets_are_verified_where_a_guard_lets_no_branch_try_one(
    make_flow: MakeFlow, email: str, kept: str | None, why: str
) -> None:
    """A guard is an answer that comes sooner, if nothing is verified behind it."""
    text = ACCOUNTS.replace("statuses: [ouvert]", "statuses: [ouvert, en_attente]")
    text = text.replace("facts: {", "facts: {le_compte: {register: comptes, key: email_saisi}, ")
    resume = next(line for line in text.splitlines(keepends=True) if "- resume: {state: compte_ouvert" in line)
    records = opened(make_flow("comptes", text.replace(resume, GUARDED.lstrip("\n")), ACCOUNTS_FORMS))
    records.rows["comptes", "bob@exemple.fr"] = RegisterRow("en_attente", None)
    request = sign_in(records, email, mot_saisi="sésame")
    verdicts: dict[Unverified, bool] = {}
    while isinstance(asked := prepare(records, request, verdicts), Unverified):
        verdicts[asked] = asked.kept == f"hash of {asked.clear}"
    assert list(verdicts) == [Unverified(kept, "sésame")], why
    assert asked.wrong_attempt is (kept is None), "a secret was tried, and was not right"
    assert isinstance(asked.outcome, Decision if kept else Refusal)


def test_nothing_is_verified_for_a_button_that_compares_nothing(accounts: MemoryRecords) -> None:
    request = sign_in(accounts, mot_saisi="sésame")._replace(event=Event("nulle_part"))
    ready = prepare(accounts, request, {})
    assert isinstance(ready, Ready)
    assert (ready.outcome.why if isinstance(ready.outcome, Refusal) else "", ready.wrong_attempt) == ("not-open", None)


@pytest.mark.parametrize("changed", [{"flow": "another"}, {"closed_at": NOW}], ids=["of another flow", "ended"])
def test_a_case_that_only_holds_the_key_is_not_the_one_that_waits(
    accounts: MemoryRecords, changed: dict[str, Any]
) -> None:
    accounts.cases["a"] = accounts.cases["a"]._replace(**changed)
    request = sign_in(accounts, mot_saisi="sésame")
    assert prepare(accounts, request, {}) == Unverified(None, "sésame")


def test_a_verdict_that_says_yes_opens_nothing_where_no_case_is_found(accounts: MemoryRecords) -> None:
    request = sign_in(accounts, "eva@exemple.fr", mot_saisi="sésame")
    ready = prepare(accounts, request, {Unverified(None, "sésame"): True})
    assert isinstance(ready, Ready)
    assert isinstance(ready.outcome, Refusal)


def test_a_secret_that_was_not_posted_opens_nothing_and_is_not_verified(accounts: MemoryRecords) -> None:
    ready = prepare(accounts, sign_in(accounts), {})
    assert isinstance(ready, Ready)
    assert isinstance(ready.outcome, Refusal)


# -- attempts


@pytest.mark.parametrize(
    ("clear", "verdict", "wrong"),
    [("sésame", True, False), ("sesame", False, True), (None, False, None)],
    ids=["right", "wrong", "none was posted"],
)
def test_a_password_counts_as_an_attempt_once_it_is_verified(
    accounts: MemoryRecords, clear: str | None, verdict: bool, wrong: bool | None
) -> None:
    request = sign_in(accounts, **({"mot_saisi": clear} if clear else {}))
    ready = prepare(accounts, request, {Unverified("hash of sésame", clear or ""): verdict})
    assert isinstance(ready, Ready)
    assert ready.wrong_attempt is wrong


@pytest.mark.parametrize(
    ("state", "event", "answers", "wrong", "why"),
    [
        ("qui", "suite", ADULT, None, "no code is asked for"),
        ("code", "suite", {"code_saisi": "good", "email_saisi": "ana@exemple.fr"}, False, "the code is right"),
        ("code", "suite", {"code_saisi": "bad", "email_saisi": "ana@exemple.fr"}, True, "no case has this code"),
        (
            "code",
            "suite",
            {"code_saisi": "good", "email_saisi": "eva@exemple.fr"},
            False,
            "the code is right; the address is no secret",
        ),
        ("code", BACK, {}, None, "nothing is tried"),
    ],
)
def test_a_typed_code_counts_as_an_attempt(
    make_flow: MakeFlow, state: str, event: str, answers: dict[str, Any], wrong: bool | None, why: str
) -> None:
    runner = CaseRunner(make_flow("stage", FLOW, FORMS))
    records = MemoryRecords(runner.machine)
    records.keep(runner.send(to_recap(runner), "valider"))
    if answers.get("code_saisi") == "good":
        answers = {**answers, "code_saisi": hash_of("c1", "confirmation", 1)}
    entry = {"qui": "inscription", "code": "confirmation"}[state]
    request = posted(runner.machine, entry, "me", NOW + HOUR, event, **answers)
    ready = prepare(records, request, {})
    assert isinstance(ready, Ready)
    assert ready.wrong_attempt is wrong, why


def test_an_attempt_of_which_one_part_is_right_is_not_wrong(make_flow: MakeFlow) -> None:
    """The code is valid, though its case has gone on and is not the one that waits."""
    runner = CaseRunner(make_flow("stage", FLOW, FORMS))
    records = MemoryRecords(runner.machine)
    waiting = records.keep(runner.send(to_recap(runner), "valider"))
    elsewhere = waiting.present._replace(state="recap", timers=())
    records.cases["c1"] = waiting._replace(trail=(*waiting.trail[:-1], elsewhere))
    code = {"code_saisi": hash_of("c1", "confirmation", 1), "email_saisi": "ana@exemple.fr"}
    ready = prepare(records, posted(runner.machine, "confirmation", "me", NOW, "suite", **code), {})
    assert isinstance(ready, Ready)
    assert isinstance(ready.outcome, Refusal)
    assert ready.wrong_attempt is False
