"""A case in a version whose timers lead in a circle, as one stored before such a flow was refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text

from engine.language.load import empty_site, load_sources
from engine.store import versions
from engine.store.database import Database

FLOW = """
parcours: 1
flow: attente
title: Attente
version: "1"
language: fr
timezone: Europe/Paris
entries: {debut: {state: accueil}}
states:
  accueil: {title: Accueil, transitions: {suite: {label: Continuer, target: file, effects: [{set: {vu: true}}]}}}
  file:
    title: Patientez
    show: [vu]
    timeout: {after: 1 hour, target: fin}
    transitions: {fini: {label: J'ai fini, target: fin}}
  fin: {title: Fin, final: true}
values: {vu: {type: boolean, title: Vu}}
retention: {draft: 24 hours, closed: 24 hours}
"""
# Each second once more, and the file is stored as it was checked then.
CIRCLE = FLOW.replace("after: 1 hour, target: fin", "after: 1 second, target: file")


def into_a_circle(database: Database, now: datetime) -> None:
    """Every case goes on in that version: its first timer is due an hour after it came here, the others each second."""
    sources: Mapping[str, str] = {"flows/attente.yaml": CIRCLE}
    digest = load_sources("attente", sources, empty_site()).digest
    with database.write() as tx:
        versions.publish(tx, "attente", digest, sources, now)
        tx.execute(text("update cases set version = :digest"), {"digest": digest})


def timers_fired(database: Database) -> int:
    """How many timers were, of all cases."""
    with database.read() as tx:
        return int(tx.execute(text("select count(*) from history where actor = 'timer'")).scalar_one())
