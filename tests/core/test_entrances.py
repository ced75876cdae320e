"""Which entry leads to a state, for a person who holds no case there."""

from __future__ import annotations

import pytest

from engine.core.case import Case, Step
from engine.core.entrances import Entrance, entrance_to, may_be_meant
from tests.support.flow_text import flow_of
from tests.support.stage import ADULT, NOW, CaseRunner, to_recap


@pytest.mark.parametrize(
    ("state", "entry", "notice", "why"),
    [
        ("qui", "inscription", None, "the entry's own page"),
        ("code", "confirmation", None, "the other entry's own page"),
        ("attente", "confirmation", "anothers", "cases that wait there are found by a code, behind that entry"),
        ("ville", "inscription", "never_begun", "buttons lead there from the entry"),
        ("parent", "inscription", "never_begun", "so they do, whatever the guards say"),
        ("expiree", "inscription", "never_begun", "a timer leads there"),
        ("fini", "confirmation", "never_begun", "the last attempt leads there"),
        ("inscrit", "confirmation", "anothers", "only the event of a resume leads there"),
        ("nowhere", "inscription", "never_begun", "the flow has no such state: the first entry"),
    ],
)
def test_the_entry_that_leads_to_a_state(
    runner: CaseRunner, state: str, entry: str, notice: str | None, why: str
) -> None:
    flow = runner.machine.flow
    assert entrance_to(flow, state) == Entrance(flow.name, entry, notice), why


ACCOUNT = """
    registers: {{comptes: {{kind: email, statuses: [ouvert, en_attente]}}}}
    entries: {{creation: {{state: creation}}, porte: {{state: porte}}, connexion: {{state: connexion}}}}
    states:
      creation:
        title: Création
        form: creation
        transitions:
          suite:
            label: Suite
            target: attente
            effects:
              - claim: {{register: comptes, key: email, status: en_attente}}
              - code: {{name: cle, length: 10, lives: 2 days}}
              - mail: cle
      attente: {{title: Attente, timeout: {{after: 2 days, target: fin}}, transitions: {{activer: {{target: cree}}}}}}
      cree:
        title: Créé
        rest: true
        transitions: {{aller: {{label: Aller, target: compte}}, ouvrir: {{target: compte}}}}
      compte:
        title: Compte
        rest: true
        transitions: {{ouvrir: {{id: reste}}, fermer: {{label: Fermer, target: fin}}}}
      fin: {{title: Fin, final: true}}
      porte:
        title: Porte
        form: porte
        transitions:
          entrer:
            label: Entrer
            first_of:
              - resume: {{state: attente, code: cle, typed: cle_saisie, event: activer}}
              - {{refuse: {{message: Non}}}}
      connexion:
        title: Connexion
        form: connexion
        transitions:
          entrer:
            label: Entrer
            first_of:
              - resume: {{register: comptes, key: email_saisi, secret: {{mot: mot_saisi}}{event}}}
              - {{refuse: {{message: Non}}}}
    views: {{details: {{in: compte, title: Détails}}, autres: {{in: [cree, compte], title: Autres}}}}
    mails: {{cle: {{to: email, subject: Clé, content: "{{cle}}"}}}}
"""
ACCOUNT_FORMS = {
    "creation": """
        type: object
        properties:
          email: {type: string, title: Adresse, format: email}
          mot: {type: string, title: Mot de passe, x-secret: true}
    """,
    "porte": "{type: object, properties: {cle_saisie: {type: string, title: Clé}}}",
    "connexion": """
        type: object
        properties:
          email_saisi: {type: string, title: Adresse, format: email}
          mot_saisi: {type: string, title: Mot de passe, x-secret: true}
    """,
}


@pytest.mark.parametrize("event", ["", ", event: ouvrir"])
@pytest.mark.parametrize(
    ("page", "entry", "notice", "why"),
    [
        ("details", "connexion", "anothers", "a view of an account: where accounts are found again"),
        ("autres", "connexion", "anothers", "one that several states show"),
        ("compte", "connexion", "anothers", "the sign-in names no state: it finds what accepts its event, or rests"),
        ("cree", "connexion", "anothers", "this one too"),
        ("attente", "porte", "anothers", "a request that waits for its code is no account"),
        ("fin", "creation", "never_begun", "nor is one that has ended"),
        ("connexion", "connexion", None, "the entry's own page"),
    ],
)
def test_the_entry_where_a_resume_names_no_state(
    event: str, page: str, entry: str, notice: str | None, why: str
) -> None:
    flow = flow_of(ACCOUNT.format(event=event), ACCOUNT_FORMS)
    assert entrance_to(flow, page) == Entrance("essai", entry, notice), why


@pytest.mark.parametrize("page", ["attente", "cree", "compte"])
def test_a_code_that_opens_a_request_wherever_it_waits_is_asked_for_its_page(page: str) -> None:
    waiting = "state: attente, code: cle, typed: cle_saisie, event: activer"
    anywhere = ACCOUNT.format(event="").replace(waiting, "code: cle, typed: cle_saisie")
    assert entrance_to(flow_of(anywhere, ACCOUNT_FORMS), page) == Entrance("essai", "porte", "anothers")
    assert entrance_to(flow_of(anywhere, ACCOUNT_FORMS), "fin") == Entrance("essai", "creation", "never_begun")


def test_a_case_may_be_meant_by_a_view_where_it_may_come_to_show_it() -> None:
    flow = flow_of(ACCOUNT.format(event=", event: ouvrir"), ACCOUNT_FORMS)
    stands = {state: Case("c", "essai", "1", "creation", 1, (Step(state, 1),)) for state in flow.states}
    meant = {state for state, case in stands.items() if may_be_meant(flow, case, "details")}
    assert meant == {"cree", "compte"}, "who asks for a page of their account does not mean a request just begun"


def at_code(runner: CaseRunner) -> Case:
    return runner.begin("confirmation")


@pytest.mark.parametrize(
    ("stands", "state", "meant", "why"),
    [
        ("qui", "attente", True, "its buttons lead there"),
        ("code", "attente", False, "a code just asked for: who asks for a waiting page means another case"),
        ("inscrit", "attente", True, "it has been there"),
        ("code", "ville", True, "no case is found again there, so it can only be this one"),
        ("code", "nowhere", True, "nor in a state that the flow does not have"),
    ],
)
def test_whether_a_case_may_be_meant(runner: CaseRunner, stands: str, state: str, meant: bool, why: str) -> None:
    if stands == "inscrit":
        runner.waiting, runner.codes = runner.send(to_recap(runner), "valider").case._replace(id="c2"), {"k": "valid"}
        code = {"code_saisi": "k", "email_saisi": ADULT["email"]}
        case = runner.send(at_code(runner), "suite", NOW, answers=code).resumed.decision.case
    else:
        case = {"qui": runner.begin, "code": lambda: at_code(runner)}[stands]()
    assert case.state == stands
    assert may_be_meant(runner.machine.flow, case, state) is meant, why
