"""The site's account is one of its flows': what is named there is there, and one can sign out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.language.load import load_catalogue
from tests.conftest import WriteFlow

FLOW = """
    parcours: 1
    flow: {name}
    title: Essai
    version: "1"
    language: fr
    timezone: Europe/Paris
    values: {{numero: {{type: string, title: Numéro}}, actif: {{type: boolean, title: Actif}}}}
    entries: {{connexion: {{state: debut}}}}
    states:
      debut:
        title: Début
        form: debut
        transitions:
          suite:
            label: Suite
            target: compte
            effects: [{{set: {{numero: '"1"', actif: "true"}}}}]
          sortir: {{label: Sortir, leave: accueil}}
          nu: {{label: Nu, target: nu}}
          vers: {{label: Vers, target: vers}}
      compte:
        title: Compte
        rest: true
        show: [actif]
        content: "{{numero}}"
        transitions:
          sortir: {{label: Sortir, leave: accueil}}
          muet: {{label: Muet, target: compte}}
      rempli:
        title: Rempli
        rest: true
        form: debut
        transitions:
          sortir: {{label: Sortir, skip_form: true, leave: accueil}}
          garder: {{label: Garder, target: rempli}}
      nu: {{title: Nu, rest: true, transitions: {{aller: {{label: Aller, target: rempli}}}}}}
      vers: {{title: Vers, rest: true, transitions: {{sortir: {{label: Sortir, target: nu}}}}}}
"""
FORM = """
    type: object
    properties:
      nom: {type: string, title: Nom}
      coche: {type: boolean, title: Coche}
      mot: {type: string, title: Mot, x-secret: true}
"""
GOOD = {
    "flow": "essai",
    "entry": "connexion",
    "state": "compte",
    "label": "Mon compte",
    "leave": "sortir",
    "who": "'{nom} {numero} {service_tel}'",
}


@pytest.fixture
def check(write_flow: WriteFlow) -> Callable[..., list[str]]:
    def problems(**edit: str) -> list[str]:
        account = ", ".join(f"{key}: {value}" for key, value in {**GOOD, **edit}.items() if value)
        site = f"""
service: Essais
settings: {{service_tel: 01 02 03}}
pages: {{accueil: {{title: Accueil, path: /}}}}
account: {{{account}}}
"""
        path: Path = write_flow("second", FLOW.format(name="second"), {"debut": FORM}, site)
        write_flow("essai", FLOW.format(name="essai"), {"debut": FORM}, site)
        found = load_catalogue(path.parents[1]).problems
        return [f"{problem.code}: {problem.message}" for problem in found if problem.place.file.endswith("site.yaml")]

    return problems


@pytest.mark.parametrize(
    ("edit", "problem", "why"),
    [
        ({}, None, "all is there"),
        ({"who": ""}, None, "nobody need be named"),
        ({"flow": "[essai, second]"}, None, "several flows"),
        ({"state": "[compte, rempli]"}, None, "a form that the button leaves aside"),
        ({"flow": "esai"}, 'unknown-flow: unknown flow "esai"', "no such flow"),
        ({"flow": "[essai, trois]"}, 'unknown-flow: unknown flow "trois"', "one of two"),
        ({"entry": "connection"}, 'unknown-entry: unknown entry "connection"', "no such entry"),
        ({"state": "[compte, conte]"}, 'unknown-target: unknown target "conte"', "no such state"),
        ({"leave": "partir"}, 'no-sign-out: no way to sign out of state "compte"', "no such transition"),
        ({"leave": "muet"}, 'no-sign-out: no way to sign out of state "compte"', "it leads elsewhere"),
        ({"state": "nu"}, 'no-sign-out: no way to sign out of state "nu"', "it has none"),
        ({"state": "vers"}, 'no-sign-out: no way to sign out of state "vers"', "it goes on"),
        ({"state": "debut"}, 'no-sign-out: no way to sign out of state "debut"', "it posts a form"),
        ({"who": "'{nm}'"}, "unknown-placeholder: placeholder {nm} names nothing here", "no such name"),
        ({"who": "'{mot}'"}, "unknown-placeholder: placeholder {mot} names nothing here", "a secret"),
        ({"who": "'{coche}'"}, "unknown-placeholder: placeholder {coche} names nothing here", "true or false"),
        ({"who": "'{actif}'"}, "unknown-placeholder: placeholder {actif} names nothing here", "a value of that kind"),
        ({"who": "'{deadline}'"}, "unknown-placeholder: placeholder {deadline} names nothing here", "of no state"),
        ({"label": "'{nom}'"}, "unknown-placeholder: placeholder {nom} names nothing here", "settings alone"),
    ],
)
def test_an_account_that_cannot_be_one_is_reported(
    check: Callable[..., list[str]], edit: dict[str, str], problem: str | None, why: str
) -> None:
    assert check(**edit) == ([problem] if problem else []), why
