"""A resume that looks in a flow whose name is misspelt: one problem, and none about what it does in that flow."""

from __future__ import annotations

from pathlib import Path

from engine.language.load import load_catalogue
from tests.conftest import WriteFlow
from tests.support.fixes import apply_fix

FILE = """
    parcours: 1
    flow: dossier
    title: Dossier
    language: fr
    timezone: Europe/Paris
    registers: {places: {kind: email, statuses: [prise]}}
    values: {avis: {type: string, title: Avis}, jour: {type: date, title: Jour}}
    facts: {place: {register: places, key: email}}
    entries: {debut: {state: qui}}
    states:
      qui:
        title: Qui
        form: qui
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: place != "free", refuse: {field: email, message: Pris.}}
              - target: attente
                effects:
                  - claim: {register: places, key: email, status: prise}
                  - code: {name: cle, length: 10, lives: 2 days}
                  - mail: cle
      attente: {title: Attente, timeout: {after: 2 days, target: fin}, transitions: {donner: {target: fin}}}
      fin: {title: Fin, final: true, show: [avis, jour]}
    mails: {cle: {to: email, subject: Clé, content: "{cle}"}}
"""
DOOR = """
    parcours: 1
    flow: porte
    title: Porte
    language: fr
    timezone: Europe/Paris
    entries: {porte: {state: porte}}
    states:
      porte:
        title: Porte
        form: porte
        transitions:
          suite:
            label: Suite
            first_of:
              - target: merci
                resume:
                  flow: dossier
                  state: attente
                  code: cle
                  typed: code_saisi
                  event: donner
                  carry: {avis: mon_avis, jour: mon_jour}
              - {refuse: {field: code_saisi, message: Non.}}
      merci: {title: Merci, final: true}
"""
FORMS = {
    "qui": "{type: object, required: [email], properties: {email: {type: string, format: email, title: A}}}",
    "porte": """
        type: object
        required: [code_saisi]
        properties:
          code_saisi: {type: string, title: Clé, x-widget: code}
          mon_avis: {type: string, title: Avis}
          mon_jour: {type: string, format: date, title: Jour}
    """,
}


def test_a_misspelt_flow_is_one_problem_whose_fix_fixes(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("dossier", FILE, FORMS)
    write_flow("porte", DOOR)
    assert load_catalogue(tmp_path).problems == ()
    write_flow("porte", DOOR.replace("flow: dossier", "flow: dosier"))
    (problem,) = load_catalogue(tmp_path).problems
    assert problem.code == "unknown-flow"
    assert apply_fix(problem, Path("/"))
    assert load_catalogue(tmp_path).problems == ()
