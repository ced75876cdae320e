"""A small procedure with every kind of field, served for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest

SITE = """
service: Guichet
notice: Essai
settings: {numero: 01 02 03 04 05}
foot: [{label: "Aide : {numero}", page: aide}]
pages:
  aide: {title: Aide, content: "Appelez le {numero}."}
  contact: {title: Contact, path: /nous/ecrire, content: "[Aide](page:aide)"}
"""

FLOW = """
parcours: 1
flow: inscription
title: Inscription au club
version: "1"
language: fr
timezone: Europe/Paris
phases: {vous: Vous & nous, choix: Vos choix}
settings: {longueur: 4}
entries: {debut: {state: identite}}
pages:
  presentation:
    title: Le club
    content: "[Conditions](page:conditions)"
    links: [{label: Commencer, entry: debut, button: true}]
  conditions:
    title: Conditions
    sections:
      - {title: Objet, content: Jouer.}
      - {content: Fin., links: [{label: Voir, url: "https://example.org/"}]}
states:
  identite:
    phase: vous
    title: Qui êtes-vous ?
    content: "Lisez les [conditions](page:conditions)."
    notes: [{title: Conseil, text: "Prenez *votre* temps."}]
    gate: {name: captcha, length: longueur}
    form: identite
    transitions: {continuer: {label: Continuer, target: gouts}}
  gouts:
    phase: choix
    title: Vos goûts
    form: gouts
    back: {label: Retour}
    links: [{label: Les conditions, page: conditions}]
    transitions:
      continuer: {label: Continuer, target: recap}
      passer: {label: Passer, skip_form: true, target: recap}
  recap:
    title: Relisez
    review: true
    show: [nom]
    back: {label: Retour}
    transitions: {finir: {label: Finir, target: fini}}
  fini:
    title: Fini
    final: true
    content: "Merci {nom}."
    links:
      - {label: Votre reçu, document: recu, button: true}
      - {label: Recommencer, entry: debut, button: true}
documents:
  recu: {title: Reçu, content: "Merci {nom}.", show: [nom], review: true}
retention: {draft: 24 hours, closed: 24 hours}
"""

IDENTITE = """
type: object
title: Identité
properties:
  nom: {type: string, title: Nom, maxLength: 40, examples: [Zoé], x-autocomplete: family-name}
  email: {type: string, format: email, title: Courriel}
  secret: {type: string, title: Mot de passe, x-secret: true, minLength: 8}
  encore: {type: string, title: Encore le mot de passe, x-secret: true, x-confirms: secret}
  accord: {type: boolean, const: true, title: "J'accepte"}
required: [nom, secret, encore, accord]
"""

GOUTS = """
type: object
x-groups: [{title: Préférences, fields: [sport, couleurs, pays]}]
properties:
  age: {type: integer, title: Âge, minimum: 18}
  solde: {type: number, title: Solde}
  taille: {type: number, title: Taille, minimum: 0, x-unit: cm}
  naissance: {type: string, format: date, title: Naissance}
  telephone: {type: string, format: tel, title: Téléphone}
  site: {type: string, format: uri, title: Site}
  code: {type: string, title: Code, x-widget: code, maxLength: 12}
  avis: {type: string, title: Avis, x-widget: textarea, description: "Ce que vous *voulez*."}
  lettre: {type: boolean, title: Recevoir la lettre}
  sport: {type: string, title: Sport, oneOf: [{const: a, title: Aviron}, {const: b, title: Boxe}]}
  couleurs: {type: array, title: Couleurs, items: {type: string, enum: [bleu, vert]}}
  pays: {type: string, title: Pays, x-widget: select, default: fr, enum: [fr, be]}
required: [sport, pays]
"""

FILLED = {"nom": "Zoé <b>", "secret": "tresors9", "encore": "tresors9", "accord": True}


@pytest.fixture
def club(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    """The small procedure, in developer mode."""
    yield from _opened(tmp_path, write_flow)


@pytest.fixture
def live(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    """The same in production."""
    yield from _opened(tmp_path, write_flow, dev=False)


def _opened(tmp_path: Path, write_flow: WriteFlow, **settings: Any) -> Iterator[ServiceUnderTest]:
    write_flow("inscription", FLOW, {"identite": IDENTITE, "gouts": GOUTS}, SITE)
    service = ServiceUnderTest(tmp_path, tmp_path, **settings)
    yield service
    service.close()
