"""A small flow whose second form asks some fields only sometimes: by choices, by a figure, by what is known before."""

from __future__ import annotations

FLOW = """
    parcours: 1
    flow: loisirs
    title: Inscription aux loisirs
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {majorite: 18}
    guards:
      mineur: age < majorite
      deux: situation == "couple" and not seul
    entries:
      demande: {state: qui}
    states:
      qui:
        title: Qui êtes-vous ?
        form: qui
        transitions:
          suite: {label: Continuer, target: foyer}
      foyer:
        title: Votre foyer
        form: foyer
        back: {label: Étape précédente}
        notes: [{beside: conjoint, title: Le conjoint, text: Son nom de naissance.}]
        transitions:
          suite:
            label: Continuer
            first_of:
              - {guard: deux and conjoint == "Refusé", refuse: {field: conjoint, message: Ce nom est refusé.}}
              - guard: given(enfants) and enfants == 20
                refuse: {field: laquelle, message: "Vingt enfants, c'est trop."}
              - {target: recapitulatif}
      recapitulatif:
        title: Récapitulatif
        review: true
        content: "Conjoint : [{conjoint}]"
        transitions:
          envoyer: {label: Envoyer, target: fini, effects: [{mail: merci}]}
      fini:
        title: Fini
        final: true
        links: [{label: Le document, document: papier}]
    mails:
      merci: {to: courriel, subject: Merci, content: "Conjoint : [{conjoint}], tuteur : [{tuteur}]."}
    documents:
      papier: {title: Votre inscription, review: true}
    retention: {draft: 24 hours, closed: 24 hours}
"""

QUI = """
    type: object
    required: [age, courriel]
    properties:
      age: {type: integer, title: Âge, minimum: 0, maximum: 120}
      courriel: {type: string, title: Courriel, format: email}
"""

FOYER = """
    type: object
    required: [situation, conjoint, tuteur, code_postal, motif]
    properties:
      situation:
        type: string
        title: Situation
        oneOf: [{const: solo, title: Seul}, {const: couple, title: En couple}]
      seul: {type: boolean, title: Je m'inscris sans mon conjoint}
      conjoint: {type: string, title: Nom du conjoint, maxLength: 40, x-when: deux}
      conjoint_encore: {type: string, title: Nom du conjoint encore, x-confirms: conjoint}
      tuteur: {type: string, title: Nom du tuteur, x-when: mineur}
      enfants: {type: integer, title: Nombre d'enfants, minimum: 0, maximum: 20}
      motif: {type: string, title: Motif, x-when: given(enfants) and enfants >= 3}
      pays:
        type: string
        title: Pays
        x-widget: select
        oneOf: [{const: fr, title: France}, {const: be, title: Belgique}, {const: ch, title: Suisse}]
      code_postal: {type: string, title: Code postal, x-when: pays == "fr"}
      aides:
        type: array
        title: Aides
        items: {type: string, oneOf: [{const: caf, title: CAF}, {const: autre, title: Une autre}]}
      laquelle: {type: string, title: Laquelle, x-when: '"autre" in aides'}
    x-groups:
      - {title: Votre situation, fields: [situation, seul]}
      - {title: Votre conjoint, fields: [conjoint, conjoint_encore]}
      - {title: Le reste, fields: [tuteur, enfants, motif, pays, code_postal, aides, laquelle]}
"""

FORMS = {"qui": QUI, "foyer": FOYER}
