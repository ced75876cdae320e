"""`decide`, beside a machine that only chooses the way; and what two libraries take by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bench.floors import machine as bare
from bench.floors import statemachine
from bench.measure import batch, compare
from bench.table import Row
from engine import Machine, begin, decide, load_flow
from engine.core.case import Case, CodeQuestion, Decision, Event, Facts, Refusal, RegisterQuestion, RegisterRow
from engine.core.case import Step as CaseStep
from engine.shipped import shipped

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REGISTER = {"actif@exemple.fr": "actif", "certificat@exemple.fr": "certificat_unique"}
FREE, TAKEN, BLOCKED = "camille@exemple.fr", "actif@exemple.fr", "certificat@exemple.fr"
HASH = "0" * 64
IDENTITY = {"civilite": "Madame", "nom": "Martin", "prenom": "Camille", "voie": "12 rue des Lilas", "commune": "Paris"}


class Step(NamedTuple):
    """One step, as both sides are given it."""

    case: Case
    event: Event
    known: dict[str, Any]


def rows(_folder: Path) -> Iterator[Row]:
    flow, problems = load_flow(shipped() / "flows" / "espace_expert.yaml")
    assert flow, problems
    machine, floor = Machine(flow), bare.machine()
    facts: Facts = {
        RegisterQuestion("espaces", FREE): None,
        **{RegisterQuestion("espaces", key): RegisterRow(status, None) for key, status in REGISTER.items()},
        CodeQuestion("espace_expert", "activation", HASH, None): "valid",
    }
    walk = _walk(machine, facts)

    def engine() -> None:
        for step in walk:
            decide(machine, step.case, step.event, facts, NOW)

    def by_hand() -> None:
        for step in walk:
            model = bare.Model(step.case.state, step.known, REGISTER, "valid")
            floor.events[step.event.name].trigger(model)

    each = 1e6 / len(walk)
    found = compare(batch(engine, 20), batch(by_hand, 20))
    yield Row("decide: a step of the procedure", found.engine * each, found.floor * each, found.ratio, "µs", 2.5)
    yield from _yardsticks(walk, machine, facts, floor)


def _walk(machine: Machine, facts: Facts) -> list[Step]:
    """Steps that ask nothing to be kept beside the case: every guard of them, and both sides agree where they lead."""
    begun = begin(machine, "creation", "bench", facts, NOW)
    activating = begin(machine, "activation", "bench", facts, NOW)
    assert isinstance(begun, Decision)
    assert isinstance(activating, Decision)
    ways: list[tuple[str, dict[str, Any]]] = [
        ("continuer", {"accepte": True}),
        ("continuer", {"email": TAKEN}),
        ("continuer", {"email": BLOCKED}),
        ("autre_adresse", {}),
        ("continuer", {"email": FREE}),
        ("continuer", IDENTITY),
    ]
    walk = _walked(machine, facts, begun.case, ways)
    walk += _walked(machine, facts, activating.case, [("continuer", {"code_activation": HASH})])
    at_rest = begun.case._replace(trail=(CaseStep(state="espace_cree", visit=1),), bound=True)
    return walk + _walked(machine, facts, at_rest, [("acceder", {})])


def _walked(machine: Machine, facts: Facts, case: Case, ways: list[tuple[str, dict[str, Any]]]) -> list[Step]:
    walk = []
    floor = bare.machine()
    for name, answers in ways:
        step = Step(case, Event(name, answers=answers), {**case.known(), **answers})
        decided = decide(machine, case, step.event, facts, NOW)
        assert isinstance(decided, Decision | Refusal)
        model = bare.Model(case.state, step.known, REGISTER, "valid")
        floor.events[name].trigger(model)
        assert model.state == decided.case.state, f"{case.state}.{name}: {model.state}, not {decided.case.state}"
        walk.append(step)
        case = decided.case
    return walk


def _yardsticks(walk: list[Step], machine: Machine, facts: Facts, floor: Any) -> Iterator[Row]:
    """Two libraries stepping one case of theirs from one state to the next and back: no guard, no value."""
    away = walk[-1]

    def engine() -> None:
        decide(machine, away.case, away.event, facts, NOW)
        decide(machine, away.case, away.event, facts, NOW)

    model = bare.Model("espace_cree", {}, REGISTER)

    def transitions() -> None:
        floor.events["acceder"].trigger(model)
        floor.events["revenir"].trigger(model)

    other = statemachine.Procedure(start_value="espace_cree")

    def python_statemachine() -> None:
        other.acceder()
        other.revenir()

    for name, do, calls in (("transitions", transitions, 200), ("python-statemachine", python_statemachine, 20)):
        found = compare(batch(engine, calls), batch(do, calls), rounds=7)
        yield Row(f"yardstick: one step of {name}", found.engine * 5e5, found.floor * 5e5, found.ratio, "µs")
