"""A small flow, `porte`: a name is tried at a door, and counted across cases; two refusals make it wait."""

from __future__ import annotations

FLOW = """
    parcours: 1
    flow: porte
    title: Une porte
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {cles: {kind: text, statuses: [la]}}
    facts: {cle: {register: cles, key: nom}}
    entries: {porte: {state: porte}}
    states:
      porte:
        title: La porte
        form: porte
        tries: {max: 2, per: nom, pause: 15 minutes}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - {guard: cle == "la", target: dedans}
              - {refuse: {message: Non.}}
      dedans: {title: Dedans, final: true}
    retention: {draft: 1 hours, closed: 1 hours}
"""
FORMS = {"porte": "{type: object, required: [nom], properties: {nom: {type: string, title: Nom}}}"}
