"""A small flow, `guichet`, with what a browser can meet: a gate, a code, a password, a timer, a page to leave by."""

from __future__ import annotations

from engine.core.browsing.results import Screen
from tests.support.bare_service import Visitor

FLOW = """
    parcours: 1
    flow: guichet
    title: Guichet
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {delai: 48 hours}
    registers: {comptes: {kind: email, statuses: [reserve, ouvert]}}
    facts: {compte: {register: comptes, key: email}}
    guards: {libre: compte == "free"}
    pages: {accueil: {title: Accueil, path: /accueil, content: Bonjour.}}
    entries:
      creation: {state: identite}
      confirmation: {state: code}
      connexion: {state: connexion}
    states:
      identite:
        title: Identité
        gate: {name: captcha, length: 4}
        form: identite
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: not libre, refuse: {field: email, message: Cette adresse est prise.}}
              - {target: ville}
      ville:
        title: Ville
        form: ville
        back: {label: Retour}
        transitions: {suite: {label: Suite, target: recap}}
      recap:
        title: Récapitulatif
        review: true
        back: {label: Retour}
        transitions:
          valider:
            label: Valider
            first_of:
              - {guard: not libre, refuse: {state: identite, field: email, message: Cette adresse vient d'être prise.}}
              - target: attente
                effects:
                  - claim: {register: comptes, key: email, status: reserve}
                  - code: {name: confirmation, length: 10, lives: delai}
                  - mail: confirmation
      attente:
        title: En attente
        timeout: {after: delai, target: expiree, effects: [{release: {register: comptes, key: email}}]}
        transitions:
          quitter: {label: Quitter, leave: accueil}
          activer: {target: ouvert}
      expiree: {title: Expirée, final: true}
      ouvert:
        title: Compte ouvert
        rest: true
        on_enter: [{claim: {register: comptes, key: email, status: ouvert}}]
        transitions:
          note: {label: Noter, effects: [{mail: note}]}
          quitter: {label: Quitter, leave: accueil}
      code:
        title: Code
        form: code
        tries: {max: 3, target: fini}
        transitions:
          suite:
            label: Suite
            first_of:
              - resume:
                  {state: attente, code: confirmation, typed: code_saisi, where: {email: email_saisi}, event: activer}
              - {refuse: {field: code_saisi, message: Ce code n'est pas bon.}}
      fini: {title: Fini, final: true}
      connexion:
        title: Connexion
        form: connexion
        tries: {max: 3, per: email_connu, pause: 15 minutes}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - resume: {state: ouvert, register: comptes, key: email_connu, secret: {mot: mot_connu}}
              - {refuse: {message: Inconnu.}}
    mails:
      confirmation: {to: email, subject: Votre code, content: "Votre code est {confirmation}."}
      note: {to: email, subject: Une note, content: Bonjour.}
    retention: {draft: 24 hours, closed: 24 hours}
"""
FORMS = {
    "identite": """
        type: object
        required: [email, mot]
        properties:
          email: {type: string, title: Adresse, format: email}
          mot: {type: string, title: Mot de passe, x-secret: true, minLength: 4}
    """,
    "ville": "{type: object, required: [ville], properties: {ville: {type: string, title: Ville}}}",
    "code": """
        type: object
        required: [code_saisi, email_saisi]
        properties:
          code_saisi: {type: string, title: Code, x-widget: code}
          email_saisi: {type: string, title: Adresse, format: email}
    """,
    "connexion": """
        type: object
        required: [email_connu, mot_connu]
        properties:
          email_connu: {type: string, title: Adresse, format: email}
          mot_connu: {type: string, title: Mot de passe, x-secret: true}
    """,
}

EMAIL, PASSWORD = "ana@exemple.fr", "sésame ouvre-toi"


def fill_in(visitor: Visitor, email: str = EMAIL) -> Screen:
    """From the entry to the summary."""
    visitor.go("entry", "guichet", "creation")
    visitor.submit("suite", email=email, mot=PASSWORD)
    return visitor.submit("suite", ville="Lyon")


def request_account(visitor: Visitor, email: str = EMAIL) -> str:
    """A request that waits for its code: the words of the code."""
    fill_in(visitor, email)
    waiting = visitor.submit("valider")
    assert waiting.state.name == "attente"
    return visitor.bare.vault.code(waiting.case.id, "confirmation", 1, 10)


def open_account(visitor: Visitor, email: str = EMAIL) -> Screen:
    """An account, in the browser that has opened it."""
    code = request_account(visitor, email)
    visitor.go("entry", "guichet", "confirmation")
    account = visitor.submit("suite", code_saisi=code, email_saisi=email)
    assert account.state.name == "ouvert"
    return account
