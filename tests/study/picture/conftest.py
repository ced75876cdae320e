"""A flow that has one of nearly everything a picture shows."""

from __future__ import annotations

import pytest

from engine.language.model import Flow
from tests.conftest import MakeFlow

FORMS = {
    "demande": """
        type: object
        required: [nom, email]
        properties:
          nom: {type: string, title: Nom}
          email: {type: string, format: email, title: Adresse}
    """,
    "code": """
        type: object
        required: [code_saisi]
        properties:
          code_saisi: {type: string, title: Code}
    """,
}
FLOW = """
    parcours: 1
    flow: pret
    title: Prêt <de> "matériel" & salle
    version: "1"
    language: fr
    timezone: Europe/Paris
    phases: {demande: La demande, accord: L'accord}
    facts: {code_connu: {code: reponse, typed: code_saisi}}
    entries: {demander: {state: demande}, repondre: {state: reponse}}
    pages: {accueil: {title: Accueil, content: Bonjour}}
    states:
      demande:
        phase: demande
        title: "Votre <demande> : & \\"matériel\\""
        form: demande
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: nom == "x" and email != "a@b.fr", refuse: {field: nom, message: Un nom entier.}}
              - {target: tri}
      tri:
        title: Tri
        automatic:
          first_of:
            - {guard: nom == "Ana", target: resume}
            - {target: resume}
      resume:
        phase: demande
        title: Récapitulatif
        review: true
        back: {label: Étape précédente}
        transitions:
          encore: {label: Encore, target: resume}
          envoyer:
            label: Envoyer
            first_of:
              - {guard: nom == "y", refuse: {state: demande, field: nom, message: Un nom entier.}}
              - target: attente
                effects:
                  - {code: {name: reponse, length: 10, lives: 3 days}}
                  - {mail: code}
      attente:
        phase: accord
        title: En attente
        timeout: {after: 3 days, target: fini}
        reminders: [{before: 1 day, effects: [{mail: rappel}]}]
        transitions:
          ok: {label: OK, leave: accueil}
          renvoyer: {label: Renvoyer, effects: [{mail: rappel}]}
          accepter: {target: prete}
      reponse:
        phase: accord
        title: Réponse
        form: code
        tries: {max: 3, target: fini}
        transitions:
          repondre:
            label: Répondre
            first_of:
              - {guard: code_connu == "expired", target: fini}
              - {resume: {state: attente, code: reponse, typed: code_saisi, event: accepter}}
              - {refuse: {field: code_saisi, message: Inconnu.}}
      prete: {phase: accord, title: Prêtée, rest: true, show: [nom]}
      fini: {title: Fini, final: true}
    mails:
      code: {to: email, subject: Code, content: "Bonjour {nom}, {reponse}"}
      rappel: {to: email, subject: Rappel, content: Bonjour}
"""


@pytest.fixture
def loan(make_flow: MakeFlow) -> Flow:
    return make_flow("pret", FLOW, FORMS)
