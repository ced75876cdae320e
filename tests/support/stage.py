"""A small flow, `stage`, and steps taken on facts that are given as values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.core.case import (
    Case,
    CodeQuestion,
    Count,
    Decision,
    Event,
    Needs,
    NumberQuestion,
    PauseQuestion,
    RegisterQuestion,
    RegisterRow,
    Waiting,
    WaitingQuestion,
)
from engine.core.decide import begin, decide
from engine.core.machine import Machine
from engine.language.model import Flow

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


FLOW = """
    parcours: 1
    flow: stage
    title: Inscription à un stage
    version: "1"
    language: fr
    timezone: Europe/Paris
    phases: {qui: Qui, fin: Fin}
    settings: {delai: 48 hours, majorite: 18}
    registers:
      places: {kind: email, statuses: [reservee, prise]}
    values:
      numero: {type: string, title: Numéro}
      mineur: {type: boolean, title: Mineur}
    facts:
      place: {register: places, key: email}
      code: {code: confirmation, typed: code_saisi}
    guards:
      libre: place == "free"
      jeune: age < majorite
    entries:
      inscription: {state: qui}
      confirmation: {state: code}
    states:
      qui:
        phase: qui
        title: Qui êtes-vous ?
        form: qui
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: not libre, refuse: {field: email, message: Cette adresse est prise.}}
              - {guard: jeune, target: parent, effects: [{set: {mineur: "true"}}]}
              - {target: ville}
      parent:
        phase: qui
        title: Votre parent
        form: parent
        back: {label: Retour}
        transitions:
          suite: {label: Suite, target: ville}
      ville:
        phase: qui
        title: Votre ville
        form: ville
        back: {label: Retour}
        transitions:
          suite: {label: Suite, target: recap}
          changer: {label: Changer de nom, skip_form: true, target: qui}
      recap:
        phase: fin
        title: Récapitulatif
        review: true
        back: {label: Retour}
        transitions:
          valider:
            label: Valider
            first_of:
              - {guard: not libre, refuse: {state: qui, field: email, message: Cette adresse vient d'être prise.}}
              - target: attente
                effects:
                  - claim: {register: places, key: email, status: reservee}
                  - code: {name: confirmation, length: 10, lives: delai}
                  - mail: confirmation
      attente:
        phase: fin
        title: En attente
        timeout: {after: delai, target: expiree, effects: [{release: {register: places, key: email}}]}
        reminders: [{before: 12 hours, effects: [{mail: rappel}]}]
        transitions:
          confirmer: {target: tri}
      tri:
        automatic:
          first_of:
            - {guard: given(mineur), target: inscrit}
            - {target: inscrit}
      inscrit:
        phase: fin
        title: Inscrit
        rest: true
        on_enter:
          - number: {field: numero, digits: 6}
          - claim: {register: places, key: email, status: prise}
        show: [numero, mineur]
      expiree: {title: Expirée, final: true}
      code:
        title: Votre code
        form: code
        tries: {max: 3, target: fini}
        transitions:
          suite:
            label: Suite
            first_of:
              - guard: code == "valid"
                resume:
                  {state: attente, code: confirmation, typed: code_saisi, where: {email: email_saisi}, event: confirmer}
              - {refuse: {field: code_saisi, message: Ce code n'est pas bon.}}
      fini: {title: Fini, final: true}
    mails:
      confirmation:
        to: email
        subject: Votre code
        content: "Votre code est {confirmation}, jusqu'au {deadline}."
      rappel:
        to: email
        subject: Rappel
        content: "Encore jusqu'au {deadline}."
    retention: {draft: 24 hours, closed: 24 hours}
"""


FORMS = {
    "qui": """
        type: object
        required: [email, age]
        properties:
          email: {type: string, title: Adresse, format: email}
          age: {type: integer, title: Âge, minimum: 1}
          mot: {type: string, title: Mot de passe, x-secret: true}
    """,
    "parent": """
        type: object
        required: [parent]
        properties:
          parent: {type: string, title: Parent}
    """,
    "ville": """
        type: object
        required: [ville]
        properties:
          ville: {type: string, title: Ville}
    """,
    "code": """
        type: object
        required: [code_saisi, email_saisi]
        properties:
          code_saisi: {type: string, title: Code, x-widget: code}
          email_saisi: {type: string, title: Adresse, format: email}
    """,
}

ADULT = {"email": "Ana@exemple.fr", "age": 30}
CHILD = {"email": "ana@exemple.fr", "age": 12}


class CaseRunner:
    """Takes steps of one flow; the registers, codes and waiting cases it asks about are values that a test sets."""

    def __init__(self, flow: Flow) -> None:
        self.machine = Machine(flow)
        self.rows: dict[tuple[str, str], RegisterRow] = {}
        self.codes: dict[str, str] = {}
        self.waiting: Case | None = None
        self.paused: datetime | None = None
        self.browser: str | None = None
        self.asked: list[Any] = []

    def answer(self, question: Any) -> Any:
        self.asked.append(question)
        match question:
            case RegisterQuestion():
                return self.rows.get((question.register, question.key))
            case CodeQuestion():
                return self.codes.get(question.hash, "unknown")
            case NumberQuestion():
                return "1" * question.digits
            case PauseQuestion():
                return Count(self.paused, self.browser)
            case WaitingQuestion():
                waits = self.waiting and (not question.states or self.waiting.state in question.states)
                return Waiting(self.machine, self.waiting) if waits and self.waiting else None
        raise AssertionError(question)

    def begin(self, entry: str = "inscription", now: datetime = NOW) -> Case:
        facts: dict[Any, Any] = {}
        while isinstance(decided := begin(self.machine, entry, "c1", facts, now), Needs):
            facts.update({q: self.answer(q) for q in decided.questions})
        return decided.case

    def send(self, case: Case, event: str, now: datetime = NOW, **given: Any) -> Any:
        facts: dict[Any, Any] = {}
        happened = Event(event, **given)
        while isinstance(decided := decide(self.machine, case, happened, facts, now), Needs):
            facts.update({q: self.answer(q) for q in decided.questions})
        return decided

    def walk(self, *steps: tuple[str, dict[str, Any]]) -> Case:
        case = self.begin()
        for event, answers in steps:
            decided = self.send(case, event, answers=answers)
            assert isinstance(decided, Decision), decided
            case = decided.case
        return case


def to_recap(runner: CaseRunner, who: dict[str, Any] = ADULT) -> Case:
    way = [("suite", who)] + ([("suite", {"parent": "Eva"})] if who is CHILD else [])
    return runner.walk(*way, ("suite", {"ville": "Lyon"}))


def states(case: Case) -> list[str]:
    return [step.state for step in case.trail]
