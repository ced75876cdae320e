"""A step through the runner – load, decide, commit – beside its statements alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from bench.floors.database import opened
from bench.floors.statements import for_case, recorded, send
from bench.measure import Side, compare, now
from bench.service import NOW, ServiceUnderTest
from bench.table import Row
from engine.core.case import Case, Event
from engine.core.case import Step as CaseStep
from engine.core.decide import begin
from engine.core.kept import KeptStep
from engine.core.preparing import StepRequest
from engine.core.steps.runner import Submitted
from engine.store import cases

ANSWERS = {
    "accepte": True, "civilite": "Madame", "nom": "Martin", "prenom": "Camille", "telephone": "01 23 45 67 89",
    "voie": "12 rue des Lilas", "code_postal": "75005", "commune": "Paris", "pays": "FR", "question": "surnom",
}  # fmt: skip


def rows(folder: Path) -> Iterator[Row]:
    with ServiceUnderTest(folder) as service:
        for what, state, event in (
            ("committed step", "espace_cree", "acceder"),
            ("committed step with a claim, a code and a mail", "recapitulatif", "valider"),
        ):
            found = compare(_engine(service, state, event), _floor(service, state, event))
            yield Row(what, found.engine * 1e3, found.floor * 1e3, found.ratio, "ms", 1.6)


def _engine(service: ServiceUnderTest, state: str, event: str) -> Side:
    def side() -> float:
        case_id = _kept(service, state)
        start = now()
        _step(service, case_id, event)
        return now() - start

    return side


def _floor(service: ServiceUnderTest, state: str, event: str) -> Side:
    first = _kept(service, state)
    sent = recorded(lambda: _step(service, first, event))
    engine = opened(service.settings.database)

    def side() -> float:
        mine = for_case(sent, first, _kept(service, state))
        start = now()
        send(engine, mine)
        return now() - start

    return side


def _step(service: ServiceUnderTest, case_id: str, event: str) -> None:
    runner = service.parcours.runner
    case = runner.fire_due(case_id, NOW)
    assert case
    kept = runner.step(StepRequest(service.machine, case, Event(event), NOW), Submitted(token=secrets.token_hex(16)))
    assert kept.case.revision == case.revision + 1


def _kept(service: ServiceUnderTest, state: str) -> str:
    """A case with the answers of the procedure that stands there, written straight into the database."""
    case_id = secrets.token_hex(16)
    begun = begin(service.machine, "creation", case_id, {}, NOW)
    assert isinstance(begun.case, Case)
    answers = {**ANSWERS, "email": f"{case_id}@exemple.fr"}
    names = ("conditions", "identifiants", "informations")
    trail = [CaseStep(name, number, "continuer", f"{name}.continuer") for number, name in enumerate(names, 1)]
    trail = [*trail[:2], trail[2]._replace(answers=answers), CaseStep(state, 4, entered_at=NOW)]
    case = begun.case._replace(trail=tuple(trail), visits=4, sealed=3 if state == "espace_cree" else 0)
    with service.parcours.database.write() as tx:
        cases.commit(tx, KeptStep(case, (), (), NOW), service.parcours.vault.code_hash)
    return case_id
