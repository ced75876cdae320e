"""A small flow, `tables`: each request holds a table and looks at the one beside it, when posted and when it ends."""

from __future__ import annotations

FLOW = """
    parcours: 1
    flow: tables
    title: Tables
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {tables: {kind: text, statuses: [prise]}}
    values: {premiere: {type: string, title: Première table}}
    facts:
      ma_table: {register: tables, key: table}
      la_voisine: {register: tables, key: voisine}
      la_premiere: {register: tables, key: premiere}
    entries: {reserver: {state: choix}, premiere: {state: regarde}}
    states:
      choix:
        title: Choix
        form: choix
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: not ma_table == "free", refuse: {field: table, message: Cette table est prise.}}
              - {target: attente, effects: [{claim: {register: tables, key: table, status: prise}}]}
      attente: {title: Attente, timeout: {after: 1 hours, target: tri}}
      tri:
        automatic:
          first_of: [{guard: la_voisine == "free", target: seul}, {target: accompagne}]
      seul: {title: Seul, final: true, on_enter: [{release: {register: tables, key: table}}]}
      accompagne: {title: Accompagné, final: true, on_enter: [{release: {register: tables, key: table}}]}
      regarde:
        on_enter: [{set: {premiere: '"une"'}}]
        automatic:
          first_of: [{guard: la_premiere == "free", target: choix}, {target: complet}]
      complet: {title: Complet, final: true}
"""
FORMS = {
    "choix": """
        type: object
        required: [table, voisine]
        properties: {table: {type: string, title: Table}, voisine: {type: string, title: Voisine}}
    """
}
